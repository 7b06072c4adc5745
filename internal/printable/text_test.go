package printable

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestLine(t *testing.T) {
	for text, want := range map[string]string{
		"":                            "",
		`leveldb: get "k": not found`: `leveldb: get "k": not found`,
		"größer ok":                   "größer ok",
		"a\x1b[31mred\x07":            `a\x1b[31mred\a`,
		"one\ntwo\n":                  "one; two",
		"\u202edrow\u009b\xff\r":      `\u202edrow\u009b\xff\r`,
	} {
		assert.Equal(t, want, Line(text))
	}
	assert.Equal(t, "a\tb\n\\x1b[2J\n", Lines("a\tb\n\x1b[2J\n"))
}
