package examples_test

import (
	"fmt"
	"testing"
	"unsafe"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
)

// matrixOf returns the elements of a View as a gonum matrix, without a copy. The matrix is borrowed
// and valid only as long as the elements. It must not be written to, because a write to a mapped
// table crashes the process. The result is therefore a mat.Matrix, which has no methods that write.
//
// Aligned elements become a *mat.Dense, on which gonum uses its assembly. On unaligned elements
// that assembly crashes the process (see the package comment). They become a Matrix of a type
// unknown to gonum, which gonum reads one element at a time.
func matrixOf(elements []float64, shape []int) (mat.Matrix, error) {
	if len(shape) != 2 || len(elements) == 0 {
		return nil, fmt.Errorf("shape %v is not that of a matrix with elements", shape)
	}
	if aligned(elements) {
		return mat.NewDense(shape[0], shape[1], elements), nil
	}
	return unaligned{elements, shape[0], shape[1]}, nil
}

// aligned reports whether code other than Go may load the elements.
func aligned(elements []float64) bool {
	return uintptr(unsafe.Pointer(unsafe.SliceData(elements)))%unsafe.Sizeof(elements[0]) == 0
}

// unaligned is a mat.Matrix over elements in C order, at any address.
type unaligned struct {
	elements      []float64
	rows, columns int
}

func (m unaligned) Dims() (rows, columns int) { return m.rows, m.columns }
func (m unaligned) T() mat.Matrix             { return mat.Transpose{Matrix: m} }

func (m unaligned) At(i, j int) float64 {
	if uint(i) >= uint(m.rows) {
		panic(mat.ErrRowAccess)
	}
	if uint(j) >= uint(m.columns) {
		panic(mat.ErrColAccess)
	}
	return m.elements[i*m.columns+j]
}

// Use a stored array as a gonum operand, without a copy. The result is in memory that gonum
// allocated and may leave the callback. The operand must not.
func Example_gonumView() {
	db, done := openExample()
	defer done()
	a, err := ndarray.FromSlice([]float64{1, 2, 3, 4, 5, 6}, 2, 3)
	check(err)
	check(db.Put("weights", a))

	var product mat.Dense
	err = leveldb.View(db, "weights", func(elements []float64, shape []int) error {
		weights, err := matrixOf(elements, shape)
		if err != nil {
			return err
		}
		product.Mul(weights, weights.T())
		return nil
	})
	check(err)
	fmt.Println(mat.Formatted(&product))
	// Output:
	// ⎡14  32⎤
	// ⎣32  77⎦
}

// Read arrays into a gonum matrix. A copy pays off if the work costs more than reading the array
// once: the matrix is aligned, so gonum uses its assembly, and it may be written to. The data is
// copied once, from LevelDB's block to the matrix, whose memory is reused for the next array.
func Example_gonumReadInto() {
	db, done := openExample()
	defer done()
	for i := range 3 {
		f := float64(i)
		a, err := ndarray.FromSlice([]float64{2, f, f, 4}, 2, 2)
		check(err)
		check(db.Put(fmt.Sprintf("system/%d", i), a))
	}
	result, err := ndarray.FromSlice([]float64{1, 1}, -1)
	check(err)
	check(db.Put("right", result))

	system := mat.NewDense(2, 2, nil)
	right := mat.NewVecDense(2, nil)
	_, err = leveldb.ReadInto(db, "right", right.RawVector().Data)
	check(err)
	for key, err := range db.Keys(&leveldb.Range{StartingBy: "system/"}) {
		check(err)
		_, err = leveldb.ReadInto(db, key, system.RawMatrix().Data)
		check(err)
		var solution mat.VecDense
		check(solution.SolveVec(system, right))
		fmt.Printf("%s %.4f\n", key, solution.RawVector().Data)
	}
	// Output:
	// system/0 [0.5000 0.2500]
	// system/1 [0.4286 0.1429]
	// system/2 [0.5000 0.0000]
}

// TestMatrixAtAnyAddress uses the gonum operations that have assembly, at every offset from an
// aligned address.
func TestMatrixAtAnyAddress(t *testing.T) {
	const n = 37
	values := make([]float64, n*n)
	for i := range values {
		values[i] = float64(i%11) - 5
	}
	want := mat.NewDense(n, n, values)
	var wantProduct, wantSum mat.Dense
	wantProduct.Mul(want, want)
	wantSum.Add(want, want.T())
	a, err := ndarray.FromSlice(values, -1)
	require.NoError(t, err)
	raw, err := a.Bytes()
	require.NoError(t, err)
	alignedOnes := 0
	for offset := range 16 {
		buffer := append(make([]byte, offset, offset+len(raw)), raw...)
		b, err := ndarray.FromBytes(ndarray.Float64, []int{n, n}, buffer[offset:])
		require.NoError(t, err)
		elements, err := ndarray.View[float64](b)
		require.NoError(t, err)
		m, err := matrixOf(elements, b.Shape())
		require.NoError(t, err)
		if _, dense := m.(*mat.Dense); dense {
			alignedOnes++
		}
		var product, sum mat.Dense
		product.Mul(m, m)
		sum.Add(m, m.T())
		assert.True(t, mat.EqualApprox(&wantProduct, &product, 1e-12))
		assert.True(t, mat.Equal(&wantSum, &sum))
		assert.Equal(t, mat.Sum(want), mat.Sum(m))
		assert.InDelta(t, mat.Norm(want, 2), mat.Norm(m, 2), 1e-9)
		var svd mat.SVD
		assert.True(t, svd.Factorize(m, mat.SVDNone))
		elements[0]++
		assert.Equal(t, values[0]+1, m.At(0, 0), "no copy")
	}
	assert.Equal(t, 2, alignedOnes)
	_, err = matrixOf(values, []int{n * n})
	assert.Error(t, err)
	_, err = matrixOf(nil, []int{0, 3})
	assert.Error(t, err)
}
