package leveldb

import "github.com/openleveldb/openleveldb/internal/leak"

// OnLeak sets the function that is called when a database, snapshot, loop or pinned value was
// garbage collected without having been closed. Its arguments are a description of the handle, and
// the stack of the place where it was created, if known. The handle has been released by then. If
// report is nil, nothing is reported. Without a call of OnLeak the report goes to package log's
// standard logger.
//
// There is one function for the whole process. OnLeak returns the previous one. The function is
// called from a goroutine of the runtime and must not block.
func OnLeak(report func(what, madeAt string)) (before func(what, madeAt string)) {
	return leak.SetReporter(report)
}
