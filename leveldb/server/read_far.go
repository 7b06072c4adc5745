package server

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/internal/valuejson"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/ndarray"
)

// Values of a shared database that another process serves, of a server or of a cluster arrive in
// messages. These functions request only the parts that a response needs.

// freeCheck is the maximum length of a text or a document that entry transfers to check it.
const freeCheck = 1 << 20

// describePart is describe for a value of which only the beginning was read.
func describePart(key string, part driver.ValuePart) *description {
	d := &description{Key: valuejson.Key(key), Bytes: length(part.Size)}
	h, err := headerOf(part)
	switch {
	case errors.Is(err, leveldb.ErrInvalidArgument): // not an array
	case err != nil:
		d.Error = textOfDamage(err)
	default:
		d.DType, d.Shape = h.DType.String(), h.Shape
	}
	if kind, err := codec.KindOf(part.Header); err == nil {
		d.Kind = kind.String()
	} else {
		d.Kind, d.Error = "unknown", textOfDamage(err)
	}
	return d
}

// headerOf returns the header of an array of which only the beginning was read. Its errors are those
// of arrayOf.
func headerOf(part driver.ValuePart) (ndarray.Header, error) {
	if kind, err := codec.KindOf(part.Header); err != nil {
		return ndarray.Header{}, damaged(err)
	} else if kind != codec.KindArray {
		return ndarray.Header{}, fmt.Errorf("%w: the value is of type %v, not ndarray", leveldb.ErrInvalidArgument, kind)
	}
	h, offset, err := ndarray.ParseHeader(part.Header[1:])
	if err != nil {
		return h, damaged(err)
	}
	if have := part.Size - int64(1+offset); have != int64(h.NBytes()) {
		return h, damaged(fmt.Errorf("%w: %v array needs %d bytes after the header, have %d", ndarray.ErrData, h.DType, h.NBytes(), have))
	}
	return h, nil
}

// entryFar is entry for such a value. ok is false if the complete value must be read.
func (c *served) entryFar(key string) (d *description, ok bool, err error) {
	store, ok := c.parts()
	if !ok {
		return nil, false, nil
	}
	part, err := store.ReadPart(c.request.Context(), c.scope.key(key), driver.Part{}, c.read())
	switch {
	case errors.Is(err, driver.ErrNotSupported):
		return nil, false, nil
	case err != nil:
		return nil, false, err
	}
	if err := c.holdBeyond(entryCost * int64(len(part.Header))); err != nil {
		return nil, false, err
	}
	d = describePart(key, part)
	if h, err := headerOf(part); err == nil {
		t := typeOf(h.DType)
		d.Type, d.Order = &t, "C"
		if h.Fortran && isFortranOnly(h) {
			d.Order = "Fortran"
		}
	} else if d.Error == "" && part.Size <= freeCheck { // a text, or a document
		return nil, false, nil
	}
	return d, true, nil
}

// isFortranOnly reports whether the elements would be in another order in C order.
func isFortranOnly(h ndarray.Header) bool {
	long := 0
	for _, n := range h.Shape {
		if n == 0 {
			return false
		}
		if n > 1 {
			long++
		}
	}
	return long > 1
}

// farAttempts is how often a value may change between the request for its header and the one for
// its part.
const farAttempts = 8

// pinPart is pin for a selection in a form. If the value is far, it transfers only the selected
// part, and returns a value of just that part, with the selection "".
func (c *served) pinPart(key, selection, form string) (driver.Value, string, error) {
	store, ok := c.parts()
	if !ok || selection == "" {
		value, err := c.pin(key)
		return value, selection, err
	}
	wanted, before := driver.Part{}, driver.ValuePart{}
	var beginning []byte // of the value that is returned
	held := c.answer.held()
	more := func(need int64) int64 { return need - (c.answer.held() - held) }
	for attempt := range farAttempts {
		part, err := store.ReadPart(c.request.Context(), c.scope.key(key), wanted, c.read())
		if errors.Is(err, driver.ErrNotSupported) {
			break
		}
		if err != nil {
			return driver.Value{}, "", err
		}
		if attempt > 0 && part.Size == before.Size && bytes.Equal(part.Header, before.Header) {
			c.answer.drop(-more(2 * int64(len(part.Bytes)))) // the rest was for the header
			return driver.OwnedValue(append(beginning, part.Bytes...)), "", nil
		}
		if err := c.holdBeyond(more(headerCost * int64(len(part.Header)))); err != nil {
			return driver.Value{}, "", err
		}
		if beginning, wanted, err = partFor(part, selection, form); err != nil {
			return driver.Value{}, "", err
		}
		size, ok := wanted.Size(part.Size)
		if !ok || size == part.Size { // the error of a damaged value is that of the complete value
			break
		}
		if err := c.holdBeyond(more(size + driver.PartMemory(store, &wanted, size))); err != nil {
			return driver.Value{}, "", err
		}
		before = part
	}
	c.answer.drop(-more(0))
	value, err := c.pin(key)
	return value, selection, err
}

// partFor returns the part of a value that a selection in a form needs, and what precedes it in a
// stored value of just this part.
func partFor(value driver.ValuePart, selection, form string) (beginning []byte, part driver.Part, err error) {
	outside := driver.Part{Offset: -1}
	kind, err := codec.KindOf(value.Header)
	isArray := err == nil && kind == codec.KindArray
	switch {
	case form == formStored || form == formRaw && !isArray && err == nil:
		first := int64(0)
		if form == formRaw {
			beginning, first = value.Header[:min(1, len(value.Header))], 1
		}
		parts, err := parseSelection(selection, []int{int(max(value.Size-first, 0))})
		if err != nil || parts[0].Step != 1 && !parts[0].Drop || value.Size < first {
			return nil, outside, err
		}
		return beginning, driver.Part{Offset: first + int64(parts[0].Start), Run: int64(parts[0].Len())}, nil
	case !isArray:
		return nil, outside, nil
	}
	h, err := headerOf(value)
	if err != nil {
		return nil, outside, nil
	}
	parts, err := parseSelection(selection, h.Shape)
	if err != nil {
		return nil, outside, err
	}
	part, shape := slabOf(h, parts)
	part.Offset += int64(len(value.Header))
	beginning, err = ndarray.AppendHeader([]byte{byte(codec.KindArray)}, ndarray.Header{DType: h.DType, Shape: shape})
	return beginning, part, err
}

// slabOf returns the selected part of the elements of an array, and its shape.
func slabOf(h ndarray.Header, selection []ndarray.Span) (part driver.Part, shape []int) {
	strides := make([]int64, len(h.Shape))
	next := int64(h.DType.ItemSize())
	for i := range h.Shape {
		axis := i
		if !h.Fortran {
			axis = len(h.Shape) - 1 - i
		}
		strides[axis] = next
		next *= int64(h.Shape[axis])
	}
	part.Run, shape = int64(h.DType.ItemSize()), []int{}
	empty := false
	for axis, s := range selection {
		n := s.Len()
		empty = empty || n == 0
		part.Offset += int64(s.Start) * strides[axis]
		if !s.Drop {
			shape = append(shape, n)
		}
		part.Axes = append(part.Axes, driver.PartAxis{Count: int64(n), Stride: int64(s.Step) * strides[axis]})
	}
	if empty {
		return driver.Part{}, shape
	}
	return part.Merged(), shape
}
