package interop_test

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/ndarray"
)

// randomBytesArray returns an array of random bytes, as far as numpy can print them. Padding
// between fields is zero.
func randomBytesArray(t testing.TB, r *rand.Rand, descr string, shape []int, fortran bool) *ndarray.Array {
	t.Helper()
	dtype, err := ndarray.ParseDType(descr)
	require.NoError(t, err, descr)
	memory := make([]int, len(shape))
	size := dtype.ItemSize()
	for axis, n := range shape {
		size *= n
		memory[axis] = n
		if fortran {
			memory[axis] = shape[len(shape)-1-axis]
		}
	}
	data := make([]byte, size)
	for at := 0; at < size; at += dtype.ItemSize() {
		fillElement(r, dtype, data[at:at+dtype.ItemSize()])
	}
	a, err := ndarray.FromBytes(dtype, memory, data)
	require.NoError(t, err)
	if fortran {
		a = a.Transpose()
	}
	require.Equal(t, append([]int{}, shape...), a.Shape())
	return a
}

func fillElement(r *rand.Rand, d ndarray.DType, b []byte) {
	if base, _, ok := d.Subarray(); ok {
		for at := 0; at < len(b); at += base.ItemSize() {
			fillElement(r, base, b[at:at+base.ItemSize()])
		}
		return
	}
	if fields := d.Fields(); fields != nil {
		for _, f := range fields {
			fillElement(r, f.DType, b[f.Offset:f.Offset+f.DType.ItemSize()])
		}
		return
	}
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	switch d.Kind() {
	case ndarray.KindBool:
		b[0] &= 1
	case ndarray.KindString:
		for i := 0; i < len(b); i += 4 {
			c := randomRune(r)
			for j := range 4 {
				at := i + j
				if d.ByteOrder() == ndarray.BigEndian {
					at = i + 3 - j
				}
				b[at] = byte(c >> (8 * j))
			}
		}
	case ndarray.KindDatetime, ndarray.KindTimedelta:
		if r.IntN(2) == 0 { // NaT
			clear(b)
			if d.ByteOrder() == ndarray.BigEndian {
				b[0] = 0x80
			} else {
				b[7] = 0x80
			}
		}
	}
}

func randomBytes(r *rand.Rand, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

func randomRune(r *rand.Rand) rune {
	c := rune(r.IntN([]int{0x20, 0x80, 0x250, 0x10000, utf8.MaxRune + 1}[r.IntN(5)]))
	if !utf8.ValidRune(c) {
		return 'x'
	}
	return c
}

func randomText(r *rand.Rand, most int) string {
	runes := make([]rune, r.IntN(most+1))
	for i := range runes {
		runes[i] = randomRune(r)
	}
	return string(runes)
}

func randomKey(r *rand.Rand) string {
	return []string{"", "random/", "é/", "🔑"}[r.IntN(4)] + randomText(r, 5)
}

func randomFloat(r *rand.Rand) float64 {
	switch r.IntN(4) {
	case 0:
		return sampleFloats[r.IntN(len(sampleFloats))]
	case 1:
		return float64(r.IntN(2001) - 1000)
	case 2:
		return r.NormFloat64() * math.Pow10(r.IntN(41)-20)
	}
	return math.Float64frombits(r.Uint64())
}

// randomInt returns a random integer of up to the given number of bits, an int64 if it fits.
func randomInt(r *rand.Rand, bits int) any {
	n := new(big.Int).SetBytes(randomBytes(r, bits/8+1))
	n.Rsh(n, uint(n.BitLen()-min(n.BitLen(), r.IntN(bits+1))))
	if r.IntN(2) == 0 {
		n.Neg(n)
	}
	if n.IsInt64() {
		return n.Int64()
	}
	return n
}

func randomJSON(r *rand.Rand, depth int) any {
	kinds := 8
	if depth == 5 {
		kinds = 6
	}
	switch r.IntN(kinds) {
	case 0:
		return []any{nil, true, false}[r.IntN(3)]
	case 1:
		return randomInt(r, 70)
	case 2:
		return randomInt(r, 1000)
	case 3, 4:
		return randomFloat(r)
	case 5:
		return randomText(r, 12)
	case 6:
		list := make([]any, r.IntN(6))
		for i := range list {
			list[i] = randomJSON(r, depth+1)
		}
		return list
	}
	object := map[string]any{}
	for range r.IntN(6) {
		object[randomText(r, 6)] = randomJSON(r, depth+1)
	}
	return object
}

// randomDescr returns a random dtype in the form in which numpy writes it in a header.
func randomDescr(r *rand.Rand, depth int) string {
	if depth == 2 || r.IntN(20) < 17-5*depth {
		return "'" + plainDTypes[r.IntN(len(plainDTypes))] + "'"
	}
	var fields []string
	for i := range 1 + r.IntN(4) {
		if r.IntN(5) == 0 {
			fields = append(fields, fmt.Sprintf("('', '|V%d')", 1+r.IntN(9)))
		}
		shape := ""
		if r.IntN(5) == 0 {
			shape = fmt.Sprintf(", (2, %d)", 1+r.IntN(2))
		}
		name := []string{"f", "é", "☃", "a b"}[r.IntN(4)]
		fields = append(fields, fmt.Sprintf("('%s%d', %s%s)", name, i, randomDescr(r, depth+1), shape))
	}
	return "[" + strings.Join(fields, ", ") + "]"
}

func randomArray(t testing.TB, r *rand.Rand) *ndarray.Array {
	t.Helper()
	shape := make([]int, r.IntN(5))
	for axis := range shape {
		shape[axis] = []int{0, 1, 2, 3, 5}[r.IntN(5)]
	}
	if r.IntN(50) == 0 {
		shape = []int{100 + r.IntN(2000)}
	}
	a := randomBytesArray(t, r, randomDescr(r, 0), shape, r.IntN(4) == 0)
	switch r.IntN(10) {
	case 0:
		return a.Transpose()
	case 1:
		if len(shape) > 0 && shape[0] > 1 { // in an array in Fortran order, this view has gaps
			part, err := a.Slice(1, shape[0])
			require.NoError(t, err)
			return part
		}
	case 2:
		if len(shape) > 0 && shape[0] > 0 {
			row, err := a.Row(shape[0] - 1)
			require.NoError(t, err)
			return row
		}
	}
	return a
}

func randomSample(t testing.TB, r *rand.Rand) sample {
	t.Helper()
	switch r.IntN(10) {
	case 0:
		n := randomInt(r, 127)
		return sample{n, n}
	case 1:
		list := make([]float64, r.IntN(10))
		for i := range list {
			list[i] = randomFloat(r)
		}
		if r.IntN(2) == 0 {
			return sample{list, arrayOf(t, list)}
		}
		return sample{codec.JSON{V: list}, anySlice(list)}
	case 2:
		s := randomText(r, 60)
		return sample{s, s}
	case 3:
		b := randomBytes(r, r.IntN(200))
		return sample{b, b}
	case 4:
		f := randomFloat(r)
		return sample{f, f}
	case 5:
		list := []any{randomJSON(r, 1)}
		return sample{list, list}
	case 6:
		object := map[string]any{"a": randomJSON(r, 1), "b": randomJSON(r, 1)}
		return sample{object, object}
	}
	a := randomArray(t, r)
	return sample{a, a}
}

// arrayOf returns an array with one axis.
func arrayOf[T ndarray.Element](t testing.TB, elements []T) *ndarray.Array {
	t.Helper()
	a, err := ndarray.FromSlice(elements, -1)
	require.NoError(t, err)
	return a
}
