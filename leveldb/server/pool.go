package server

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"time"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
)

// The defaults of a pool.
const (
	defaultMaxOpen   = 256
	defaultIdleClose = 10 * time.Minute
)

// pool opens each database once, on first use, and shares it among all users. It closes a database
// that was unused for some time.
type pool struct {
	start     func(name string, create bool) (*leveldb.DB, io.Closer, error) // opens a database
	maxOpen   int
	idleClose time.Duration
	logger    *slog.Logger

	mu     sync.Mutex
	open   map[string]*shared
	closed bool
}

func (p *pool) init(start func(name string, create bool) (*leveldb.DB, io.Closer, error), maxOpen int, idleClose time.Duration, logger *slog.Logger) error {
	if maxOpen < 0 {
		return fmt.Errorf("%w: option MaxOpen is %d", leveldb.ErrInvalidArgument, maxOpen)
	}
	if maxOpen == 0 {
		maxOpen = defaultMaxOpen
	}
	if idleClose == 0 {
		idleClose = defaultIdleClose
	}
	if logger == nil {
		logger = slog.Default()
	}
	p.start, p.maxOpen, p.idleClose, p.logger = start, maxOpen, idleClose, logger
	p.open = map[string]*shared{}
	return nil
}

// shared is a database of a pool, from the start of opening until it is closed.
type shared struct {
	name   string
	create bool

	opened chan struct{} // closed when opening has finished; db, place and err are then final
	db     *leveldb.DB
	place  io.Closer // what the database needs as long as anything is borrowed from it
	err    error

	// Guarded by the pool's mu:
	users  int
	used   time.Time     // when the last user left
	idle   *time.Timer   // runs while the database may be unused
	closed chan struct{} // made when closing begins, closed when it has finished
	shut   bool          // the pool has closed the database; the last user releases its place
}

// acquire returns the open database called clean. name is its name for errors.
func (p *pool) acquire(name, clean string, create bool) (*leveldb.DB, func(), error) {
	for {
		s, opener, err := p.join(clean, create)
		if err != nil {
			return nil, nil, notOpened(name, "", err)
		}
		if opener {
			s.db, s.place, s.err = p.start(clean, create)
			if s.err != nil {
				p.mu.Lock()
				delete(p.open, clean)
				p.mu.Unlock()
			}
			close(s.opened)
		}
		<-s.opened
		if s.err == nil {
			return s.db, sync.OnceFunc(func() { p.release(s) }), nil
		}
		if !create || s.create {
			return nil, nil, s.err
		}
		// The caller that opened it was not allowed to create it; this one is.
	}
}

// join adds a user of a database and reports whether the caller must open it.
func (p *pool) join(name string, create bool) (s *shared, opener bool, err error) {
	for {
		p.mu.Lock()
		if p.closed {
			p.mu.Unlock()
			return nil, false, leveldb.ErrClosed
		}
		s := p.open[name]
		switch {
		case s != nil && s.closed == nil:
			s.users++
			p.mu.Unlock()
			return s, false, nil
		case s != nil: // being closed: it can be opened again afterwards
			p.mu.Unlock()
			<-s.closed
		case len(p.open) < p.maxOpen:
			s = &shared{name: name, create: create, opened: make(chan struct{}), users: 1}
			p.open[name] = s
			p.mu.Unlock()
			return s, true, nil
		default:
			longest := p.longestIdle()
			if longest == nil {
				p.mu.Unlock()
				return nil, false, fmt.Errorf("%w: %d databases are in use", wire.ErrBusy, p.maxOpen)
			}
			p.closeIdle(longest)
		}
	}
}

// longestIdle returns the database that has been unused for longest, or nil if all are in use. p.mu
// must be held.
func (p *pool) longestIdle() *shared {
	var longest *shared
	for _, s := range p.open {
		if s.users == 0 && (s.closed != nil || longest == nil || s.used.Before(longest.used)) {
			if longest = s; s.closed != nil {
				break // it is making room already
			}
		}
	}
	return longest
}

// closeIdle closes an unused database, or waits for another goroutine that is closing it. p.mu must
// be held; closeIdle unlocks it.
func (p *pool) closeIdle(s *shared) {
	if s.closed != nil {
		p.mu.Unlock()
		<-s.closed
		return
	}
	s.closed = make(chan struct{})
	p.mu.Unlock()
	if err := errors.Join(s.db.Close(), s.place.Close()); err != nil {
		p.logger.Error("closing an idle database failed", "database", s.name, "error", err)
	}
	p.mu.Lock()
	delete(p.open, s.name)
	p.mu.Unlock()
	close(s.closed)
}

func (p *pool) release(s *shared) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if s.users--; s.users > 0 {
		return
	}
	s.used = time.Now()
	switch {
	case s.shut:
		p.closePlace(s)
	case s.idle == nil && p.idleClose > 0 && !p.closed:
		s.idle = time.AfterFunc(p.idleClose, func() { p.expire(s) })
	}
}

// expire closes a database that was unused for IdleClose.
func (p *pool) expire(s *shared) {
	p.mu.Lock()
	s.idle = nil
	if s.users > 0 || s.closed != nil || p.closed {
		p.mu.Unlock()
		return // its release starts the timer again
	}
	if rest := p.idleClose - time.Since(s.used); rest > 0 {
		s.idle = time.AfterFunc(rest, func() { p.expire(s) })
		p.mu.Unlock()
		return
	}
	p.closeIdle(s)
}

// countOpened returns the number of databases that are open now.
func (p *pool) countOpened() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.open)
}

// countFollowed returns the number of open databases that another process serves to this one.
func (p *pool) countFollowed() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := 0
	for _, s := range p.open {
		select {
		case <-s.opened:
			if s.err == nil && driver.Far(s.db.Driver()) {
				n++
			}
		default: // it is being opened
		}
	}
	return n
}

// closeAll closes all databases, including those in use. It waits for calls in progress.
func (p *pool) closeAll() error {
	p.mu.Lock()
	p.closed = true
	all := make([]*shared, 0, len(p.open))
	for _, s := range p.open {
		all = append(all, s)
	}
	p.mu.Unlock()
	var errs []error
	for _, s := range all {
		errs = append(errs, p.shut(s))
	}
	return errors.Join(errs...)
}

// shut closes a database that may be in use, or may be opening or closing.
func (p *pool) shut(s *shared) error {
	<-s.opened
	if s.err != nil {
		return nil // the caller that opened it got the error
	}
	p.mu.Lock()
	if s.closed != nil {
		p.mu.Unlock()
		<-s.closed
		return nil
	}
	s.closed = make(chan struct{})
	if s.idle != nil {
		s.idle.Stop()
	}
	p.mu.Unlock()
	err := s.db.Close()
	close(s.closed)
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.open, s.name)
	s.shut = true
	if s.users == 0 {
		p.closePlace(s)
	}
	return err
}

// closePlace closes a database's directory. Its file descriptor must not be reused for another
// directory while LevelDB may still open files through it. Memory borrowed from LevelDB keeps
// LevelDB open, so closePlace must wait until the last user has left.
func (p *pool) closePlace(s *shared) {
	if err := s.place.Close(); err != nil {
		p.logger.Error("closing a database's directory failed", "database", s.name, "error", err)
	}
}
