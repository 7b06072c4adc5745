package remote_test

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/tests/testdb"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// A server reads and writes a database with a comparator, and iterates over all of it in its order.
// It refuses ranges with bounds, whose meaning depends on the order.
func TestServedComparator(t *testing.T) {
	order := &leveldb.Comparator{Name: "test.served", Compare: func(a, b []byte) int { return bytes.Compare(b, a) }}
	local := testdb.Open(t, &leveldb.Options{Comparator: order})
	var want []string
	for i := range 3000 {
		key := fmt.Sprintf("%04d", 2999-i)
		want = append(want, key)
		require.NoError(t, local.Put(key, i))
	}
	db := testdb.Dial(t, testdb.Serve(t, local, nil), nil)
	keys := func(r *leveldb.Range) (keys []string, err error) {
		for key, err := range db.Keys(r) {
			if err != nil {
				return keys, err
			}
			keys = append(keys, strings.Clone(key))
		}
		return keys, nil
	}
	got, err := keys(nil)
	require.NoError(t, err)
	require.Equal(t, want, got)
	got, err = keys(&leveldb.Range{Reverse: true, Limit: 3})
	require.NoError(t, err)
	require.Equal(t, []string{"0000", "0001", "0002"}, got)
	n, err := db.Count(nil)
	require.NoError(t, err)
	require.Equal(t, 3000, n)
	require.NoError(t, db.Compact(nil))
	size, err := db.ApproximateSize(nil)
	require.NoError(t, err)
	require.NotZero(t, size)

	require.NoError(t, db.Put("new", "value"))
	value, err := db.Get("new")
	require.NoError(t, err)
	require.Equal(t, "value", value)
	require.NoError(t, db.Sub("n").Delete("ew"))
	values, err := leveldb.GetAll[int](db, []string{"2999", "0000"})
	require.NoError(t, err)
	require.Equal(t, []int{0, 2999}, values)
	snapshot, err := db.Snapshot()
	require.NoError(t, err)
	n, err = snapshot.Count(nil)
	require.NoError(t, err)
	require.Equal(t, 3000, n)
	require.NoError(t, snapshot.Close())

	for _, r := range []*leveldb.Range{{Start: "1"}, {Stop: "1"}, {Prefix: "1"}, {StartingBy: "1"}} {
		_, err := keys(r)
		require.ErrorIs(t, err, leveldb.ErrNotSupported)
		require.ErrorContains(t, err, `"test.served"`)
		_, err = db.Count(r)
		require.ErrorIs(t, err, leveldb.ErrNotSupported)
		_, err = db.ApproximateSize(r)
		require.ErrorIs(t, err, leveldb.ErrNotSupported)
		require.ErrorIs(t, db.Compact(r), leveldb.ErrNotSupported)
	}
	_, err = db.Split(nil, 4)
	require.ErrorIs(t, err, leveldb.ErrNotSupported)

	// A copy would be in another order, or would be merged in the wrong one.
	_, err = leveldb.Copy(t.Context(), testdb.Open(t, nil), db, nil)
	require.ErrorIs(t, err, leveldb.ErrNotSupported)
	_, err = leveldb.Backup(t.Context(), filepath.Join(t.TempDir(), "backup"), db, nil)
	require.ErrorIs(t, err, leveldb.ErrNotSupported)

	sub := testdb.Dial(t, testdb.Serve(t, local.Sub("2"), nil), nil)
	value, err = sub.Get("999")
	require.NoError(t, err)
	require.Equal(t, int64(0), value)
	_, err = sub.Count(nil)
	require.ErrorIs(t, err, leveldb.ErrNotSupported)
}

// A range that was interrupted continues in the order of the database.
func TestResumeComparator(t *testing.T) {
	order := &leveldb.Comparator{Name: "test.served", Compare: func(a, b []byte) int { return bytes.Compare(b, a) }}
	local := testdb.Open(t, &leveldb.Options{Comparator: order})
	for _, key := range []string{"a", "b", "c", "d", "e"} {
		require.NoError(t, local.Put(key, 1))
	}
	for _, reversed := range []bool{false, true} {
		want := "edcba"
		if reversed {
			want = "abcde"
		}
		cursor, err := local.Driver().Scan(t.Context(), driver.Span{Seekable: true, Reverse: reversed}, driver.ReadOptions{})
		require.NoError(t, err)
		rest := func() (got string) {
			for {
				page, err := cursor.Next(t.Context())
				require.NoError(t, err)
				if page == nil {
					return got
				}
				for i := range page.Len() {
					got += page.Key(i)
				}
			}
		}
		require.Equal(t, want, rest())
		for i := range want {
			require.NoError(t, cursor.(driver.Seeker).Seek(driver.Position{Place: driver.AfterKey, Key: want[i : i+1], Reverse: reversed, Taken: i + 1}))
			require.Equal(t, want[i+1:], rest())
		}
		require.NoError(t, cursor.(driver.Seeker).Seek(driver.Position{Reverse: reversed}))
		require.Equal(t, want, rest())
		cursor.Close()
	}
}
