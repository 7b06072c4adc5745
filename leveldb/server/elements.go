package server

import (
	"slices"
	"strings"

	"github.com/openleveldb/openleveldb/ndarray"
)

// partSize is the number of bytes to which a part of an array is copied before it is sent. Elements
// that need no copy are sent from where they are stored.
const partSize = 128 << 10

// sendElements sends head and the elements of an array, little-endian and in C order. It disconnects
// a client that does not accept them.
func (c *served) sendElements(head []byte, a *ndarray.Array) error {
	// There are two copies if the bytes are swapped, or if one is still to be collected.
	if err := c.hold(2*partSize + int64(len(head))); err != nil {
		return err
	}
	c.sendNow(head)
	return c.sendParts(a, swapUnit(a.DType()))
}

// sendParts sends the elements of an array in parts that may be copied.
func (c *served) sendParts(a *ndarray.Array, unit int) error {
	if a.CContiguous() { // also each single element, of any length
		elements, err := a.Bytes()
		if err != nil {
			return err
		}
		c.sendSwapped(elements, unit)
		return nil
	}
	if a.NBytes() <= partSize {
		return c.sendCopy(a, unit)
	}
	n := partSize / (a.NBytes() / a.Dim(0))
	if n == 0 {
		for _, row := range a.Rows() {
			if err := c.sendParts(row, unit); err != nil {
				return err
			}
		}
		return nil
	}
	for first := 0; first < a.Dim(0); first += n {
		part, err := a.Slice(first, min(first+n, a.Dim(0)))
		if err != nil {
			return err
		}
		if err := c.sendCopy(part, unit); err != nil {
			return err
		}
	}
	return nil
}

// sendCopy sends a copy of at most partSize bytes of elements.
func (c *served) sendCopy(a *ndarray.Array, unit int) error {
	if a.CContiguous() {
		return c.sendParts(a, unit)
	}
	elements, err := a.AsCContiguous().Bytes()
	if err != nil {
		return err
	}
	swap(elements, unit)
	c.sendNow(elements)
	return nil
}

// sendSwapped sends bytes of which every unit is reversed. It copies at most partSize at a time,
// however long an element is, and nothing if there is nothing to reverse.
func (c *served) sendSwapped(b []byte, unit int) {
	if unit == 1 {
		c.sendNow(b)
		return
	}
	part := make([]byte, min(len(b), partSize/unit*unit))
	for len(b) > 0 {
		n := copy(part, b)
		swap(part[:n], unit)
		c.sendNow(part[:n])
		b = b[n:]
	}
}

// sendNow sends bytes of a response. It disconnects a client that does not accept them.
func (c *served) sendNow(b []byte) {
	if c.request.Context().Err() != nil {
		c.answer.abort()
	}
	if _, err := c.answer.Write(b); err != nil {
		c.answer.abort()
	}
}

// swapUnit returns the number of bytes that must be reversed to make elements little-endian, or 1.
// Structures remain as they are stored.
func swapUnit(d ndarray.DType) int {
	if d.ByteOrder() != ndarray.BigEndian {
		return 1
	}
	switch d.Kind() {
	case ndarray.KindComplex:
		return d.ItemSize() / 2
	case ndarray.KindString:
		return 4
	}
	return d.ItemSize()
}

// littleEndian returns the dtype of elements after their bytes were swapped.
func littleEndian(d ndarray.DType) ndarray.DType {
	if swapUnit(d) == 1 {
		return d
	}
	little, err := ndarray.ParseDType("<" + strings.TrimPrefix(d.Str(), ">"))
	if err != nil {
		panic(err) // it differs from a valid dtype only in its byte order
	}
	return little
}

func swap(b []byte, unit int) {
	if unit > 1 {
		for i := 0; i+unit <= len(b); i += unit {
			slices.Reverse(b[i : i+unit])
		}
	}
}
