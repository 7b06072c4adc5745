// Package fault recognizes panics that are faults of mapped memory, as debug.SetPanicOnFault
// raises them.
package fault

import (
	"fmt"
	"runtime"
	"unsafe"

	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/native"
)

// Unreadable returns the error for a recovered panic p that is a fault within bytes, which are in a
// mapped table: the disk failed, or the table was truncated. ok is false for any other panic.
func Unreadable(p any, bytes []byte) (err error, ok bool) {
	f, ok := p.(interface {
		runtime.Error
		Addr() uintptr // see debug.SetPanicOnFault
	})
	if !ok {
		return nil, false
	}
	at := f.Addr() - uintptr(unsafe.Pointer(unsafe.SliceData(bytes)))
	// ExplainFault returns text for a use after release, in a build with openleveldb_poison.
	if at >= uintptr(len(bytes)) || native.ExplainFault(f.Addr()) != "" {
		return nil, false
	}
	text := fmt.Sprintf("byte %d of %d cannot be read any more: the table was truncated, or its disk fails", at, len(bytes))
	return &driver.Error{Class: driver.ErrIO, Text: text}, true
}
