package native

import (
	"errors"
	"sync"
)

const (
	// maxGroupSize is how many bytes of packed entries are written together, as in LevelDB's own DBImpl::BuildBatchGroup
	// (db/db_impl.cc): more would make the first of them wait.
	maxGroupSize = 1 << 20
	// maxJoinSize is the size of a write that is not worth the copy into a group: writing it costs more than what is spared.
	maxJoinSize = 128 << 10
)

// errUnfinished is what the others of a group get if the one that writes it panics.
var errUnfinished = errors.New("the writer of the group came to no end")

// commits lets one goroutine at a time write to a database, in the order they come.
//
// LevelDB has such a queue too, but a goroutine that waits in it takes a thread of the operating system along, so that a
// thousand synced writers would be a thousand threads. Here they wait as goroutines. Those that come while one is writing
// gather in groups; a group is written by the one that began it, as one batch in one crossing, with one sync, while the
// others sleep.
//
// The rule for who joins whom is LevelDB's (BuildBatchGroup): a write joins the group at the end of the queue, unless
//   - it asks for a sync that the group's first has not asked for: who wants no sync does not wait for that of a later one,
//     only for those that came before, as in LevelDB itself;
//   - the group would be larger than maxGroupSize;
//   - it, or the group's first, is larger than maxJoinSize. Such a write is alone, and is not copied.
//
// A write that finds nobody in C++ crosses at once, as if there were no queue.
type commits struct {
	mu      sync.Mutex
	writing bool // somebody is in C++, or was just told to go; so it is while a group waits

	first, last *group // the groups that wait; only the last is joined

	failed error // of a write that LevelDB could not do; belongs to whoever is writing
}

// attempt calls cross, which makes LevelDB write, for whoever is writing, unless it has failed before.
//
// Where LevelDB 1.23 cannot append to its log, because the disk is full say, it takes the next write all the same: but a part of
// the record may be in the file, which its log writer counts wrongly, so that what follows, synced and acknowledged, is lost
// when the log is read. (A failed sync it remembers.) So the first failure is the end of writing, until the database is opened anew.
func (c *commits) attempt(op string, cross func() error) error {
	if c.failed != nil {
		return &Error{Op: op, Class: ErrIO, Text: "an earlier write failed, close and open the database to write again: " + c.failed.Error(), Cause: c.failed}
	}
	err := cross()
	// These two are ours, from before LevelDB was entered (see oldb_write): nothing was written.
	if err != nil && !errors.Is(err, ErrOutOfMemory) && !errors.Is(err, ErrInvalidArgument) {
		c.failed = err
	}
	return err
}

// group is what is written together. The writes of its members are copied into it by themselves, so that nobody touches the
// memory of another's caller.
type group struct {
	next   *group
	sync   bool
	packed *[]byte // entries as in a Batch; nil for a write that is alone

	turn sync.WaitGroup // done when the first member may write
	done sync.WaitGroup // done when it has
	err  error          // valid then
}

// packedGroups holds the memory of groups that were written.
var packedGroups = sync.Pool{New: func() any { return new([]byte) }}

// admit decides how a write is done. With a nil group the caller writes it now, and calls next when
// that is done. Otherwise it is in the queue: the caller leads the group, or waits until it is
// done. After an error it is not in the queue.
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

// lead waits for the group's turn and calls write, which writes it. Whatever write does, the queue goes on.
func (c *commits) lead(g *group, write func() error) error {
	g.turn.Wait()
	c.mu.Lock()
	c.first = g.next // until now others could join
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

// next ends the turn of whoever is writing, and begins that of the next.
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
