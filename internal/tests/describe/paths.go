package describe

import (
	"errors"
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/x448/float16"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
)

// requireArrayPaths reads one array in every way there is and compares the results with that of
// Get. Other tests compare the result of Get with numpy's own description.
func requireArrayPaths(t testing.TB, db *leveldb.DB, key string, want *ndarray.Array) {
	t.Helper()
	text := Array(t, want)
	p, err := db.Pin(key)
	require.NoError(t, err)
	defer p.Release()
	pinned, err := p.Array()
	require.NoError(t, err)
	require.Equal(t, text, Array(t, pinned), "Pin, key %q", key)
	require.NoError(t, db.ViewRaw(key, func(p *leveldb.Pinned) error {
		viewed, err := p.Array()
		require.NoError(t, err)
		require.Equal(t, text, Array(t, viewed), "View, key %q", key)
		return nil
	}))

	tensor, err := db.Gather([]string{key, key}, nil)
	if want.NDim()+1 > 64 {
		require.ErrorIs(t, err, ndarray.ErrShape)
	} else {
		require.NoError(t, err)
		inC, err := want.AsCContiguous().Bytes()
		require.NoError(t, err)
		for i := range 2 {
			row, err := tensor.Row(i)
			require.NoError(t, err)
			require.Equal(t, want.Shape(), row.Shape())
			require.Equal(t, want.DType(), row.DType())
			got, err := row.Bytes()
			require.NoError(t, err)
			require.Equal(t, string(inC), string(got), "Gather, key %q", key)
		}
	}

	switch d := want.DType(); d.Kind() {
	case ndarray.KindBool:
		requireTypedPaths[bool](t, db, key, want)
	case ndarray.KindInt:
		switch d.ItemSize() {
		case 1:
			requireTypedPaths[int8](t, db, key, want)
		case 2:
			requireTypedPaths[int16](t, db, key, want)
		case 4:
			requireTypedPaths[int32](t, db, key, want)
		case 8:
			requireTypedPaths[int64](t, db, key, want)
		}
	case ndarray.KindUint:
		switch d.ItemSize() {
		case 1:
			requireTypedPaths[uint8](t, db, key, want)
		case 2:
			requireTypedPaths[uint16](t, db, key, want)
		case 4:
			requireTypedPaths[uint32](t, db, key, want)
		case 8:
			requireTypedPaths[uint64](t, db, key, want)
		}
	case ndarray.KindFloat:
		switch d.ItemSize() {
		case 2:
			requireTypedPaths[float16.Float16](t, db, key, want)
		case 4:
			requireTypedPaths[float32](t, db, key, want)
		case 8:
			requireTypedPaths[float64](t, db, key, want)
		}
	case ndarray.KindComplex:
		switch d.ItemSize() {
		case 8:
			requireTypedPaths[complex64](t, db, key, want)
		case 16:
			requireTypedPaths[complex128](t, db, key, want)
		}
	case ndarray.KindDatetime, ndarray.KindTimedelta:
		requireTypedPaths[int64](t, db, key, want)
	}
}

// requireTypedPaths reads an array whose elements have type T as slices of T.
func requireTypedPaths[T ndarray.Element](t testing.TB, db *leveldb.DB, key string, want *ndarray.Array) {
	t.Helper()
	values, err := ndarray.Values[T](want)
	require.NoError(t, err)
	equal := func(got []T, path string) {
		t.Helper()
		// Compare bytes, because a NaN is not equal to itself.
		a, err := ndarray.FromSlice(values, -1)
		require.NoError(t, err)
		b, err := ndarray.FromSlice(got, -1)
		require.NoError(t, err)
		wantBytes, err := a.Bytes()
		require.NoError(t, err)
		gotBytes, err := b.Bytes()
		require.NoError(t, err)
		require.Equal(t, string(wantBytes), string(gotBytes), "%s as %v, key %q", path, reflect.TypeFor[T](), key)
	}
	dst := make([]T, len(values)+1)
	n, err := leveldb.ReadInto(db, key, dst)
	require.NoError(t, err)
	equal(dst[:n], "ReadInto")

	err = leveldb.View(db, key, func(elements []T, shape []int) error {
		equal(elements, "View")
		require.Equal(t, want.Shape(), append([]int{}, shape...))
		return nil
	})
	if !errors.Is(err, ndarray.ErrView) {
		require.NoError(t, err)
	} else if want.DType().IsNative() && want.CContiguous() {
		require.Equal(t, ndarray.KindBool, want.DType().Kind(), "key %q: %v", key, err)
	}
	if want.NDim() > 0 {
		rows := want.Dim(0)
		part, err := want.Slice(rows/3, rows)
		require.NoError(t, err)
		values, err = ndarray.Values[T](part)
		require.NoError(t, err)
		n, err = leveldb.ReadRows(db, key, rows/3, rows, dst)
		require.NoError(t, err)
		equal(dst[:n], "ReadRows")
	}
}
