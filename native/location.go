package native

/*
#cgo noescape oldb_find_memory
#cgo nocallback oldb_find_memory
#include "mapping.h"
*/
import "C"

import (
	"unsafe"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// locationName is the room for the name of a table: a number, ".ldb" or ".sst", and a NUL.
const locationName = 64

// Locate returns where the bytes of a borrowed value are stored. ok is false if they are not in a
// mapped table: they may be in the memory for recent writes, or in a block that was decompressed.
// The value must not have been released.
func Locate(v driver.Value) (at driver.Location, ok bool) {
	b := v.Bytes()
	if len(b) == 0 || !v.Borrowed() {
		return driver.Location{}, false
	}
	var name [locationName]C.char
	var offset, inode C.uint64_t
	if C.oldb_find_memory((*C.char)(unsafe.Pointer(unsafe.SliceData(b))), C.size_t(len(b)), &name[0], locationName, &offset, &inode) == 0 {
		return driver.Location{}, false
	}
	return driver.Location{Table: C.GoString(&name[0]), Inode: uint64(inode), Offset: int64(offset), Size: int64(len(b))}, true
}
