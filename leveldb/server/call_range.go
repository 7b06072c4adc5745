package server

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
)

// ranging is a range that is being sent or was interrupted, or a cursor.
type ranging struct {
	cursor   driver.Cursor
	seeker   driver.Seeker // the same, or nil: the range cannot be resumed
	scope    scope
	reverse  bool
	keysOnly bool
	ordered  bool     // by a comparator
	parked   *account // for the memory of the cursor while nobody reads; nil: none
}

// park reserves memory for the current entry of the cursor, and reports whether there was room.
func (r *ranging) park(memory *account, n int64) bool {
	if n == 0 || !memory.tryTake(n) {
		memory.close()
		return n == 0
	}
	r.parked = memory
	return true
}

// unpark returns that memory.
func (r *ranging) unpark() {
	if r.parked != nil {
		r.parked.close()
		r.parked = nil
	}
}

// scan sends a range, from its beginning or from the point at which an earlier response was
// interrupted.
func (c *served) scan() error {
	r, err := wire.ParseRange(c.body)
	if err != nil {
		return err
	}
	f, err := c.frames()
	if err != nil {
		return err
	}
	defer f.free()
	var l *lease[*ranging]
	if r.Resume != 0 {
		l, err = c.resumeRange(c.ranges, r.Resume, func(l *ranging) error {
			to := driver.Position{Reverse: l.reverse, Taken: int(r.Taken)}
			if r.Taken > 0 {
				to.Place, to.Key = driver.AfterKey, l.scope.key(r.After)
			}
			return l.seeker.Seek(to)
		})
	} else {
		l, err = c.beginRange(c.ranges, r.Span, false)
	}
	if err != nil {
		return err
	}
	keep := time.Duration(0) // unless the client may resume
	defer func() { c.ranges.release(l, keep) }()
	if l.value.ordered {
		c.answer.Header().Set(wire.HeaderOrder, "comparator")
	}
	if l.value.seeker != nil {
		c.answer.Header().Set(wire.HeaderRange, strconv.FormatUint(l.id, 10))
	}
	defer context.AfterFunc(c.request.Context(), c.answer.abortWrites)()
	kind := pageOfEntries
	if l.value.keysOnly {
		kind = pageOfKeys
	}
	err = c.stream(f, l.value.cursor, func(f *frameWriter, p *driver.Page) error { return f.page(p, len(l.value.scope), kind) })
	if f.broken != nil {
		if l.value.park(c.memory.account(c.answer.client), c.pages.held) {
			keep = l.value.lease(c.Handler.options.Lease)
		}
		c.answer.abort()
	}
	if f.failed {
		c.answer.Header().Del(wire.HeaderRange)
	} else {
		keep = l.value.lease(min(endedLease, c.Handler.options.Lease))
	}
	return err
}

// lease returns how long to keep a range.
func (r *ranging) lease(lease time.Duration) time.Duration {
	if r.seeker == nil {
		return 0
	}
	return lease
}

// beginRange starts a range in the current state, or in the state of the snapshot. A lazy range is
// a cursor that the client moves.
func (c *served) beginRange(table *leases[*ranging], w wire.Span, lazy bool) (*lease[*ranging], error) {
	if err := c.acquire(false); err != nil {
		return nil, err
	}
	order := driver.ComparatorOf(c.store)
	if lazy && order != nil {
		return nil, fmt.Errorf("%w: a server has no cursors for a database whose keys the comparator %q orders", driver.ErrNotSupported, order.Name)
	}
	span := c.wholeSpan(w)
	span.Seekable, span.Reuse, span.Lazy = true, true, lazy
	cursor, err := c.cursor(func(o leveldb.ReadOptions) (driver.Cursor, error) { return c.store.Scan(c.request.Context(), span, o) })
	if err != nil {
		return nil, err
	}
	r := &ranging{cursor: cursor, scope: c.scope, reverse: w.Reverse, keysOnly: w.KeysOnly, ordered: order != nil}
	if r.seeker, _ = cursor.(driver.Seeker); lazy && r.seeker == nil {
		cursor.Close()
		return nil, fmt.Errorf("%w: cursors of this database", driver.ErrNotSupported)
	}
	release := c.handOver()
	return table.add(r, c.owner(), c.answer.client, c.answer.abortWrites, func() {
		cursor.Close()
		r.unpark()
		release()
	})
}

// resumeRange resumes a range after calling move to position it. The range may still be in use by a
// connection that has broken unnoticed.
func (c *served) resumeRange(table *leases[*ranging], id uint64, move func(l *ranging) error) (*lease[*ranging], error) {
	l, err := table.take(id, c.owner(), c.answer.abortWrites)
	if err != nil {
		return nil, err
	}
	l.value.unpark()
	if err = c.pages.reserve(c.request.Context()); err == nil {
		err = move(l.value)
	}
	if err != nil {
		keep := c.Handler.options.Lease
		if errors.Is(err, leveldb.ErrClosed) {
			keep, err = 0, fmt.Errorf("%w: the database was closed", wire.ErrExpired)
		}
		table.release(l, keep)
		return nil, err
	}
	return l, nil
}
