package ndarray

import (
	"fmt"
	"math"
	"slices"
	"strconv"
)

// Field is one field of a structured dtype.
type Field struct {
	Name   string
	Title  string // numpy's second name for the field; "" for none
	DType  DType
	Offset int // bytes from the start of the element
}

// composite holds what plain dtypes lack: fields, or the base and the shape of a sub-array. It is
// immutable once built.
type composite struct {
	fields []Field
	index  map[string]int // name and title to index in fields

	base  DType
	shape []int // not empty for a sub-array, nil for a structure

	// leaves is the number of plain values in one element, at least 1. It is kept separately from
	// the size because zero-sized values take no bytes, so a short header could request any number
	// of them.
	leaves int
}

// maxFreeLeaves is the number of plain values that an element may hold beyond its bytes; those have
// size zero.
const maxFreeLeaves = 1 << 16

func (c *composite) isSubarray() bool { return c.shape != nil }

func (c *composite) equal(e *composite) bool {
	if c.isSubarray() != e.isSubarray() {
		return false
	}
	if c.isSubarray() {
		return slices.Equal(c.shape, e.shape) && c.base.Equal(e.base)
	}
	return slices.EqualFunc(c.fields, e.fields, func(f, g Field) bool {
		return f.Name == g.Name && f.Title == g.Title && f.Offset == g.Offset && f.DType.Equal(g.DType)
	})
}

func (d DType) leaves() int {
	if d.composite == nil {
		return 1
	}
	return d.composite.leaves
}

// structOf builds a structured dtype from its fields and the size of an element. The fields must be
// in order of their offsets and must not overlap.
func structOf(fields []Field, size int) (DType, error) {
	c := &composite{fields: fields, index: make(map[string]int, len(fields))}
	leaves := int64(0)
	for i := range fields {
		f := &fields[i]
		if _, taken := c.index[f.Name]; taken {
			return DType{}, fmt.Errorf("%w: field %q: name already used as a name or title", ErrDType, f.Name)
		}
		c.index[f.Name] = i
		if f.Title != "" {
			if _, taken := c.index[f.Title]; taken {
				return DType{}, fmt.Errorf("%w: field %q: title %q already used as a name or title", ErrDType, f.Name, f.Title)
			}
			c.index[f.Title] = i
		}
		leaves += int64(f.DType.leaves())
	}
	return compose(c, int64(size), max(leaves, 1))
}

// subarrayOf builds the dtype of a field that is itself an array. The shape () stands for base, as
// does the bare number 1 in numpy 1; the caller handles the latter.
func subarrayOf(base DType, shape []int) (DType, error) {
	if len(shape) == 0 {
		return base, nil
	}
	if base.size == 0 && !base.isStructured() {
		return DType{}, fmt.Errorf("%w: sub-array of %v, which has 0 bytes", ErrDType, base)
	}
	if _, inner := base.flatten(); len(inner)+len(shape) > maxDims {
		return DType{}, fmt.Errorf("%w: sub-array of %d dimensions exceeds the limit of %d",
			ErrShape, len(inner)+len(shape), maxDims)
	}
	size, leaves := int64(base.size), int64(base.leaves())
	for _, n := range shape {
		if n < 0 || n > math.MaxInt32 {
			return DType{}, fmt.Errorf("%w: sub-array of shape %s", ErrShape, formatShape(shape))
		}
		// Neither product can overflow: both factors are below 2^31. An axis of length 0 is still
		// printed once.
		size *= int64(n)
		leaves *= int64(max(n, 1))
		if size > math.MaxInt32 || leaves > math.MaxInt32 {
			return DType{}, fmt.Errorf("%w: sub-array of shape %s of %v is 2 GiB or more", ErrShape, formatShape(shape), base)
		}
	}
	return compose(&composite{base: base, shape: shape}, size, leaves)
}

func compose(c *composite, size, leaves int64) (DType, error) {
	if size > math.MaxInt32 || leaves > max(size, maxFreeLeaves) {
		return DType{}, fmt.Errorf("%w: %d values in an element of %d bytes", ErrDType, leaves, size)
	}
	c.leaves = int(leaves)
	return DType{kind: KindVoid, order: NoOrder, size: int(size), composite: c}, nil
}

// appendDescr appends the Python literal that numpy writes in a header: '<f4' in quotes, or a list
// of fields, in which padding is a void without a name.
func (d DType) appendDescr(b []byte) []byte {
	switch {
	case d.composite == nil:
		b = append(b, '\'')
		return append(d.appendCode(b), '\'')
	case d.isSubarray():
		b = append(b, '(')
		b = d.composite.base.appendDescr(b)
		b = append(b, ", "...)
		return append(appendShape(b, d.composite.shape), ')')
	}
	b = append(b, '[')
	end, first := 0, true
	padding := func(size int) {
		if size == 0 {
			return
		}
		if !first {
			b = append(b, ", "...)
		}
		first = false
		b = append(b, "('', '|V"...)
		b = strconv.AppendInt(b, int64(size), 10)
		b = append(b, "')"...)
	}
	for i := range d.composite.fields {
		f := &d.composite.fields[i]
		padding(f.Offset - end)
		if !first {
			b = append(b, ", "...)
		}
		first = false
		b = f.append(b, true)
		end = f.Offset + f.DType.size
	}
	padding(d.size - end)
	return append(b, ']')
}

// append appends one field as numpy writes it in a list: ('name', fmt), ('name', fmt, (2,)), or
// (('title', 'name'), fmt). fmt is written as in a header, or as str(dtype) shows it.
func (f *Field) append(b []byte, inHeader bool) []byte {
	b = append(b, '(')
	if f.Title != "" {
		b = append(b, '(')
		b = appendRepr(b, f.Title)
		b = append(b, ", "...)
		b = append(appendRepr(b, f.Name), ')')
	} else {
		b = appendRepr(b, f.Name)
	}
	b = append(b, ", "...)
	format := f.DType
	if format.isSubarray() {
		format = format.composite.base
	}
	if inHeader {
		b = format.appendDescr(b)
	} else {
		b = format.appendConstruction(b)
	}
	if f.DType.isSubarray() {
		b = append(b, ", "...)
		b = appendShape(b, f.DType.composite.shape)
	}
	return append(b, ')')
}

// appendConstruction appends what numpy's str(dtype) shows for a part of a dtype. Structures with
// padding appear as a dict, with separate lists of names, formats and offsets.
func (d DType) appendConstruction(b []byte) []byte {
	switch {
	case d.composite == nil:
		return d.appendShortCode(b)
	case d.isSubarray():
		b = append(b, '(')
		b = d.composite.base.appendConstruction(b)
		b = append(b, ", "...)
		return append(appendShape(b, d.composite.shape), ')')
	}
	fields, packed, end := d.composite.fields, true, 0
	for i := range fields {
		packed = packed && fields[i].Offset == end
		end = fields[i].Offset + fields[i].DType.size
	}
	list := func(item func(b []byte, f *Field) []byte) {
		b = append(b, '[')
		for i := range fields {
			if i > 0 {
				b = append(b, ", "...)
			}
			b = item(b, &fields[i])
		}
		b = append(b, ']')
	}
	if packed && end == d.size {
		list(func(b []byte, f *Field) []byte { return f.append(b, false) })
		return b
	}
	b = append(b, "{'names': "...)
	list(func(b []byte, f *Field) []byte { return appendRepr(b, f.Name) })
	b = append(b, ", 'formats': "...)
	list(func(b []byte, f *Field) []byte { return f.DType.appendConstruction(b) })
	b = append(b, ", 'offsets': "...)
	list(func(b []byte, f *Field) []byte { return strconv.AppendInt(b, int64(f.Offset), 10) })
	if slices.ContainsFunc(fields, func(f Field) bool { return f.Title != "" }) {
		b = append(b, ", 'titles': "...)
		list(func(b []byte, f *Field) []byte {
			if f.Title == "" {
				return append(b, "None"...)
			}
			return appendRepr(b, f.Title)
		})
	}
	b = append(b, ", 'itemsize': "...)
	return append(strconv.AppendInt(b, int64(d.size), 10), '}')
}

// appendShortCode appends the quoted code that numpy's str shows for a field. It is the code of a
// header with three exceptions: bool is '?', one-byte numbers, byte strings and voids have no bar,
// and those of size zero have no length.
func (d DType) appendShortCode(b []byte) []byte {
	b = append(b, '\'')
	switch {
	case d.kind == KindBool:
		b = append(b, '?')
	case d.size == 0:
		if d.order != NoOrder {
			b = append(b, byte(d.order))
		}
		b = append(b, byte(d.kind))
	case d.order == NoOrder:
		b = append(b, byte(d.kind))
		b = strconv.AppendInt(b, int64(d.size), 10)
	default:
		b = d.appendCode(b)
	}
	return append(b, '\'')
}
