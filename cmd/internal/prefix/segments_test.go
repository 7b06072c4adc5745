package prefix

import (
	"path/filepath"
	"testing"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSegments(t *testing.T) {
	db, err := leveldb.Open(filepath.Join(t.TempDir(), "db"), nil)
	require.NoError(t, err)
	defer db.Close()
	for _, key := range []string{"a/1", "a/2/x", "a/2/y", "a/3", "a0", "b", "b/c", "/"} {
		require.NoError(t, db.Put(key, 1))
	}
	for prefix, want := range map[string][]string{
		"": {"/", "a/", "a0", "b", "b/"}, "a": {"a/", "a0"}, "a/": {"a/1", "a/2/", "a/3"}, "a/2/": {"a/2/x", "a/2/y"}, "z": nil,
	} {
		var got []string
		Segments(db, prefix, func(s string) bool { got = append(got, s); return true })
		assert.Equal(t, want, got, prefix)
		if len(want) > 1 {
			got = nil
			Segments(db, prefix, func(s string) bool { got = append(got, s); return false })
			assert.Equal(t, want[:1], got, "it stops when found returns false")
		}
	}
}
