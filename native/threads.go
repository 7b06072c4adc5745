package native

import "sync/atomic"

// A goroutine in C++ occupies an operating system thread until its call returns, and Go crashes a
// process that needs more than 10,000 threads. Calls that can block in C++, on the disk or on one
// of LevelDB's locks, therefore hold a slot of one of these semaphores. Goroutines that wait for a
// slot occupy no thread.
//
// A slot is held for one call into C++. C++ calls only comparators, which must not use a database,
// so no goroutine waits for a slot while it holds one, and none keeps its slot for longer than
// LevelDB needs. Each kind of work has its own slots: slow reads do not delay writes, and
// compactions do not delay reads. Together they allow far fewer threads than Go does.
var (
	// reads is for lookups, iteration, and creating and releasing their objects. Its number of
	// slots is the number of requests that a fast disk serves at once.
	reads = newSemaphore(512)
	// paging is for reading the pages of a cursor. Each cursor uses one of them. Goroutines that
	// iterate at the same time change the same counts several times for each large value, so one
	// semaphore for all would slow them down.
	paging = newSemaphores(64)
	// writes is for writing. Each database that is written to uses one slot: see commits.
	writes = newSemaphore(256)
	// upkeep is for opening, closing, repairing and destroying databases.
	upkeep = newSemaphore(64)
	// compactions is for requested compactions, which all wait for LevelDB's single background
	// thread.
	compactions = newSemaphore(16)
)

// lanes is the number of semaphores and counts over which concurrent iterations are distributed.
const lanes = 8

// lastLane is the number of cursors so far.
var lastLane atomic.Uint32

// nextLane returns the lane of a new cursor.
func nextLane() uint32 { return lastLane.Add(1) % lanes }

// semaphore limits how many goroutines hold a slot at once. It is first in, first out, and costs
// two atomic additions if there is a free slot.
type semaphore struct {
	limit int64
	count atomic.Int64  // goroutines that hold or wait for a slot
	slots chan struct{} // hands slots to waiting goroutines
	_     [40]byte      // keeps the counts of two semaphores in separate cache lines
}

func newSemaphore(limit int64) *semaphore {
	return &semaphore{limit: limit, slots: make(chan struct{}, limit)}
}

func newSemaphores(limit int64) (all [lanes]*semaphore) {
	for i := range all {
		all[i] = newSemaphore(limit)
	}
	return all
}

func (s *semaphore) acquire() {
	if s.count.Add(1) > s.limit {
		<-s.slots
	}
}

func (s *semaphore) release() {
	if s.count.Add(-1) >= s.limit {
		s.slots <- struct{}{}
	}
}
