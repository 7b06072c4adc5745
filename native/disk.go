package native

/*
#include <stdlib.h>
#include "disk.h"
*/
import "C"

import (
	"unsafe"

	"github.com/openleveldb/openleveldb/internal/disk"
)

// engine records the changes to files that C++ makes, and makes them fail.
var engine = disk.Engine{
	Record: func(fd int) { C.oldb_disk_record(C.int(fd)) },
	Fail: func(f disk.Fault) {
		name := C.CString(f.Name)
		defer C.free(unsafe.Pointer(name))
		C.oldb_disk_fail(C.char(f.Operation), name, C.long(f.Skip), C.int(f.Err), C.size_t(f.Part))
	},
	Failed: func() bool { return C.oldb_disk_failed() != 0 },
}

func init() { disk.Register(engine) }
