package shell

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/openleveldb/openleveldb/internal/keytext"
)

// line is a parsed line.
type line struct {
	words []string
	// pipe begins with | or > and is for the system's shell. It is empty if there is none.
	pipe string
	// begun is the position of the word that ends with the line, and open that its quote or escape
	// is not closed. begun is the length of the line if it ends with a space.
	begun int
	open  error
}

var (
	errSingleQuote = errors.New("a ' is not closed")
	errDoubleQuote = errors.New(`a " is not closed`)
	errBackslash   = errors.New(`the line ends with a \`)
)

// parse splits a line into words.
//
//	'...'   every character stands for itself
//	"..."   escapes are as in Go, which is how ls prints unusual keys
//	\c      the character c
//	#       at the start of a word: the rest of the line is a comment
//	| or >  at the start of a word: the rest of the line is for the system's shell
func parse(text string) (line, error) {
	var l line
	for at := 0; ; {
		for at < len(text) && (text[at] == ' ' || text[at] == '\t') {
			at++
		}
		l.begun = at
		if at == len(text) || text[at] == '#' {
			return l, nil
		}
		if text[at] == '|' || text[at] == '>' {
			l.pipe = text[at:]
			return l, nil
		}
		word, end, err := parseWord(text, at)
		l.words = append(l.words, word)
		if err != nil {
			l.open = err
			return l, err
		}
		if at = end; at == len(text) {
			return l, nil
		}
	}
}

// parseWord returns the word that starts at a position, and its end. With an error it returns what
// it has of the word.
func parseWord(text string, at int) (string, int, error) {
	var word []byte
	for at < len(text) {
		switch c := text[at]; c {
		case ' ', '\t':
			return string(word), at, nil
		case '\\':
			if at+1 == len(text) {
				return string(word), at, errBackslash
			}
			word, at = append(word, text[at+1]), at+2
		case '\'':
			length := strings.IndexByte(text[at+1:], '\'')
			if length < 0 {
				return string(word) + text[at+1:], len(text), errSingleQuote
			}
			word, at = append(word, text[at+1:at+1+length]...), at+length+2
		case '"':
			var err error
			if word, at, err = appendQuoted(word, text, at+1); err != nil {
				return string(word), at, err
			}
		default:
			word, at = append(word, c), at+1
		}
	}
	return string(word), at, nil
}

// appendQuoted appends the text up to the next quote, with its escapes resolved, and returns the
// position after the quote.
func appendQuoted(word []byte, text string, at int) ([]byte, int, error) {
	for at < len(text) && text[at] != '"' {
		r, multibyte, rest, err := strconv.UnquoteChar(text[at:], '"')
		switch {
		case text[at] != '\\' && !multibyte || text[at] >= utf8.RuneSelf:
			_, size := utf8.DecodeRuneInString(text[at:])
			word, at = append(word, text[at:at+size]...), at+size // also bytes that are not UTF-8
			continue
		case err != nil && !strings.Contains(text[at:], `"`):
			return word, len(text), errDoubleQuote // perhaps the escape is not complete
		case err != nil:
			return word, at, fmt.Errorf(`%.10q is not an escape: inside of "..." they are those of Go, such as \n, \" and \x00`, text[at:])
		case multibyte:
			word = utf8.AppendRune(word, r)
		default:
			word = append(word, byte(r))
		}
		at = len(text) - len(rest)
	}
	if at == len(text) {
		return word, at, errDoubleQuote
	}
	return word, at + 1, nil
}

// quote returns the text that parse reads as this word. It is in quotes if the word needs them, or
// if always is set. With open it can be continued: a quote is not closed.
func quote(word string, open, always bool) string {
	if !always && !needsQuotes(word) {
		return word
	}
	quoted := strconv.Quote(word)
	if open {
		return quoted[:len(quoted)-1]
	}
	return quoted
}

// needsQuotes reports whether parse would not read the word as it is.
func needsQuotes(word string) bool {
	if keytext.NeedsQuotes(word) {
		return true
	}
	for i, r := range word {
		if unicode.IsSpace(r) || strings.ContainsRune(`"'\`, r) || i == 0 && strings.ContainsRune("#|>", r) {
			return true
		}
	}
	return false
}
