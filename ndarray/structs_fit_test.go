package ndarray

import (
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// testNoFit checks that S does not fit the dtype.
func testNoFit[S any](t *testing.T, descr, reason string) {
	t.Helper()
	a := must(New(parse(t, descr), 3))
	_, err := ViewStructs[S](a)
	require.ErrorIs(t, err, ErrDType, descr)
	require.ErrorContains(t, err, reason)
	_, err = Structs[S](a)
	require.ErrorIs(t, err, ErrDType, descr)
	require.ErrorContains(t, err, reason)
}

func TestFieldNames(t *testing.T) {
	type Inner struct {
		X int8
		Y int8 `npy:"why not"`
	}
	type outer struct {
		Inner // promoted
		ÉTÉ   int8
		Named Inner `npy:"named"`
	}
	a := structuredArray(t, "[('été', '|i1'), ('why not', '|i1'), (('x', 'other'), '|i1'), ('named', [('why not', '|i1'), ('x', '|i1')])]", 1, 0)
	_, err := Structs[outer](a)
	require.ErrorIs(t, err, ErrDType)
	require.ErrorContains(t, err, `matches Go field "X"`, "a title must match exactly")

	a = structuredArray(t, "[('été', '|i1'), ('why not', '|i1'), ('x', '|i1'), ('named', [('why not', '|i1'), ('x', '|i1')])]", 1, 0)
	got, err := Structs[outer](a)
	require.NoError(t, err)
	assert.Equal(t, []outer{{Inner: Inner{2, 1}, ÉTÉ: 0, Named: Inner{4, 3}}}, got)

	type exact struct{ AB, Ab int8 }
	got2, err := Structs[exact](structuredArray(t, "[('Ab', '|i1'), ('ab', '|i1'), ('AB', '|i1')]", 1, 0))
	require.NoError(t, err)
	assert.Equal(t, []exact{{AB: 2, Ab: 0}}, got2)
	testNoFit[struct{ AB int8 }](t, "[('Ab', '|i1'), ('aB', '|i1')]", `Go field "AB" matches both "Ab" and "aB"; name one in a tag`)
	testNoFit[struct {
		A int8 `npy:"a"`
	}](t, "[('A', '|i1')]", `no field of [('A', 'i1')] matches Go field "a"`)
	testNoFit[struct{ A, B int8 }](t, "[('a', '|i1')]", `matches Go field "B"`)
	testNoFit[struct{ In struct{ B int8 } }](t, "[('in', [('a', '|i1')])]", `matches Go field "in.B"`)
	testNoFit[struct {
		A int8
		B int8 `npy:"a"`
	}](t, "[('a', '|i1')]", `both match field "a"`)
}

type celsiusRecord struct {
	T celsius
	N name
	B blob
}
type (
	name string
	blob []uint8
)

func TestNamedTypes(t *testing.T) {
	d := parse(t, "[('t', '<f4'), ('n', '<U5'), ('b', '|S4')]")
	a := must(New(d, 1))
	for field, value := range map[string]any{"t": 21.5, "n": "é☃", "b": "xy"} {
		require.NoError(t, must(a.Field(field)).SetAt(value, 0))
	}
	got, err := Structs[celsiusRecord](a)
	require.NoError(t, err)
	assert.Equal(t, []celsiusRecord{{21.5, "é☃", blob("xy")}}, got)
	clear(a.data)
	assert.Equal(t, []celsiusRecord{{21.5, "é☃", blob("xy")}}, got, "nothing is borrowed")
}

func TestStructsThatDoNotFit(t *testing.T) {
	testNoFit[int32](t, "[('a', '<i4')]", "which int32 cannot hold")
	testNoFit[*point](t, "[('x', '<f8'), ('n', '<i4')]", "cannot hold")
	testNoFit[point](t, "<f8", "elements are float64")
	testNoFit[struct{}](t, "[('a', '<i4')]", "has no fields")
	testNoFit[struct{ _ int32 }](t, "[('a', '<i4')]", "has no fields")
	testNoFit[struct {
		A int32 `npy:"-"`
	}](t, "[('a', '<i4')]", "has no fields")
	testNoFit[struct{ a int32 }](t, "[('a', '<i4')]", `field "a" of struct { a int32 } is not exported`)
	testNoFit[struct{ celsius }](t, "[('celsius', '<f4')]", "is not exported")
	for _, descr := range []string{"<i4", "<f8", "|b1", "<c8", "|S4", "<U1", "|V8", "<f16", "<c32", "<M8[s]", "<m8[s]"} {
		field := fmt.Sprintf("[('a', '%s')]", descr)
		testNoFit[struct{ A uint16 }](t, field, `which a Go uint16 cannot hold`)
		testNoFit[struct{ A *int32 }](t, field, "cannot hold")
		testNoFit[struct{ A map[string]int }](t, field, "cannot hold")
		testNoFit[struct{ A any }](t, field, "cannot hold")
		testNoFit[struct{ A []int32 }](t, field, "cannot hold")
		testNoFit[struct{ A uintptr }](t, field, "cannot hold")
		testNoFit[struct{ A struct{ B int8 } }](t, field, "cannot hold")
		testNoFit[struct{ A [3]byte }](t, field, "cannot hold")
		testNoFit[struct{ A [3]rune }](t, field, "cannot hold")
	}
	testNoFit[struct{ A [3]int8 }](t, "[('a', '|i1', (2,))]", `is ('i1', (2,)), which a Go [3]int8 cannot hold`)
	testNoFit[struct{ A []int8 }](t, "[('a', '|i1', (2,))]", "cannot hold")
	testNoFit[struct{ A [6]int8 }](t, "[('a', '|i1', (2, 3))]", "cannot hold")
	testNoFit[struct{ A int8 }](t, "[('a', '|i1', (1,))]", "cannot hold")
	testNoFit[struct{ A [1]int8 }](t, "[('a', '|i1')]", "cannot hold")
	testNoFit[struct{ A string }](t, "[('a', '|V4')]", "cannot hold")
	testNoFit[struct{ A time.Time }](t, "[('a', '<i8')]", "cannot hold")
	testNoFit[struct{ A uint16 }](t, "[('a', '<f2')]", "cannot hold")
	testNoFit[struct{ A int64 }](t, "[('a', [('b', '<i8')])]", "cannot hold")
}

// TestStructsWithoutBytes checks that a header of a few bytes cannot claim unlimited memory.
func TestStructsWithoutBytes(t *testing.T) {
	for _, descr := range []string{"[('a', '<U0')]", "[('a', '<i4', (0,))]", "[]"} {
		a := must(FromBytes(parse(t, descr), []int{1 << 30}, nil))
		_, err := Structs[struct{ A string }](a)
		require.ErrorIs(t, err, ErrDType)
		_, err = ViewStructs[struct{ A [0]int32 }](a)
		require.ErrorIs(t, err, ErrDType)
	}
	type huge struct {
		A int8
		P [1 << 30]int8 `npy:"-"`
	}
	// Together the structs exceed the address space, though the array has few bytes.
	a := &Array{}
	_, err := a.describe(parse(t, "[('a', '|i1')]"), []int{1 << (strconv.IntSize - 24)}, false)
	require.NoError(t, err)
	_, err = Structs[huge](a)
	require.ErrorIs(t, err, ErrShape)
}

func TestStructValuesThatDoNotFit(t *testing.T) {
	d := parse(t, "[('in', [('when', '<M8[s]'), ('span', '<m8[s]'), ('text', '<U1')], (2,))]")
	type bad struct {
		In [2]struct {
			When time.Time
			Span time.Duration
			Text string
		}
	}
	a := must(New(d, 3))
	_, err := Structs[bad](a)
	require.NoError(t, err)
	fail := func(at int, want string, word uint64) {
		a := a.Clone()
		DType{order: nativeOrder, size: 8}.endian().PutUint64(a.data[at:], word)
		_, err := Structs[bad](a)
		require.ErrorIs(t, err, ErrValue)
		require.ErrorContains(t, err, want)
	}
	nat := uint64(1) << 63
	fail(0, `ndarray: structs: element 0: field "in.when": ndarray: time of NaT`, nat)
	fail(20+8, `element 0: field "in.span": ndarray: duration of NaT`, nat)
	fail(40+20+8, `element 1: field "in.span": ndarray: duration of 9223372036854775807 seconds`, nat-1)
	fail(2*40+16, `element 2: field "in.text": value cannot be represented: invalid code point 0x110000`, 0x110000|0x110000<<32)
}

func TestLongDoublesInStructs(t *testing.T) {
	type both struct {
		X [16]byte
		Z []byte
	}
	for _, order := range []string{"<", ">"} {
		a := structuredArray(t, fmt.Sprintf("[('x', '%[1]sf16'), ('z', '%[1]sc32')]", order), 2, 1)
		got, err := Structs[both](a)
		require.NoError(t, err)
		assert.Equal(t, a.data[48:64], got[1].X[:], "in the stored order")
		assert.Equal(t, a.data[64:], got[1].Z)
		view, err := ViewStructs[struct {
			X [16]byte
			Z [32]byte
		}](a)
		require.NoError(t, err)
		assert.Equal(t, got[1].X, view[1].X)
		assert.Equal(t, got[1].Z, view[1].Z[:])
	}
}
