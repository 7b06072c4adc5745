package ndarray

import (
	"fmt"
	"reflect"
	"sync"
	"testing"
	"time"

	"github.com/openleveldb/openleveldb/internal/mem"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// structuredArray returns n elements whose bytes are 0, 1, 2 and so on, at an offset in their
// memory.
func structuredArray(t *testing.T, descr string, n, offset int) *Array {
	t.Helper()
	d := parse(t, descr)
	b := make([]byte, offset+n*d.ItemSize())
	for i := range b[offset:] {
		b[offset+i] = byte(i)
	}
	return must(FromBytes(d, []int{n}, b[offset:]))
}

// testNoView checks that S fits, but that its memory layout is different.
func testNoView[S any](t *testing.T, descr, reason string) {
	t.Helper()
	a := must(New(parse(t, descr), 3))
	_, err := ViewStructs[S](a)
	require.ErrorIs(t, err, ErrView, descr)
	require.ErrorContains(t, err, reason)
	require.ErrorContains(t, err, "ndarray: view structs as []")
	structs, err := Structs[S](a)
	require.NoError(t, err)
	require.Len(t, structs, 3)
}

type point struct {
	X float64
	N int32
	_ [4]byte
}

func TestViewStructs(t *testing.T) {
	const descr = "[('x', '<f8'), ('n', '<i4'), ('', '|V4')]"
	for _, n := range []int{0, 1, 2, 3, 127, 128, 129} {
		data := make([]point, n)
		for i := range data {
			data[i] = point{X: float64(i) / 3, N: int32(-i)}
		}
		for offset := range 17 {
			d := parse(t, descr)
			b := make([]byte, offset+n*d.ItemSize())
			copy(b[offset:], mem.Bytes(data))
			a := must(FromBytes(d, []int{n}, b[offset:]))
			view, err := ViewStructs[point](a)
			if mem.UnalignedLoads || n == 0 {
				require.NoError(t, err)
				require.Equal(t, data, view)
			}
			copied, err := Structs[point](a)
			require.NoError(t, err)
			require.Equal(t, data, copied)
			if n == 0 {
				require.NotNil(t, view)
				require.NotNil(t, copied)
				continue
			}
			b[offset] ^= 1
			require.Equal(t, data, copied, "a copy does not change")
			if mem.UnalignedLoads {
				require.NotEqual(t, data[0], view[0], "a view does")
				view[n-1].N = 1234
				record, err := a.At(n - 1)
				require.NoError(t, err)
				got, err := record.(Record).Field("n")
				require.NoError(t, err)
				require.Equal(t, int32(1234), got)
			}
		}
	}
}

func TestViewStructsOfParts(t *testing.T) {
	data := make([]point, 12)
	for i := range data {
		data[i].N = int32(i)
	}
	a := must(FromStructs(data, 3, 4))
	row, err := ViewStructs[point](must(a.Row(1)))
	require.NoError(t, err)
	assert.Equal(t, data[4:8], row)
	_, err = ViewStructs[point](a.Transpose())
	require.ErrorIs(t, err, ErrView)
	require.ErrorContains(t, err, "C order")
	columns, err := Structs[point](a.Transpose())
	require.NoError(t, err)
	assert.Equal(t, []point{data[0], data[4], data[8], data[1]}, columns[:4])
	view, err := ViewStructs[point](a.Transpose().Transpose())
	require.NoError(t, err)
	assert.Equal(t, data, view)
	one, err := Structs[point](must(must(a.Row(2)).Slice(3, 4)))
	require.NoError(t, err)
	assert.Equal(t, data[11:], one)
}

func TestLayoutsWithoutView(t *testing.T) {
	type pair struct {
		A int8
		B int32
	}
	type nested struct {
		A int8
		P pair
	}
	type pairs struct{ P [2]pair }
	const aligned = "('a', '|i1'), ('', '|V3'), ('b', '<i4')"
	if nativeOrder == LittleEndian {
		_, err := ViewStructs[pair](structuredArray(t, "["+aligned+"]", 3, 0))
		require.NoError(t, err)
		testNoView[pair](t, "[('a', '|i1'), ('', '|V3'), ('b', '>i4')]", `field "b" is in the other byte order`)
	}
	testNoView[pair](t, "[('a', '|i1'), ('b', '<i4')]", `field "b" lies at byte 1, Go's at byte 4`)
	testNoView[pair](t, "[('b', '<i4'), ('a', '|i1'), ('', '|V3')]", `field "a" lies at byte 4, Go's at byte 0`)
	testNoView[pair](t, "["+aligned+", ('c', '|i1')]", "an element has 9 bytes, ndarray.pair has 8")
	testNoView[nested](t, "[('a', '|i1'), ('', '|V3'), ('p', [('a', '|i1'), ('b', '<i4')]), ('', '|V3')]", `field "p" is structures of 5 bytes`)
	testNoView[pairs](t, "[('p', ["+aligned+", ('c', '<i4')], (2,))]", `field "p" is structures of 12 bytes, Go's have 8`)

	testNoView[struct{ T string }](t, "[('t', '<U4')]", `field "t" is <U4, and only a copy makes it a Go string`)
	testNoView[struct{ T string }](t, "[('t', '|S16')]", "only a copy")
	testNoView[struct{ T []byte }](t, "[('t', '|V24')]", "only a copy")
	testNoView[struct{ T []byte }](t, "[('t', '<f16')]", "only a copy")
	testNoView[struct{ T [2]string }](t, "[('t', '<U4', (2,))]", "only a copy")
	testNoView[struct{ T Datetime64 }](t, "[('t', '<M8[s]')]", "only a copy")
	testNoView[struct{ T Timedelta64 }](t, "[('t', '<m8[s]')]", "only a copy")
	testNoView[struct{ T time.Time }](t, "[('t', '<M8[s]')]", "only a copy")
	testNoView[struct{ T time.Duration }](t, "[('t', '<m8[ns]')]", "only a copy")
	testNoView[struct {
		T int8
		P *int `npy:"-"`
	}](t, "[('t', '|i1'), ('', '|V15')]", `Go field "P" has pointers`)
	testNoView[struct {
		T int8
		_ map[string]int
	}](t, "[('t', '|i1'), ('', '|V15')]", `Go field "_" has pointers`)
}

func TestSkippedFields(t *testing.T) {
	type skips struct {
		A int32
		P float32 `npy:"-"`
	}
	if nativeOrder == LittleEndian {
		a := structuredArray(t, "[('a', '<i4'), ('', '|V4')]", 3, 0)
		view, err := ViewStructs[skips](a)
		require.NoError(t, err)
		assert.NotZero(t, view[1].P)
		copied, err := Structs[skips](a)
		require.NoError(t, err)
		assert.Equal(t, []skips{{A: 0x03020100}, {A: 0x0b0a0908}, {A: 0x13121110}}, copied)
	}
	testNoView[skips](t, "[('a', '<i4'), ('b', '<f4')]", `Go field "P", which is skipped, lies over field "b"`)
	testNoView[struct {
		A int8
		P [3]bool `npy:"-"`
	}](t, "[('a', '|i1'), ('', '|V3')]", `Go field "P", which is skipped, has a bool`)
	type unexported struct {
		A int16
		b int16 `npy:"-"`
	}
	copied, err := Structs[unexported](structuredArray(t, "[('b', '<i2'), ('a', '>i2')]", 1, 0))
	require.NoError(t, err)
	assert.Equal(t, []unexported{{A: 0x0203, b: 0}}, copied)
}

func TestOtherBoolsInStructs(t *testing.T) {
	type flags struct {
		F  bool
		G  [3]bool
		In [2]struct{ H bool }
	}
	const descr = "[('f', '|b1'), ('g', '|b1', (3,)), ('in', [('h', '|b1')], (2,))]"
	for i := range 12 {
		data := make([]byte, 12)
		data[i] = 2
		a := must(FromBytes(parse(t, descr), []int{2}, data))
		_, err := ViewStructs[flags](a)
		require.ErrorIs(t, err, ErrView)
		field := [...]string{`"f"`, `"g"`, `"g"`, `"g"`, `"in.h"`, `"in.h"`}[i%6]
		require.ErrorContains(t, err, "field "+field+" has bool bytes other than 0 and 1")
		copied, err := Structs[flags](a)
		require.NoError(t, err)
		want := make([]byte, 12)
		want[i] = 1
		require.Equal(t, want, mem.Bytes(copied))
		data[i] = 1
		view, err := ViewStructs[flags](a)
		require.NoError(t, err)
		require.Equal(t, copied, view)
	}
}

// TestPlansAreKept checks that a dtype is compared with a type once, however often it is decoded,
// and that few plans are kept.
func TestPlansAreKept(t *testing.T) {
	type record struct{ A int8 }
	typ := reflect.TypeFor[record]()
	descr := func(i int) string { return fmt.Sprintf("[('a', '|i1'), ('b', '|V%d')]", i) }
	first, err := structPlanOf(typ, parse(t, descr(0)))
	require.NoError(t, err)
	again, err := structPlanOf(typ, parse(t, descr(0)))
	require.NoError(t, err)
	assert.Same(t, first, again)
	var group sync.WaitGroup
	for g := range 4 {
		group.Go(func() {
			for i := range 50 {
				d := parse(t, descr((i*7+g)%20))
				a := must(New(d, 2))
				a.data[d.size] = byte(i)
				got, err := Structs[record](a)
				assert.NoError(t, err)
				assert.Equal(t, []record{{}, {int8(i)}}, got)
			}
		})
	}
	group.Wait()
	cached, found := structPlans.Load(typ)
	require.True(t, found)
	assert.LessOrEqual(t, len(cached.(*planCache).plans), maxPlans)
}

// TestAlignedProcessorsAndStructs tests the code for processors that cannot load unaligned values.
func TestAlignedProcessorsAndStructs(t *testing.T) {
	d, err := DTypeOfStruct[point]()
	require.NoError(t, err)
	plan, err := structPlanOf(reflect.TypeFor[point](), d)
	require.NoError(t, err)
	buffer := mem.Make(64)
	for offset := range 8 {
		a := must(FromBytes(d, []int{2}, buffer[offset:offset+32]))
		want := ""
		if offset%reflect.TypeFor[point]().Align() != 0 {
			want = "elements are not aligned, which this processor requires"
		}
		assert.Equal(t, want, plan.cannotView(a, false))
		assert.Equal(t, "", plan.cannotView(a, true))
	}
}
