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

// RowState says what Gather found for a key.
type RowState uint8

// The states of a row.
const (
	RowCopied    RowState = C.OLDB_ROW_COPIED
	RowMissing   RowState = C.OLDB_ROW_MISSING   // there is no such key
	RowDifferent RowState = C.OLDB_ROW_DIFFERENT // the value has another header or length
)

// Gather reads the values of many keys in one crossing: of each that is the header followed by exactly one row, the row is
// copied to its place in rows, which is len(keys) rows long. The others' places are left as they are. It gives a state for
// each key. The error is of the reading; the states are then meaningless.
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
	C.oldb_gather(db.c, snapshot, options.flags(), (*C.char)(unsafe.Pointer(unsafe.SliceData(packed))), C.size_t(len(keys)),
		(*C.char)(unsafe.Pointer(unsafe.SliceData(header))), C.size_t(len(header)), C.size_t(len(rows)/len(keys)),
		(*C.char)(unsafe.Pointer(unsafe.SliceData(rows))), (*C.uint8_t)(unsafe.Pointer(unsafe.SliceData(states))), &status)
	return states, statusError("gather", &status)
}
