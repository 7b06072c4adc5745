package ndarray

import "bytes"

// Equal reports whether both arrays have the same dtype (including byte order) and shape, and equal
// elements, regardless of their order in memory. Elements compare as in numpy.array_equal with
// equal_nan=True: NaN equals NaN and NaT equals NaT, so an array equals its copy. 0.0 equals -0.0.
// The padding of structures is ignored. Long doubles are compared as bytes.
func (a *Array) Equal(b *Array) bool {
	if !a.dtype.Equal(b.dtype) || !a.equalShape(b) {
		return false
	}
	size := a.dtype.size
	if a.NBytes() == 0 {
		return true
	}
	if a.CContiguous() && b.CContiguous() || a.FContiguous() && b.FContiguous() {
		if bytes.Equal(a.data, b.data) {
			return true
		}
	}
	return walk(a.shape, a.strides, b.strides, func(i, j int) bool {
		return a.dtype.equalValues(a.data[i:i+size], b.data[j:j+size])
	})
}

// walk calls visit with the offset of each element in two arrays of one shape, in C order, until
// visit returns false. It reports whether visit always returned true.
func walk(shape, strides, others []int, visit func(offset, other int) bool) bool {
	if len(shape) == 0 {
		return visit(0, 0)
	}
	var step func(axis, offset, other int) bool
	step = func(axis, offset, other int) bool {
		for range shape[axis] {
			if axis == len(shape)-1 {
				if !visit(offset, other) {
					return false
				}
			} else if !step(axis+1, offset, other) {
				return false
			}
			offset += strides[axis]
			other += others[axis]
		}
		return true
	}
	return step(0, 0, 0)
}

// equalValues compares two elements as documented for Equal.
func (d DType) equalValues(x, y []byte) bool {
	if bytes.Equal(x, y) {
		return true
	}
	switch {
	case d.kind == KindBool:
		return (x[0] != 0) == (y[0] != 0)
	case d.isLongDouble():
		return false
	case d.kind == KindFloat:
		return equalFloats(d.float(x), d.float(y))
	case d.kind == KindComplex:
		half := d.size / 2
		re, im := equalFloats(d.float(x[:half]), d.float(y[:half])), equalFloats(d.float(x[half:]), d.float(y[half:]))
		return re && im
	case d.isStructured():
		for i := range d.composite.fields {
			f := &d.composite.fields[i]
			end := f.Offset + f.DType.size
			if !f.DType.equalValues(x[f.Offset:end], y[f.Offset:end]) {
				return false
			}
		}
		return true
	case d.isSubarray():
		base, _ := d.flatten()
		for ; len(x) > 0; x, y = x[base.size:], y[base.size:] {
			if !base.equalValues(x[:base.size], y[:base.size]) {
				return false
			}
		}
		return true
	}
	return false
}

func equalFloats(x, y float64) bool { return x == y || x != x && y != y }
