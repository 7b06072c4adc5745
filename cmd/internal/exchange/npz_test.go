package exchange

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestNPZRoundTrip(t *testing.T) {
	want := arrays(t)
	path := filepath.Join(t.TempDir(), "x.npz")
	out, err := CreatePartial(path, false)
	require.NoError(t, err)
	sink := CreateNPZ(out)
	db := opened(t, want)
	require.NoError(t, db.PutRaw("text", []byte("s1")))
	_, err = Export(t.Context(), db, nil, sink, ExportOptions{})
	require.ErrorIs(t, err, ErrCannotHold)
	require.NoError(t, sink.Abort())
	assert.NoFileExists(t, path)

	out, err = CreatePartial(path, false)
	require.NoError(t, err)
	sink = CreateNPZ(out)
	count, err := Export(t.Context(), db, nil, sink, ExportOptions{SkipOthers: true})
	require.NoError(t, err)
	assert.EqualValues(t, 1, count.Skipped)
	require.NoError(t, sink.Commit())
	archive, err := OpenArchive(path)
	require.NoError(t, err)
	assert.Equal(t, want, imported(t, archive, ImportOptions{}))

	// Every truncation is an error. Nothing is stored.
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	for n := 0; n < len(content); n += 1 + len(content)/50 {
		require.NoError(t, os.WriteFile(path, content[:n], 0o600))
		_, err := OpenArchive(path)
		assert.Error(t, err, n)
	}
}
