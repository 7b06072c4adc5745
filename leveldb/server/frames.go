package server

import (
	"errors"
	"strconv"
	"sync"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
)

const (
	// togetherSize is the number of bytes that are buffered before a write.
	togetherSize = 128 << 10
	// aloneSize is the minimum size of a value that is written directly from LevelDB's memory.
	aloneSize = 64 << 10
)

// pageKind is the kind of content of a page.
type pageKind int

const (
	pageOfEntries pageKind = iota
	pageOfKeys
	pageOfLookup // a flag replaces the key
)

// frameWriter writes the frames of a response. It buffers small frames, and sends a small response
// in one write. It is not safe for concurrent use.
type frameWriter struct {
	a      *answer
	buf    []byte
	ends   []driver.End
	states []driver.RowState
	rows   []byte // the rows of states that were copied

	began  bool  // something was written
	broken error // the reason why the client accepts no more
	failed bool  // the response ended with an error
}

var frameWriters = sync.Pool{New: func() any { return &frameWriter{buf: make([]byte, 0, togetherSize+aloneSize)} }}

func newFrameWriter(a *answer) *frameWriter {
	f := frameWriters.Get().(*frameWriter)
	f.a = a
	return f
}

// free makes the memory of f available to others.
func (f *frameWriter) free() {
	*f = frameWriter{buf: f.buf[:0], ends: f.ends[:0], states: f.states[:0], rows: f.rows[:0]}
	if cap(f.buf)+cap(f.rows) <= 8*togetherSize {
		frameWriters.Put(f)
	}
}

// write writes the buffer, then b.
func (f *frameWriter) write(b []byte) error {
	f.began = true
	if _, f.broken = f.a.Write(f.buf); f.broken == nil && len(b) > 0 {
		_, f.broken = f.a.Write(b)
	}
	f.buf = f.buf[:0]
	return f.broken
}

// collected writes the buffer if it is full enough.
func (f *frameWriter) collected() error {
	if len(f.buf) < togetherSize {
		return nil
	}
	return f.write(nil)
}

// page writes the entries of a page, without the first cut bytes of their keys. The error is that
// of a value, or f.broken.
//
// A page has the layout of its frame, so the keys and the values are each copied as one block.
// Writing the blocks to the connection without the copy takes longer, because a page is short and
// each write wakes the client.
func (f *frameWriter) page(p *driver.Page, cut int, kind pageKind) error {
	ends, keys, values, ok := p.Block()
	if !ok {
		return f.apart(p, cut, kind)
	}
	if kind == pageOfLookup {
		cut = 0
	}
	if f.ends = append(f.ends[:0], ends[1:]...); cut > 0 {
		for i := range f.ends {
			f.ends[i].Key -= uint32(cut * (i + 1))
		}
	}
	last := f.ends[len(f.ends)-1]
	if kind == pageOfLookup {
		last.Key = 0
	}
	f.buf = wire.AppendPageHead(f.buf, f.ends, last.Key, last.Value)
	if cut == 0 {
		f.buf = append(f.buf, keys...)
	} else {
		for i, end := range ends[1:] {
			f.buf = append(f.buf, keys[int(ends[i].Key)+cut:end.Key]...)
		}
	}
	if len(values) >= aloneSize {
		return f.write(values)
	}
	f.buf = append(f.buf, values...)
	return f.collected()
}

// apart writes a page whose values are not all in the page. A large value, which is alone in its
// page, is written directly from LevelDB's memory.
func (f *frameWriter) apart(p *driver.Page, cut int, kind pageKind) error {
	f.ends = f.ends[:0]
	var end driver.End
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

// head buffers such a page up to its values. f.ends must be set.
func (f *frameWriter) head(p *driver.Page, cut int, kind pageKind) {
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

// value returns the value of an entry and reports whether it has one. The caller must release the
// value.
func (k pageKind) value(p *driver.Page, i int) (value driver.Value, found bool, err error) {
	if k == pageOfKeys {
		return value, true, nil
	}
	value, err = p.Value(i)
	if k == pageOfLookup && errors.Is(err, leveldb.ErrNotFound) {
		return value, false, nil
	}
	return value, true, err
}

// row adds a row of a gather. row is nil unless the state is RowCopied.
func (f *frameWriter) row(state driver.RowState, row []byte) error {
	if len(row) >= aloneSize {
		f.flushRows()
		f.buf = wire.AppendRowsHead(f.buf, []driver.RowState{state})
		return f.write(row)
	}
	f.states = append(f.states, state)
	f.rows = append(f.rows, row...)
	if len(f.rows) >= togetherSize || len(f.states) == wire.MaxRows {
		f.flushRows()
	}
	return f.collected()
}

// flushRows makes a frame of the added rows.
func (f *frameWriter) flushRows() {
	if len(f.states) > 0 {
		f.buf = append(wire.AppendRowsHead(f.buf, f.states), f.rows...)
		f.states, f.rows = f.states[:0], f.rows[:0]
	}
}

// end writes the rest and the end of the response.
func (f *frameWriter) end() error {
	f.flushRows()
	f.buf = wire.AppendEnd(f.buf)
	return f.finish()
}

// more writes the rest and the end of a response after which there may be more entries.
func (f *frameWriter) more() error {
	f.buf = wire.AppendMore(f.buf)
	return f.finish()
}

func (f *frameWriter) finish() error {
	if !f.began {
		f.a.Header().Set("Content-Length", strconv.Itoa(len(f.buf)))
	}
	return f.write(nil)
}

// fail ends the response with an error. If the response has begun, the error is sent as a frame.
// Otherwise it is returned.
func (f *frameWriter) fail(err error) error {
	if f.failed = true; !f.began {
		return err
	}
	code := wire.CodeOf(err)
	f.a.code = code.Name
	f.flushRows()
	f.buf = wire.AppendError(f.buf, code, textOf(err))
	return f.write(nil)
}
