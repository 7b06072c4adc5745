package native

import (
	"errors"
	"sync"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

const (
	// maxGroupSize is the maximum size of a group in bytes of packed entries. LevelDB uses the same
	// limit in DBImpl::BuildBatchGroup (db/db_impl.cc). A larger group would delay its first
	// member.
	maxGroupSize = 1 << 20
	// maxJoinSize is the maximum size of a write that joins a group. For a larger write, the copy
	// costs more than the group saves.
	maxJoinSize = 128 << 10
)

// errUnfinished is the error for the other members of a group if its leader panics.
var errUnfinished = errors.New("the group leader panicked")

// commits is the queue of writers of a database. One goroutine writes at a time, in order of
// arrival.
//
// LevelDB has such a queue too, but there a waiting goroutine occupies an operating system thread,
// so that a thousand synced writers would need a thousand threads. Here they wait as goroutines.
// Writes that arrive during another write form groups. The goroutine that started a group, its
// leader, writes it as one batch in one call into C++ with one sync, while the others sleep.
//
// The rule for joining is LevelDB's (BuildBatchGroup). A write joins the last group of the queue,
// unless
//   - the write is synced and the group's first write is not. A write without sync waits only for
//     the syncs of earlier writes, as in LevelDB itself.
//   - the group would be larger than maxGroupSize.
//   - the write, or the group's first write, is larger than maxJoinSize. Such a write forms a group
//     of its own, and is not copied.
//
// If no other goroutine is writing, a write calls C++ immediately, as if there were no queue.
type commits struct {
	mu      sync.Mutex
	writing bool // a goroutine is in C++ or has the turn; always true while a group waits

	first, last *group // the waiting groups; writes join only the last

	failed error // the first failure of LevelDB; owned by the goroutine that is writing
}

// attempt calls cross, which makes LevelDB write, unless an earlier write has failed. The caller
// has the turn to write.
//
// If LevelDB 1.23 cannot append to its log, for example because the disk is full, it still accepts
// the next write. But a part of the record may be in the file, and the log writer does not count it
// correctly. Later records, even synced and acknowledged ones, are then lost when the log is read.
// (LevelDB does remember a failed sync.) So after the first failure there are no more writes until
// the database is closed and opened again.
func (c *commits) attempt(cross func() error) error {
	if c.failed != nil {
		return &driver.Error{Class: driver.ErrIO, Text: "an earlier write failed, close and open the database to write again: " + c.failed.Error(), Cause: c.failed}
	}
	err := cross()
	// The shim returns these two before it enters LevelDB (see oldb_write): nothing was written.
	if err != nil && !errors.Is(err, driver.ErrOutOfMemory) && !errors.Is(err, driver.ErrInvalidArgument) {
		c.failed = err
	}
	return err
}

// group holds writes that are written together. Each member copies its own write into the group, so
// that no goroutine reads the memory of another's caller.
type group struct {
	next   *group
	sync   bool
	packed *[]byte // entries as in a Batch; nil for a single large write

	turn sync.WaitGroup // done when the first member may write
	done sync.WaitGroup // done when the group is written
	err  error          // valid when done is done
}

// packedGroups holds the buffers of finished groups for reuse.
var packedGroups = sync.Pool{New: func() any { return new([]byte) }}

// admit adds a write to the queue, or returns a nil group if the caller can write it now. In that
// case the caller calls next when the write is done. Otherwise the caller leads the group if leads
// is true, and waits until it is done if not. After an error the write is not in the queue.
func (c *commits) admit(w *write) (g *group, leads bool, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.writing {
		c.writing = true
		return nil, true, nil
	}
	if g = c.last; g != nil && g.takes(w) {
		*g.packed, err = w.appendTo(*g.packed)
		return g, false, err
	}
	g = &group{sync: w.sync, err: errUnfinished}
	if w.size() <= maxJoinSize {
		g.packed = packedGroups.Get().(*[]byte)
		if *g.packed, err = w.appendTo((*g.packed)[:0]); err != nil {
			packedGroups.Put(g.packed)
			return nil, false, err
		}
	}
	g.turn.Add(1)
	g.done.Add(1)
	if c.last == nil {
		c.first = g
	} else {
		c.last.next = g
	}
	c.last = g
	return g, true, nil
}

// takes reports whether a write may join the group.
func (g *group) takes(w *write) bool {
	size := w.size()
	return g.packed != nil && size <= maxJoinSize && len(*g.packed)+size <= maxGroupSize && (g.sync || !w.sync)
}

// lead waits for the group's turn and calls write, which writes the group. The queue continues even
// if write fails or panics.
func (c *commits) lead(g *group, write func() error) error {
	g.turn.Wait()
	c.mu.Lock()
	c.first = g.next // from here on no write can join
	if c.first == nil {
		c.last = nil
	}
	c.mu.Unlock()
	defer func() {
		if g.packed != nil {
			packedGroups.Put(g.packed)
		}
		c.next() // first, so that the next group is written while this one wakes up
		g.done.Done()
	}()
	g.err = write()
	return g.err
}

// next ends the current turn and starts that of the next group.
func (c *commits) next() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.first == nil {
		c.writing = false
		return
	}
	c.first.turn.Done()
}

// wait waits until the group is written.
func (g *group) wait() error {
	g.done.Wait()
	return g.err
}
