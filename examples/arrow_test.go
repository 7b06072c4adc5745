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

// pin is the allocator of a buffer that is a pinned value. Arrow gives memory back to the allocator that it came from when its
// reference count, that of all arrays, slices and tensors over the buffer, comes to zero; this one then releases the pin.
type pin struct {
	memory.Allocator // for memory of Go's own
	pinned           *leveldb.Pinned
}

// Free is called once, by whoever gave up the last reference, on any goroutine.
func (p pin) Free([]byte) { p.pinned.Release() }

// Reallocate moves to memory of Go's own: what is pinned neither grows nor shrinks.
func (p pin) Reallocate(size int, b []byte) []byte {
	moved := p.Allocate(size)
	copy(moved, b)
	p.pinned.Release()
	return moved
}

// arrowArray gives a pinned array of float64 as an Arrow array of its elements in C order, without a copy. The Arrow array owns
// the pin from now on: its Release, or that of the last slice or tensor made of it, is what releases the pin. After an
// error the pin is still the caller's.
//
// As all that Arrow has without a copy it is only to be read. Its address is not aligned: Arrow's own code does not mind, others
// that it is handed to, by the C data interface say, may want a copy.
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
	defer buffer.Release() // data has a reference of its own, and so has the array
	data := array.NewData(arrow.PrimitiveTypes.Float64, len(elements), []*memory.Buffer{nil, buffer}, nil, 0, 0)
	defer data.Release()
	return array.NewFloat64Data(data), nil
}

// arrowTensor gives a pinned array as an Arrow tensor of the same shape. What arrowArray says goes for it, too.
func arrowTensor(pinned *leveldb.Pinned) (*tensor.Float64, error) {
	a, err := pinned.Array()
	if err != nil {
		return nil, err
	}
	values, err := arrowArray(pinned)
	if err != nil {
		return nil, err
	}
	defer values.Release() // the tensor has a reference of its own
	shape := make([]int64, a.NDim())
	for axis := range shape {
		shape[axis] = int64(a.Dim(axis))
	}
	return tensor.NewFloat64(values.Data(), shape, nil, nil), nil
}

// putArrow stores the elements of an Arrow array. numpy's arrays have no nulls.
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

// A stored array as one of Apache Arrow, without a copy. Arrow's reference count says how long LevelDB keeps the memory, Close
// of the database or not.
func Example_arrowArray() {
	db, done := openExample()
	defer done()
	a, err := ndarray.FromSlice([]float64{1.5, 2.5, 3.5, 4.5}, -1)
	check(err)
	check(db.Put("prices", a))

	pinned, err := db.Pin("prices")
	check(err)
	prices, err := arrowArray(pinned) // has the pin now
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

// The same with its shape, as a tensor.
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

// An Arrow array into the database: one copy.
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

// TestArrowReleasesThePin: with the last reference, and not before.
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
