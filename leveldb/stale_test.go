package leveldb_test

import (
	"context"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/ndarray"
)

// stale is a Store whose iterations invalidate values before they are read.
type stale struct{ driver.Store }

type stalePages struct{ left int }

func (c *stalePages) Next(ctx context.Context) (*driver.Page, error) {
	if c.left == 0 {
		return nil, nil
	}
	c.left--
	turns := new(atomic.Uint64)
	page, err := driver.NewPage(driver.Content{Ends: []driver.End{{}, {Key: 1, Value: 5}}, Keys: []byte("k"), Values: []byte("nlost"), Turns: turns})
	turns.Add(1)
	return page, err
}

func (c *stalePages) Close() {}

func (s stale) Scan(context.Context, driver.Span, leveldb.ReadOptions) (driver.Cursor, error) {
	return &stalePages{left: 2}, nil
}

// Reading an invalidated value is an error, not an empty value.
func TestValuesThatAreGone(t *testing.T) {
	local := openTest(t, nil)
	require.NoError(t, local.Put("k", 1))
	db := leveldb.New(stale{local.Driver()}, "stale", nil)
	for _, name := range []string{"Digest", "Values", "Views", "GatherRange"} {
		err := onRanges[name](db, nil)
		require.ErrorIs(t, err, leveldb.ErrMoved, name)
		require.ErrorContains(t, err, `"k"`, name)
	}
	for e, err := range db.Entries(nil) {
		require.NoError(t, err)
		requireMoved(t, e, "stale")
	}
	dst := openTest(t, nil)
	_, err := leveldb.Copy(t.Context(), dst, db, nil)
	require.ErrorIs(t, err, leveldb.ErrMoved)
	require.Empty(t, contents(t, dst))
	_, err = leveldb.Copy(t.Context(), db, local, &leveldb.CopyOptions{Into: leveldb.CopyMerge})
	require.ErrorIs(t, err, leveldb.ErrMoved)
}

// Rows in Fortran order count as found when a large tensor grows.
func TestGatherManyFortranRows(t *testing.T) {
	db := openTest(t, nil)
	a, err := ndarray.New(ndarray.Int8, 2, 1<<19)
	require.NoError(t, err)
	require.NoError(t, db.Put("f", a.Transpose()))
	keys := make([]string, 70) // rows of 1 MiB; the tensor grows after 64 MiB
	for i := range keys {
		keys[i] = "f"
	}
	tensor, err := db.Gather(keys, nil)
	require.NoError(t, err)
	require.Equal(t, []int{len(keys), 1 << 19, 2}, tensor.Shape())
}

// A backup is opened read-only for verification, so that no file changes after the sync that ended
// the copy.
func TestBackupIsVerifiedReadOnly(t *testing.T) {
	src := openTest(t, nil)
	require.NoError(t, src.Put("k", 1))
	path := filepath.Join(t.TempDir(), "backup")
	verified := false
	_, err := leveldb.Backup(t.Context(), path, src, &leveldb.BackupOptions{Progress: func(verifying bool, _ int, _ int64) {
		if verifying {
			verified = true
			reader, err := leveldb.Open(path+dbfile.PartialSuffix, &leveldb.Options{ReadOnly: true})
			require.NoError(t, err)
			require.NoError(t, reader.Close())
		}
	}})
	require.NoError(t, err)
	require.True(t, verified)
}

// Reading a value without a known tag as an array is an error about the tag.
func TestArrayOfUnknownTag(t *testing.T) {
	db := openTest(t, nil)
	require.NoError(t, db.PutRaw("k", []byte("?value")))
	_, err := leveldb.ReadInto(db, "k", make([]int8, 1))
	require.ErrorIs(t, err, codec.ErrKind)
	require.NotErrorIs(t, err, codec.ErrMismatch)
	require.NoError(t, db.PutRaw("k", []byte("svalue")))
	_, err = leveldb.ReadInto(db, "k", make([]int8, 1))
	require.ErrorIs(t, err, codec.ErrMismatch)
}

func TestStringNamesPathAndPrefix(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	db := openTestAt(t, path, nil)
	require.Equal(t, "leveldb "+strconv.Quote(path), db.String())
	require.Equal(t, "leveldb "+strconv.Quote(path)+` prefix "a/"`, db.Sub("a/").String())
}
