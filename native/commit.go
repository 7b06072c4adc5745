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

// await queues w. It returns when the caller has the turn to write, or when another goroutine has
// written w.
//
// In the first case, mine is true. The caller then writes group.all(w), passes the error to
// group.result, and calls end. A nil group means that there was no queue. In the second case, err
// is the result of w. An error of w itself, which nobody has written, is returned in the same way.
func (c *commits) await(w *write) (g *group, mine bool, err error) {
	g, leads, err := c.join(w)
	switch {
	case err != nil:
		return nil, false, err
	case !leads:
		g.done.Wait()
		return nil, false, g.err
	}
	c.begin(g)
	return g, true, nil
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

// join adds a write to the queue. A nil group means that there is no queue: the caller has the turn
// to write. Otherwise the caller leads the group if leads is true, and another goroutine does if
// not. After an error the write is not in the queue.
func (c *commits) join(w *write) (g *group, leads bool, err error) {
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

// size returns the number of bytes that appendTo appends, or a size that is too large to join a
// group.
func (w *write) size() int {
	switch w.kind {
	case packedEntries:
		return len(w.value)
	case aloneInTurn:
		return maxJoinSize + 1
	default:
		return driver.BatchOverhead + len(w.key) + len(w.value)
	}
}

// appendTo appends the write to packed entries. Entries that are already packed are checked after
// the copy: the caller's memory may change at any time, and a wrong length would damage the entries
// of other writes.
func (w *write) appendTo(packed []byte) ([]byte, error) {
	if w.kind != packedEntries {
		return driver.AppendEntry(packed, w.kind, w.key, w.value), nil
	}
	size := len(packed)
	packed = append(packed, w.value...)
	if _, err := driver.CountEntries(packed[size:]); err != nil {
		return packed[:size], err
	}
	return packed, nil
}

// begin waits for the turn of a group, and removes the group from the queue.
func (c *commits) begin(g *group) {
	if g == nil {
		return
	}
	g.turn.Wait()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.first = g.next // from here on no write can join
	if c.first == nil {
		c.last = nil
	}
}

// all returns the write that applies all members of the group. The first member is w.
func (g *group) all(w *write) *write {
	if g == nil || g.packed == nil {
		return w
	}
	return &write{kind: packedEntries, value: *g.packed, sync: g.sync}
}

// result sets the result of all members, and returns it.
func (g *group) result(err error) error {
	if g != nil {
		g.err = err
	}
	return err
}

// end ends the turn of the group, and starts that of the next one. The members of a group without a
// result, because its leader panicked, return errUnfinished.
func (c *commits) end(g *group) {
	if g != nil && g.packed != nil {
		packedGroups.Put(g.packed)
	}
	c.next() // first, so that the next group is written while this one wakes up
	if g != nil {
		g.done.Done()
	}
}

// next starts the turn of the next group, if there is one.
func (c *commits) next() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.first == nil {
		c.writing = false
		return
	}
	c.first.turn.Done()
}

// alone calls do when the caller has the turn to write. No other write runs until do returns. The
// caller is inside a call.
func (db *DB) alone(do func() error) error {
	// No write joins a group of this kind, so it is always led by this goroutine.
	group, _, err := db.commits.await(&write{kind: aloneInTurn})
	if err != nil {
		return err
	}
	defer db.commits.end(group)
	return group.result(do())
}

// earlierFailure returns an error if a write has failed before. The caller has the turn to write.
//
// If LevelDB 1.23 cannot append to its log, for example because the disk is full, it still accepts
// the next write. But a part of the record may be in the file, and the log writer does not count it
// correctly. Later records, even synced and acknowledged ones, are then lost when the log is read.
// (LevelDB does remember a failed sync.) So after the first failure there are no more writes until
// the database is closed and opened again.
func (c *commits) earlierFailure() error {
	if c.failed == nil {
		return nil
	}
	return &driver.Error{Class: driver.ErrIO, Cause: c.failed,
		Text: "an earlier write failed; close and open the database to write again: " + c.failed.Error()}
}

// wrote records the result of a write. The caller has the turn to write.
func (c *commits) wrote(err error) {
	// The shim returns these two before it enters LevelDB (see oldb_write): nothing was written.
	if err != nil && !errors.Is(err, driver.ErrOutOfMemory) && !errors.Is(err, driver.ErrInvalidArgument) {
		c.failed = err
	}
}
