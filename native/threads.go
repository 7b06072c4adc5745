package native

import "sync/atomic"

// A goroutine in C++ occupies a thread of the operating system until its call returns, and Go ends
// a process that needs more than 10,000 threads. Calls that can block in C++, on the disk or on one
// of LevelDB's locks, therefore hold a slot of one of these semaphores. Goroutines that wait for a
// slot occupy no thread.
//
// A slot is held for one crossing. C++ never calls Go, so no goroutine waits for a slot while it
// holds one, and none keeps its slot for longer than LevelDB needs. Each kind of work has slots of
// its own: slow reads do not delay writes, nor compactions reads. Together they allow for far fewer
// threads than Go does.
var (
	// reads are lookups, iteration, and what is made and released with them. There are as many
	// slots as a fast disk answers requests at once.
	reads = newSemaphore(512)
	// writes has one slot in use per database that is written to: see commits.
	writes = newSemaphore(256)
	// upkeep is opening, closing, repairing and destroying databases.
	upkeep = newSemaphore(64)
	// compactions all wait for the one background thread that LevelDB has in a process.
	compactions = newSemaphore(16)
)

// semaphore limits how many goroutines hold a slot at once. It is first in, first out, and costs
// two atomic additions if there is a free slot.
type semaphore struct {
	limit int64
	count atomic.Int64  // goroutines that hold a slot or wait for one
	slots chan struct{} // slots that are handed over to those that wait
	_     [40]byte      // keeps the counts of two semaphores out of the same cache line
}

func newSemaphore(limit int64) *semaphore {
	return &semaphore{limit: limit, slots: make(chan struct{}, limit)}
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
