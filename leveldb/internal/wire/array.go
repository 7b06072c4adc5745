package wire

import (
	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/ndarray"
)

// ArrayPart returns the parts of a stored array to send for the rows first <= i < last; a last of
// -1 means all rows. See ArrayHead. It copies nothing.
func ArrayPart(stored []byte, first, last int64) (head ArrayHead, elements []byte) {
	if len(stored) == 0 || codec.Kind(stored[0]) != codec.KindArray {
		return ArrayHead{Header: stored[:min(len(stored), 1)]}, nil
	}
	h, offset, err := ndarray.ParseHeader(stored[1:])
	if err != nil {
		return ArrayHead{Header: stored[:min(len(stored), MaxArrayHeader)]}, nil
	}
	head.Header, elements = stored[:1+offset], stored[1+offset:]
	if last < 0 {
		return head, elements
	}
	if len(h.Shape) == 0 || first < 0 || first > last || last > int64(h.Shape[0]) {
		return ArrayHead{Rows: true, Header: head.Header}, nil
	}
	row := h.DType.ItemSize()
	for _, n := range h.Shape[1:] {
		row *= n
	}
	if h.Fortran && len(h.Shape) > 1 || len(elements) != row*h.Shape[0] {
		return head, elements // the rows are not contiguous, or do not match the header
	}
	head.Rows = true
	return head, elements[int(first)*row : int(last)*row]
}
