package ndarray

import (
	"bytes"
	"encoding/json"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// literalLine is a line of testdata/literals.jsonl, which testdata/literals.py printed with numpy
// 1.24.
type literalLine struct {
	Version    byte
	Text, Want string
}

// header returns the header. Its bytes are the code points of Text.
func (l literalLine) header() []byte {
	var text []byte
	for _, r := range l.Text {
		text = append(text, byte(r))
	}
	return rawHeader(l.Version, string(text))
}

func literals(t testing.TB) (lines []literalLine) {
	t.Helper()
	file, err := os.ReadFile("testdata/literals.jsonl")
	require.NoError(t, err)
	for text := range bytes.Lines(file) {
		var line literalLine
		require.NoError(t, json.Unmarshal(text, &line))
		lines = append(lines, line)
	}
	require.NotEmpty(t, lines)
	return lines
}

// The results equal numpy's. Spellings that numpy never writes may be refused.
func TestLiteralsAsNumpyReadsThem(t *testing.T) {
	read := 0
	for _, l := range literals(t) {
		h, _, err := ParseHeader(l.header())
		if err == nil {
			read++
			assert.Equal(t, l.Want, describeHeader(h), "version %d, %q", l.Version, l.Text)
		}
	}
	assert.Greater(t, read, 150)
}
