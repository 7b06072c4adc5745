// Package frames is how entries go through a pipe from one program to another: keys and stored bytes, of which a reader sees
// whether they are all there.
//
//	offset 0   magic "OLDBFRM1"
//	offset 8   frames
//
// A frame is
//
//	offset 0     length K of the key, 4 bytes, little-endian
//	offset 4     length V of the value, 4 bytes, little-endian
//	offset 8     key, K bytes
//	offset 8+K   value, V bytes
//
// and behind the last one comes
//
//	offset 0   8 bytes 0xff, which are no lengths that an entry can have
//	offset 8   the number of frames, 8 bytes, little-endian
//
// A stream that ends elsewhere was cut off, because its writer failed.
package frames

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
)

const (
	magic    = "OLDBFRM1"
	headSize = 8
)

// MaxEntry is more bytes than LevelDB holds in an entry, key and value together.
const MaxEntry = 4<<30 - 1

var (
	// ErrTruncated: the stream ends before its end.
	ErrTruncated = errors.New("the stream of entries was cut off")
	// ErrFormat: the bytes are no stream of entries.
	ErrFormat = errors.New("no stream of entries")
	// ErrTooLarge: an entry that LevelDB cannot hold.
	ErrTooLarge = errors.New("entry too large")
)

// Writer writes a stream. It belongs to one goroutine.
type Writer struct {
	out    *bufio.Writer
	frames uint64
	begun  bool
}

// NewWriter writes to w. Small entries are gathered, large ones go on from where they are.
func NewWriter(w io.Writer) *Writer { return &Writer{out: bufio.NewWriterSize(w, 64<<10)} }

// Write writes an entry. Neither key nor value is kept.
func (w *Writer) Write(key string, value []byte) error {
	if uint64(len(key))+uint64(len(value)) > MaxEntry {
		return fmt.Errorf("%w: %d bytes", ErrTooLarge, len(key)+len(value))
	}
	if err := w.begin(); err != nil {
		return err
	}
	var head [headSize]byte
	binary.LittleEndian.PutUint32(head[:], uint32(len(key)))
	binary.LittleEndian.PutUint32(head[4:], uint32(len(value)))
	if _, err := w.out.Write(head[:]); err != nil {
		return err
	}
	if _, err := w.out.WriteString(key); err != nil {
		return err
	}
	if _, err := w.out.Write(value); err != nil {
		return err
	}
	w.frames++
	return nil
}

func (w *Writer) begin() error {
	if w.begun {
		return nil
	}
	w.begun = true
	_, err := w.out.WriteString(magic)
	return err
}

// Close writes the end, without which the stream counts as cut off. It does not close what is written to.
func (w *Writer) Close() error {
	if err := w.begin(); err != nil {
		return err
	}
	var end [2 * headSize]byte
	binary.LittleEndian.PutUint64(end[:], math.MaxUint64)
	binary.LittleEndian.PutUint64(end[headSize:], w.frames)
	if _, err := w.out.Write(end[:]); err != nil {
		return err
	}
	return w.out.Flush()
}

// Reader reads a stream. It belongs to one goroutine.
type Reader struct {
	in     *bufio.Reader
	buffer []byte
	frames uint64
	begun  bool
	err    error // that ended the reading
}

// NewReader reads from r.
func NewReader(r io.Reader) *Reader { return &Reader{in: bufio.NewReaderSize(r, 256<<10)} }

// Next gives the next entry. Both are borrowed, valid until the next call. The error is io.EOF after the last entry of a stream
// that is all there, and stays the same from then on.
func (r *Reader) Next() (key, value []byte, err error) {
	if r.err == nil {
		key, value, r.err = r.next()
	}
	return key, value, r.err
}

func (r *Reader) next() (key, value []byte, err error) {
	var head [headSize]byte
	if !r.begun {
		if err := r.read(head[:]); err != nil {
			return nil, nil, err
		}
		if string(head[:]) != magic {
			return nil, nil, fmt.Errorf("%w: it begins with %q", ErrFormat, head[:])
		}
		r.begun = true
	}
	if err := r.read(head[:]); err != nil {
		return nil, nil, err
	}
	if binary.LittleEndian.Uint64(head[:]) == math.MaxUint64 {
		return nil, nil, r.end()
	}
	keySize := uint64(binary.LittleEndian.Uint32(head[:]))
	size := keySize + uint64(binary.LittleEndian.Uint32(head[4:]))
	if size > MaxEntry {
		return nil, nil, fmt.Errorf("%w: %d bytes", ErrTooLarge, size)
	}
	// Memory comes with the bytes, not with the size that is claimed.
	const step = 16 << 20
	r.buffer = r.buffer[:0]
	for uint64(len(r.buffer)) < size {
		n := int(min(size-uint64(len(r.buffer)), max(step, uint64(len(r.buffer)))))
		at := len(r.buffer)
		if cap(r.buffer) < at+n {
			grown := make([]byte, at, at+n)
			copy(grown, r.buffer)
			r.buffer = grown
		}
		r.buffer = r.buffer[:at+n]
		if err := r.read(r.buffer[at:]); err != nil {
			return nil, nil, err
		}
	}
	r.frames++
	return r.buffer[:keySize:keySize], r.buffer[keySize:size:size], nil
}

// end reads the number of frames, behind which there is nothing.
func (r *Reader) end() error {
	var count [headSize]byte
	if err := r.read(count[:]); err != nil {
		return err
	}
	if n := binary.LittleEndian.Uint64(count[:]); n != r.frames {
		return fmt.Errorf("%w: %d entries came, and %d were sent", ErrFormat, r.frames, n)
	}
	if _, err := r.in.ReadByte(); err != io.EOF {
		if err == nil {
			err = fmt.Errorf("%w: there is more behind its end", ErrFormat)
		}
		return err
	}
	return io.EOF
}

func (r *Reader) read(b []byte) error {
	_, err := io.ReadFull(r.in, b)
	if err == io.EOF || errors.Is(err, io.ErrUnexpectedEOF) {
		return ErrTruncated
	}
	return err
}
