package native

/*
#cgo noescape oldb_iter_open
#cgo nocallback oldb_iter_open
#cgo noescape oldb_iter_fill
#cgo nocallback oldb_iter_fill
#cgo noescape oldb_iter_seek
#cgo nocallback oldb_iter_seek
#include "shim.h"
*/
import "C"

import (
	"context"
	"runtime"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// Iterator iterates over a range in pages, in the state that the database had when the Iterator was
// made. Each page takes one call into C++. Its methods may be called by multiple goroutines, which
// then share the pages.
//
// An Iterator holds a C++ object until it is closed or exhausted. With Span.Seekable it holds the
// object until it is closed. It implements [driver.Seeker].
type Iterator struct {
	paged
	scan *scan
}

// scan is the range of an Iterator.
type scan struct {
	cursor
	span driver.Span
	c    *C.oldb_iter

	sought bool // the next page begins at to
	to     driver.Position
}

// Scan implements [driver.Store].
func (s state) Scan(ctx context.Context, span driver.Span, o driver.ReadOptions) (driver.Cursor, error) {
	if err := span.Check(); err != nil {
		return nil, err
	}
	sc := &scan{span: span}
	sc.cursor = cursor{reader: sc, limit: span.Limit, keysOnly: span.KeysOnly, reuse: span.Reuse, keep: span.Seekable, lazy: span.Seekable && span.Lazy}
	if span.Limit <= 0 {
		sc.limit = -1
	}
	if err := s.begin(ctx, &sc.cursor, o); err != nil {
		return nil, err
	}
	it := &Iterator{paged{s.db, &sc.cursor}, sc}
	if sc.held {
		runtime.AddCleanup(it, collected, child(&sc.cursor))
	}
	return it, nil
}

// Seek implements [driver.Seeker]. Like Next, it invalidates the values of the previous page, and
// fails while a large value is borrowed. The following Next moves the C++ object, so that both take
// one call into C++.
func (it *Iterator) Seek(to driver.Position) error {
	defer runtime.KeepAlive(it)
	if err := driver.CheckSize(len(to.Key), 0); err != nil {
		return err
	}
	s := it.scan
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.mayMove(); err != nil {
		return err
	}
	if limit := s.span.Limit; !s.span.Seekable || to.Place > driver.AfterKey || to.Taken < 0 || limit > 0 && to.Taken > limit {
		return &driver.Error{Class: driver.ErrInvalidArgument, Text: "the iteration cannot move there"}
	}
	if err := s.core.order.failure(); err != nil {
		return err
	}
	s.copies.withdraw()
	s.turn.Add(1)
	s.first, s.firstErr = nil, nil
	s.done = false
	if s.span.Limit > 0 {
		s.limit = s.span.Limit - to.Taken
	}
	if s.size = firstPage; s.lazy {
		s.size = seekPage
	}
	s.sought, s.to = true, to
	return nil
}

// open implements reader.
func (s *scan) open(db *C.leveldb_t, snapshot *C.oldb_snapshot, flags C.int, page C.oldb_page, d *draft) (C.oldb_page, bool) {
	lower, upper := s.span.Lower, s.span.Upper
	if s.span.Seekable {
		flags |= C.OLDB_KEEP
	}
	if order := s.core.order; order != nil {
		r := ordered{order, db, snapshot, flags | orderedFlags(s.span)}
		page, s.c, s.failure = r.open(s.span, s.keysOnly, page, d)
		return page, s.c != nil
	}
	if s.span.Reverse {
		flags |= C.OLDB_REVERSE
	}
	s.c = C.oldb_iter_open(db, snapshot, s.core.direct(), flags, bound(lower), C.size_t(len(lower)), bound(upper), C.size_t(len(upper)),
		entries(d.ends[:]), buffer(d.keys[:]), s.values(d.values[:]), &page)
	return page, s.c != nil
}

// fill implements reader.
func (s *scan) fill(page C.oldb_page, r *room) C.oldb_page {
	var seek *driver.Position
	if s.sought {
		s.sought, seek = false, &s.to
	}
	if order := s.core.order; order != nil {
		values := r.values
		if s.keysOnly {
			values = nil
		}
		page, s.failure = order.fill(s.c, seek, page, r, values)
		return page
	}
	if seek == nil {
		C.oldb_iter_fill(s.c, entries(r.ends), buffer(r.keys), s.values(r.values), &page)
		return page
	}
	C.oldb_iter_seek(s.c, seekFlags(seek), chars(seek.Key), C.size_t(len(seek.Key)), entries(r.ends), buffer(r.keys), s.values(r.values), &page)
	return page
}

// seekFlags returns the place and direction of a position.
func seekFlags(to *driver.Position) C.int {
	how := C.int(to.Place)
	if to.Reverse {
		how |= C.OLDB_REVERSE
	}
	return how
}

// values returns the buffer for values, or NULL if none are wanted.
func (s *scan) values(b []byte) *C.char {
	if s.keysOnly {
		return nil
	}
	return buffer(b)
}

// wanted implements reader.
func (*scan) wanted(int) []string { return nil }

// destroy implements reader.
func (s *scan) destroy() {
	if c, order := s.c, s.core.order; order == nil {
		C.oldb_iter_destroy(c)
	} else {
		_ = order.call(func() { C.oldb_iter_destroy(c) }) // a failed database keeps it
	}
	s.c = nil
}

// bound returns NULL for an empty bound, which means no bound.
func bound(key string) *C.char {
	if key == "" {
		return nil
	}
	return chars(key)
}
