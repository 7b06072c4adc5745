package bench

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	goleveldb "github.com/syndtr/goleveldb/leveldb"
	"github.com/syndtr/goleveldb/leveldb/opt"

	"github.com/openleveldb/openleveldb/leveldb"
)

// backwards is the reverse of the order of bytes, for goleveldb.
type backwards struct{}

func (backwards) Name() string                    { return "test.backwards" }
func (backwards) Compare(a, b []byte) int         { return bytes.Compare(b, a) }
func (backwards) Separator(_, _, _ []byte) []byte { return nil }
func (backwards) Successor(_, _ []byte) []byte    { return nil }

// goleveldb and this package read, write and compact each other's databases with a comparator.
// goleveldb's own compactions can leave tables that overlap, because it compares their bounds by
// their bytes. Open finds that, and Repair merges them.
func TestGoLevelDBComparator(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	theirs := &opt.Options{Comparer: backwards{}, WriteBuffer: 64 << 10, Strict: opt.StrictAll}
	ours := &leveldb.Options{Comparator: leveldb.ReverseBytewise.Named("test.backwards"), WriteBufferSize: 64 << 10}
	entries := map[string]string{}
	value := func(i, round int) string { return "s" + strings.Repeat(fmt.Sprint(i+round), 40) }
	check := func(key, stored []byte, before *string) {
		require.Equal(t, entries[string(key)], string(stored), "%q", key)
		if *before != "" {
			require.Greater(t, *before, string(key))
		}
		*before = string(key)
	}
	for round := range 2 {
		db, err := goleveldb.OpenFile(path, theirs)
		require.NoError(t, err)
		for i := range 2000 {
			key := fmt.Sprintf("%05d", i*7919%10_000)
			entries[key] = value(i, round)
			require.NoError(t, db.Put([]byte(key), []byte(entries[key]), nil))
		}
		n, before := 0, ""
		it := db.NewIterator(nil, nil)
		for ; it.Next(); n++ {
			check(it.Key(), it.Value(), &before)
		}
		require.NoError(t, it.Error())
		it.Release()
		require.Equal(t, len(entries), n)
		require.NoError(t, db.Close())

		ldb, err := leveldb.Open(path, ours)
		if err != nil {
			require.ErrorIs(t, err, leveldb.ErrCorrupt)
			require.ErrorContains(t, err, "overlap")
			require.NoError(t, leveldb.Repair(path, ours))
			ldb, err = leveldb.Open(path, ours)
		}
		require.NoError(t, err)
		n, before = 0, ""
		for e, err := range ldb.Entries(nil) {
			require.NoError(t, err)
			stored, err := e.AppendRaw(nil)
			require.NoError(t, err)
			check([]byte(e.Key()), stored, &before)
			n++
		}
		require.Equal(t, len(entries), n)
		for i := range 2000 {
			key := fmt.Sprintf("%05d", i*104_729%10_000)
			entries[key] = value(i, round+10)
			require.NoError(t, ldb.PutRaw(key, []byte(entries[key])))
		}
		require.NoError(t, ldb.Compact(nil))
		require.NoError(t, ldb.Close())
	}
}
