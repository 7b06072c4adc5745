package server

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// links are the links of a Handler. The zero value is ready for use.
type links struct {
	mu      sync.Mutex
	open    map[*link]bool
	stopped bool
	ended   sync.WaitGroup // links that have not ended

	watched atomic.Bool // watch is running
}

// add adds a link that is about to start. It reports false if the Handler is closed.
func (s *links) add(l *link) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopped {
		return false
	}
	if s.open == nil {
		s.open = map[*link]bool{}
	}
	s.open[l] = true
	s.ended.Add(1)
	return true
}

func (s *links) remove(l *link) {
	s.mu.Lock()
	delete(s.open, l)
	s.mu.Unlock()
	s.ended.Done()
}

func (s *links) all() []*link {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]*link, 0, len(s.open))
	for l := range s.open {
		all = append(all, l)
	}
	return all
}

// stop ends all links, and admits no more. Requests that were read are finished first. It does not
// wait for that.
func (s *links) stop() {
	s.mu.Lock()
	s.stopped = true
	s.mu.Unlock()
	for _, l := range s.all() {
		l.stop()
	}
}

// wait waits until the links have ended after stop. If ctx is done earlier, it breaks their
// connections, and returns the error of ctx.
func (s *links) wait(ctx context.Context) error {
	done := make(chan struct{})
	go func() {
		s.ended.Wait()
		close(done)
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		for _, l := range s.all() {
			l.broke()
		}
		return ctx.Err()
	}
}

const (
	// linkTick is how often watch checks the links. A slow call delays those after it on its link by
	// one or two ticks. If maxApart calls of a link are in progress, the next one waits.
	linkTick = time.Millisecond
	// linkQuiet is the number of ticks without a call of any link after which watch returns.
	linkQuiet = 100
)

// watch starts a new reader for each link whose reader is serving a long call.
func (s *links) watch() {
	tick := time.NewTicker(linkTick)
	defer tick.Stop()
	for {
		<-tick.C
		active := false
		for _, l := range s.all() {
			active = l.check() || active
		}
		if active {
			continue
		}
		s.watched.Store(false)
		// A call may have begun after check, and have found watched still set.
		for _, l := range s.all() {
			active = active || l.serving()
		}
		if !active || !s.watched.CompareAndSwap(false, true) {
			return
		}
	}
}

// active starts watch if it is not running.
func (s *links) active() {
	if !s.watched.Load() && s.watched.CompareAndSwap(false, true) {
		go s.watch()
	}
}
