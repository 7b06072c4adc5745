package ndarray

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/openleveldb/openleveldb/internal/mem"
)

// Load reads one array from r, which holds the bytes of a .npy file. The array owns its memory,
// which starts at a multiple of 64 bytes, and is writable. It is in the order of the file, C or
// Fortran, and in its byte order.
//
// Load reads nothing after the last element, so arrays that were saved in sequence can be loaded in
// sequence, as with numpy.load. It returns io.EOF, unwrapped, if there are no bytes at all. It
// reads r in small pieces up to the elements, so a file with many small arrays should be wrapped in
// a bufio.Reader.
//
// Memory is allocated as elements arrive, in growing pieces, so a header alone cannot allocate much
// more than a megabyte. If r is an *os.File, *bytes.Reader, *bytes.Buffer or *strings.Reader that
// holds enough bytes, it is allocated once.
//
// Errors wrap ErrHeader, ErrDType, ErrShape or ErrObject, like those of ParseHeader, or the error
// of r. If r ends too early, they wrap io.ErrUnexpectedEOF, and ErrHeader or ErrData.
func Load(r io.Reader) (*Array, error) {
	a := new(Array)
	switch err := a.load(r); err {
	case nil:
		return a, nil
	case io.EOF:
		return nil, err
	default:
		return nil, fmt.Errorf("ndarray: load: %w", err)
	}
}

func (a *Array) load(r io.Reader) error {
	head, err := readHeader(r)
	if err != nil {
		return err
	}
	var h Header
	if _, err := h.parse(head, a.small[:0:smallDims]); err != nil {
		return err
	}
	size, err := a.describe(h.DType, h.Shape, h.Fortran)
	if err != nil {
		return err
	}
	if err := checkAllocation(h.DType, h.Shape, size); err != nil {
		return err
	}
	a.data, err = appendRead(nil, r, size, available(r))
	if err == io.ErrUnexpectedEOF {
		return a.truncated(size, len(a.data), err)
	}
	return err
}

// truncated returns the error for an array whose elements are cut off.
func (a *Array) truncated(size, have int, err error) error {
	return fmt.Errorf("%w: %v array of shape %s needs %d bytes after the header, have %d: %w",
		ErrData, a.dtype, formatShape(a.shape), size, have, err)
}

// readHeader reads the bytes of a .npy file before its elements, and no more. It returns io.EOF if
// there are none.
func readHeader(r io.Reader) ([]byte, error) {
	head := make([]byte, lengthOffset+2, 2*alignment)
	n, err := io.ReadFull(r, head)
	if err == io.ErrUnexpectedEOF {
		return nil, truncatedHeader(head[:n])
	}
	if err != nil {
		return nil, err
	}
	if string(head[:len(magic)]) == magic && head[len(magic)] > 1 { // the length has 4 bytes
		if head, err = appendRead(head, r, 2, 0); err == io.ErrUnexpectedEOF {
			return nil, truncatedHeader(head)
		}
		if err != nil {
			return nil, err
		}
	}
	start, end, err := textBounds(head)
	if err != nil {
		return nil, err
	}
	head, err = appendRead(head, r, end-start, 0)
	if err == io.ErrUnexpectedEOF {
		return nil, truncatedHeader(head)
	}
	return head, err
}

// truncatedHeader returns the error for a header that is cut off.
func truncatedHeader(head []byte) error {
	_, err := new(Header).parse(head, nil)
	return fmt.Errorf("%w: %w", err, io.ErrUnexpectedEOF)
}

// available returns a number of bytes that r certainly holds, or 0.
func available(r io.Reader) int {
	switch r := r.(type) {
	case *bytes.Reader:
		return r.Len()
	case *bytes.Buffer:
		return r.Len()
	case *strings.Reader:
		return r.Len()
	case *os.File:
		info, err := r.Stat()
		if err != nil || !info.Mode().IsRegular() {
			return 0
		}
		at, err := r.Seek(0, io.SeekCurrent)
		if err != nil {
			return 0
		}
		return int(max(0, min(info.Size()-at, mem.MaxAllocation)))
	}
	return 0
}

const (
	// firstRead is the number of bytes that are first allocated for a size that is only claimed.
	firstRead = 1 << 20
	// minRead is the space for which memory is not allocated yet.
	minRead = 4 << 10
)

// appendRead appends n bytes of r to b. It allocates memory at a multiple of 64 bytes, for the
// number of bytes that r is known to hold or that have arrived, whichever is larger. If r ends
// earlier, it returns the bytes that arrived and io.ErrUnexpectedEOF.
func appendRead(b []byte, r io.Reader, n, known int) ([]byte, error) {
	for end := len(b) + n; len(b) < end; {
		missing := end - len(b)
		if cap(b)-len(b) < min(missing, minRead) {
			room := min(missing, max(firstRead, known, len(b)))
			grown := mem.Make(len(b) + max(room, len(b)/4))
			b = grown[:copy(grown, b)]
		}
		at := len(b)
		got, err := io.ReadFull(r, b[at:min(end, cap(b))])
		b = b[:at+got]
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			return b, io.ErrUnexpectedEOF
		}
		if err != nil {
			return b, err
		}
	}
	return b, nil
}
