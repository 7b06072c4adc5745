package ndarray

import (
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestDTypeOfStruct(t *testing.T) {
	d, err := DTypeOfStruct[allFields]()
	require.NoError(t, err)
	assert.Equal(t, int(reflect.TypeFor[allFields]().Size()), d.ItemSize())
	for _, f := range d.Fields()[:24] {
		g, found := reflect.TypeFor[allFields]().FieldByName(f.Name)
		require.True(t, found, f.Name)
		assert.Equal(t, int(g.Offset), f.Offset)
		assert.Equal(t, int(g.Type.Size()), f.DType.ItemSize())
	}
	again, err := DTypeOfStruct[allFields]()
	require.NoError(t, err)
	assert.Same(t, d.composite, again.composite, "made once")

	type Embedded struct{ U uint16 }
	type padded struct {
		A int8
		_ [3]byte
		B [2][3]int8 `npy:"bé"`
		Embedded
		C uint16 `npy:"-"`
		E [0]uint16
		D int8
	}
	d, err = DTypeOfStruct[padded]()
	require.NoError(t, err)
	want := "[('A', '|i1'), ('', '|V3'), ('bé', '|i1', (2, 3)), ('U', '<u2'), ('', '|V2'), ('E', '<u2', (0,)), ('D', '|i1'), ('', '|V1')]"
	if nativeOrder == BigEndian {
		want = strings.ReplaceAll(want, "<", ">")
	}
	assert.Equal(t, want, d.Descr())
}

func testNoDType[S any](t *testing.T, reason string) {
	t.Helper()
	_, err := DTypeOfStruct[S]()
	require.ErrorIs(t, err, ErrDType)
	require.ErrorContains(t, err, "ndarray: dtype of struct: ")
	require.ErrorContains(t, err, reason)
	_, err = FromStructs(make([]S, 3), -1)
	require.ErrorIs(t, err, ErrDType)
	require.ErrorContains(t, err, "ndarray: from structs: ")
	require.ErrorContains(t, err, reason)
}

func TestStructsWithoutDType(t *testing.T) {
	testNoDType[int32](t, "int32 is not a struct")
	testNoDType[struct{}](t, "has no fields")
	testNoDType[struct{ A struct{} }](t, "has no fields")
	testNoDType[struct{ A [0]int8 }](t, "has 0 bytes")
	testNoDType[struct{ A string }](t, `field "A" of struct { A string } has pointers`)
	testNoDType[struct{ A []byte }](t, "has pointers")
	testNoDType[struct{ A time.Time }](t, "has pointers")
	testNoDType[struct{ A *int8 }](t, "has pointers")
	testNoDType[struct {
		A int8
		B *int8 `npy:"-"`
	}](t, `field "B"`)
	testNoDType[struct {
		A int8
		_ struct{ P [2]any }
	}](t, `field "_"`)
	testNoDType[struct{ A Datetime64 }](t, "the memory layout of ndarray.Datetime64")
	testNoDType[struct{ A uintptr }](t, "the memory layout of uintptr")
	testNoDType[struct{ a int8 }](t, `field "a" of struct { a int8 } is not exported`)
	testNoDType[struct {
		A int8
		B int8 `npy:"A"`
	}](t, "name already used")
	testNoDType[struct {
		A int8 `npy:"\xff"`
	}](t, "is not UTF-8")
	if strconv.IntSize == 64 { // there is no such type elsewhere
		gibibyte := reflect.ArrayOf(1<<30, reflect.TypeFor[int8]())
		_, err := dtypeOfStruct(reflect.StructOf([]reflect.StructField{
			{Name: "A", Type: gibibyte}, {Name: "B", Type: gibibyte, Tag: `npy:"-"`},
		}))
		require.ErrorIs(t, err, ErrDType)
		require.ErrorContains(t, err, "2 GiB or more")
	}
}

func TestFromStructs(t *testing.T) {
	data := make([]point, 6)
	a, err := FromStructs(data, 2, -1)
	require.NoError(t, err)
	assert.Equal(t, []int{2, 3}, a.Shape())
	data[4].N = 7
	record, err := a.At(1, 1)
	require.NoError(t, err)
	n, err := record.(Record).Field("N")
	require.NoError(t, err)
	assert.Equal(t, int32(7), n, "borrowed")
	assert.ErrorIs(t, a.SetAt(record, 0, 0), ErrReadOnly)
	assert.NoError(t, a.Clone().SetAt(record, 0, 0))
	_, err = FromStructs(data, 4)
	assert.ErrorIs(t, err, ErrShape)
	empty, err := FromStructs([]point(nil), -1)
	require.NoError(t, err)
	assert.Equal(t, []int{0}, empty.Shape())
	view, err := ViewStructs[point](empty)
	require.NoError(t, err)
	assert.Empty(t, view)
}
