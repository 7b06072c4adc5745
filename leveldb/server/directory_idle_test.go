package server

import (
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
)

// opened returns the state of an open database.
func (d *Directory) opened(name string) *shared {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.open[name]
}

// timed returns the timer of an unused database.
func (d *Directory) timed(s *shared) *time.Timer {
	d.mu.Lock()
	defer d.mu.Unlock()
	return s.idle
}

// unusedFor makes a database look unused for t.
func (d *Directory) unusedFor(s *shared, t time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	s.used = time.Now().Add(-t)
}

// A database is closed after it has been unused for IdleClose since its last use. The timer starts
// when the database is first unused, and checks the time since the last use when it fires.
func TestDirectoryExpires(t *testing.T) {
	d := safetyDirectory(t, safetyRoot(t), &DirectoryOptions{IdleClose: time.Hour})
	_, first, err := d.Acquire("a", true)
	require.NoError(t, err)
	s := d.opened("a")
	_, second, err := d.Acquire("a", false)
	require.NoError(t, err)
	require.Same(t, s, d.opened("a"))
	require.Nil(t, d.timed(s))
	first()
	first() // later calls do nothing
	require.Nil(t, d.timed(s), "it is in use")
	began := time.Now()
	second()
	timer := d.timed(s)
	require.NotNil(t, timer)
	require.False(t, s.used.Before(began))

	_, again, err := d.Acquire("a", false)
	require.NoError(t, err)
	again()
	require.Same(t, timer, d.timed(s), "the timer goes on")
	require.True(t, timer.Stop())
	d.expire(s)
	require.Equal(t, 1, d.Opened(), "it was used less than an hour ago")
	rest := d.timed(s)
	require.NotNil(t, rest)
	require.NotSame(t, timer, rest)
	require.True(t, rest.Stop(), "it runs")

	_, again, err = d.Acquire("a", false)
	require.NoError(t, err)
	d.unusedFor(s, 2*time.Hour)
	d.expire(s)
	require.Equal(t, 1, d.Opened(), "it is in use")
	require.Nil(t, d.timed(s))
	again()
	require.NotNil(t, d.timed(s), "the release starts the timer")
	d.timed(s).Stop()
	d.unusedFor(s, 2*time.Hour)
	d.expire(s)
	require.Zero(t, d.Opened())
	d.expire(s)
	require.Zero(t, d.Opened(), "it is closed already")
	safetyUse(t, d, "a", false, nil)
	require.NotSame(t, s, d.opened("a"))
}

// The timer for the remaining time closes the database.
func TestDirectoryExpiresAfterTheRest(t *testing.T) {
	d := safetyDirectory(t, safetyRoot(t), &DirectoryOptions{IdleClose: time.Hour})
	safetyUse(t, d, "a", true, nil)
	s := d.opened("a")
	require.True(t, d.timed(s).Stop())
	d.unusedFor(s, time.Hour-time.Millisecond)
	d.expire(s)
	require.Eventually(t, func() bool { return d.Opened() == 0 }, safetyPatience, time.Millisecond)
}

// A closed Directory opens nothing, starts no timer, and does not wait for users of its databases.
func TestDirectoryClosed(t *testing.T) {
	d := safetyDirectory(t, safetyRoot(t), &DirectoryOptions{IdleClose: time.Hour})
	db, release, err := d.Acquire("used", true)
	require.NoError(t, err)
	used := d.opened("used")
	safetyUse(t, d, "unused", true, nil)
	unused := d.opened("unused")
	timer := d.timed(unused)
	require.NoError(t, d.Close())
	require.False(t, timer.Stop(), "the timer was stopped")
	require.Zero(t, d.Opened())
	require.ErrorIs(t, unused.place.(*place).dir.Close(), os.ErrClosed, "its directory is closed")
	_, err = used.place.(*place).dir.Stat()
	require.NoError(t, err, "its user may still have memory of it")
	_, err = db.Get("k")
	require.ErrorIs(t, err, leveldb.ErrClosed)
	release()
	require.ErrorIs(t, used.place.(*place).dir.Close(), os.ErrClosed)
	require.Nil(t, d.timed(used))
	d.expire(used)
	for _, create := range []bool{true, false} {
		_, _, err = d.Acquire("used", create)
		require.ErrorIs(t, err, leveldb.ErrClosed)
	}
	_, err = d.Names()
	require.ErrorIs(t, err, leveldb.ErrClosed)
	require.NoError(t, d.Close())
}

// To make room, the Directory closes the database that has been unused longest. It never closes one
// in use.
func TestDirectoryClosesTheLongestUnused(t *testing.T) {
	d := safetyDirectory(t, safetyRoot(t), &DirectoryOptions{MaxOpen: 3, IdleClose: -1})
	_, release, err := d.Acquire("used", true)
	require.NoError(t, err)
	for _, name := range []string{"a", "b"} {
		safetyUse(t, d, name, true, nil)
	}
	d.unusedFor(d.opened("used"), 3*time.Hour)
	d.unusedFor(d.opened("a"), time.Hour)
	d.unusedFor(d.opened("b"), 2*time.Hour)
	safetyUse(t, d, "c", true, nil)
	require.Equal(t, 3, d.Opened())
	require.Nil(t, d.opened("b"))
	require.NotNil(t, d.opened("a"))
	d.unusedFor(d.opened("c"), time.Minute)
	safetyUse(t, d, "d", true, nil)
	require.Nil(t, d.opened("a"))
	release()
}

// A caller that needs a database that is being closed, or its slot, waits until it is closed.
func TestDirectoryWaitsForClosing(t *testing.T) {
	for _, name := range []string{"closing", "other"} {
		d := safetyDirectory(t, safetyRoot(t), &DirectoryOptions{MaxOpen: 1, IdleClose: -1})
		safetyUse(t, d, "closing", true, nil)
		s := d.opened("closing")
		d.mu.Lock()
		s.closed = make(chan struct{}) // like another goroutine that is closing it
		d.mu.Unlock()
		acquired := make(chan error, 1)
		go func() {
			_, release, err := d.Acquire(name, true)
			if err == nil {
				release()
			}
			acquired <- err
		}()
		require.Empty(t, acquired)
		require.NoError(t, errors.Join(s.db.Close(), s.place.Close()))
		d.mu.Lock()
		delete(d.open, "closing")
		d.mu.Unlock()
		close(s.closed)
		require.NoError(t, <-acquired)
		require.NotNil(t, d.opened(name))
		require.NoError(t, d.Close())
	}
}

// An error while closing an unused database is logged, because there is no caller to return it to.
func TestDirectoryLogsErrors(t *testing.T) {
	log := &serverLog{}
	d := safetyDirectory(t, safetyRoot(t), &DirectoryOptions{MaxOpen: 1, IdleClose: -1, Logger: serverLogger(log)})
	safetyUse(t, d, "fine", true, nil)
	safetyUse(t, d, "spoiled", true, nil)
	require.Empty(t, log.String())
	require.NoError(t, d.opened("spoiled").place.Close())
	safetyUse(t, d, "next", true, nil)
	require.Contains(t, log.String(), "closing an idle database failed")
	require.Contains(t, log.String(), "database=spoiled")
	require.NoError(t, d.opened("next").place.Close())
	require.NoError(t, d.Close())
	require.Contains(t, log.String(), "closing a database's directory failed")
	require.Contains(t, log.String(), "database=next")
}

// Directory and Handler have defaults.
func TestServingDefaults(t *testing.T) {
	d := safetyDirectory(t, safetyRoot(t), nil)
	require.Equal(t, 256, d.maxOpen)
	require.Equal(t, 10*time.Minute, d.idleClose)
	require.Same(t, slog.Default(), d.logger)
	h := NewHandler(d, nil)
	require.Same(t, slog.Default(), h.options.Logger)
	require.EqualValues(t, defaultMaxMemory, h.MaxMemory())
	require.NoError(t, h.Close())
	_, err := OpenDirectory(safetyRoot(t), &DirectoryOptions{MaxOpen: -1})
	require.ErrorIs(t, err, leveldb.ErrInvalidArgument)
	_, err = OpenDirectory(filepath.Join(safetyRoot(t), "none"), nil)
	require.ErrorIs(t, err, fs.ErrNotExist)
	_, err = OpenDirectory("", nil)
	require.Error(t, err)
	root := safetyRoot(t)
	safetyMake(t, root)
	_, err = OpenDirectory(root, nil)
	require.ErrorContains(t, err, "it is a database")
}

// A listing skips unreadable directories, and fails if the root is unreadable.
func TestDirectoryNamesOfUnreadable(t *testing.T) {
	root := safetyRoot(t)
	safetyMake(t, filepath.Join(root, "a/b"))
	d := safetyDirectory(t, root, nil)
	// Not a valid database name.
	require.NoError(t, os.WriteFile(filepath.Join(root, "CURRENT"), nil, 0o600))
	names, err := d.Names()
	require.NoError(t, err)
	require.Equal(t, []string{"a/b"}, names)
	require.NoError(t, os.RemoveAll(root))
	_, err = d.Names()
	require.Error(t, err)
	require.ErrorContains(t, err, "server: list databases: ")
}

// If the listing fails, the call returns an error.
func TestServerNamesFail(t *testing.T) {
	s := serverStart(t, nil)
	s.handler.databases = serverFailing{s.handler.databases, syscall.EIO}
	response, err := s.client.Get(s.server.URL + "/v1/databases")
	require.NoError(t, err)
	_, err = serverAnswer(t, response)
	require.ErrorIs(t, err, wire.ErrInternal)
	s.handler.databases = serverFailing{s.handler.databases, nil}
	response, err = s.client.Get(s.server.URL + "/v1/databases")
	require.NoError(t, err)
	body, err := serverAnswer(t, response)
	require.NoError(t, err)
	require.Equal(t, "[]\n", string(body), "no names are a list, too")
}
