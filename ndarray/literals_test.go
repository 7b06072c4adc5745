package ndarray

import (
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What is read is what numpy reads. Spellings that numpy never writes may be refused.
func TestLiteralsAsNumpyReadsThem(t *testing.T) {
	lines, err := os.ReadFile("testdata/literals.jsonl")
	require.NoError(t, err)
	type line struct {
		Version    byte
		Text, Want string
	}
	read := 0
	for _, l := range readLines[line](t, lines) {
		var text []byte
		for _, r := range l.Text {
			text = append(text, byte(r))
		}
		h, _, err := ParseHeader(rawHeader(l.Version, string(text)))
		if err == nil {
			read++
			assert.Equal(t, l.Want, describeHeader(h), "version %d, %q", l.Version, l.Text)
		}
	}
	assert.Greater(t, read, 150)
}
