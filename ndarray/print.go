package ndarray

import (
	"bytes"
	"iter"
	"strings"
	"unicode/utf8"
)

// The defaults of numpy.set_printoptions.
const (
	printThreshold = 1000 // arrays with more elements are summarized
	printEdge      = 3    // elements shown at each end of a summarized axis
	printWidth     = 75   // characters in a line
	printPrecision = 8    // digits after the point of a float
)

// maxEmptyPrint is the maximum number of printed values that take no bytes; numpy would print any
// number of them.
const maxEmptyPrint = 1 << 16

// String returns the array as numpy's str(array) prints it with default options. Elements are in
// columns of one width. Floats have the fewest digits that distinguish them (at most 8 after the
// point, with exponents if large and small ones are mixed). If there are more than 1000 elements,
// only the first and last three along long axes are shown. An array of no axes prints as its
// element.
//
// Where numpy raises an exception, String still returns text: datetimes without a unit print as
// their counts, code points that do not exist as escapes. Long doubles, whose format the file does
// not record, print as bytes.
func (a *Array) String() string {
	switch {
	case a.size == 0:
		return "[]"
	case len(a.shape) == 0 && !a.dtype.isStructured():
		return string(a.dtype.appendScalar(nil, a.data))
	}
	p := printer{array: a, summarize: a.size > printThreshold}
	if leaves := a.dtype.leaves(); leaves > a.dtype.size && p.count() > maxEmptyPrint/leaves {
		return "[...]"
	}
	p.format = newFormatter(a.dtype, p.elements(), len(a.shape) == 0)
	if len(a.shape) == 0 {
		return string(p.format(nil, a.data))
	}
	return p.axis(0, 0, " ", printWidth)
}

// printer lays out the elements of an array. format prints one element.
type printer struct {
	array     *Array
	summarize bool
	format    formatter
}

// edges returns the number of elements printed at the start and at the end of an axis. If both are
// positive, the elements between are not printed.
func (p *printer) edges(axis int) (leading, trailing int) {
	if n := p.array.shape[axis]; !p.summarize || n <= 2*printEdge {
		return 0, n
	}
	return printEdge, printEdge
}

// count returns the number of elements printed.
func (p *printer) count() int {
	count := 1
	for axis := range p.array.shape {
		leading, trailing := p.edges(axis)
		count *= leading + trailing
	}
	return count
}

// offsets yields the offset of each printed sub-array along an axis.
func (p *printer) offsets(axis, start int) iter.Seq[int] {
	return func(yield func(int) bool) {
		leading, trailing := p.edges(axis)
		n, stride := p.array.shape[axis], p.array.strides[axis]
		for i := range leading {
			if !yield(start + i*stride) {
				return
			}
		}
		for i := n - trailing; i < n; i++ {
			if !yield(start + i*stride) {
				return
			}
		}
	}
}

// elements yields the bytes of each printed element.
func (p *printer) elements() iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		var visit func(axis, offset int) bool
		visit = func(axis, offset int) bool {
			if axis == len(p.array.shape) {
				return yield(p.element(offset))
			}
			for o := range p.offsets(axis, offset) {
				if !visit(axis+1, o) {
					return false
				}
			}
			return true
		}
		visit(0, 0)
	}
}

func (p *printer) element(offset int) []byte {
	return p.array.data[offset : offset+p.array.dtype.size]
}

// axis prints one axis from an offset on, as _formatArray of numpy/core/arrayprint.py does. The
// last axis is printed in lines of at most width characters, the others on one or more lines for
// each of their sub-arrays. Lines after the first are indented.
func (p *printer) axis(axis, offset int, indent string, width int) string {
	leading, _ := p.edges(axis)
	axesLeft := len(p.array.shape) - axis
	var out strings.Builder
	if axesLeft > 1 {
		separator := strings.Repeat("\n", axesLeft-1)
		i := 0
		for o := range p.offsets(axis, offset) {
			if i > 0 {
				out.WriteString(separator)
			}
			if i > 0 && i == leading {
				out.WriteString(indent + "..." + separator)
			}
			out.WriteString(indent + p.axis(axis+1, o, indent+" ", width-1))
			i++
		}
		return "[" + out.String()[len(indent):] + "]"
	}

	line := []byte(indent)
	lineLength := len(indent)
	add := func(word []byte) {
		length := utf8.RuneCount(word)
		if lineLength+length > width-1 && lineLength > len(indent) {
			out.Write(bytes.TrimRight(line, " "))
			out.WriteByte('\n')
			line = append(line[:0], indent...)
			lineLength = len(indent)
		}
		line = append(line, word...)
		lineLength += length
	}
	space := func() {
		line = append(line, ' ')
		lineLength++
	}
	var word []byte
	i := 0
	for o := range p.offsets(axis, offset) {
		if i > 0 {
			space()
		}
		if i > 0 && i == leading {
			add([]byte("..."))
			space()
		}
		word = p.format(word[:0], p.element(o))
		add(word)
		i++
	}
	out.Write(line)
	return "[" + out.String()[len(indent):] + "]"
}
