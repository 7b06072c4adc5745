package ndarray

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/openleveldb/openleveldb/internal/mem"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestNew(t *testing.T) {
	for _, n := range []int{0, 1, 3, 7, 8, 9, 4095, 4096, 4097, 1 << 20} {
		a, err := New(Float32, n)
		require.NoError(t, err)
		assert.Equal(t, n, a.Size())
		assert.Equal(t, 4*n, a.NBytes())
		assert.Len(t, a.data, 4*n)
		assert.True(t, n == 0 || mem.IsAligned(a.data, 64))
		assert.NotContains(t, a.data, byte(1))
		assert.False(t, a.ReadOnly())
	}
	one, err := New(Int16)
	require.NoError(t, err)
	assert.Equal(t, 1, one.Size())
	assert.Equal(t, 0, one.NDim())

	for _, c := range []struct {
		dtype DType
		shape []int
		err   error
	}{
		{DType{}, []int{1}, ErrDType},
		{parse(t, "('<f4', (2,))"), []int{1}, ErrDType},
		{Float32, []int{-1}, ErrShape},
		{Float32, []int{math.MaxInt}, ErrShape},
		{Float32, []int{math.MaxInt, math.MaxInt, 0}, ErrShape},
		{Float32, make([]int, 65), ErrShape},
	} {
		_, err := New(c.dtype, c.shape...)
		assert.ErrorIs(t, err, c.err)
	}
}

func TestFromSlice(t *testing.T) {
	data := []int32{0, 1, 2, 3, 4, 5}
	a, err := FromSlice(data, 2, 3)
	require.NoError(t, err)
	assert.Equal(t, Int32, a.DType())
	data[4] = 40 // the array shares this memory
	got, err := At[int32](a, 1, 1)
	require.NoError(t, err)
	assert.Equal(t, int32(40), got)
	require.NoError(t, a.SetAt(7, 0, 0))
	assert.Equal(t, int32(7), data[0])

	for _, c := range []struct{ shape, want []int }{
		{[]int{-1}, []int{6}}, {[]int{3, -1}, []int{3, 2}}, {[]int{1, 6, 1}, []int{1, 6, 1}},
	} {
		a, err := FromSlice(data, c.shape...)
		require.NoError(t, err)
		assert.Equal(t, c.want, a.Shape())
	}
	for _, shape := range [][]int{{5}, {7}, {-1, 4}, {-1, -1}, {-2, 3}, {0, -1}, {0}, {math.MaxInt, math.MaxInt}} {
		_, err := FromSlice(data, shape...)
		assert.ErrorIs(t, err, ErrShape, "%v", shape)
	}
	for _, length := range []int{0, 2, 6} { // an empty shape means a scalar everywhere
		_, err := FromSlice(data[:length])
		require.ErrorIs(t, err, ErrShape)
		require.ErrorContains(t, err, "of a scalar; pass -1 for one axis")
		_, err = FromStructs(make([]struct{ A int8 }, length))
		require.ErrorIs(t, err, ErrShape)
	}
	for _, scalar := range []*Array{
		must(FromSlice(data[:1])), must(FromStructs(make([]struct{ A int8 }, 1))), must(New(Float32)),
		must(FromBytes(Float32, nil, make([]byte, 4))), must(must(FromSlice(data[:1], -1)).Reshape()),
	} {
		assert.Zero(t, scalar.NDim())
		assert.Equal(t, 1, scalar.Size())
	}
	empty, err := FromSlice([]float64(nil), -1)
	require.NoError(t, err)
	assert.Equal(t, []int{0}, empty.Shape())
	_, err = FromSlice([]float64{}, 0, -1)
	assert.ErrorIs(t, err, ErrShape, "numpy does not infer it either")
	empty, err = FromSlice([]float64{}, -1, 3)
	require.NoError(t, err)
	assert.Equal(t, []int{0, 3}, empty.Shape())
	bools, err := FromSlice([]bool{true, false}, -1)
	require.NoError(t, err)
	assert.Equal(t, "[ True False]", bools.String())
}

func TestFromBytes(t *testing.T) {
	a, err := FromBytes(parse(t, ">u2"), []int{2}, []byte{0, 1, 0, 2})
	require.NoError(t, err)
	assert.Equal(t, "[1 2]", a.String())
	_, err = FromBytes(Uint16, []int{2}, make([]byte, 5))
	assert.ErrorIs(t, err, ErrData)
	_, err = FromBytes(Uint16, []int{2}, make([]byte, 3))
	assert.ErrorIs(t, err, ErrData)
	_, err = FromBytes(Uint16, []int{-2}, nil)
	assert.ErrorIs(t, err, ErrShape)
	fortran, err := FromBytes(Uint8, []int{3, 2}, []byte{1, 2, 3, 4, 5, 6})
	require.NoError(t, err)
	assert.Equal(t, "[[1 4]\n [2 5]\n [3 6]]", must(fortran.Reshape(2, 3)).Transpose().String())
}

func must(a *Array, err error) *Array {
	if err != nil {
		panic(err)
	}
	return a
}

func TestDecodeBorrows(t *testing.T) {
	npy, err := must(FromSlice([]uint16{1, 2, 3}, -1)).AppendNPY(nil)
	require.NoError(t, err)
	a, err := Decode(npy)
	require.NoError(t, err)
	clone := a.Clone()
	npy[len(npy)-1] = 1
	assert.Equal(t, "[  1   2 259]", a.String())
	assert.Equal(t, "[1 2 3]", clone.String())
	assert.ErrorIs(t, a.SetAt(1, 0), ErrReadOnly)
	for _, part := range []*Array{must(a.Slice(0, 1)), must(a.Reshape(3, 1)), a.Transpose(), must(must(a.Reshape(3, 1)).Row(0))} {
		assert.True(t, part.ReadOnly())
	}
	assert.False(t, clone.ReadOnly())
	require.NoError(t, clone.SetAt(9, 0))
	assert.Equal(t, "[9 2 3]", clone.String())
}

func TestDecodeChecksTheData(t *testing.T) {
	npy, err := must(FromSlice([]uint16{1, 2, 3}, -1)).AppendNPY(nil)
	require.NoError(t, err)
	for n := range len(npy) {
		_, err := Decode(npy[:n])
		require.Error(t, err)
	}
	_, err = Decode(npy[:len(npy)-1])
	require.ErrorIs(t, err, ErrData)
	_, err = Decode(append(npy, 0))
	require.ErrorIs(t, err, ErrData)
	require.ErrorContains(t, err, "needs 6 bytes after the header, have 7")
	_, err = Decode(rawHeader(1, header("'<f4'", "False", "(1000000000000,)")))
	require.Error(t, err)
	_, err = Decode(rawHeader(1, header("'|O'", "False", "(1,)")))
	require.ErrorIs(t, err, ErrObject)
	require.ErrorContains(t, err, "pickle")
}

func TestAppendNPYKeepsWhatIsThere(t *testing.T) {
	a := must(FromSlice([]uint16{1, 2, 3}, -1))
	alone, err := a.AppendNPY(nil)
	require.NoError(t, err)
	dst := append(make([]byte, 0, 4096), 'n')
	tagged, err := a.AppendNPY(dst)
	require.NoError(t, err)
	assert.Equal(t, append([]byte{'n'}, alone...), tagged)
	assert.Same(t, &dst[:1][0], &tagged[0], "the capacity of dst is used")
	_, err = new(Array).AppendNPY(nil)
	assert.ErrorIs(t, err, ErrDType)
}

func TestZeroArray(t *testing.T) {
	var a Array
	assert.Equal(t, "[]", a.String())
	assert.Equal(t, 0, a.Size())
	_, err := a.At()
	assert.ErrorIs(t, err, ErrIndex)
	_, err = a.Row(0)
	assert.ErrorIs(t, err, ErrIndex)
	_, err = a.Slice(0, 0)
	assert.ErrorIs(t, err, ErrIndex)
	_, err = a.Field("a")
	assert.ErrorIs(t, err, ErrIndex)
	_, err = View[int8](&a)
	assert.ErrorIs(t, err, ErrDType)
	_, err = a.Reshape(0)
	assert.ErrorIs(t, err, ErrDType)
	assert.True(t, a.Equal(a.Clone()))
	assert.True(t, a.Equal(a.Transpose()))
	var r Record
	assert.Equal(t, 0, r.Len())
	assert.Equal(t, "()", r.String())
	_, err = r.Field("a")
	assert.ErrorIs(t, err, ErrIndex)
}

func TestClone(t *testing.T) {
	for _, n := range []int{0, 1, 15, 16, 17, 1023, mem.PageAligned/8 - 1, mem.PageAligned / 8, mem.PageAligned/8 + 1, 1 << 18} {
		data := make([]float64, n)
		for i := range data {
			data[i] = float64(i)
		}
		c := must(FromSlice(data, -1)).Clone()
		assert.True(t, n == 0 || mem.IsAligned(c.data, 64), "%d", n)
		got, err := View[float64](c)
		require.NoError(t, err)
		assert.True(t, slices.Equal(data, got))
	}
	f := must(FromSlice([]int8{1, 2, 3, 4, 5, 6}, 2, 3)).Transpose()
	assert.True(t, f.Clone().fortranOnly())
	assert.Equal(t, []byte{1, 4, 2, 5, 3, 6}, f.AsCContiguous().data)
	c := f.AsCContiguous()
	assert.NotSame(t, f, c)
	assert.Same(t, c, c.AsCContiguous(), "nothing is copied unnecessarily")
}

func TestIndexErrors(t *testing.T) {
	a := must(New(Int8, 2, 3))
	for _, index := range [][]int{{}, {0}, {0, 0, 0}, {2, 0}, {0, 3}, {-1, 0}, {math.MaxInt, 0}, {math.MinInt, 0}} {
		_, err := a.At(index...)
		assert.ErrorIs(t, err, ErrIndex)
		_, err = At[int8](a, index...)
		assert.ErrorIs(t, err, ErrIndex)
		assert.ErrorIs(t, a.SetAt(1, index...), ErrIndex)
	}
	for _, i := range []int{-1, 2, math.MaxInt, math.MinInt} {
		_, err := a.Row(i)
		assert.ErrorIs(t, err, ErrIndex)
	}
	for _, bounds := range [][2]int{{-1, 1}, {1, 0}, {0, 3}, {3, 3}, {math.MinInt, math.MaxInt}} {
		_, err := a.Slice(bounds[0], bounds[1])
		assert.ErrorIs(t, err, ErrIndex)
	}
	scalar := must(New(Int8))
	_, err := scalar.Row(0)
	assert.ErrorIs(t, err, ErrIndex)
	_, err = scalar.Slice(0, 0)
	assert.ErrorIs(t, err, ErrIndex)
	_, err = a.Field("x")
	assert.ErrorIs(t, err, ErrIndex)
	for _, shape := range [][]int{{}, {5}, {-1, 4}, {-1, -1}, {-2, -3}, {0, -1}} {
		_, err := a.Reshape(shape...)
		assert.ErrorIs(t, err, ErrShape, "%v", shape)
	}
	_, err = a.Transpose().Reshape(6)
	assert.ErrorIs(t, err, ErrView)
	assert.Panics(t, func() { a.Dim(2) })
}

func TestReshape(t *testing.T) {
	a := must(FromSlice([]int16{0, 1, 2, 3, 4, 5}, 2, 3))
	for _, c := range []struct{ shape, want []int }{
		{[]int{6}, []int{6}}, {[]int{-1}, []int{6}}, {[]int{3, 2}, []int{3, 2}}, {[]int{1, -1, 1}, []int{1, 6, 1}},
	} {
		r, err := a.Reshape(c.shape...)
		require.NoError(t, err)
		assert.Equal(t, c.want, r.Shape())
		assert.Same(t, &a.data[0], &r.data[0])
	}
	one := must(must(FromSlice([]int16{7}, -1)).Reshape())
	assert.Equal(t, []int{}, one.Shape())
	assert.Equal(t, "7", one.String())
}

func TestField(t *testing.T) {
	d := parse(t, "[('a', '|i1'), (('the b', 'b'), '<i4', (2,)), ('c', [('x', '>i2')])]")
	a := must(New(d, 3))
	b := must(a.Field("the b"))
	assert.Equal(t, []int{3, 2}, b.Shape())
	assert.Equal(t, []int{11, 4}, b.Strides())
	for i := range 3 {
		for j := range 2 {
			require.NoError(t, b.SetAt(10*i+j, i, j))
		}
	}
	x := must(must(a.Field("c")).Field("x"))
	require.NoError(t, x.SetAt(-2, 1))
	assert.Equal(t, "[(0, [ 0,  1], ( 0,)) (0, [10, 11], (-2,)) (0, [20, 21], ( 0,))]", a.String())
	values, err := Values[int32](b)
	require.NoError(t, err)
	assert.Equal(t, []int32{0, 1, 10, 11, 20, 21}, values)
	_, err = View[int32](b)
	assert.ErrorIs(t, err, ErrView)
	npy, err := b.AppendNPY(nil)
	require.NoError(t, err)
	assert.Equal(t, "[[ 0  1]\n [10 11]\n [20 21]]", must(Decode(npy)).String())

	deep := must(New(parse(t, "[('a', '|i1', (1, 1))]"), make([]int, 63)...))
	_, err = deep.Field("a")
	assert.ErrorIs(t, err, ErrShape)
}

// model is a simple representation of an array: its values in C order.
type model struct {
	shape  []int
	values []int32
}

func (m model) at(index []int) int32 {
	i := 0
	for axis, n := range m.shape {
		i = i*n + index[axis]
	}
	return m.values[i]
}

func (m model) transpose() model {
	shape := slices.Clone(m.shape)
	slices.Reverse(shape)
	values := make([]int32, len(m.values))
	for i := range values {
		index := unravel(i, shape)
		slices.Reverse(index)
		values[i] = m.at(index)
	}
	return model{shape, values}
}

func (m model) slice(lo, hi int) model {
	row := len(m.values) / max(m.shape[0], 1)
	shape := slices.Clone(m.shape)
	shape[0] = hi - lo
	return model{shape, m.values[lo*row : hi*row]}
}

// TestViewsAgainstModel compares random chains of views with the model.
func TestViewsAgainstModel(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	rnd := rand.New(rand.NewPCG(seed, 0))
	for range 2000 {
		shape := make([]int, 1+rnd.IntN(6))
		n := 1
		for axis := range shape {
			shape[axis] = []int{0, 1, 2, 3, 3, 4, 5}[rnd.IntN(7)]
			n *= shape[axis]
		}
		values := make([]int32, n)
		for i := range values {
			values[i] = rnd.Int32()
		}
		m, a := model{shape, values}, must(FromSlice(values, shape...))
		for range rnd.IntN(6) {
			switch rnd.IntN(5) {
			case 0:
				m, a = m.transpose(), a.Transpose()
			case 1:
				if len(m.shape) > 0 && m.shape[0] > 0 {
					i := rnd.IntN(m.shape[0])
					m = m.slice(i, i+1)
					m.shape = m.shape[1:]
					a = must(a.Row(i))
				}
			case 2:
				if len(m.shape) > 0 {
					lo := rnd.IntN(m.shape[0] + 1)
					hi := lo + rnd.IntN(m.shape[0]-lo+1)
					m, a = m.slice(lo, hi), must(a.Slice(lo, hi))
				}
			case 3:
				if a.CContiguous() {
					shape := append([]int{1}, m.shape...)
					m, a = model{shape, m.values}, must(a.Reshape(shape...))
				}
			case 4:
				c := a.Clone()
				require.Equal(t, a.fortranOnly(), c.fortranOnly())
				a = c
			}
		}
		require.Equal(t, m.shape, a.Shape())
		require.Equal(t, len(m.values), a.Size())
		got, err := Values[int32](a)
		require.NoError(t, err)
		require.True(t, slices.Equal(m.values, got))
		into := make([]int32, len(got)+1)
		count, err := CopyInto(into, a)
		require.NoError(t, err)
		require.Equal(t, len(got), count)
		require.True(t, slices.Equal(got, into[:count]))
		require.Zero(t, into[count])
		if view, err := View[int32](a); a.CContiguous() {
			require.NoError(t, err)
			require.True(t, slices.Equal(m.values, view))
		} else {
			require.ErrorIs(t, err, ErrView)
		}
		for i := range min(a.Size(), 10) {
			index := unravel(i, m.shape)
			value, err := At[int32](a, index...)
			require.NoError(t, err)
			require.Equal(t, m.at(index), value)
		}
		npy, err := a.AppendNPY(nil)
		require.NoError(t, err)
		again := must(Decode(npy))
		require.True(t, again.Equal(a) && a.Equal(again))
		require.True(t, a.AsCContiguous().CContiguous() && a.AsCContiguous().Equal(a))
		if a.Size() > 0 {
			c := a.Clone()
			last := unravel(a.Size()-1, m.shape)
			value, err := At[int32](c, last...)
			require.NoError(t, err)
			require.NoError(t, c.SetAt(value^1, last...))
			require.False(t, c.Equal(a))
		}
	}
}
