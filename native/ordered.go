package native

/*
#include "order_go.h"
*/
import "C"

import (
	"slices"
	"unsafe"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// This file holds the calls into C++ for databases with a comparator. They differ from other calls
// in three ways. They call back into Go, so cgo may assume less about them. They run on separate
// goroutines; see ordering.call. C++ may use their memory after they have returned an error, so
// they use no buffers of the caller.

// ordered holds what a read of an ordered database passes to C++.
type ordered struct {
	order    *ordering
	db       *C.leveldb_t
	snapshot *C.oldb_snapshot
	flags    C.int
}

// get is oldb_get. A value of at most len(buf) bytes is copied to buf.
func (r ordered) get(key string, buf []byte) (out C.oldb_value, err error) {
	const copied = 512
	own, result := make([]byte, min(len(buf), copied)), new(C.oldb_value)
	err = r.order.call(func() {
		C.oldb_ordered_get(r.order.c, r.db, r.snapshot, r.flags, chars(key), C.size_t(len(key)), buffer(own), C.size_t(len(own)), result)
	})
	if err != nil {
		return out, err
	}
	if err := statusError(&result.status); err != nil {
		return out, err
	}
	if result.owner == 0 {
		copy(buf, own[:result.size])
	}
	return *result, nil
}

func (r ordered) has(key string) (bool, error) {
	var result struct {
		found  C.int
		status C.oldb_status
	}
	err := r.order.call(func() {
		C.oldb_ordered_has(r.order.c, r.db, r.snapshot, r.flags, chars(key), C.size_t(len(key)), &result.found, &result.status)
	})
	if err != nil {
		return false, err
	}
	return result.found != 0, statusError(&result.status)
}

// write is oldb_write for any kind of write.
func (o *ordering) write(db *C.leveldb_t, w *write) error {
	packed := []byte(nil)
	if w.kind == packedEntries {
		packed = slices.Clone(w.value)
	} else {
		packed = driver.AppendEntry(nil, w.kind, w.key, w.value)
	}
	sync := C.int(0)
	if w.sync {
		sync = 1
	}
	status := new(C.oldb_status)
	err := o.call(func() { C.oldb_ordered_write(db, sync, buffer(packed), C.size_t(len(packed)), status) })
	if err != nil {
		return err
	}
	return statusError(status)
}

func (r ordered) count(span driver.Span, most C.uint64_t) (uint64, error) {
	var result struct {
		count  C.uint64_t
		status C.oldb_status
	}
	lower, upper := orderedBounds(span)
	err := r.order.call(func() {
		C.oldb_ordered_count(r.order.c, r.db, r.snapshot, r.flags, lower, C.size_t(len(span.Lower)), upper, C.size_t(len(span.Upper)),
			most, &result.count, &result.status)
	})
	if err != nil {
		return 0, err
	}
	return uint64(result.count), statusError(&result.status)
}

// gather is oldb_gather.
func (r ordered) gather(packed, header, rows []byte, states []driver.RowState) error {
	header = slices.Clone(header)
	own, ownStates, status := make([]byte, len(rows)), make([]driver.RowState, len(states)), new(C.oldb_status)
	err := r.order.call(func() {
		C.oldb_ordered_gather(r.order.c, r.db, r.snapshot, r.flags, buffer(packed), C.size_t(len(packed)), C.size_t(len(ownStates)),
			buffer(header), C.size_t(len(header)), buffer(own), C.size_t(len(own)),
			(*C.uint8_t)(unsafe.Pointer(unsafe.SliceData(ownStates))), status)
	})
	if err == nil {
		err = statusError(status)
	}
	if err != nil {
		return err
	}
	copy(states, ownStates)
	size := len(rows) / len(states)
	for i, state := range states {
		if state == driver.RowCopied {
			copy(rows[i*size:(i+1)*size], own[i*size:])
		}
	}
	return nil
}

func (r ordered) prefetch(packed []byte) error {
	status := new(C.oldb_status)
	err := r.order.call(func() {
		C.oldb_ordered_prefetch(r.order.c, r.db, r.snapshot, buffer(packed), C.size_t(len(packed)), maxPrefetch, status)
	})
	if err != nil {
		return err
	}
	return statusError(status)
}

func (r ordered) prefetchSpan(span driver.Span, most C.uint64_t) error {
	status := new(C.oldb_status)
	lower, upper := orderedBounds(span)
	err := r.order.call(func() {
		C.oldb_ordered_prefetch_range(r.order.c, r.db, r.snapshot, r.flags, lower, C.size_t(len(span.Lower)),
			upper, C.size_t(len(span.Upper)), most, maxPrefetch, status)
	})
	if err != nil {
		return err
	}
	return statusError(status)
}

// open is oldb_iter_open.
func (r ordered) open(span driver.Span, keysOnly bool, page C.oldb_page, d *draft) (C.oldb_page, *C.oldb_iter, error) {
	var result struct {
		page C.oldb_page
		iter *C.oldb_iter
	}
	result.page = page
	own := new(draft)
	values := own.values[:]
	if keysOnly {
		values = nil
	}
	lower, upper := orderedBounds(span)
	err := r.order.call(func() {
		result.iter = C.oldb_ordered_iter_open(r.order.c, r.db, r.snapshot, r.flags, lower, C.size_t(len(span.Lower)),
			upper, C.size_t(len(span.Upper)), entries(own.ends[:]), buffer(own.keys[:]), buffer(values), &result.page)
	})
	if err != nil {
		return C.oldb_page{}, nil, err
	}
	*d = *own
	return result.page, result.iter, nil
}

// lookup is oldb_lookup_open.
func (r ordered) lookup(packed []byte, page C.oldb_page, d *draft) (C.oldb_page, *C.oldb_lookup, error) {
	var result struct {
		page   C.oldb_page
		lookup *C.oldb_lookup
	}
	result.page = page
	own := new(draft)
	err := r.order.call(func() {
		result.lookup = C.oldb_ordered_lookup_open(r.order.c, r.db, r.snapshot, r.flags, buffer(packed), C.size_t(len(packed)),
			entries(own.ends[:]), buffer(own.values[:]), &result.page)
	})
	if err != nil {
		return C.oldb_page{}, nil, err
	}
	*d = *own
	return result.page, result.lookup, nil
}

// fill is oldb_iter_fill, or oldb_iter_seek to a position. After an error the room must not be used
// again.
func (o *ordering) fill(iter *C.oldb_iter, seek *driver.Position, page C.oldb_page, r *room, values []byte) (C.oldb_page, error) {
	result := &page
	ends, keys := r.ends, r.keys
	fill := func() { C.oldb_ordered_iter_fill(iter, entries(ends), buffer(keys), buffer(values), result) }
	if seek != nil {
		how, key := seekFlags(seek), seek.Key
		fill = func() {
			C.oldb_ordered_iter_seek(iter, how, chars(key), C.size_t(len(key)), entries(ends), buffer(keys), buffer(values), result)
		}
	}
	if err := o.call(fill); err != nil {
		return C.oldb_page{}, err
	}
	return *result, nil
}

// fillLookup is oldb_lookup_fill. After an error the room must not be used again.
func (o *ordering) fillLookup(lookup *C.oldb_lookup, packed []byte, page C.oldb_page, r *room) (C.oldb_page, error) {
	result := &page
	ends, values := r.ends, r.values
	err := o.call(func() {
		C.oldb_ordered_lookup_fill(o.c, lookup, buffer(packed), C.size_t(len(packed)), entries(ends), buffer(values), result)
	})
	if err != nil {
		return C.oldb_page{}, err
	}
	return *result, nil
}

// orderedBounds returns the bounds of a span. An empty string is a bound if the span excludes or
// includes it.
func orderedBounds(span driver.Span) (lower, upper *C.char) {
	lower, upper = bound(span.Lower), bound(span.Upper)
	if span.Lower == "" && span.ExcludeLower {
		lower = chars("\x00")
	}
	if span.Upper == "" && span.IncludeUpper {
		upper = chars("\x00")
	}
	return lower, upper
}

// orderedFlags returns the flags for the bounds of a span.
func orderedFlags(span driver.Span) (flags C.int) {
	if span.Reverse {
		flags |= C.OLDB_REVERSE
	}
	if span.ExcludeLower {
		flags |= C.OLDB_EXCLUDE_LOWER
	}
	if span.IncludeUpper {
		flags |= C.OLDB_INCLUDE_UPPER
	}
	return flags
}
