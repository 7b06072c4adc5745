package native

import (
	"sync/atomic"

	"github.com/openleveldb/openleveldb/internal/leak"
)

// live counts the handles that are open in the process.
var live atomic.Int64

// LiveHandles gives the number of databases, iterators, snapshots and borrowed values that are open in this process. A
// test that expects to have released everything compares it with zero. An iterator counts while it holds something: see there.
func LiveHandles() int { return int(live.Load()) }

// collected is the cleanup of a handle around a child.
func collected(ch child) {
	if ch.end() {
		leak.Report(ch.describe())
	}
}
