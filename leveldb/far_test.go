package leveldb_test

import (
	"bytes"
	"context"
	"io"
	"runtime"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/ndarray"
)

// far is a Store that reads arrays as the client of a server does: values arrive in Go memory that
// belongs to the caller, and elements arrive where the caller wants them.
type far struct {
	driver.Store
	whole int // number of values that were read completely
	short int // number of bytes by which ReadArray truncates elements
}

func (f *far) value(ctx context.Context, key string, buf []byte, o leveldb.ReadOptions) (driver.Value, error) {
	f.whole++
	stored, err := f.Store.Get(ctx, key, nil, o)
	if err != nil {
		return driver.Value{}, err
	}
	defer stored.Release()
	if len(stored.Bytes()) <= len(buf) {
		return driver.ValueOf(buf[:copy(buf, stored.Bytes())]), nil
	}
	// The elements follow the tag and a header whose length is a multiple of 64 bytes; they must be
	// aligned.
	b := make([]byte, 64+len(stored.Bytes()))
	b = b[63-uintptr(unsafe.Pointer(&b[0]))%64:]
	return driver.OwnedValue(b[:copy(b, stored.Bytes())]), nil
}

func (f *far) Get(ctx context.Context, key string, buf []byte, o leveldb.ReadOptions) (driver.Value, error) {
	return f.value(ctx, key, buf, o)
}

func (f *far) Pin(ctx context.Context, key string, o leveldb.ReadOptions) (driver.Value, error) {
	return f.value(ctx, key, nil, o)
}

func (f *far) ReadArray(ctx context.Context, key string, first, last int, o leveldb.ReadOptions,
	read func(head driver.ArrayHead, elements io.Reader) error) error {
	stored, err := f.Store.Get(ctx, key, nil, o)
	if err != nil {
		return err
	}
	defer stored.Release()
	b := stored.Bytes()
	head := driver.ArrayHead{Header: b[:min(1, len(b))]}
	if len(b) == 0 || codec.Kind(b[0]) != codec.KindArray {
		return read(head, bytes.NewReader(nil))
	}
	h, offset, err := ndarray.ParseHeader(b[1:])
	if err != nil {
		return read(head, bytes.NewReader(nil))
	}
	head.Header = b[:1+offset]
	elements := b[1+offset:]
	if last >= 0 && last <= h.Shape[0] && !h.Fortran {
		row := len(elements) / h.Shape[0]
		head.Rows = true
		elements = elements[first*row : last*row]
	}
	head.Size = int64(len(elements))
	return read(head, bytes.NewReader(elements[:len(elements)-f.short]))
}

// openFar returns a database that is read through a far Store. It holds an array of shape (6, 2)
// under "array", one in Fortran order under "fortran", and other values.
func openFar(t *testing.T, o *leveldb.Options) (*leveldb.DB, *far) {
	db := openTest(t, nil)
	putArray(t, db, "array", []int32{0, 1, 10, 11, 20, 21, 30, 31, 40, 41, 50, 51}, 6, 2)
	putArray(t, db, "empty", []int32{}, 0, 2)
	columns, err := ndarray.FromSlice([]int32{1, 4, 2, 5, 3, 6}, 3, 2)
	require.NoError(t, err)
	require.NoError(t, db.Put("fortran", columns.Transpose()))
	require.NoError(t, db.Put("text", "no array"))
	require.NoError(t, db.PutRaw("damaged", []byte("nno header")))
	require.NoError(t, db.PutRaw("large damage", append([]byte("nno header"), make([]byte, 10_000)...)))
	f := &far{Store: db.Driver()}
	return leveldb.New(f, "far", o), f
}

// ReadInto reads elements directly into dst, without reading the complete value.
func TestFarReadInto(t *testing.T) {
	db, store := openFar(t, nil)
	dst := make([]int32, 12)
	n, err := leveldb.ReadInto(db, "array", dst)
	require.NoError(t, err)
	require.Equal(t, []int32{0, 1, 10, 11, 20, 21, 30, 31, 40, 41, 50, 51}, dst[:n])
	n, err = leveldb.ReadRows(db, "array", 0, 6, dst)
	require.NoError(t, err)
	require.Equal(t, []int32{0, 1, 10, 11, 20, 21, 30, 31, 40, 41, 50, 51}, dst[:n])
	n, err = leveldb.ReadRows(db, "array", 1, 3, dst)
	require.NoError(t, err)
	require.Equal(t, []int32{10, 11, 20, 21}, dst[:n])
	n, err = leveldb.ReadRows(db, "array", 0, 0, dst)
	require.NoError(t, err)
	require.Zero(t, n)
	n, err = leveldb.ReadInto(db, "empty", dst)
	require.NoError(t, err)
	require.Zero(t, n)
	n, err = leveldb.ReadInto(db, "array", make([]int32, 11))
	require.ErrorIs(t, err, ndarray.ErrShort)
	require.Equal(t, 12, n)
	_, err = leveldb.ReadInto(db, "none", dst)
	require.ErrorIs(t, err, leveldb.ErrNotFound)
	require.Zero(t, store.whole)

	// The elements of an array in Fortran order must be reordered.
	n, err = leveldb.ReadInto(db, "fortran", dst)
	require.NoError(t, err)
	require.Equal(t, []int32{1, 2, 3, 4, 5, 6}, dst[:n])
	n, err = leveldb.ReadRows(db, "fortran", 1, 2, dst)
	require.NoError(t, err)
	require.Equal(t, []int32{4, 5, 6}, dst[:n])
	require.Equal(t, 2, store.whole)
}

// An unreadable value is the same error as in a local database.
func TestFarReadErrors(t *testing.T) {
	db, store := openFar(t, nil)
	local := leveldb.New(store.Store, "far", nil)
	dst := make([]int32, 12)
	for _, key := range []string{"array", "text", "damaged", "fortran", "none"} {
		for _, rows := range [][2]int{{-1, 2}, {2, 1}, {0, 7}, {-2, -1}, {0, 1}} {
			_, want := leveldb.ReadRows(local, key, rows[0], rows[1], dst)
			_, err := leveldb.ReadRows(db, key, rows[0], rows[1], dst)
			if want == nil {
				require.NoError(t, err, "%s %v", key, rows)
			} else {
				require.EqualError(t, err, want.Error(), "%s %v", key, rows)
			}
		}
		_, want := leveldb.ReadInto(local, key, make([]float64, 12))
		_, err := leveldb.ReadInto(db, key, make([]float64, 12))
		require.EqualError(t, err, want.Error(), key)
	}
	store.short = 1
	_, err := leveldb.ReadInto(db, "array", dst)
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	require.ErrorContains(t, err, `"array"`)
}

// counting is a codec that counts the values it decodes.
type counting struct {
	codec.Codec
	decoded int
}

func (c *counting) Decode(stored []byte) (any, error) {
	c.decoded++
	return c.Codec.Decode(stored)
}

// An array that arrives in memory of its own is not copied. It is decoded if it is in a reused
// buffer, or if the codec is custom and may represent arrays differently.
func TestFarGet(t *testing.T) {
	large := make([]float64, 10_000)
	for i := range large {
		large[i] = float64(i)
	}
	own := &counting{Codec: codec.Default()}
	for name, o := range map[string]*leveldb.Options{"default": nil, "own codec": {Codec: own}} {
		t.Run(name, func(t *testing.T) {
			db, _ := openFar(t, o)
			a, err := ndarray.FromSlice(large, -1)
			require.NoError(t, err)
			stored, err := codec.Default().Append(nil, a)
			require.NoError(t, err)
			require.NoError(t, db.PutRaw("large", stored))
			runtime.GC()
			runtime.GC()  // no buffer is left that the array would fit into
			for range 2 { // the second read must not share the memory of the first
				got, err := leveldb.Get[*ndarray.Array](db, "large")
				require.NoError(t, err)
				elements, err := ndarray.View[float64](got)
				require.NoError(t, err)
				require.Equal(t, large, elements)
				elements[0] = 17
				value, err := db.Get("large")
				require.NoError(t, err)
				elements, err = ndarray.View[float64](value.(*ndarray.Array))
				require.NoError(t, err)
				require.Equal(t, large, elements)
			}
			for key, want := range map[string][]int32{
				"array": {0, 1, 10, 11, 20, 21, 30, 31, 40, 41, 50, 51}, "fortran": {1, 2, 3, 4, 5, 6},
			} {
				first, err := leveldb.Get[*ndarray.Array](db, key)
				require.NoError(t, err)
				_, err = db.Get("fortran") // may take the same buffer
				require.NoError(t, err)
				got, err := ndarray.Values[int32](first)
				require.NoError(t, err)
				require.Equal(t, want, got)
			}
			_, err = leveldb.Get[*ndarray.Array](db, "damaged")
			require.ErrorIs(t, err, leveldb.ErrCorrupt)
			_, err = db.Get("damaged")
			require.ErrorIs(t, err, leveldb.ErrCorrupt)
			_, err = db.Get("large damage")
			require.ErrorIs(t, err, leveldb.ErrCorrupt)
			text, err := db.Get("text")
			require.NoError(t, err)
			require.Equal(t, "no array", text)
		})
	}
	require.Equal(t, 7, own.decoded, "a custom codec decodes every array")
}
