package server

import (
	"context"
	"time"

	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
)

// openCursor opens a cursor in the current state, or in the state of the snapshot. It reads no
// entries.
func (c *served) openCursor() error {
	span, err := wire.ParseWholeSpan(c.body)
	if err != nil {
		return err
	}
	span.Reverse, span.Limit = false, 0
	l, err := c.beginRange(c.cursors, span, true)
	if err != nil {
		return err
	}
	defer c.cursors.release(l, c.Handler.options.Lease)
	return c.sendLease(l.id)
}

// seekSize is the size of the keys and values, in bytes, after which the response to a seek ends. A
// client that continues needs one round trip per that many bytes.
const seekSize = 256 << 10

// seek sends the entries at a position of a cursor.
func (c *served) seek() error {
	r, err := wire.ParseSeek(c.body)
	if err != nil {
		return err
	}
	f, err := c.frames()
	if err != nil {
		return err
	}
	defer f.free()
	l, err := c.resumeRange(c.cursors, r.ID, func(l *ranging) error {
		to := r.To
		to.Key = l.scope.key(to.Key)
		return l.seeker.Seek(to)
	})
	if err != nil {
		return err
	}
	keep := time.Duration(0)
	defer func() { c.cursors.release(l, keep) }()
	defer context.AfterFunc(c.request.Context(), c.answer.abortWrites)()
	kind := pageOfEntries
	if l.value.keysOnly {
		kind = pageOfKeys
	}
	entries, size := uint64(0), uint64(0)
	err = c.stream(f, l.value.cursor, func(f *frameWriter, p *driver.Page) error {
		if err := f.page(p, len(l.value.scope), kind); err != nil {
			return err
		}
		end := f.ends[len(f.ends)-1]
		entries, size = entries+uint64(p.Len()), size+uint64(end.Key)+uint64(end.Value)
		if entries >= r.Wanted || size >= seekSize {
			return errEnough
		}
		return nil
	})
	// The cursor is at the last entry and needs its memory. It is kept after an error too, because
	// the client may retry.
	held := c.pages.held
	c.pages.held = 0
	c.answer.drop(held)
	if l.value.park(c.memory.account(c.answer.client), held) {
		keep = c.Handler.options.Lease
	}
	if f.broken != nil {
		c.answer.abort()
	}
	return err
}
