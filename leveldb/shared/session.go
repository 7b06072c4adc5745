package shared

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"os"
	"sync/atomic"
	"time"

	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/internal/near"
	"github.com/openleveldb/openleveldb/leveldb/internal/sharing"
	"github.com/openleveldb/openleveldb/leveldb/remote"
	"github.com/openleveldb/openleveldb/native"
)

// timeout is how long a follower waits for a server that makes no progress. Tests change it.
var timeout = 30 * time.Second

// session is one opening of a shared database. Its process serves the database to others, or
// follows the process that does.
type session struct {
	path    string
	name    string // path, for logs and errors
	options native.Options
	log     *slog.Logger

	ctx    context.Context // done when the session is closed
	cancel context.CancelFunc

	current atomic.Pointer[backend]

	turn chan struct{} // a lock for join and close; holds an element while locked; guards:

	socket *socket        // of the directory; nil until the directory exists
	client *remote.Shared // nil before the process follows for the first time
	near   *near.Store    // client, with long values from the tables
	served *serving       // nil unless the process serves
}

// backend is the store that calls currently use. Each takeover creates a new one.
type backend struct {
	store driver.Store
	far   near.Far // store, if another process serves
}

// The pause between two attempts to find a server or to become one grows from the first value to
// the last. It is randomized, so that hundreds of followers do not try at once.
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
		return driver.ErrClosed
	}
	defer func() { <-s.turn }()
	if s.ctx.Err() != nil {
		return driver.ErrClosed
	}
	if s.served != nil || s.current.Load() != failed {
		return nil // another call has done it
	}
	err := s.join(ctx, false, handover)
	switch {
	case err == nil:
		return nil
	case s.ctx.Err() != nil:
		return driver.ErrClosed
	case ctx.Err() != nil:
		return ctx.Err()
	}
	return fmt.Errorf("%w (after: %v)", err, cause)
}

// join makes this process serve the database, or follow the process that does. It tries for
// Options.LockTimeout, but at least for the given time. The caller holds turn. If first is set, the
// database is being opened, and may not exist.
func (s *session) join(user context.Context, first bool, patience time.Duration) error {
	limit := s.options.LockTimeout // negative: no limit
	if limit >= 0 {
		limit = max(limit, patience)
	}
	ctx, cancel := context.WithCancel(user)
	defer cancel()
	defer context.AfterFunc(s.ctx, cancel)()
	began := time.Now()
	for pause := firstPause; ; pause = min(2*pause, lastPause) {
		retry, err := s.attempt(ctx, first)
		if err == nil || !retry {
			return err
		}
		wait := pause/2 + rand.N(pause)
		if limit >= 0 {
			left := limit - time.Since(began)
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
		}
	}
}

// attempt tries once to follow, and then to serve. retry reports whether another attempt may
// succeed.
func (s *session) attempt(ctx context.Context, first bool) (retry bool, err error) {
	following := s.follow(ctx)
	if following == nil {
		return false, nil
	}
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	if !gone(following) {
		return false, s.silent(following)
	}
	err = s.serve(first)
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
	if s.client == nil {
		address, err := s.socket.address(socketName)
		if err != nil {
			return err
		}
		if s.client, err = remote.DialShared(ctx, sharing.Socket{Address: address, Path: s.name, Database: servedName, Timeout: timeout}); err != nil {
			s.client = nil
			return err
		}
		s.near = near.New(s.client, s.path)
	} else if err := s.client.Probe(ctx); err != nil {
		return err
	} else {
		s.near.Renew()
	}
	s.current.Store(&backend{store: s.near, far: s.near})
	if s.log.Enabled(ctx, slog.LevelInfo) {
		s.log.Info("following the process that serves the database", "path", s.name, "server", processOf(s.path))
	}
	return nil
}

// find opens the directory of the socket, unless that has been done.
func (s *session) find() (err error) {
	if s.socket == nil {
		s.socket, err = openSocket(s.path)
	}
	return err
}

// serve locks and opens the database, and serves it.
func (s *session) serve(first bool) error {
	served, err := s.start(first)
	if err != nil {
		return err
	}
	s.served = served
	s.current.Store(&backend{store: served.db})
	return nil
}

// close ends the session. Calls in progress end first, or return ErrClosed.
func (s *session) close() error {
	s.cancel()
	s.turn <- struct{}{} // waits for join, which ends soon, and excludes it from now on
	defer func() { <-s.turn }()
	var errs []error
	if s.served != nil {
		errs = append(errs, s.served.close())
		s.served = nil
	}
	if s.client != nil {
		errs = append(errs, s.near.Close())
		s.client, s.near = nil, nil
	}
	if s.socket != nil {
		errs = append(errs, s.socket.close())
		s.socket = nil
	}
	return errors.Join(errs...)
}

// silent adds the name of the serving process to the error of a call that it did not respond to.
func (s *session) silent(err error) error {
	if !errors.Is(err, os.ErrDeadlineExceeded) {
		return err
	}
	return fmt.Errorf("%s serves the database but does not respond: %w", processOf(s.path), err)
}
