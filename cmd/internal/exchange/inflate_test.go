package exchange

import (
	"bytes"
	"compress/flate"
	"io"
	"io/fs"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A decompressor that is used again reads the next stream from its start, whatever happened before.
func TestInflate(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var before io.ReadCloser
	for i := range 20 {
		want := make([]byte, random.IntN(200_000))
		for i := range want {
			want[i] = byte(random.IntN(1 + random.IntN(255)))
		}
		var compressed bytes.Buffer
		w, err := flate.NewWriter(&compressed, 1+i%9)
		require.NoError(t, err)
		_, err = w.Write(want)
		require.NoError(t, err)
		require.NoError(t, w.Close())

		truncated := inflate(bytes.NewReader(compressed.Bytes()[:compressed.Len()/2]))
		_, err = io.ReadAll(truncated)
		require.ErrorIs(t, err, io.ErrUnexpectedEOF)
		_ = truncated.Close() // returns the error again

		r := inflate(&compressed)
		got, err := io.ReadAll(r)
		require.NoError(t, err)
		require.True(t, bytes.Equal(want, got))
		if before != nil {
			require.NoError(t, before.Close())
		}
		require.NoError(t, r.Close())
		require.NoError(t, r.Close(), "idempotent")
		_, err = r.Read(make([]byte, 1))
		assert.ErrorIs(t, err, fs.ErrClosed)
		before = r
	}
}
