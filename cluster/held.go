package cluster

import (
	"context"
	"sync"
	"sync/atomic"

	"github.com/openleveldb/openleveldb/internal/leak"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// held is what all cursors have in common: a state that is read until the end of a context.
type held struct {
	db     *database
	view   *view
	ctx    context.Context // ends with the cursor and with the database
	cancel context.CancelFunc
	made   leak.Origin
	turns  atomic.Uint64

	mu    sync.Mutex
	over  bool // closed
	ended bool // after an error
}

// hold begins the state of a cursor.
func (s *store) hold(h *held, v *view) error {
	h.db, h.view, h.made = s.db, v, leak.Here()
	h.ctx, h.cancel = context.WithCancel(s.db.life)
	if err := s.db.add(h); err != nil {
		h.cancel()
		return err
	}
	s.db.client.keeper.hold(v.ts)
	return nil
}

// end closes the cursor and reports whether it was open.
func (h *held) end() bool {
	h.cancel() // ends a read in progress
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.over {
		return false
	}
	h.over = true
	h.turns.Add(1)
	h.db.remove(h)
	h.db.client.keeper.release(h.view.ts)
	return true
}

// usable returns the error of a cursor that cannot be read. The caller holds mu.
func (h *held) usable(ctx context.Context) error {
	if h.over {
		return driver.ErrClosed
	}
	if err := context.Cause(h.db.life); err != nil {
		return err
	}
	return ctx.Err()
}

// both returns a context that ends with either the call or the cursor. It has no deadline: see
// limit.
func (h *held) both(call context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancel(joined{h.ctx, call})
	if call.Done() == nil {
		return ctx, cancel
	}
	stop := context.AfterFunc(call, cancel)
	return ctx, func() { stop(); cancel() }
}

// failed notes the error of a read that ends the iteration. The caller holds mu.
func (h *held) failed(ctx context.Context, err error) error {
	h.ended = true
	if h.ctx.Err() != nil && h.db.life.Err() == nil {
		return driver.ErrClosed // by another goroutine, during the read
	}
	return h.db.fail(ctx, err)
}
