package dbfile

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
)

// A log and a manifest are sequences of records (doc/log_format.md of LevelDB). The file is divided
// into blocks of 32 KiB; the last block may be shorter. A record consists of one or more pieces. No
// piece crosses a block boundary:
//
//	offset 0   CRC-32C of kind and payload, masked, 4 bytes, little-endian
//	offset 4   length N of the payload, 2 bytes, little-endian
//	offset 6   kind: 1 the complete record, 2 its first piece, 3 a middle piece, 4 its last piece
//	offset 7   payload, N bytes
//
// If fewer than seven bytes are left at the end of a block, they are zero. A piece of kind 0 and
// length 0 is space that was never written.
const (
	recordBlock  = 32 << 10
	recordHeader = 7

	wholeRecord = 1
	firstPiece  = 2
	middlePiece = 3
	lastPiece   = 4
)

// ErrRecord reports a damaged record of a log or manifest.
var ErrRecord = errors.New("a record is damaged")

// RecordReader reads records one by one. It allocates one block, and memory for the longest record,
// which is not longer than the file.
type RecordReader struct {
	r      io.Reader
	block  [recordBlock]byte
	rest   []byte // the unread part of the block
	before []byte // rest before the last piece was read
	last   bool   // this block is the last
	record []byte
	open   bool // record holds its first piece
}

// NewRecordReader returns a reader of the records of r.
func NewRecordReader(r io.Reader) *RecordReader { return &RecordReader{r: r} }

// Next returns the next record, or io.EOF after the last. The record is valid until the next call.
// After ErrRecord, reading continues after the damaged part. A record that the end of the file cuts
// off is skipped: a writer that was killed leaves one.
func (rr *RecordReader) Next() ([]byte, error) {
	for {
		kind, payload, err := rr.piece()
		open := rr.open
		rr.open = false
		switch {
		case err == io.EOF:
			return nil, io.EOF
		case err != nil:
			return nil, err
		case kind == wholeRecord && !open:
			return payload, nil
		case kind == firstPiece && !open:
			rr.record = append(rr.record[:0], payload...)
			rr.open = true
		case kind == middlePiece && open:
			rr.record = append(rr.record, payload...)
			rr.open = true
		case kind == lastPiece && open:
			rr.record = append(rr.record, payload...)
			return rr.record, nil
		default:
			// Either the previous record has no end, or this one has no beginning.
			if kind == wholeRecord || kind == firstPiece {
				rr.rest = rr.before
			}
			return nil, ErrRecord
		}
	}
}

// FirstDamage reads all records. It returns nil if none is damaged, ErrRecord at the first damaged
// one, or an error of r.
func FirstDamage(r io.Reader) error {
	records := NewRecordReader(r)
	for {
		if _, err := records.Next(); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// CheckLog reads a log to its end. It returns the number of intact records, and the number of
// damaged places. LevelDB skips damaged places when it opens the database, and so does a repair.
// Errors are those of r.
func CheckLog(r io.Reader) (records, damages int, err error) {
	reader := NewRecordReader(r)
	for {
		_, err := reader.Next()
		switch {
		case err == io.EOF:
			return records, damages, nil
		case errors.Is(err, ErrRecord):
			damages++
		case err != nil:
			return records, damages, err
		default:
			records++
		}
	}
}

// piece returns the next piece.
func (rr *RecordReader) piece() (kind byte, payload []byte, err error) {
	for len(rr.rest) < recordHeader {
		if rr.last {
			return 0, nil, io.EOF
		}
		n, err := io.ReadFull(rr.r, rr.block[:])
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			rr.last = true
		} else if err != nil {
			return 0, nil, err
		}
		rr.rest = rr.block[:n]
	}
	head := rr.rest[:recordHeader]
	n := int(binary.LittleEndian.Uint16(head[4:]))
	kind = head[6]
	switch {
	case kind == 0 && n == 0:
		rr.rest = nil
		return rr.piece()
	case recordHeader+n > len(rr.rest):
		rr.rest = nil
		if rr.last {
			return 0, nil, io.EOF
		}
		return 0, nil, ErrRecord
	case binary.LittleEndian.Uint32(head) != maskedSum(rr.rest[6:recordHeader+n]):
		rr.rest = nil // the length cannot be trusted either
		return 0, nil, ErrRecord
	}
	rr.before = rr.rest
	payload = rr.rest[recordHeader : recordHeader+n]
	rr.rest = rr.rest[recordHeader+n:]
	return kind, payload, nil
}

// RecordWriter writes records.
type RecordWriter struct {
	w    *bufio.Writer
	left int // bytes left in the block
}

// NewRecordWriter returns a writer of records to w, which must be empty.
func NewRecordWriter(w io.Writer) *RecordWriter {
	return &RecordWriter{w: bufio.NewWriterSize(w, recordBlock), left: recordBlock}
}

// Write writes one record.
func (rw *RecordWriter) Write(record []byte) error {
	for first := true; ; first = false {
		if rw.left < recordHeader {
			if _, err := rw.w.Write(make([]byte, rw.left)); err != nil {
				return err
			}
			rw.left = recordBlock
		}
		n := min(len(record), rw.left-recordHeader)
		kind := byte(middlePiece)
		switch {
		case first && n == len(record):
			kind = wholeRecord
		case first:
			kind = firstPiece
		case n == len(record):
			kind = lastPiece
		}
		piece := make([]byte, recordHeader, recordHeader+n)
		piece[6] = kind
		piece = append(piece, record[:n]...)
		binary.LittleEndian.PutUint32(piece, maskedSum(piece[6:]))
		binary.LittleEndian.PutUint16(piece[4:], uint16(n))
		if _, err := rw.w.Write(piece); err != nil {
			return err
		}
		rw.left -= len(piece)
		if record = record[n:]; len(record) == 0 {
			return nil
		}
	}
}

// Flush writes the buffered data.
func (rw *RecordWriter) Flush() error { return rw.w.Flush() }
