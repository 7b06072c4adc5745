package leveldb

import (
	"sync/atomic"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// copyWriters writes the batches of a copy, several at the same time if there are several writers.
// The order of the writes does not matter, because a copy writes each key once.
type copyWriters struct {
	dst   *DB
	free  chan *driver.Batch // an empty batch for each writer that is not writing; nil if there is one writer
	group group

	written, deleted atomic.Int64
}

func newCopyWriters(dst *DB, n int) *copyWriters {
	w := &copyWriters{dst: dst, group: group{cancel: func() {}}}
	if n > 1 {
		w.free = make(chan *driver.Batch, n)
		for range n {
			w.free <- new(driver.Batch)
		}
	}
	return w
}

// alone returns the size from which values are written individually. Several writers copy all but
// the largest values, because a value is borrowed only until the next one is read.
func (w *copyWriters) alone() int {
	if w.free == nil {
		return copyAlone
	}
	return copyAloneOfMany
}

// put writes a value and does not retain it. LevelDB reads it in place. It is known to be readable,
// because it has been hashed.
func (w *copyWriters) put(whole string, value []byte) error {
	if err := w.dst.store.Put(w.dst.ctx, whole, value, w.dst.write); err != nil {
		return fail("put", whole, err)
	}
	w.written.Add(1)
	return nil
}

// write writes a batch with that many deletions. It returns an empty batch for the next entries. If
// there are several writers, it returns when one of them has begun, and the error may be that of an
// earlier batch. If sync is set, everything written so far is on disk when it returns.
func (w *copyWriters) write(b *driver.Batch, deletes int, sync bool) (next *driver.Batch, err error) {
	if w.free == nil {
		return b, w.writeNow(b, deletes, sync)
	}
	next = b
	if b.Len() > 0 {
		next = <-w.free
		w.group.run(func() error {
			defer func() { w.free <- b }()
			return w.writeNow(b, deletes, false)
		})
	}
	if w.group.ended.Load() || sync {
		err = w.wait()
	}
	if sync && err == nil {
		err = w.writeNow(next, 0, true)
	}
	return next, err
}

// writeNow writes a batch and resets it.
func (w *copyWriters) writeNow(b *driver.Batch, deletes int, sync bool) error {
	o := w.dst.write
	o.Sync = o.Sync || sync
	if err := w.dst.store.Write(w.dst.ctx, b, o); err != nil {
		return fail("write batch", w.dst.name, err)
	}
	w.written.Add(int64(b.Len() - deletes))
	w.deleted.Add(int64(deletes))
	b.Reset()
	return nil
}

// wait waits for the writes in progress, and returns the first error.
func (w *copyWriters) wait() error { return w.group.wait() }
