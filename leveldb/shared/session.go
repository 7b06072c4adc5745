package shared

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/internal/sharing"
	"github.com/openleveldb/openleveldb/leveldb/remote"
	"github.com/openleveldb/openleveldb/native"
)

// session is one opening of a shared database. Its process serves the database to others, or
// follows the process that does.
type session struct {
	path    string
	options native.Options
	limit   time.Duration // for which it looks for a server; negative: no limit
	log     *slog.Logger

	ctx    context.Context // done when the session is closed
	cancel context.CancelCauseFunc

	current atomic.Pointer[backend]
	turn    chan struct{} // holds an element while a goroutine looks for a server

	mu     sync.Mutex
	closed bool
	socket *socket        // of the directory
	client *remote.Shared // nil before the process follows for the first time
	served *serving       // nil unless the process serves
}

// backend is where calls go at present. Each change of hands makes another one.
type backend struct {
	store driver.Store
	far   *remote.Shared // store, if another process serves
}

// The pause between two attempts to find a server or to become one grows from the first value to the
// last. It is randomized, so that hundreds of followers do not try at once.
const (
	firstPause = 2 * time.Millisecond
	lastPause  = 100 * time.Millisecond
)

// renew finds the process that serves the database, or becomes it, after a call to failed has
// failed with cause. It returns nil if the call should be repeated.
func (s *session) renew(ctx context.Context, failed *backend, cause error) error {
	select {
	case s.turn <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	case <-s.ctx.Done():
		return context.Cause(s.ctx)
	}
	defer func() { <-s.turn }()
	if s.current.Load() != failed {
		return nil // another call has done it
	}
	if err := s.join(ctx, false); err != nil {
		return fmt.Errorf("%w (after: %v)", err, cause)
	}
	return nil
}

// join makes this process serve the database, or follow the process that does.
func (s *session) join(ctx context.Context, create bool) error {
	began := time.Now()
	for pause := firstPause; ; pause = min(2*pause, lastPause) {
		retry, err := s.attempt(ctx, create)
		if err == nil || !retry {
			return err
		}
		wait := pause/2 + rand.N(pause)
		if s.limit >= 0 {
			left := s.limit - time.Since(began)
			if left <= 0 {
				return err
			}
			wait = min(wait, left)
		}
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		case <-s.ctx.Done():
			timer.Stop()
			return context.Cause(s.ctx)
		}
	}
}

// attempt tries once to follow, and then to serve. retry reports whether another attempt may
// succeed.
func (s *session) attempt(ctx context.Context, create bool) (retry bool, err error) {
	following := s.follow(ctx)
	if following == nil {
		return false, nil
	}
	if !gone(following) {
		return false, s.silent(following)
	}
	err = s.serve(create)
	switch {
	case err == nil, !errors.Is(err, driver.ErrLocked):
		return false, err
	case errors.Is(following, fs.ErrPermission):
		return false, fmt.Errorf("%w: %w", err, following)
	}
	return true, err
}

// gone reports whether an error of a client means that its server has ended, is ending, or does not
// listen.
func gone(err error) bool {
	return errors.Is(err, remote.ErrStopping) || errors.Is(err, driver.ErrClosed) ||
		errors.Is(err, remote.ErrUnavailable) && !errors.Is(err, os.ErrDeadlineExceeded)
}

// follow connects to the process that serves.
func (s *session) follow(ctx context.Context) error {
	if err := s.find(); err != nil {
		return fmt.Errorf("%w: %w", remote.ErrUnavailable, err)
	}
	client := s.client
	if client != nil {
		if err := client.Probe(ctx); err != nil {
			return err
		}
	} else {
		address, err := s.socket.address(socketName)
		if err != nil {
			return err
		}
		client, err = remote.DialShared(ctx, sharing.Socket{Address: address, Path: s.path, Database: servedName})
		if err != nil {
			return err
		}
	}
	return s.install(&backend{store: client, far: client}, func() {
		s.client = client
		s.log.Info("following the process that serves the database", "path", s.path, "process", processOf(s.path))
	}, func() error { return client.Close() })
}

// find opens the directory of the socket, if that has not been done.
func (s *session) find() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.socket != nil {
		return nil
	}
	socket, err := openSocket(s.path)
	if err != nil {
		return err
	}
	s.socket = socket
	return nil
}

// serve locks and opens the database, and serves it.
func (s *session) serve(create bool) error {
	served, err := s.start(create)
	if err != nil {
		return err
	}
	return s.install(&backend{store: served.db}, func() { s.served = served }, served.close)
}

// install makes b the backend. If the session was closed, it calls undo.
func (s *session) install(b *backend, done func(), undo func() error) error {
	s.mu.Lock()
	if !s.closed {
		done()
		s.current.Store(b)
		s.mu.Unlock()
		return nil
	}
	s.mu.Unlock()
	return errors.Join(driver.ErrClosed, undo())
}

// close ends the session. Calls in progress end first, or return ErrClosed.
func (s *session) close() error {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil
	}
	s.closed = true
	s.mu.Unlock()
	s.cancel(driver.ErrClosed)
	var errs []error
	if s.served != nil {
		errs = append(errs, s.served.close())
	}
	if s.client != nil {
		errs = append(errs, s.client.Close())
	}
	if s.socket != nil {
		errs = append(errs, s.socket.close())
	}
	return errors.Join(errs...)
}

// silent adds to an error of a server that does not respond which process it is.
func (s *session) silent(err error) error {
	if !errors.Is(err, os.ErrDeadlineExceeded) {
		return err
	}
	return fmt.Errorf("%s serves the database and does not respond: %w", processOf(s.path), err)
}
