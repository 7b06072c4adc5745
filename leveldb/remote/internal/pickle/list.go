// Package pickle writes lists as Python's pickle module reads them, entry by entry, so that a list of any length takes the
// memory of a buffer.
//
//	list := pickle.NewList(w)
//	list.Pair(key, value) // … any number of times
//	err := list.Close()
//
// The list is of protocol 4, which Python reads since 3.4. An answer that was cut off is no list: pickle.loads raises on it,
// because nothing but Close writes the end.
package pickle

import (
	"encoding/binary"
	"io"
	"math"
)

// The opcodes used. Python's own pickles also have FRAME, which is a hint for reading from files, and MEMOIZE, which is for
// objects that occur twice; neither is needed by a reader. They are documented in the module pickletools.
//
//	0x80 4            PROTO            the version, first of all
//	0x5d              EMPTY_LIST       push []
//	0x28              MARK             begin a batch of entries
//	0x43 N ...        SHORT_BINBYTES   push N bytes; N has 1 byte
//	0x42 N ...        BINBYTES         the same; N has 4 bytes, little-endian
//	0x8e N ...        BINBYTES8        the same; N has 8 bytes, little-endian
//	0x86              TUPLE2           make a pair of the topmost two
//	0x4e              NONE             push None
//	0x65              APPENDS          append what lies above the mark to the list below it
//	0x2e              STOP             the topmost is the result
const (
	opProto         = 0x80
	opEmptyList     = ']'
	opMark          = '('
	opShortBinBytes = 'C'
	opBinBytes      = 'B'
	opBinBytes8     = 0x8e
	opTuple2        = 0x86
	opNone          = 'N'
	opAppends       = 'e'
	opStop          = '.'
)

const (
	batch  = 1000     // entries that the reader holds before they go into the list, as many as Python's own pickles have
	buffer = 64 << 10 // bytes collected for a write
	apart  = 8 << 10  // bytes from which on a value is written by itself instead of being copied into the buffer
	room   = 32       // bytes that the opcodes of an entry take at most, those of its batch and the end included
)

// List writes one list. It is for one goroutine. The first error of the writer is returned by every later call.
type List struct {
	w       io.Writer
	buf     []byte
	entries int // in the batch that is open; 0: none is
	err     error
}

// NewList begins a list. Nothing is written before the first 64 KiB, or Close.
func NewList(w io.Writer) *List {
	return &List{w: w, buf: append(make([]byte, 0, buffer), opProto, 4, opEmptyList)}
}

// Err is the error of the writer, or nil.
func (l *List) Err() error { return l.err }

// Pair appends the tuple (key, value) of two bytes objects. Both are copied or written before Pair returns.
func (l *List) Pair(key, value []byte) error {
	l.open()
	l.bytes(key)
	l.bytes(value)
	l.buf = append(l.buf, opTuple2)
	return l.close()
}

// Bytes appends a bytes object. It is copied or written before Bytes returns.
func (l *List) Bytes(value []byte) error {
	l.open()
	l.bytes(value)
	return l.close()
}

// None appends None.
func (l *List) None() error {
	l.open()
	l.buf = append(l.buf, opNone)
	return l.close()
}

// Close writes the end of the list. It does not close the writer.
func (l *List) Close() error {
	if l.entries > 0 {
		l.buf = append(l.buf, opAppends)
	}
	l.buf = append(l.buf, opStop)
	l.flush()
	return l.err
}

// open begins an entry.
func (l *List) open() {
	if l.entries == 0 {
		l.buf = append(l.buf, opMark)
	}
	l.entries++
}

// close ends an entry, and with it the batch or the buffer if either is full.
func (l *List) close() error {
	if l.entries == batch {
		l.buf, l.entries = append(l.buf, opAppends), 0
	}
	if len(l.buf) > buffer-2*apart-room {
		l.flush()
	}
	return l.err
}

// bytes takes a bytes object without letting the buffer grow beyond its size.
func (l *List) bytes(b []byte) {
	l.buf = appendBytesHead(l.buf, uint64(len(b)))
	if len(b) < apart {
		l.buf = append(l.buf, b...)
		return
	}
	l.flush()
	l.write(b)
}

// appendBytesHead appends all of a bytes object but the bytes.
func appendBytesHead(dst []byte, size uint64) []byte {
	switch {
	case size <= math.MaxUint8:
		return append(dst, opShortBinBytes, byte(size))
	case size <= math.MaxUint32:
		return binary.LittleEndian.AppendUint32(append(dst, opBinBytes), uint32(size))
	default:
		return binary.LittleEndian.AppendUint64(append(dst, opBinBytes8), size)
	}
}

func (l *List) flush() {
	l.write(l.buf)
	l.buf = l.buf[:0]
}

func (l *List) write(b []byte) {
	if l.err == nil {
		_, l.err = l.w.Write(b)
	}
}
