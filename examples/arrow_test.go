package examples_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/math"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/arrow/tensor"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// pin is the allocator of an Arrow buffer over a pinned value. Arrow counts the references of all
// arrays, slices and tensors over a buffer. When the count reaches zero, Arrow returns the memory
// to its allocator by calling Free, which releases the pin.
type pin struct {
	memory.Allocator // allocates Go memory
	pinned           *leveldb.Pinned
}

// Free releases the pin. Arrow calls it once, from the goroutine that drops the last reference.
func (p pin) Free([]byte) { p.pinned.Release() }

// Reallocate copies the pinned memory to Go memory and releases the pin, because pinned memory can
// neither grow nor shrink.
func (p pin) Reallocate(size int, b []byte) []byte {
	moved := p.Allocate(size)
	copy(moved, b)
	p.pinned.Release()
	return moved
}

// arrowArray returns a pinned array of float64 as an Arrow array of its elements in C order,
// without a copy. The Arrow array takes ownership of the pin. The pin is released when the Arrow
// array, and every slice or tensor made from it, has been released. If arrowArray returns an error,
// the caller still owns the pin.
//
// The Arrow array must not be written to. Its address may be unaligned. Arrow's own code accepts
// that. Other consumers, for example through the C data interface, may need a copy.
func arrowArray(pinned *leveldb.Pinned) (*array.Float64, error) {
	a, err := pinned.Array()
	if err != nil {
		return nil, err
	}
	elements, err := ndarray.View[float64](a)
	if err != nil {
		return nil, err
	}
	buffer := memory.NewBufferWithAllocator(arrow.Float64Traits.CastToBytes(elements), pin{memory.NewGoAllocator(), pinned})
	defer buffer.Release() // data and the array hold references of their own
	data := array.NewData(arrow.PrimitiveTypes.Float64, len(elements), []*memory.Buffer{nil, buffer}, nil, 0, 0)
	defer data.Release()
	return array.NewFloat64Data(data), nil
}

// arrowTensor returns a pinned array as an Arrow tensor of the same shape. Ownership and alignment
// are as described for arrowArray.
func arrowTensor(pinned *leveldb.Pinned) (*tensor.Float64, error) {
	a, err := pinned.Array()
	if err != nil {
		return nil, err
	}
	values, err := arrowArray(pinned)
	if err != nil {
		return nil, err
	}
	defer values.Release() // the tensor holds a reference of its own
	shape := make([]int64, a.NDim())
	for axis := range shape {
		shape[axis] = int64(a.Dim(axis))
	}
	return tensor.NewFloat64(values.Data(), shape, nil, nil), nil
}

// putArrow stores the elements of an Arrow array. It returns an error if the array contains nulls,
// because numpy arrays cannot represent them.
func putArrow(db *leveldb.DB, key string, values *array.Float64) error {
	if n := values.NullN(); n > 0 {
		return fmt.Errorf("put %q: %d of %d elements are null", key, n, values.Len())
	}
	a, err := ndarray.FromSlice(values.Float64Values(), -1) // borrows; Put copies
	if err != nil {
		return err
	}
	return db.Put(key, a)
}

// View a stored array as an Apache Arrow array, without a copy. LevelDB keeps the memory until
// Arrow's reference count reaches zero, even if the database is closed earlier.
func Example_arrowArray() {
	db, done := openExample()
	defer done()
	a, err := ndarray.FromSlice([]float64{1.5, 2.5, 3.5, 4.5}, -1)
	check(err)
	check(db.Put("prices", a))

	pinned, err := db.Pin("prices")
	check(err)
	prices, err := arrowArray(pinned) // owns the pin from here on
	check(err)
	last := array.NewSlice(prices, 2, 4).(*array.Float64)
	fmt.Println(prices, math.Float64.Sum(prices))

	prices.Release()
	check(db.Close())
	fmt.Println(last, "still there")
	last.Release()
	_, err = pinned.Array()
	fmt.Println(errors.Is(err, leveldb.ErrReleased))
	// Output:
	// [1.5 2.5 3.5 4.5] 12
	// [3.5 4.5] still there
	// true
}

// View a stored array with its shape, as an Arrow tensor.
func Example_arrowTensor() {
	db, done := openExample()
	defer done()
	a, err := ndarray.FromSlice([]float64{1, 2, 3, 4, 5, 6}, 2, 3)
	check(err)
	check(db.Put("image", a))

	pinned, err := db.Pin("image")
	check(err)
	image, err := arrowTensor(pinned)
	check(err)
	defer image.Release()
	fmt.Println(image.Shape(), image.Strides(), image.Value([]int64{1, 2}))
	// Output:
	// [2 3] [24 8] 6
}

// Store an Arrow array, with one copy.
func Example_arrowIntoTheDatabase() {
	db, done := openExample()
	defer done()
	builder := array.NewFloat64Builder(memory.DefaultAllocator)
	defer builder.Release()
	builder.AppendValues([]float64{0.25, 0.5, 1, 2}, nil)
	values := builder.NewFloat64Array()
	defer values.Release()
	part := array.NewSlice(values, 1, 4).(*array.Float64)
	defer part.Release()

	check(putArrow(db, "values", part))
	stored, err := leveldb.Get[*ndarray.Array](db, "values")
	check(err)
	fmt.Println(stored.DType(), stored)

	builder.AppendNull()
	withNull := builder.NewFloat64Array()
	defer withNull.Release()
	fmt.Println(putArrow(db, "values", withNull))
	// Output:
	// float64 [0.5 1.  2. ]
	// put "values": 1 of 1 elements are null
}

// TestArrowReleasesThePin checks that the pin is released with the last reference, and not earlier.
func TestArrowReleasesThePin(t *testing.T) {
	db, done := openExample()
	defer done()
	for _, n := range []int{0, 1, 2, 1000} {
		values := make([]float64, n)
		for i := range values {
			values[i] = float64(i)
		}
		a, err := ndarray.FromSlice(values, -1)
		require.NoError(t, err)
		require.NoError(t, db.Put("k", a))
		pinned, err := db.Pin("k")
		require.NoError(t, err)
		shaped, err := arrowTensor(pinned)
		require.NoError(t, err)
		elements := array.NewFloat64Data(shaped.Data())
		shaped.Release()
		part := array.NewSlice(elements, int64(n/2), int64(n)).(*array.Float64)
		require.NoError(t, db.Put("k", "other"))
		assert.Equal(t, values, append([]float64{}, elements.Float64Values()...))
		elements.Release()
		_, err = pinned.Array()
		require.NoError(t, err, "a slice still needs it")
		assert.Equal(t, values[n/2:], append([]float64{}, part.Float64Values()...))
		part.Release()
		_, err = pinned.Array()
		require.ErrorIs(t, err, leveldb.ErrReleased)
	}
	pinned, err := db.Pin("k")
	require.NoError(t, err)
	_, err = arrowArray(pinned)
	require.Error(t, err, "no array")
	_, err = pinned.Stored()
	require.NoError(t, err, "still the caller's")
	pinned.Release()

	a, err := ndarray.FromSlice([]float64{1, 2, 3}, -1)
	require.NoError(t, err)
	require.NoError(t, db.Put("k", a))
	pinned, err = db.Pin("k")
	require.NoError(t, err)
	grown, err := arrowArray(pinned)
	require.NoError(t, err)
	grown.Data().Buffers()[1].Resize(1000)
	_, err = pinned.Array()
	require.ErrorIs(t, err, leveldb.ErrReleased, "moved to memory of Go's")
	assert.Equal(t, []float64{1, 2, 3}, arrow.Float64Traits.CastFromBytes(grown.Data().Buffers()[1].Bytes())[:3])
	grown.Release()
}
