package native

/*
#cgo noescape oldb_prefetch
#cgo nocallback oldb_prefetch
#cgo noescape oldb_prefetch_range
#cgo nocallback oldb_prefetch_range
#cgo noescape oldb_request_memory
#cgo nocallback oldb_request_memory
#include "mapping.h"
#include "shim.h"
*/
import "C"

import (
	"context"
	"unsafe"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// maxPrefetch is the maximum number of bytes that one call requests.
const maxPrefetch = 1 << 30

// Prefetch implements [driver.Prefetcher].
func (s state) Prefetch(ctx context.Context, keys []string) error {
	packed, err := packKeys(keys)
	if err != nil {
		return err
	}
	snapshot, err := s.enter(ctx)
	if err != nil {
		return err
	}
	defer s.leave()
	if s.db.order != nil {
		reads.acquire()
		defer reads.release()
		return ordered{s.db.order, s.db.c, snapshot, 0}.prefetch(packed)
	}
	var status C.oldb_status
	reads.acquire()
	C.oldb_prefetch(s.db.c, snapshot, buffer(packed), C.size_t(len(packed)), maxPrefetch, &status)
	reads.release()
	return statusError(&status)
}

// PrefetchSpan implements [driver.Prefetcher].
func (s state) PrefetchSpan(ctx context.Context, span driver.Span) error {
	if err := span.Check(); err != nil {
		return err
	}
	snapshot, err := s.enter(ctx)
	if err != nil {
		return err
	}
	defer s.leave()
	var flags C.int
	if span.Reverse {
		flags = C.OLDB_REVERSE
	}
	most := ^C.uint64_t(0)
	if span.Limit > 0 {
		most = C.uint64_t(span.Limit)
	}
	if s.db.order != nil {
		reads.acquire()
		defer reads.release()
		return ordered{s.db.order, s.db.c, snapshot, orderedFlags(span)}.prefetchSpan(span, most)
	}
	var status C.oldb_status
	reads.acquire()
	C.oldb_prefetch_range(s.db.c, snapshot, flags, bound(span.Lower), C.size_t(len(span.Lower)),
		bound(span.Upper), C.size_t(len(span.Upper)), most, maxPrefetch, &status)
	reads.release()
	return statusError(&status)
}

// Request asks the system to read bytes of a borrowed value that are about to be used, if they are
// in a mapped table and not in memory. It does not wait for the disk.
func Request(b []byte) {
	if len(b) > 0 {
		C.oldb_request_memory((*C.char)(unsafe.Pointer(unsafe.SliceData(b))), C.size_t(len(b)))
	}
}

// limitMappings sets how many tables the process may map, and returns the previous number. It is
// for tests: tables beyond the limit are read with system calls.
func limitMappings(tables int) (before int) { return int(C.oldb_mapping_limit(C.long(tables))) }
