package native

import (
	"sync/atomic"

	"github.com/openleveldb/openleveldb/internal/leak"
)

// live counts the handles that are open in the process.
var live counter

// counter is a number that many goroutines change. A change in one lane does not slow down changes
// in another, because each lane has a cache line of its own.
type counter struct {
	lanes [lanes]struct {
		n atomic.Int64
		_ [56]byte
	}
}

// Add adds n.
func (c *counter) Add(n int64) { c.addIn(0, n) }

func (c *counter) addIn(lane uint32, n int64) { c.lanes[lane].n.Add(n) }

// Load returns the number.
func (c *counter) Load() (sum int64) {
	for i := range c.lanes {
		sum += c.lanes[i].n.Load()
	}
	return sum
}

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
