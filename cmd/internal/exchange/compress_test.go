package exchange

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/openleveldb/openleveldb/cmd/internal/valuetext"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestCompressedLines(t *testing.T) {
	want := mixed(t)
	plain := 0
	for _, extension := range []string{"", ExtGzip, ExtZstd} {
		out := new(buffer)
		compressed, err := Compress(out, extension)
		require.NoError(t, err)
		sink := CreateLines(compressed, valuetext.AppendJSONLine)
		_, err = Export(t.Context(), opened(t, want), nil, sink, ExportOptions{})
		require.NoError(t, err)
		require.NoError(t, sink.Commit())
		assert.True(t, out.committed)
		if extension == "" {
			plain = out.Len()
		} else {
			assert.Less(t, out.Len(), plain)
		}
		path := filepath.Join(t.TempDir(), "any name")
		require.NoError(t, os.WriteFile(path, out.Bytes(), 0o600))
		in, err := OpenInput(path)
		require.NoError(t, err)
		text, err := Decompress(in)
		require.NoError(t, err)
		source := ReadLines(text)
		assert.Equal(t, want, imported(t, source, ImportOptions{AnyKeys: true}))
		done, total := source.Position()
		assert.EqualValues(t, out.Len(), total)
		assert.Equal(t, total, done)

		// Two files in one, as gzip and zstd allow, and every truncation.
		text, err = Decompress(io.NopCloser(io.MultiReader(bytes.NewReader(out.Bytes()), bytes.NewReader(out.Bytes()))))
		require.NoError(t, err)
		both, err := io.ReadAll(text)
		require.NoError(t, err)
		assert.Len(t, both, 2*plain)
		for n := 5; extension != "" && n < out.Len(); n += 1 + out.Len()/20 {
			text, err := Decompress(io.NopCloser(bytes.NewReader(out.Bytes()[:n])))
			if err == nil {
				_, err = io.ReadAll(text)
			}
			assert.ErrorIs(t, err, io.ErrUnexpectedEOF, "%s: %d of %d", extension, n, out.Len())
		}
	}
	_, err := Compress(new(buffer), ".xz")
	require.Error(t, err)
	broken := errors.New("broken")
	_, err = Decompress(io.NopCloser(failing{broken}))
	require.ErrorIs(t, err, broken)
	out := new(buffer)
	compressed, err := Compress(out, ExtZstd)
	require.NoError(t, err)
	require.NoError(t, compressed.Abort())
	assert.True(t, out.aborted)
	assert.False(t, out.committed)
}

// A .zst file cannot demand more memory than the program zstd would use.
func TestLargeWindow(t *testing.T) {
	// The header of a frame with a window of 256 MiB.
	text, err := Decompress(io.NopCloser(strings.NewReader(magicZstd + "\x00\x90\x01\x00\x00")))
	if err == nil {
		_, err = io.ReadAll(text)
	}
	require.ErrorContains(t, err, "window")
}

func TestCutCompression(t *testing.T) {
	for path, want := range map[string][2]string{
		"a.jsonl.gz": {"a.jsonl", ".gz"}, "a.JSONL.ZST": {"a.JSONL", ".zst"}, "a.jsonl": {"a.jsonl", ""}, ".gz": {".gz", ""}, "": {"", ""},
	} {
		rest, extension := CutCompression(path)
		assert.Equal(t, want, [2]string{rest, extension})
	}
}
