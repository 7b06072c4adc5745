package native

/*
#cgo noescape oldb_count
#cgo nocallback oldb_count
#include "shim.h"
*/
import "C"

import (
	"context"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// Count implements [driver.Store], in one call into C++.
func (s state) Count(ctx context.Context, span driver.Span, o driver.ReadOptions) (uint64, error) {
	if err := span.Check(); err != nil {
		return 0, err
	}
	snapshot, err := s.enter(ctx)
	if err != nil {
		return 0, err
	}
	defer s.leave()
	most := ^C.uint64_t(0)
	if span.Limit > 0 {
		most = C.uint64_t(span.Limit)
	}
	if s.db.order != nil {
		reads.acquire()
		defer reads.release()
		return ordered{s.db.order, s.db.c, snapshot, flags(o) | orderedFlags(span)}.count(span, most)
	}
	var count C.uint64_t
	var status C.oldb_status
	reads.acquire()
	C.oldb_count(s.db.c, snapshot, s.db.core.direct(), flags(o), bound(span.Lower), C.size_t(len(span.Lower)), bound(span.Upper), C.size_t(len(span.Upper)),
		most, &count, &status)
	reads.release()
	return uint64(count), statusError(&status)
}
