package leveldb_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/gomemory"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
)

// A large array that compresses well is followed by many keys with almost empty values. The row
// size of the first value must not determine how much memory is allocated.
func TestGatherAllocatesWhatIsStored(t *testing.T) {
	db := openTest(t, nil)
	const row, others = 8 << 20, 2000
	putArray(t, db, "0", make([]uint8, row))
	keys := []string{"0"}
	b := db.NewBatch()
	for i := range others {
		key := fmt.Sprintf("1/%04d", i)
		require.NoError(t, b.Put(key, 1))
		keys = append(keys, key)
	}
	require.NoError(t, b.Write())
	size, err := db.ApproximateSize(nil)
	require.NoError(t, err)
	require.Less(t, size, uint64(8<<20))

	const limit = 96 << 20 // far below 16 GB
	require.Less(t, gomemory.Allocated(func() {
		_, err = db.GatherRange(nil, nil)
		require.ErrorContains(t, err, `"1/0000"`)
	}), limit)
	require.Less(t, gomemory.Allocated(func() {
		_, err = db.Gather(keys, nil)
		require.ErrorContains(t, err, `"1/0000"`)
	}), limit)
	errs := make([]error, len(keys))
	require.Less(t, gomemory.Allocated(func() {
		_, err = db.Gather(keys, &leveldb.GatherOptions{RowErrors: errs})
		require.ErrorIs(t, err, leveldb.ErrTooLarge)
		require.ErrorContains(t, err, "GatherOptions.Into")
	}), limit)

	// Rows that are present are gathered, however large the tensor becomes.
	for i := range 11 {
		marked := make([]uint8, row)
		marked[i] = byte(i)
		putArray(t, db, fmt.Sprintf("0/%02d", i), marked)
	}
	for name, gather := range map[string]func() (*ndarray.Array, error){
		"range": func() (*ndarray.Array, error) { return db.GatherRange(&leveldb.Range{StartingBy: "0"}, nil) },
		"keys": func() (*ndarray.Array, error) {
			keys := []string{"0"}
			for i := range 11 {
				keys = append(keys, fmt.Sprintf("0/%02d", i))
			}
			return db.Gather(keys, nil)
		},
	} {
		tensor, err := gather()
		require.NoError(t, err, name)
		require.Equal(t, []int{12, row}, tensor.Shape(), name)
		for i := range 11 {
			got, err := ndarray.At[uint8](tensor, i+1, i)
			require.NoError(t, err)
			require.Equal(t, uint8(i), got, name)
		}
	}
}

// Memory for rows whose size on disk matches is allocated at once, and the rows are copied once.
func TestGatherAllocatesOnce(t *testing.T) {
	db := openTest(t, leveldb.LargeArrays())
	const row, rows = 4 << 20, 17
	data, rng := make([]uint64, row/8), rand.New(rand.NewPCG(1, 2))
	keys := make([]string, rows)
	for i := range keys {
		for j := range data {
			data[j] = rng.Uint64()
		}
		keys[i] = fmt.Sprintf("%02d", i)
		putArray(t, db, keys[i], data)
	}
	require.NoError(t, db.Compact(nil))
	for name, gather := range map[string]func() (*ndarray.Array, error){
		"range": func() (*ndarray.Array, error) { return db.GatherRange(nil, nil) },
		"keys":  func() (*ndarray.Array, error) { return db.Gather(keys, nil) },
	} {
		require.Less(t, gomemory.Allocated(func() {
			tensor, err := gather()
			require.NoError(t, err)
			require.Equal(t, rows, tensor.Dim(0))
		}), rows*row*5/4, name)
	}
}

// The text of a dtype can be longer than all other rows. An error does not repeat it for each of
// them.
func TestGatherErrorsAreShort(t *testing.T) {
	db := openTest(t, nil)
	dtype, err := ndarray.ParseDType("[('" + strings.Repeat("x", 500_000) + "', '|u1')]")
	require.NoError(t, err)
	a, err := ndarray.New(dtype)
	require.NoError(t, err)
	require.NoError(t, db.Put("0", a))
	keys := []string{"0"}
	for i := range 1000 {
		keys = append(keys, fmt.Sprintf("1/%04d", i))
		putArray(t, db, keys[i+1], []uint8{1})
	}
	errs := make([]error, len(keys))
	require.Less(t, gomemory.Allocated(func() {
		_, err = db.Gather(keys, &leveldb.GatherOptions{RowErrors: errs})
		require.NoError(t, err)
	}), 16<<20)
	require.ErrorIs(t, errs[1], leveldb.ErrShapeMismatch)
	require.Less(t, len(errs[1].Error()), 500)
	_, err = db.GatherRange(nil, nil)
	require.ErrorIs(t, err, leveldb.ErrShapeMismatch)
	require.Less(t, len(err.Error()), 500)
}

func TestGatherRangeOverNothing(t *testing.T) {
	db := openTest(t, nil)
	putArray(t, db, "run/1/b", []uint8{1})
	sub := db.Sub("run/")
	for want, r := range map[string]*leveldb.Range{
		`gather "run/2/": not found: no entries with this prefix`:                     {Prefix: "2/"},
		`gather "run/2/3": not found: no entries with this prefix`:                    {Prefix: "2/", StartingBy: "3"},
		`gather "run/1/": not found: no entries with this prefix from "c" to "d"`:     {Prefix: "1/", Start: "c", Stop: "d"},
		`gather "run/1/": not found: no entries with this prefix from "\xff" to "\t"`: {Prefix: "1/", Start: "\xff", Stop: "\t"},
	} {
		_, err := sub.GatherRange(r, nil)
		require.ErrorIs(t, err, leveldb.ErrNotFound)
		require.ErrorContains(t, err, want)
	}
	_, err := db.Sub("none/").GatherRange(nil, nil)
	require.ErrorContains(t, err, `gather "none/": not found: no entries with this prefix`)
}
