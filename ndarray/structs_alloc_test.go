//go:build !asan

// The address sanitizer moves what the compiler would keep on the stack to the heap.

package ndarray

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestStructViewsDoNotAllocate(t *testing.T) {
	data := make([]allFields, 100)
	a := must(FromStructs(data, -1))
	npy, err := a.AppendNPY(nil)
	assert.NoError(t, err)
	decoded := must(Decode(npy))
	assert.Zero(t, testing.AllocsPerRun(10, func() {
		if _, err := ViewStructs[allFields](decoded); err != nil {
			t.Fatal(err)
		}
	}))
	assert.LessOrEqual(t, testing.AllocsPerRun(10, func() {
		if _, err := FromStructs(data, -1); err != nil {
			t.Fatal(err)
		}
	}), 2.0)
	assert.LessOrEqual(t, testing.AllocsPerRun(10, func() {
		if _, err := Structs[allFields](decoded); err != nil {
			t.Fatal(err)
		}
	}), 1.0)
}
