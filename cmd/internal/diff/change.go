package diff

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"iter"
	"math"

	"github.com/dustin/go-humanize"
	"github.com/openleveldb/openleveldb/cmd/internal/summary"
	"github.com/openleveldb/openleveldb/cmd/internal/valuetext"
	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/ndarray"
)

func counted(n int64, what string) string { return humanize.Comma(n) + " " + what }

// Change describes how two values differ.
type Change struct {
	Before, After string // as text; empty for arrays of one dtype and shape
	// The following fields are set for arrays of one dtype and shape.
	Array     string // dtype and shape
	Elements  int    // that differ, by their bytes
	Of        int
	Numbers   bool    // the elements are real numbers
	Largest   float64 // absolute difference; NaN if no pair is finite
	Reordered bool    // the elements are equal; only their order in memory, or the header, differs
}

// ChangeOf compares two stored values. Values that cannot be decoded are compared as bytes.
func ChangeOf(first, second []byte, width int) Change {
	if a, b := arrayOf(first), arrayOf(second); a != nil && b != nil {
		if c, ok := changeOfArrays(a, b); ok {
			return c
		}
	}
	before, after := describe(first, width), describe(second, width)
	if before == after {
		n := firstDifference(first, second)
		before, after = fmt.Sprintf("%d bytes", len(first)), fmt.Sprintf("%d bytes, different from byte %d on", len(second), n)
	}
	return Change{Before: before, After: after}
}

func arrayOf(stored []byte) *ndarray.Array {
	if len(stored) == 0 || codec.Kind(stored[0]) != codec.KindArray {
		return nil
	}
	a, err := ndarray.Decode(stored[1:])
	if err != nil {
		return nil
	}
	return a
}

// describe returns the type and the value on one line. Of an array it returns dtype and shape only.
func describe(stored []byte, width int) string {
	if a := arrayOf(stored); a != nil {
		return "ndarray " + valuetext.Describe(a)
	}
	kind, text, err := valuetext.Short(stored, width)
	if err != nil {
		return "? " + valuetext.Plain(err.Error())
	}
	return kind + " " + text
}

func firstDifference(a, b []byte) int {
	n := min(len(a), len(b))
	for i := range n {
		if a[i] != b[i] {
			return i
		}
	}
	return n
}

// changeOfArrays compares arrays element by element. ok reports whether dtype and shape are the same.
func changeOfArrays(a, b *ndarray.Array) (c Change, ok bool) {
	if a.DType().Descr() != b.DType().Descr() || fmt.Sprint(a.Shape()) != fmt.Sprint(b.Shape()) {
		return c, false
	}
	c = Change{Array: valuetext.Describe(a), Of: a.Size(), Largest: math.NaN()}
	c.Elements = different(a, b)
	c.Reordered = c.Elements == 0
	if kind := a.DType().Kind(); c.Elements > 0 && summary.Numeric(a.DType()) && kind != ndarray.KindComplex {
		c.Numbers, c.Largest = true, largest(a, b)
	}
	return c, true
}

// different returns the number of elements whose bytes differ.
func different(a, b *ndarray.Array) (n int) {
	size := a.DType().ItemSize()
	one, err := a.AsCContiguous().Bytes()
	other, err2 := b.AsCContiguous().Bytes()
	if err != nil || err2 != nil || size == 0 {
		return 0
	}
	for i := 0; i+size <= len(one); i += size {
		if !bytes.Equal(one[i:i+size], other[i:i+size]) {
			n++
		}
	}
	return n
}

// largest returns the largest absolute difference of finite elements.
func largest(a, b *ndarray.Array) float64 {
	if kind := a.DType().Kind(); (kind == ndarray.KindInt || kind == ndarray.KindUint) && a.DType().ItemSize() == 8 {
		return largestOfLong(a, b)
	}
	largest := math.NaN()
	one, err := a.Floats()
	other, err2 := b.Floats()
	if err != nil || err2 != nil {
		return largest
	}
	next, stop := iter.Pull(elements(other))
	defer stop()
	for x := range elements(one) {
		y, _ := next()
		if d := math.Abs(x - y); !math.IsInf(d, 0) && !(d <= largest) && d == d {
			largest = d
		}
	}
	return largest
}

// largestOfLong is largest for integers of 64 bits, which it subtracts before it rounds: a float64
// cannot hold them all.
func largestOfLong(a, b *ndarray.Array) float64 {
	one, err := a.AsCContiguous().Bytes()
	other, err2 := b.AsCContiguous().Bytes()
	if err != nil || err2 != nil {
		return math.NaN()
	}
	read := binary.LittleEndian.Uint64
	if a.DType().ByteOrder() == ndarray.BigEndian {
		read = binary.BigEndian.Uint64
	}
	signed := uint64(0) // what maps the order of signed integers to that of unsigned ones
	if a.DType().Kind() == ndarray.KindInt {
		signed = 1 << 63
	}
	largest := uint64(0)
	for i := 0; i < len(one); i += 8 {
		x, y := read(one[i:])^signed, read(other[i:])^signed
		largest = max(largest, max(x, y)-min(x, y))
	}
	return float64(largest)
}

func elements(blocks iter.Seq[[]float64]) iter.Seq[float64] {
	return func(yield func(float64) bool) {
		for block := range blocks {
			for _, x := range block {
				if !yield(x) {
					return
				}
			}
		}
	}
}

// String returns the change on one line.
func (c Change) String() string {
	switch {
	case c.Array == "":
		return c.Before + " → " + c.After
	case c.Reordered:
		return "ndarray " + c.Array + ": equal elements, stored differently"
	}
	text := fmt.Sprintf("ndarray %s: %s of %s differ", c.Array, humanize.Comma(int64(c.Elements)), humanize.Comma(int64(c.Of)))
	if c.Of == 1 {
		text = "ndarray " + c.Array + ": the element differs"
	}
	if c.Numbers && c.Largest == c.Largest {
		text += fmt.Sprintf(", by up to %.6g", c.Largest)
	}
	return text
}
