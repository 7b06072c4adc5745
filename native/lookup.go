package native

/*
#cgo noescape oldb_lookup_open
#cgo nocallback oldb_lookup_open
#cgo noescape oldb_lookup_fill
#cgo nocallback oldb_lookup_fill
#include "shim.h"
*/
import "C"

import (
	"context"
	"encoding/binary"
	"runtime"
	"slices"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// lookup reads the values of the given keys, in the state that the database had when the lookup was
// made. Each page takes one call into C++.
type lookup struct {
	cursor
	keys   []string // those that have not been read yet
	packed []byte   // the same keys, packed
	c      *C.oldb_lookup
}

// Lookup implements [driver.Store]. The keys are copied.
func (s state) Lookup(ctx context.Context, keys []string, o driver.ReadOptions) (driver.Cursor, error) {
	keys = slices.Clone(keys)
	packed, err := packKeys(keys)
	if err != nil {
		return nil, err
	}
	l := &lookup{keys: keys, packed: packed}
	l.cursor = cursor{reader: l, limit: len(keys)}
	if err := s.begin(ctx, &l.cursor, o); err != nil {
		return nil, err
	}
	it := &paged{s.db, &l.cursor}
	if l.held {
		runtime.AddCleanup(it, collected, child(&l.cursor))
	}
	return it, nil
}

// open implements reader.
func (l *lookup) open(db *C.leveldb_t, snapshot *C.oldb_snapshot, flags C.int, page C.oldb_page, d *draft) (C.oldb_page, bool) {
	if order := l.core.order; order != nil {
		page, l.c, l.failure = ordered{order, db, snapshot, flags}.lookup(l.packed, page, d)
		return page, l.c != nil
	}
	l.c = C.oldb_lookup_open(db, snapshot, flags, buffer(l.packed), C.size_t(len(l.packed)),
		entries(d.ends[:]), buffer(d.values[:]), &page)
	return page, l.c != nil
}

// fill implements reader.
func (l *lookup) fill(page C.oldb_page, r *room) C.oldb_page {
	if order := l.core.order; order != nil {
		page, l.failure = order.fillLookup(l.c, l.packed, page, r)
		return page
	}
	C.oldb_lookup_fill(l.c, buffer(l.packed), C.size_t(len(l.packed)), entries(r.ends), buffer(r.values), &page)
	return page
}

// wanted implements reader.
func (l *lookup) wanted(n int) (wanted []string) {
	wanted, l.keys = l.keys[:n:n], l.keys[n:]
	for range n {
		l.packed = l.packed[keyOverhead+binary.LittleEndian.Uint32(l.packed):]
	}
	return wanted
}

// destroy implements reader.
func (l *lookup) destroy() {
	if c, order := l.c, l.core.order; order == nil {
		C.oldb_lookup_destroy(c)
	} else {
		_ = order.call(func() { C.oldb_lookup_destroy(c) }) // a failed database keeps it
	}
	l.c = nil
}
