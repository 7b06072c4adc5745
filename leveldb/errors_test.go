package leveldb_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
)

// The text of an error is short even if the key is long. The error holds the complete key.
func TestLongKeysInErrors(t *testing.T) {
	db, err := leveldb.Open(filepath.Join(t.TempDir(), "db"), nil)
	require.NoError(t, err)
	defer db.Close()
	long := strings.Repeat("k", 1<<20)
	require.NoError(t, db.PutRaw(long, []byte("?")))
	sub := db.Sub(long)
	for name, err := range map[string]error{
		"get": func() error { _, err := db.Get(long + "x"); return err }(),
		"load": func() error {
			var n int
			return db.Load(long, &n)
		}(),
		"view":  db.ViewRaw(long+"x", func(*leveldb.Pinned) error { return nil }),
		"pin":   func() error { _, err := db.Pin(long + "x"); return err }(),
		"put":   db.Put(long+"\xff", 1),
		"value": db.Put(long, make(chan int)),
		"range": func() error {
			for e, err := range db.Entries(nil) {
				if err != nil {
					return err
				}
				_, err = e.Value()
				return err
			}
			return nil
		}(),
		"sub": func() error { _, err := sub.Get("x"); return err }(),
	} {
		require.Error(t, err, name)
		assert.Less(t, len(err.Error()), 300, name)
		assert.Contains(t, err.Error(), `kkk…" (10485`, name)
		var e *leveldb.Error
		require.ErrorAs(t, err, &e, name)
		assert.True(t, strings.HasPrefix(e.Name, long), name)
	}
	assert.Less(t, len(sub.String()), 300)
}
