package remote

import (
	"errors"
	"strconv"
	"sync"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/remote/internal/wire"
	"github.com/openleveldb/openleveldb/native"
)

const (
	// togetherSize is how much is collected before it is written.
	togetherSize = 128 << 10
	// aloneSize is the size from which on a value is written from where it lies.
	aloneSize = 64 << 10
)

// pageKind says what a page is of.
type pageKind int

const (
	pageOfEntries pageKind = iota
	pageOfKeys
	pageOfLookup // a flag stands for the key
)

// frameWriter writes the frames of an answer. Small ones are collected, and an answer that is small as a whole is one write. It
// belongs to one goroutine.
type frameWriter struct {
	a      *answer
	buf    []byte
	ends   []native.End
	states []native.RowState
	rows   []byte // those of states that were copied

	began  bool  // something was written
	broken error // why the client takes no more
	failed bool  // the answer ended with an error
}

var frameWriters = sync.Pool{New: func() any { return &frameWriter{buf: make([]byte, 0, togetherSize+aloneSize)} }}

func newFrameWriter(a *answer) *frameWriter {
	f := frameWriters.Get().(*frameWriter)
	f.a = a
	return f
}

// free makes the memory of f another's.
func (f *frameWriter) free() {
	*f = frameWriter{buf: f.buf[:0], ends: f.ends[:0], states: f.states[:0], rows: f.rows[:0]}
	if cap(f.buf)+cap(f.rows) <= 8*togetherSize {
		frameWriters.Put(f)
	}
}

// write writes what was collected, and then b.
func (f *frameWriter) write(b []byte) error {
	f.began = true
	if _, f.broken = f.a.Write(f.buf); f.broken == nil && len(b) > 0 {
		_, f.broken = f.a.Write(b)
	}
	f.buf = f.buf[:0]
	return f.broken
}

// collected writes if enough was collected.
func (f *frameWriter) collected() error {
	if len(f.buf) < togetherSize {
		return nil
	}
	return f.write(nil)
}

// page writes the entries of a page, without the first cut bytes of their keys. The error is one of a value, or broken.
func (f *frameWriter) page(p *leveldb.Page, cut int, kind pageKind) error {
	f.ends = f.ends[:0]
	var end native.End
	for i := range p.Len() {
		value, found, err := kind.value(p, i)
		if err != nil {
			return err
		}
		end.Value += uint32(len(value.Bytes()))
		switch {
		case kind != pageOfLookup:
			end.Key += uint32(len(p.Key(i)) - cut)
		case found:
			end.Key = 1
		default:
			end.Key = 0
		}
		f.ends = append(f.ends, end)
		if len(value.Bytes()) >= aloneSize && p.Len() == 1 {
			defer value.Release()
			f.head(p, cut, kind)
			return f.write(value.Bytes())
		}
		value.Release()
	}
	f.head(p, cut, kind)
	for i := range p.Len() {
		value, _, err := kind.value(p, i)
		if err != nil {
			return err
		}
		f.buf = append(f.buf, value.Bytes()...)
		value.Release()
	}
	return f.collected()
}

// head collects a page up to its values. f.ends are set.
func (f *frameWriter) head(p *leveldb.Page, cut int, kind pageKind) {
	last := f.ends[len(f.ends)-1]
	if kind == pageOfLookup {
		f.buf = wire.AppendPageHead(f.buf, f.ends, 0, last.Value)
		return
	}
	f.buf = wire.AppendPageHead(f.buf, f.ends, last.Key, last.Value)
	for i := range p.Len() {
		f.buf = append(f.buf, p.Key(i)[cut:]...)
	}
}

// value gives the value of an entry, if it has one; the caller releases it.
func (k pageKind) value(p *leveldb.Page, i int) (value leveldb.Value, found bool, err error) {
	if k == pageOfKeys {
		return value, true, nil
	}
	value, err = p.Value(i)
	if k == pageOfLookup && errors.Is(err, leveldb.ErrNotFound) {
		return value, false, nil
	}
	return value, true, err
}

// row adds a row of a gather; nil unless it was copied.
func (f *frameWriter) row(state native.RowState, row []byte) error {
	if len(row) >= aloneSize {
		f.flushRows()
		f.buf = wire.AppendRowsHead(f.buf, []native.RowState{state})
		return f.write(row)
	}
	f.states = append(f.states, state)
	f.rows = append(f.rows, row...)
	if len(f.rows) >= togetherSize || len(f.states) == wire.MaxRows {
		f.flushRows()
	}
	return f.collected()
}

// flushRows makes a frame of the rows that were added.
func (f *frameWriter) flushRows() {
	if len(f.states) > 0 {
		f.buf = append(wire.AppendRowsHead(f.buf, f.states), f.rows...)
		f.states, f.rows = f.states[:0], f.rows[:0]
	}
}

// end writes what is left and the end of the answer.
func (f *frameWriter) end() error {
	f.flushRows()
	f.buf = wire.AppendEnd(f.buf)
	if !f.began {
		f.a.Header().Set("Content-Length", strconv.Itoa(len(f.buf)))
	}
	return f.write(nil)
}

// fail ends the answer with an error: as a frame, or, if it has not begun, as what is returned.
func (f *frameWriter) fail(err error) error {
	if f.failed = true; !f.began {
		return err
	}
	f.a.code = wire.CodeOf(err).Name
	f.flushRows()
	f.buf = wire.AppendError(f.buf, err)
	return f.write(nil)
}
