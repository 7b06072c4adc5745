package drivertest

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// testParts reads parts of values, if the engine is a driver.PartReader at present.
func testParts(t *testing.T, open Open) {
	db := opened(t, open)
	array := make([]int32, 100*300)
	for i := range array {
		array[i] = int32(i)
	}
	require.NoError(t, leveldb.PutArray(db, "array", array, 100, 300))
	require.NoError(t, db.PutRaw("text", []byte("stext")))
	require.NoError(t, db.PutRaw("damaged", []byte("n\x93NUMPY")))
	require.NoError(t, db.PutRaw("empty", nil))
	store, ok := db.Driver().(driver.PartReader)
	if !ok || !driver.Far(store) {
		return
	}
	const header = 1 + 128
	const end = header + 4*100*300
	read := func(key string, p driver.Part) driver.ValuePart {
		t.Helper()
		part, err := store.ReadPart(t.Context(), db.Prefix()+key, p, leveldb.ReadOptions{})
		require.NoError(t, err)
		return part
	}
	for _, compacted := range []bool{false, true} { // in the log, and in a table
		if compacted {
			require.NoError(t, db.Compact(nil))
		}
		for key, want := range map[string]string{"text": "s", "empty": "", "damaged": "n"} {
			part := read(key, driver.Part{})
			require.Contains(t, []string{want, "n\x93NUMPY"}, string(part.Header))
			require.Empty(t, part.Bytes)
		}
		require.Equal(t, "ex", string(read("text", driver.Part{Offset: 2, Run: 2}).Bytes))
		require.EqualValues(t, 5, read("text", driver.Part{}).Size)
		stored, err := db.AppendRaw(nil, "array")
		require.NoError(t, err)
		require.Len(t, stored, end)
		for _, p := range []driver.Part{
			{}, {Offset: end}, {Run: end}, {Offset: header, Run: 1200}, {Offset: header + 50*1200, Run: 1200},
			{Offset: header + 8, Run: 4, Axes: []driver.PartAxis{{Count: 100, Stride: 1200}}},
			{Offset: header, Run: 4, Axes: []driver.PartAxis{{Count: 300, Stride: 4}, {Count: 100, Stride: 1200}}}, // transposed
			{Offset: header, Run: 12, Axes: []driver.PartAxis{{Count: 2, Stride: 99 * 1200}, {Count: 3, Stride: 40}}},
		} {
			part := read("array", p)
			require.EqualValues(t, end, part.Size)
			require.Equal(t, stored[:header], part.Header)
			want := []byte{}
			p.Runs(func(offset int64) bool { want = append(want, stored[offset:offset+p.Run]...); return true })
			require.Equal(t, want, append([]byte{}, part.Bytes...), "%+v", p)
		}
		for _, p := range []driver.Part{ // not within the value
			{Offset: -1, Run: 1}, {Offset: end, Run: 1}, {Offset: 1, Run: -1}, {Offset: 1, Run: 1 << 62},
			{Run: 4, Axes: []driver.PartAxis{{Count: 101, Stride: 1200}, {Count: 2, Stride: 1 << 62}}},
			{Run: 4, Axes: []driver.PartAxis{{Count: 0, Stride: 1}}}, {Run: 4, Axes: []driver.PartAxis{{Count: 1 << 62, Stride: 0}}},
			{Run: 4, Axes: []driver.PartAxis{{Count: 2, Stride: -1}}},
			{Run: 4, Axes: []driver.PartAxis{{Count: 2, Stride: 3}}}, {Run: 1, Axes: []driver.PartAxis{{Count: 2, Stride: 0}}}, // overlap
		} {
			part := read("array", p)
			require.EqualValues(t, end, part.Size)
			require.Empty(t, part.Bytes, "%+v", p)
		}
	}
	_, err := store.ReadPart(t.Context(), db.Prefix()+"missing", driver.Part{}, leveldb.ReadOptions{})
	require.True(t, errors.Is(err, leveldb.ErrNotFound), "%v", err)
	snapshot, err := db.Snapshot()
	require.NoError(t, err)
	defer func() { require.NoError(t, snapshot.Close()) }()
	require.NoError(t, db.PutRaw("text", []byte("slater")))
	part, err := snapshot.Driver().(driver.PartReader).ReadPart(t.Context(), db.Prefix()+"text", driver.Part{Run: 5}, leveldb.ReadOptions{})
	require.NoError(t, err)
	require.Equal(t, "stext", string(part.Bytes))
}
