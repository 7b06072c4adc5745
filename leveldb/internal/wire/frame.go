package wire

import (
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/openleveldb/openleveldb/internal/mem"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// Kinds of frame. A streamed response is a sequence of frames that ends with FrameEnd, FrameMore or
// FrameError.
const (
	FramePage  byte = 1 // entries
	FrameRows  byte = 2 // rows of a gather
	FrameEnd   byte = 3 // end of the response
	FrameError byte = 4 // end of the response, because of an error
	FrameMore  byte = 5 // end of the response to a seek, after which there may be more entries
)

// A page is:
//
//	offset 0        kind, FramePage
//	offset 1        number N of entries, 4 bytes, not 0
//	offset 5        length K of all keys, 4 bytes
//	offset 9        length V of all values, 4 bytes
//	offset 13       N times: the ends of the entry's key and value, 4 bytes each
//	offset 13+8N    keys, then values
//
// A page of a lookup has no keys. In place of the key's end it has 1 if the key was found, and 0
// otherwise.
//
// Rows are:
//
//	offset 0        kind, FrameRows
//	offset 1        number N of rows, 4 bytes, not 0
//	offset 5        N times: what was found, a driver.RowState of 1 byte
//	offset 5+N      the rows that were copied, in order
//
// An error is:
//
//	offset 0        kind, FrameError
//	offset 1        name of the Code, sized
//	offset 5+L      text, sized
const (
	pageHead = 13
	rowsHead = 5

	// MaxPageEntries limits the entries of a page, and MaxRows the rows of a frame. A dishonest
	// peer therefore cannot cause large allocations.
	MaxPageEntries = 1 << 16
	MaxRows        = 1 << 16
	maxErrorText   = 1 << 20
)

// AppendPageHead appends a page up to its keys. ends are the ends of the entries, without a leading
// zero.
func AppendPageHead(dst []byte, ends []driver.End, keys, values uint32) []byte {
	dst = append(dst, FramePage)
	dst = le.AppendUint32(dst, uint32(len(ends)))
	dst = le.AppendUint32(dst, keys)
	dst = le.AppendUint32(dst, values)
	for _, e := range ends {
		dst = le.AppendUint32(le.AppendUint32(dst, e.Key), e.Value)
	}
	return dst
}

// AppendRowsHead appends the head of a rows frame; the rows follow it.
func AppendRowsHead(dst []byte, states []driver.RowState) []byte {
	dst = append(dst, FrameRows)
	dst = le.AppendUint32(dst, uint32(len(states)))
	for _, s := range states {
		dst = append(dst, byte(s))
	}
	return dst
}

// AppendEnd appends the end of a response.
func AppendEnd(dst []byte) []byte { return append(dst, FrameEnd) }

// AppendMore appends the end of a response after which there may be more entries.
func AppendMore(dst []byte) []byte { return append(dst, FrameMore) }

// AppendError appends an error that ends a response: its code and its text, as Text returns it.
func AppendError(dst []byte, code *Code, text string) []byte {
	if len(text) > maxErrorText {
		text = text[:maxErrorText]
	}
	return appendSized(appendSized(append(dst, FrameError), code.Name), text)
}

// FrameReader reads the frames of a response. R should be buffered, because FrameReader makes small
// reads. The content that it returns is valid until the next frame is read.
type FrameReader struct {
	R io.Reader

	head   [pageHead]byte
	raw    []byte
	ends   []driver.End
	states []driver.RowState
}

// Page is a page as it was received. Only driver.NewPage checks that its slices are consistent.
type Page struct {
	Ends   []driver.End // begins with a zero
	Keys   []byte
	Values []byte
}

// Next reads the next frame up to its content. It returns the kind, FramePage or FrameRows; the
// caller must then call ReadPage or ReadStates. FrameMore has no content. At the end of the response it returns io.EOF. If
// the response was cut off, it returns io.ErrUnexpectedEOF. If the other side sent an error, it
// returns that error as a *Sent.
func (f *FrameReader) Next() (kind byte, err error) {
	if _, err := io.ReadFull(f.R, f.head[:1]); err != nil {
		return 0, cut(err)
	}
	switch kind = f.head[0]; kind {
	case FramePage, FrameRows, FrameMore:
		return kind, nil
	case FrameEnd:
		return kind, io.EOF
	case FrameError:
		name, err := f.text()
		if err != nil {
			return kind, err
		}
		text, err := f.text()
		if err != nil {
			return kind, err
		}
		return kind, &Sent{Error(name, text)}
	default:
		return kind, fmt.Errorf("%w: a frame of kind %d", ErrProtocol, kind)
	}
}

// Sent is an error that the other side sent, as opposed to an error of the transfer.
type Sent struct{ Err error }

func (s *Sent) Error() string { return s.Err.Error() }

// Unwrap returns the error.
func (s *Sent) Unwrap() error { return s.Err }

// ReadPage reads the rest of a page. keys and values are buffers to use, and may be nil. The
// returned slices may use other memory.
func (f *FrameReader) ReadPage(keys, values []byte) (Page, error) {
	if _, err := io.ReadFull(f.R, f.head[1:pageHead]); err != nil {
		return Page{}, cut(err)
	}
	n, k, v := le.Uint32(f.head[1:]), le.Uint32(f.head[5:]), le.Uint32(f.head[9:])
	if n == 0 || n > MaxPageEntries {
		return Page{}, fmt.Errorf("%w: a page of %d entries", ErrProtocol, n)
	}
	var err error
	if f.raw, err = readGrowing(f.R, f.raw, int64(n)*8); err != nil {
		return Page{}, err
	}
	f.ends = append(slices.Grow(f.ends[:0], int(n)+1), driver.End{})
	for b := f.raw; len(b) > 0; b = b[8:] {
		f.ends = append(f.ends, driver.End{Key: le.Uint32(b), Value: le.Uint32(b[4:])})
	}
	if keys, err = readGrowing(f.R, keys, int64(k)); err != nil {
		return Page{}, err
	}
	if values, err = readGrowing(f.R, values, int64(v)); err != nil {
		return Page{}, err
	}
	return Page{Ends: f.ends, Keys: keys, Values: values}, nil
}

// ReadStates reads the states of rows. The caller must then read the copied rows from R.
func (f *FrameReader) ReadStates() ([]driver.RowState, error) {
	if _, err := io.ReadFull(f.R, f.head[1:rowsHead]); err != nil {
		return nil, cut(err)
	}
	n := le.Uint32(f.head[1:])
	if n == 0 || n > MaxRows {
		return nil, fmt.Errorf("%w: %d rows", ErrProtocol, n)
	}
	var err error
	if f.raw, err = readGrowing(f.R, f.raw, int64(n)); err != nil {
		return nil, err
	}
	f.states = f.states[:0]
	for _, s := range f.raw {
		if s > byte(driver.RowDifferent) {
			return nil, fmt.Errorf("%w: a row of state %d", ErrProtocol, s)
		}
		f.states = append(f.states, driver.RowState(s))
	}
	return f.states, nil
}

func (f *FrameReader) text() (string, error) {
	if _, err := io.ReadFull(f.R, f.head[:4]); err != nil {
		return "", cut(err)
	}
	n := le.Uint32(f.head[:])
	if n > maxErrorText {
		return "", fmt.Errorf("%w: a text of %d bytes", ErrProtocol, n)
	}
	b, err := readGrowing(f.R, nil, int64(n))
	return string(b), err
}

// ReadBody reads a body of at most limit bytes: n bytes, the announced length, or up to the end if
// n is negative. It uses buf if it is large enough. It allocates memory as the body arrives, not
// for the announced length.
func ReadBody(r io.Reader, buf []byte, n, limit int64) ([]byte, error) {
	if n > limit {
		return nil, fmt.Errorf("%w: %d bytes, at most %d are accepted", driver.ErrTooLarge, n, limit)
	}
	if n >= 0 {
		return readGrowing(r, buf, n)
	}
	b := buf[:0]
	for {
		if int64(len(b)) > limit {
			return nil, fmt.Errorf("%w: at most %d bytes are accepted", driver.ErrTooLarge, limit)
		}
		if len(b) == cap(b) {
			b = slices.Grow(b, 4<<10)
		}
		m, err := r.Read(b[len(b):cap(b)])
		b = b[:len(b)+m]
		if err == io.EOF {
			if int64(len(b)) > limit {
				return nil, fmt.Errorf("%w: at most %d bytes are accepted", driver.ErrTooLarge, limit)
			}
			return b, nil
		}
		if err != nil {
			return nil, err
		}
	}
}

// atOnce is the maximum number of bytes that are allocated for an announced length.
const atOnce = 4 << 20

// readGrowing reads n bytes, into buf if it is large enough, otherwise into memory that grows as
// they arrive.
func readGrowing(r io.Reader, buf []byte, n int64) ([]byte, error) {
	if n > math.MaxInt {
		return nil, fmt.Errorf("%w: %d bytes", ErrProtocol, n)
	}
	if n <= int64(cap(buf)) {
		buf = buf[:n]
		_, err := io.ReadFull(r, buf)
		return buf, cut(err)
	}
	buf = memory(min(n, atOnce))
	for read := 0; ; {
		m, err := io.ReadFull(r, buf[read:])
		if err != nil {
			return nil, cut(err)
		}
		if read += m; int64(read) == n {
			return buf, nil
		}
		more := memory(min(n, 2*int64(len(buf))))
		copy(more, buf)
		buf = more
	}
}

// memory returns n bytes. If they hold a stored array whose header has the usual 128 bytes, after
// the tag, its elements are aligned.
func memory(n int64) []byte {
	const usual = 1 + 128
	if n <= usual {
		return make([]byte, n)
	}
	return mem.MakeAt(int(n), usual)
}

// cut converts io.EOF to io.ErrUnexpectedEOF, for a response that ends too early.
func cut(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}
