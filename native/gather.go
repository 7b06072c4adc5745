package native

/*
#cgo noescape oldb_gather
#cgo nocallback oldb_gather
#include "shim.h"
*/
import "C"

import (
	"context"
	"fmt"
	"unsafe"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// Gather implements [driver.Store], in one call into C++.
func (s state) Gather(ctx context.Context, keys []string, header, rows []byte, o driver.ReadOptions) ([]driver.RowState, error) {
	if len(keys) == 0 {
		if _, err := s.enter(ctx); err != nil {
			return nil, err
		}
		s.leave()
		return nil, nil
	}
	if len(rows)%len(keys) != 0 {
		return nil, &driver.Error{Class: driver.ErrInvalidArgument, Text: fmt.Sprintf("%d bytes for %d rows", len(rows), len(keys))}
	}
	packed, err := packKeys(keys)
	if err != nil {
		return nil, err
	}
	snapshot, err := s.enter(ctx)
	if err != nil {
		return nil, err
	}
	defer s.leave()
	states := make([]driver.RowState, len(keys))
	if s.db.order != nil {
		reads.acquire()
		defer reads.release()
		return states, ordered{s.db.order, s.db.c, snapshot, flags(o)}.gather(packed, header, rows, states)
	}
	var status C.oldb_status
	reads.acquire()
	C.oldb_gather(s.db.c, snapshot, flags(o), buffer(packed), C.size_t(len(packed)), C.size_t(len(states)),
		buffer(header), C.size_t(len(header)), buffer(rows), C.size_t(len(rows)),
		(*C.uint8_t)(unsafe.Pointer(unsafe.SliceData(states))), &status)
	reads.release()
	return states, statusError(&status)
}
