package native

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/internal/disk"
	"github.com/openleveldb/openleveldb/internal/powercut"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// Touching a table adds an entry in its range without changing the contents of the database. A
// table with only one value gets no entry.
func TestTouch(t *testing.T) {
	db := openTest(t, nil)
	put(t, db, "k", "value")
	before := collect(t, db, driver.Span{}, driver.ReadOptions{})
	for name, c := range map[string]struct {
		table dbfile.Table
		adds  bool
	}{
		"a range with free keys":       {dbfile.Table{First: "k", Last: "l", Size: 4 << 10}, true},
		"a key that was deleted":       {dbfile.Table{First: "none", Last: "none", Size: 4 << 10}, true},
		"one value":                    {dbfile.Table{First: "k", Last: "k", Size: 100}, false},
		"one value, without overhead":  {dbfile.Table{First: "k", Last: "k", Size: 6}, false},
		"one value, of which others":   {dbfile.Table{First: "k", Last: "k", Size: 1 << 20}, true},
		"one value that is compressed": {dbfile.Table{First: "k", Last: "k", Size: 5}, true},
	} {
		journal := filepath.Join(t.TempDir(), "journal")
		stop, err := disk.Record(journal)
		require.NoError(t, err)
		err = db.alone(func() error { return db.touch(c.table) })
		require.NoError(t, stop())
		require.NoError(t, err, name)
		steps, err := powercut.ReadJournal(journal)
		require.NoError(t, err)
		assert.Equal(t, c.adds, len(steps) > 0, name)
		assert.Equal(t, before, collect(t, db, driver.Span{}, driver.ReadOptions{}), name)
	}
}
