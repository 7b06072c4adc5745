package leveldb

import "github.com/openleveldb/openleveldb/internal/leak"

// OnLeak sets who is told of a database, snapshot, loop or pinned value that was collected without having been closed: what
// it was, and the stack of the place where it was made if that is known. It has been released by then. nil is nobody. Without
// OnLeak the report goes to package log's standard logger.
//
// The function is called from a goroutine of the runtime and must not block. It is one for the process; OnLeak gives the one
// before.
func OnLeak(report func(what, madeAt string)) (before func(what, madeAt string)) {
	return leak.SetReporter(report)
}
