// Package keytext formats keys for people: quoted where that is needed, and cut where a key is too
// long to read. Output for programs holds whole keys and does not use this package.
package keytext

import (
	"fmt"
	"strconv"
	"unicode"
	"unicode/utf8"
)

// Limit is the length in bytes of the longest key that is printed whole.
const Limit = 1 << 10

// head is the number of bytes that are printed of a longer key.
const head = 64

// Quote returns key in quotes, with the escapes of Go. Of a key longer than Limit it returns the
// first bytes and the length, as in `"first bytes…" (1048576 bytes)`.
func Quote(key string) string {
	if len(key) <= Limit {
		return strconv.Quote(key)
	}
	return fmt.Sprintf(`%s…" (%d bytes)`, openQuote(key), len(key))
}

// openQuote quotes the first bytes of a key up to the closing quote. It cuts between characters.
func openQuote(key string) string {
	first := key[:head]
	for range utf8.UTFMax - 1 {
		if r, size := utf8.DecodeLastRuneInString(first); r != utf8.RuneError || size != 1 {
			break
		}
		first = first[:len(first)-1]
	}
	quoted := strconv.Quote(first)
	return quoted[:len(quoted)-1]
}

// Plain returns key as it is if that is unambiguous, and Quote(key) otherwise. A key that is cut is
// always quoted, so that it is never mistaken for a whole one.
func Plain(key string) string {
	if len(key) > Limit || NeedsQuotes(key) {
		return Quote(key)
	}
	return key
}

// NeedsQuotes reports whether text is ambiguous without quotes: it is empty, begins with a quote or
// a space, ends with a space, does not print, or is not UTF-8.
func NeedsQuotes(text string) bool {
	if text == "" || text[0] == '"' || text[0] == ' ' || text[len(text)-1] == ' ' || !utf8.ValidString(text) {
		return true
	}
	for _, r := range text {
		if !unicode.IsPrint(r) {
			return true
		}
	}
	return false
}
