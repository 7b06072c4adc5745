package server

import (
	"errors"
	"io/fs"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
)

var _ Databases = (*Set)(nil)

// opening is what a Set opens: databases below a directory.
type opening struct {
	root string

	mu      sync.Mutex
	calls   int
	exist   map[string]bool
	opened  map[string]*leveldb.DB
	refused error // of the next call
}

func (o *opening) open(name string, create bool) (*leveldb.DB, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.calls++
	if err := o.refused; err != nil {
		o.refused = nil
		return nil, err
	}
	if !o.exist[name] && !create {
		return nil, missing()
	}
	db, err := leveldb.Open(o.root+"/"+name, nil)
	if err == nil {
		o.exist[name], o.opened[name] = true, db
	}
	return db, err
}

func (o *opening) names() ([]string, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Sorted(maps.Keys(o.exist)), nil
}

func newOpening(t *testing.T, options SetOptions) (*opening, *Set) {
	t.Helper()
	o := &opening{root: t.TempDir(), exist: map[string]bool{}, opened: map[string]*leveldb.DB{}}
	options.Open, options.Names = o.open, o.names
	s, err := NewSet(options)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return o, s
}

func TestSet(t *testing.T) {
	o, s := newOpening(t, SetOptions{})
	_, _, err := s.Acquire("a", false)
	require.ErrorIs(t, err, fs.ErrNotExist)
	require.ErrorContains(t, err, `open "a"`)
	o.refused = errors.New("no connection")
	_, _, err = s.Acquire("a", true)
	require.ErrorContains(t, err, "no connection")
	require.Zero(t, s.Opened(), "the failure is not kept")

	db, release, err := s.Acquire("a", true)
	require.NoError(t, err)
	require.NoError(t, db.Put("k", "v"))
	again, releaseAgain, err := s.Acquire("a", false)
	require.NoError(t, err)
	require.Same(t, db, again)
	require.Equal(t, 3, o.calls)
	require.Equal(t, 1, s.Opened())
	names, err := s.Names()
	require.NoError(t, err)
	require.Equal(t, []string{"a"}, names)
	release()
	releaseAgain()

	require.NoError(t, s.Close())
	require.NoError(t, s.Close())
	_, err = db.Get("k")
	require.ErrorIs(t, err, leveldb.ErrClosed)
	_, _, err = s.Acquire("a", false)
	require.ErrorIs(t, err, leveldb.ErrClosed)
	_, err = s.Names()
	require.ErrorIs(t, err, leveldb.ErrClosed)
}

func TestSetOptions(t *testing.T) {
	_, err := NewSet(SetOptions{})
	require.ErrorIs(t, err, leveldb.ErrInvalidArgument)
	o := &opening{}
	_, err = NewSet(SetOptions{Open: o.open, Names: o.names, MaxOpen: -1})
	require.ErrorIs(t, err, leveldb.ErrInvalidArgument)

	_, s := newOpening(t, SetOptions{NoCreate: true})
	_, _, err = s.Acquire("a", true)
	require.ErrorIs(t, err, fs.ErrPermission)
	_, _, err = s.Acquire("a", false)
	require.ErrorIs(t, err, fs.ErrNotExist)

	// The database that has been unused longest makes room for another one.
	o, s = newOpening(t, SetOptions{MaxOpen: 1, IdleClose: time.Hour})
	for _, name := range []string{"a", "b"} {
		_, release, err := s.Acquire(name, true)
		require.NoError(t, err)
		release()
	}
	require.Equal(t, 1, s.Opened())
	_, err = o.opened["a"].Get("k")
	require.ErrorIs(t, err, leveldb.ErrClosed)
}
