//go:build !asan

// The address sanitizer moves what the compiler would keep on the stack to the heap.

package ndarray

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestViewsDoNotAllocate(t *testing.T) {
	a := must(New(Float64, 100))
	dst := make([]float64, 100)
	assert.Zero(t, testing.AllocsPerRun(10, func() {
		if _, err := View[float64](a); err != nil {
			t.Fatal(err)
		}
		if _, err := CopyInto(dst, a); err != nil {
			t.Fatal(err)
		}
		if _, err := At[float64](a, 7); err != nil {
			t.Fatal(err)
		}
	}))
	npy := make([]byte, 0, 1024)
	assert.Zero(t, testing.AllocsPerRun(10, func() {
		if _, err := a.AppendNPY(npy); err != nil {
			t.Fatal(err)
		}
	}))
	assert.LessOrEqual(t, testing.AllocsPerRun(10, func() {
		if _, err := Values[float64](a); err != nil {
			t.Fatal(err)
		}
	}), 1.0)
	assert.LessOrEqual(t, testing.AllocsPerRun(10, func() { a.Clone() }), 2.0)
}

func TestPlainHeaderAllocatesTheShapeOnly(t *testing.T) {
	b, err := AppendHeader(nil, Header{DType: Float32, Shape: []int{2, 3}})
	require.NoError(t, err)
	assert.LessOrEqual(t, testing.AllocsPerRun(100, func() {
		if _, _, err := ParseHeader(b); err != nil {
			t.Fatal(err)
		}
	}), 1.0)
	npy := append(b, make([]byte, 24)...)
	assert.LessOrEqual(t, testing.AllocsPerRun(100, func() {
		a, err := Decode(npy)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := View[float32](a); err != nil {
			t.Fatal(err)
		}
	}), 1.0)
}

func TestAppendSliceAllocatesNothing(t *testing.T) {
	var e Encoder
	dst, list := make([]byte, 0, 1<<10), any(make([]float64, 100))
	assert.Zero(t, testing.AllocsPerRun(100, func() { dst, _ = e.AppendSlice(dst[:0], list) }))
}
