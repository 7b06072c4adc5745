package native

import (
	"sync/atomic"

	"github.com/openleveldb/openleveldb/internal/leak"
)

// live counts the handles that are open in the process.
var live atomic.Int64

// LiveHandles returns the number of databases, builds, iterators, snapshots and borrowed values that
// are open in this process. A test that expects everything to be released compares it with zero. An
// Iterator counts only while it holds a C++ object.
func LiveHandles() int { return int(live.Load()) }

// collected is the runtime cleanup of a handle to a child.
func collected(ch child) {
	if ch.end() {
		leak.Report(ch.describe())
	}
}
