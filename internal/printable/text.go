// Package printable makes untrusted text safe to print on a terminal.
package printable

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Line returns text as one line. Characters that are not printable are escaped as in a Go string,
// so that the text cannot control a terminal. Line breaks become semicolons.
func Line(text string) string {
	if utf8.ValidString(text) && !strings.ContainsFunc(text, unprintable) {
		return text
	}
	var b strings.Builder
	for i, line := range strings.Split(strings.Trim(text, "\n"), "\n") {
		if i > 0 {
			b.WriteString("; ")
		}
		appendEscaped(&b, line)
	}
	return b.String()
}

// Lines applies Line to each line of a text. It keeps line breaks and tabs.
func Lines(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		content := strings.TrimSuffix(line, "\n")
		for i, field := range strings.Split(content, "\t") {
			if i > 0 {
				b.WriteByte('\t')
			}
			appendEscaped(&b, field)
		}
		b.WriteString(line[len(content):])
	}
	return b.String()
}

func unprintable(r rune) bool { return !unicode.IsPrint(r) }

func appendEscaped(b *strings.Builder, text string) {
	for len(text) > 0 {
		r, size := utf8.DecodeRuneInString(text)
		if r == utf8.RuneError && size == 1 || unprintable(r) {
			quoted := strconv.Quote(text[:size])
			b.WriteString(quoted[1 : len(quoted)-1])
		} else {
			b.WriteString(text[:size])
		}
		text = text[size:]
	}
}
