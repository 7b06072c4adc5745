package native

/*
#cgo noescape oldb_gather
#cgo nocallback oldb_gather
#include "shim.h"
*/
import "C"

import (
	"fmt"
	"unsafe"
)

// RowState is the result of Gather for one key.
type RowState uint8

// The states of a row.
const (
	RowCopied    RowState = C.OLDB_ROW_COPIED
	RowMissing   RowState = C.OLDB_ROW_MISSING   // the key does not exist
	RowDifferent RowState = C.OLDB_ROW_DIFFERENT // the value has another header or length
)

// Gather reads the values of many keys in one call into C++. rows has room for len(keys) rows of
// equal size. If a value is header followed by exactly one row, Gather copies the row to its place
// in rows; the other places are unchanged. It returns a state for each key. If a read fails, it
// returns the error, and the states are meaningless.
func (db *DB) Gather(keys []string, header []byte, rows []byte, options ReadOptions) ([]RowState, error) {
	if len(keys) == 0 {
		if _, err := db.reading(options); err != nil {
			return nil, err
		}
		db.read(options)
		return nil, nil
	}
	if len(rows)%len(keys) != 0 {
		return nil, &Error{Op: "gather", Class: ErrInvalidArgument, Text: fmt.Sprintf("%d bytes for %d rows", len(rows), len(keys))}
	}
	packed, err := packKeys(keys)
	if err != nil {
		return nil, err
	}
	snapshot, err := db.reading(options)
	if err != nil {
		return nil, err
	}
	defer db.read(options)
	states := make([]RowState, len(keys))
	var status C.oldb_status
	reads.acquire()
	C.oldb_gather(db.c, snapshot, options.flags(), buffer(packed), C.size_t(len(packed)), C.size_t(len(states)),
		buffer(header), C.size_t(len(header)), buffer(rows), C.size_t(len(rows)),
		(*C.uint8_t)(unsafe.Pointer(unsafe.SliceData(states))), &status)
	reads.release()
	return states, statusError("gather", &status)
}
