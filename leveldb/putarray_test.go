package leveldb_test

import (
	"errors"
	"math"
	"path/filepath"
	"testing"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
	"github.com/stretchr/testify/require"
)

// requireView checks the elements and the shape of a stored array.
func requireView[T ndarray.Element](t *testing.T, db *leveldb.DB, key string, want []T, shape ...int) {
	t.Helper()
	called := false
	require.NoError(t, leveldb.View(db, key, func(elements []T, got []int) error {
		called = true
		require.Equal(t, want, elements)
		require.Equal(t, shape, got)
		return nil
	}))
	require.True(t, called)
}

// A slice of numbers is stored as an array, by each way to put a value.
func TestPutOfASliceIsAnArray(t *testing.T) {
	db := openTest(t, nil)
	data := []float32{1, 2.5, -3}
	require.NoError(t, db.Put("put", data))
	require.NoError(t, db.Sub("sub/").Put("put", data))
	b := db.NewBatch()
	require.NoError(t, b.Put("batch", data))
	require.NoError(t, b.Write())
	require.NoError(t, db.Put("pointer", &data))
	for _, key := range []string{"put", "sub/put", "batch", "pointer"} {
		requireView(t, db, key, data, 3)
		value, err := db.Get(key)
		require.NoError(t, err)
		require.IsType(t, (*ndarray.Array)(nil), value)
	}
	require.NoError(t, db.Put("none", []int(nil)))
	requireView(t, db, "none", []int{}, 0)
	require.NoError(t, db.Put("bools", []bool{true, false}))
	requireView(t, db, "bools", []bool{true, false}, 2)

	path := filepath.Join(t.TempDir(), "built")
	built, err := leveldb.Build(path, nil)
	require.NoError(t, err)
	require.NoError(t, built.Put("a", data))
	require.NoError(t, leveldb.PutArray(built, "b", []int16{1, 2, 3, 4}, 2, -1))
	require.NoError(t, built.Put("c", codec.JSON{V: data}))
	require.NoError(t, built.Close())
	reopened, err := leveldb.Open(path, nil)
	require.NoError(t, err)
	defer reopened.Close()
	requireView(t, reopened, "a", data, 3)
	requireView(t, reopened, "b", []int16{1, 2, 3, 4}, 2, 2)
	list, err := reopened.Get("c")
	require.NoError(t, err)
	require.Equal(t, []any{1.0, 2.5, -3.0}, list)
}

func TestPutArray(t *testing.T) {
	db := openTest(t, nil)
	data := []float64{1, 2, 3, 4, 5, 6}
	b := db.Sub("sub/").NewBatch()
	for _, w := range []leveldb.Putter{db, b} {
		require.NoError(t, leveldb.PutArray(w, "flat", data))
		require.NoError(t, leveldb.PutArray(w, "table", data, 2, 3))
		require.NoError(t, leveldb.PutArray(w, "rest", data, -1, 2))
		require.NoError(t, leveldb.PutArray(w, "bytes", []byte{1, 2}))
		require.NoError(t, leveldb.PutArray(w, "none", []int8(nil)))
		require.NoError(t, leveldb.PutArray(w, "rows", []int8{}, 0, 3))
	}
	data[0] = 9 // it was copied
	require.NoError(t, b.Write())
	want := []float64{1, 2, 3, 4, 5, 6}
	for _, db := range []*leveldb.DB{db, db.Sub("sub/")} {
		requireView(t, db, "flat", want, 6)
		requireView(t, db, "table", want, 2, 3)
		requireView(t, db, "rest", want, 3, 2)
		requireView(t, db, "bytes", []byte{1, 2}, 2)
		requireView(t, db, "none", []int8{}, 0)
		requireView(t, db, "rows", []int8{}, 0, 3)
	}
}

func TestPutArrayErrors(t *testing.T) {
	db := openTest(t, nil)
	sub := db.Sub("sub/")
	for name, w := range map[string]leveldb.Putter{"sub/k": sub, "sub/k again": sub.NewBatch()} {
		for _, shape := range [][]int{{4}, {2, 2}, {-1, 2}, {-1, -1}, {-2}, {math.MaxInt, math.MaxInt}} {
			err := leveldb.PutArray(w, "k", []int32{1, 2, 3}, shape...)
			require.ErrorIs(t, err, ndarray.ErrShape, "%v", shape)
			require.ErrorContains(t, err, `leveldb: put "sub/k": `, name)
		}
	}
	err := leveldb.PutArray(db, "k", []int32{1, 2, 3}, 2, 2)
	require.EqualError(t, err, `leveldb: put "k": ndarray: from slice: invalid shape: 3 elements do not fill (2, 2)`)
	var named *leveldb.Error
	require.True(t, errors.As(err, &named))
	has, err := db.Has("k")
	require.NoError(t, err)
	require.False(t, has)
	require.ErrorContains(t, leveldb.PutArray(db, "\xff", []int{1}), "UTF-8")
	require.NoError(t, db.Close())
	require.ErrorIs(t, leveldb.PutArray(db, "k", []int{1}), leveldb.ErrClosed)
}

// upside stores arrays with their elements in reverse.
type upside struct{ codec.Codec }

func (u upside) Append(dst []byte, v any) ([]byte, error) {
	switch v.(type) {
	case *ndarray.Array:
		v = "an array"
	case []int:
		v = "a slice"
	}
	return u.Codec.Append(dst, v)
}

// A codec of the program's own receives slices and arrays as they are.
func TestSlicesReachACustomCodec(t *testing.T) {
	db := openTest(t, &leveldb.Options{Codec: upside{codec.Default()}})
	require.NoError(t, db.Put("slice", []int{1}))
	require.NoError(t, leveldb.PutArray(db, "array", []int{1}))
	values, err := leveldb.GetAll[string](db, []string{"slice", "array"})
	require.NoError(t, err)
	require.Equal(t, []string{"a slice", "an array"}, values)
}

// readAs reads a value in each way that decodes into a Go type.
func readAs[T any](t *testing.T, db *leveldb.DB, key string) (T, error) {
	t.Helper()
	got, err := leveldb.Get[T](db, key)
	var loaded T
	errs := []error{db.Load(key, &loaded)}
	all, allErr := leveldb.GetAll[T](db, []string{key})
	errs = append(errs, allErr)
	results := []T{loaded}
	if allErr == nil {
		results = append(results, all...)
	}
	for e, err := range db.Entries(&leveldb.Range{StartingBy: key}) {
		require.NoError(t, err)
		value, err := leveldb.ValueAs[T](e)
		errs, results = append(errs, err), append(results, value)
	}
	for _, other := range errs {
		if err == nil {
			require.NoError(t, other)
		} else {
			require.EqualError(t, other, err.Error())
		}
	}
	require.GreaterOrEqual(t, len(errs), 3)
	for _, result := range results {
		require.Equal(t, got, result)
	}
	return got, err
}

func requireRead[T any](t *testing.T, db *leveldb.DB, key string, want T) {
	t.Helper()
	got, err := readAs[T](t, db, key)
	require.NoError(t, err)
	require.Equal(t, want, got)
}

// Typed reads convert where no value is lost, and name the key where one could be.
func TestTypedReadsConvert(t *testing.T) {
	db := openTest(t, nil)
	require.NoError(t, db.Put("f4", []float32{0.5, -2}))
	require.NoError(t, db.Put("i2", []int16{1, -2}))
	require.NoError(t, db.Put("bools", []bool{true, false}))
	require.NoError(t, db.PutRaw("list", []byte("j[1,2]"))) // as slices were stored before
	require.NoError(t, leveldb.PutArray(db, "table", []int8{1, 2, 3, 4}, 2, 2))
	requireRead(t, db, "f4", []float64{0.5, -2})
	requireRead(t, db, "f4", []complex128{0.5, -2})
	requireRead(t, db, "i2", []int{1, -2})
	requireRead(t, db, "i2", []float32{1, -2})
	requireRead(t, db, "bools", []int{1, 0})
	requireRead(t, db, "list", []float32{1, 2})
	requireRead(t, db, "list", []any{int64(1), int64(2)})
	requireRead(t, db, "table", [][]int{{1, 2}, {3, 4}})
	_, err := readAs[[]int8](t, db, "f4")
	require.ErrorIs(t, err, codec.ErrMismatch)
	require.EqualError(t, err, `leveldb: get "f4": codec: decode ndarray of float32 into []int8: int8 cannot hold every float32; get a *ndarray.Array and call AsType`)
	_, err = readAs[[]int8](t, db, "table")
	require.ErrorIs(t, err, codec.ErrMismatch)
	require.ErrorContains(t, err, "array has 2 axes, not 1")

	type point struct{ X, Y float32 }
	points := []point{{1, 2}, {3, 4}}
	a, err := ndarray.FromStructs(points, -1)
	require.NoError(t, err)
	require.NoError(t, db.Put("points", a))
	requireRead(t, db, "points", points)
	_, err = readAs[[]struct{ Z float32 }](t, db, "points")
	require.ErrorContains(t, err, `leveldb: get "points": `)
	require.ErrorContains(t, err, `matches Go field "Z"`)
}
