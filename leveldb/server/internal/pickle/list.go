// Package pickle writes lists in the format of Python's pickle module. It writes one entry at a
// time, so a list of any length needs only the memory of a buffer.
//
//	list := pickle.NewList(w)
//	list.Pair(key, value) // … any number of times
//	err := list.Close()
//
// The list uses protocol 4, which Python 3.4 and later can read. A truncated list is not valid:
// pickle.loads raises an exception, because only Close writes the end.
package pickle

import (
	"encoding/binary"
	"io"
	"math"
)

// The opcodes used. Python's own pickles also use FRAME, a hint for reading from files, and
// MEMOIZE, for objects that occur twice. A reader needs neither. The opcodes are documented in the
// module pickletools.
//
//	0x80 4            PROTO            the version; must come first
//	0x5d              EMPTY_LIST       push []
//	0x28              MARK             begin a batch of entries
//	0x43 N ...        SHORT_BINBYTES   push N bytes; N has 1 byte
//	0x42 N ...        BINBYTES         the same; N has 4 bytes, little-endian
//	0x8e N ...        BINBYTES8        the same; N has 8 bytes, little-endian
//	0x86              TUPLE2           make a pair of the top two
//	0x4e              NONE             push None
//	0x65              APPENDS          append what is above the mark to the list below it
//	0x2e              STOP             the top is the result
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
	batch  = 1000     // entries per APPENDS, as in Python's own pickles; the reader holds that many
	buffer = 64 << 10 // bytes buffered for a write
	apart  = 8 << 10  // minimum size in bytes of a value that bypasses the buffer
	room   = 32       // maximum bytes of an entry's opcodes, with those of its batch and the end
)

// List writes one list. It is not safe for concurrent use. Every call after a write error returns
// that error.
type List struct {
	w       io.Writer
	buf     []byte
	entries int // in the open batch; 0: no batch is open
	err     error
}

// NewList starts a list. Nothing is written before 64 KiB are buffered or Close is called.
func NewList(w io.Writer) *List {
	return &List{w: w, buf: append(make([]byte, 0, buffer), opProto, 4, opEmptyList)}
}

// Err returns the first error of the writer, or nil.
func (l *List) Err() error { return l.err }

// Pair appends the tuple (key, value) of two bytes objects. It does not retain key or value.
func (l *List) Pair(key, value []byte) error {
	l.open()
	l.bytes(key)
	l.bytes(value)
	l.buf = append(l.buf, opTuple2)
	return l.close()
}

// Bytes appends a bytes object. It does not retain value.
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

// open starts an entry.
func (l *List) open() {
	if l.entries == 0 {
		l.buf = append(l.buf, opMark)
	}
	l.entries++
}

// close ends an entry. It also ends a full batch and flushes a full buffer.
func (l *List) close() error {
	if l.entries == batch {
		l.buf, l.entries = append(l.buf, opAppends), 0
	}
	if len(l.buf) > buffer-2*apart-room {
		l.flush()
	}
	return l.err
}

// bytes adds a bytes object without growing the buffer beyond its size.
func (l *List) bytes(b []byte) {
	l.buf = appendBytesHead(l.buf, uint64(len(b)))
	if len(b) < apart {
		l.buf = append(l.buf, b...)
		return
	}
	l.flush()
	l.write(b)
}

// appendBytesHead appends the opcode and the length of a bytes object.
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
