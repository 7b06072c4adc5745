package inspect

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// More than half of the values at several places decide, not those at the beginning.
func TestOtherProgram(t *testing.T) {
	for name, c := range map[string]struct {
		untagged func(i int) bool
		want     bool
	}{
		"none":         {func(int) bool { return false }, false},
		"all":          {func(int) bool { return true }, true},
		"the first":    {func(i int) bool { return i < 1000 }, false},
		"all but some": {func(i int) bool { return i >= 1000 }, true},
		"a third":      {func(i int) bool { return i%3 == 0 }, false},
		"two of three": {func(i int) bool { return i%3 > 0 }, true},
	} {
		db, err := leveldb.Open(filepath.Join(t.TempDir(), "db"), nil)
		require.NoError(t, err)
		batch := db.NewBatch()
		for i := range 4000 {
			value := "s"
			if c.untagged(i) {
				value = "\x00"
			}
			require.NoError(t, batch.PutRaw(fmt.Sprintf("%06d", i), []byte(value)))
		}
		require.NoError(t, batch.Write())
		other, err := OtherProgram(db)
		require.NoError(t, err)
		assert.Equal(t, c.want, other, name)
		require.NoError(t, db.Close())
	}
	db, err := leveldb.Open(filepath.Join(t.TempDir(), "db"), nil)
	require.NoError(t, err)
	other, err := OtherProgram(db)
	require.NoError(t, err)
	assert.False(t, other, "an empty database")
	require.NoError(t, db.Close())
}
