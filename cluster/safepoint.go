package cluster

import (
	"context"
	"sync"
)

// safePoint is the timestamp up to which superseded values have been collected. PD announces it
// before the stores begin to collect. So a read was correct if the safe point was not past its
// timestamp after the read.
type safePoint struct {
	load func(ctx context.Context) (uint64, error)

	mu      sync.Mutex
	known   uint64 // the largest one that was loaded; it never decreases
	next    *loading
	running bool
}

// loading is a request to PD. Several readers share it if it begins after their reads ended.
type loading struct {
	done chan struct{}
	err  error
}

// loadSafePoint asks PD for the safe point.
func (c *client) loadSafePoint(ctx context.Context) (uint64, error) {
	return c.pd.UpdateGCSafePoint(ctx, 0) // does not lower it
}

// check returns ErrExpired if garbage collection may have removed values that a read at a timestamp
// must return. The caller has finished the read.
func (s *safePoint) check(ctx context.Context, c *client, ts uint64) error {
	s.mu.Lock()
	if s.known > ts {
		s.mu.Unlock()
		return expired()
	}
	if s.next == nil {
		s.next = &loading{done: make(chan struct{})}
		if !s.running {
			s.running = true
			go s.run(c)
		}
	}
	mine := s.next
	s.mu.Unlock()

	select {
	case <-mine.done:
	case <-ctx.Done():
		return ctx.Err()
	}
	if mine.err != nil {
		return mine.err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.known > ts {
		return expired()
	}
	return nil
}

// run makes requests until nobody waits for one.
func (s *safePoint) run(c *client) {
	for {
		s.mu.Lock()
		current := s.next
		s.next = nil
		s.running = current != nil
		s.mu.Unlock()
		if current == nil {
			return
		}
		current.err = s.update(c)
		close(current.done)
	}
}

// update loads the safe point, and retries until the timeout.
func (s *safePoint) update(c *client) (err error) {
	ctx, done := limit(c.kv.Ctx(), c.options.Timeout)
	defer done(&err)
	var ts uint64
	err = c.retry(ctx, func() (err error) {
		ts, err = s.load(ctx)
		return err
	})
	if err != nil {
		return err
	}
	s.mu.Lock()
	s.known = max(s.known, ts)
	s.mu.Unlock()
	return nil
}
