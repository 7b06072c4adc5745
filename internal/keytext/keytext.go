// Package keytext formats keys for people. It quotes keys where necessary, and truncates long keys.
// Output for programs holds complete keys and does not use this package.
package keytext

import (
	"fmt"
	"strconv"
	"unicode"
	"unicode/utf8"
)

// Limit is the maximum length in bytes of a key that is printed in full.
const Limit = 1 << 10

// head is the number of bytes of a longer key that are printed.
const head = 64

// Quote returns key in quotes, escaped as in Go. For a key longer than Limit it returns the first
// bytes and the length, as in `"first bytes…" (1048576 bytes)`.
func Quote(key string) string {
	if len(key) <= Limit {
		return strconv.Quote(key)
	}
	return fmt.Sprintf(`%s…" (%d bytes)`, openQuote(key), len(key))
}

// openQuote quotes the first bytes of a key, without the closing quote. It does not split
// characters.
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

// Plain returns key unchanged if that is unambiguous, and Quote(key) otherwise. A truncated key is
// always quoted, so that it is never mistaken for a complete one.
func Plain(key string) string {
	if len(key) > Limit || NeedsQuotes(key) {
		return Quote(key)
	}
	return key
}

// NeedsQuotes reports whether text is ambiguous without quotes: it is empty, begins with a quote or
// a space, ends with a space, contains characters that are not printable, or is not UTF-8.
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
