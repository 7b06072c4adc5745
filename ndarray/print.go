package ndarray

import (
	"bytes"
	"iter"
	"slices"
	"strings"
	"unicode/utf8"
)

// What numpy.set_printoptions has by default.
const (
	printThreshold = 1000 // more elements than that are summarized
	printEdge      = 3    // elements shown at each end of a summarized axis
	printWidth     = 75   // characters in a line
	printPrecision = 8    // digits after the point of a float
)

// maxEmptyPrint is how many values that take no bytes are printed; numpy would print any number of them.
const maxEmptyPrint = 1 << 16

// String prints the array as numpy's str(array) with its default options: elements in columns of one width, floats with the
// fewest digits that tell them apart (at most 8 after the point, in exponents if large and small ones meet), and only the first
// and last three of long axes when there are more than 1000 elements. An array of no axes prints as its element.
//
// Where numpy raises an exception this prints all the same: datetimes without a unit as their counts, code points that do
// not exist as escapes. Long doubles, whose format the file does not say, are printed as bytes.
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

// printer lays out the elements of an array, of which format prints one.
type printer struct {
	array     *Array
	summarize bool
	format    formatter
}

// edges returns how many elements at the start and at the end of an axis are printed; the ones between are not if both are
// positive.
func (p *printer) edges(axis int) (leading, trailing int) {
	if n := p.array.shape[axis]; !p.summarize || n <= 2*printEdge {
		return 0, n
	}
	return printEdge, printEdge
}

// count returns how many elements are printed.
func (p *printer) count() int {
	count := 1
	for axis := range p.array.shape {
		leading, trailing := p.edges(axis)
		count *= leading + trailing
	}
	return count
}

// offsets yields the offset of each sub-array along an axis that is printed.
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

// elements yields the bytes of each element that is printed.
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

// axis prints one axis from an offset on, as _formatArray of numpy/core/arrayprint.py does: its last axis in lines of at most
// width characters, the others a line or more for each of their sub-arrays. Lines after the first are indented.
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

// formatter appends one element as it appears in a printed array.
type formatter func(dst, element []byte) []byte

// newFormatter returns the formatter for elements of d. It looks at all of those printed, to find their common width. alone
// says that the array has no axes.
func newFormatter(d DType, elements iter.Seq[[]byte], alone bool) formatter {
	switch {
	case d.kind == KindBool:
		return boolFormatter(alone)
	case d.kind == KindInt || d.kind == KindUint:
		return rightAligned(d.appendScalar, widest(d.appendScalar, elements))
	case d.isLongDouble():
		return appendVoid
	case d.kind == KindFloat:
		return floatFormatter(d, elements, false)
	case d.kind == KindComplex:
		return complexFormatter(d, elements)
	case d.kind == KindDatetime || d.kind == KindTimedelta:
		return timeFormatter(d, elements)
	case d.kind == KindString:
		return func(dst, b []byte) []byte { return appendRunesRepr(dst, d.text(b)) }
	case d.kind == KindBytes:
		return func(dst, b []byte) []byte { return appendReprBytes(dst, bytes.TrimRight(b, "\x00")) }
	case d.isStructured():
		return structFormatter(d, elements, alone)
	case d.isSubarray():
		return subarrayFormatter(d, elements)
	}
	return appendVoid
}

func boolFormatter(alone bool) formatter {
	yes := " True"
	if alone {
		yes = "True"
	}
	return func(dst, b []byte) []byte {
		if b[0] != 0 {
			return append(dst, yes...)
		}
		return append(dst, "False"...)
	}
}

// widest returns the length of the longest text among elements.
func widest(format formatter, elements iter.Seq[[]byte]) int {
	width := 0
	var scratch []byte
	for b := range elements {
		scratch = format(scratch[:0], b)
		width = max(width, len(scratch))
	}
	return width
}

// rightAligned puts spaces before what format appends to make it width bytes.
func rightAligned(format formatter, width int) formatter {
	return func(dst, b []byte) []byte {
		start := len(dst)
		dst = format(dst, b)
		return padLeft(dst, start, width-(len(dst)-start))
	}
}

// padLeft inserts count spaces, if positive, at start.
func padLeft(dst []byte, start, count int) []byte {
	if count <= 0 {
		return dst
	}
	return slices.Insert(dst, start, bytes.Repeat([]byte{' '}, count)...)
}

// timeFormatter prints datetimes in quotes and timedeltas as counts, as wide as the wider of the earliest and the latest.
func timeFormatter(d DType, elements iter.Seq[[]byte]) formatter {
	text := func(dst, b []byte) []byte {
		if d.kind == KindTimedelta {
			return d.appendCount(dst, b)
		}
		dst = append(dst, '\'')
		return append(d.appendScalar(dst, b), '\'')
	}
	var first, last []byte
	width := 0
	for b := range elements {
		switch n := d.signed(b); {
		case n == NaT:
			width = len("'NaT'")
		case first == nil:
			first, last = b, b
		case n < d.signed(first):
			first = b
		case n > d.signed(last):
			last = b
		}
	}
	if first != nil {
		width = max(width, len(text(nil, first)), len(text(nil, last)))
	}
	return rightAligned(func(dst, b []byte) []byte {
		if d.signed(b) == NaT {
			return append(dst, "'NaT'"...)
		}
		return text(dst, b)
	}, width)
}

// structFormatter prints records as tuples, each field with a formatter over that field of all elements.
func structFormatter(d DType, elements iter.Seq[[]byte], alone bool) formatter {
	fields := d.composite.fields
	formatters := make([]formatter, len(fields))
	for i := range fields {
		start, end := fields[i].Offset, fields[i].Offset+fields[i].DType.size
		formatters[i] = newFormatter(fields[i].DType, func(yield func([]byte) bool) {
			for b := range elements {
				if !yield(b[start:end]) {
					return
				}
			}
		}, alone)
	}
	return func(dst, b []byte) []byte {
		dst = append(dst, '(')
		for i := range fields {
			if i > 0 {
				dst = append(dst, ", "...)
			}
			dst = formatters[i](dst, b[fields[i].Offset:fields[i].Offset+fields[i].DType.size])
		}
		if len(fields) == 1 {
			dst = append(dst, ',')
		}
		return append(dst, ')')
	}
}

// subarrayFormatter prints a sub-array as a list of lists, its values with one formatter over those of all elements.
func subarrayFormatter(d DType, elements iter.Seq[[]byte]) formatter {
	base, shape := d.flatten()
	count := 1
	for _, n := range shape {
		count *= n
	}
	format := newFormatter(base, func(yield func([]byte) bool) {
		for b := range elements {
			for i := range count {
				if !yield(b[i*base.size : (i+1)*base.size]) {
					return
				}
			}
		}
	}, false)
	var list func(dst, b []byte, shape []int) []byte
	list = func(dst, b []byte, shape []int) []byte {
		if len(shape) == 0 {
			return format(dst, b)
		}
		dst = append(dst, '[')
		for i := range shape[0] {
			if i > 0 {
				dst = append(dst, ", "...)
			}
			part := len(b) / shape[0]
			dst = list(dst, b[i*part:(i+1)*part], shape[1:])
		}
		return append(dst, ']')
	}
	return func(dst, b []byte) []byte { return list(dst, b, shape) }
}
