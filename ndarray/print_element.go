package ndarray

import (
	"bytes"
	"iter"
	"slices"
)

// formatter appends one element as it appears in a printed array.
type formatter func(dst, element []byte) []byte

// newFormatter returns the formatter for elements of d. It iterates over all elements to be
// printed, to find their common width. alone is set if the array has no axes.
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

// rightAligned returns a formatter that pads the output of format on the left to width bytes.
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

// timeFormatter prints datetimes in quotes and timedeltas as counts. The width is that of the wider
// of the earliest and the latest.
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

// structFormatter prints records as tuples. Each field has a formatter chosen from that field of
// all elements.
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

// subarrayFormatter prints a sub-array as a list of lists. Its values share one formatter, chosen
// from the values of all elements.
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
