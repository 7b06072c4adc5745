package view

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/openleveldb/openleveldb/leveldb"
)

// Fresh serves one database in its present state, without locking it: programs that write to it
// can open it at any time. A reader without locks sees the state of the moment at which it opened
// the database. Fresh therefore opens the database again when its files have changed. Opening can
// take long if a program writes much at the same time, so only the call of Acquire that begins it
// waits; others use the previous state until then. It implements server.Databases.
type Fresh struct {
	name string // under which the database is served
	path string
	now  func() time.Time
	open func(path string) (*leveldb.DB, error)

	mu         sync.Mutex // not held while a database is opened or closed
	current    *opened
	checked    time.Time
	refreshing bool
	refreshed  sync.Cond // refreshing was unset
	closed     bool
}

// opened is the database in one state.
type opened struct {
	db    *leveldb.DB
	state string
	users int // guarded by Fresh.mu, as is old
	old   bool
}

// checkEvery is how long the state of the files is taken for unchanged.
const checkEvery = time.Second

// OpenFresh opens the database in the directory path, which is served as name.
func OpenFresh(name, path string) (*Fresh, error) {
	f := &Fresh{name: name, path: path, now: time.Now, open: openUnlocked}
	f.refreshed.L = &f.mu
	first, err := f.next(nil)
	f.current, f.checked = first, f.now()
	return f, err
}

func openUnlocked(path string) (*leveldb.DB, error) {
	return leveldb.Open(path, &leveldb.Options{ReadOnly: true, NoLock: true})
}

// refresh opens the database again if its files have changed since the last check. It does nothing
// if the last check was a moment ago, or is in progress.
func (f *Fresh) refresh() error {
	f.mu.Lock()
	now := f.now()
	if f.closed || f.refreshing || now.Sub(f.checked) < checkEvery {
		f.mu.Unlock()
		return nil
	}
	f.refreshing, f.checked = true, now
	last := f.current
	f.mu.Unlock()

	next, err := f.next(last)

	f.mu.Lock()
	unused := next // if Fresh was closed, or nothing has changed
	if next != nil && !f.closed {
		f.current, unused = next, f.retire(last)
	}
	f.refreshing = false
	f.refreshed.Broadcast()
	f.mu.Unlock()
	return errors.Join(err, unused.close())
}

// next opens the database if its files have changed since it was opened last. It returns nil if they
// have not.
func (f *Fresh) next(last *opened) (*opened, error) {
	state, err := stateOf(f.path)
	if err == nil && last != nil && state == last.state {
		return nil, nil
	}
	var db *leveldb.DB
	if err == nil || last == nil {
		db, err = f.open(f.path)
	}
	switch {
	case err == nil:
		return &opened{db: db, state: state}, nil
	case last != nil && errors.Is(err, leveldb.ErrLocked):
		return nil, nil // a writer is too busy at the moment
	}
	return nil, err
}

// retire marks a state as old. It returns the state if the caller must close it, because it has no
// users. f.mu must be held.
func (f *Fresh) retire(o *opened) *opened {
	if o.old = true; o.users > 0 {
		return nil
	}
	return o
}

// close closes the database. It does nothing for nil.
func (o *opened) close() error {
	if o == nil {
		return nil
	}
	return o.db.Close()
}

// stateOf returns a text that changes whenever the database changes.
func stateOf(path string) (string, error) {
	entries, err := os.ReadDir(path)
	if err != nil {
		return "", err
	}
	var state strings.Builder
	for _, e := range entries {
		name := e.Name()
		if name != "CURRENT" && !strings.HasPrefix(name, "MANIFEST-") && !strings.HasSuffix(name, ".log") {
			continue
		}
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) {
			continue // removed in the meantime, which the next check sees
		}
		if err != nil {
			return "", err
		}
		fmt.Fprintln(&state, name, info.Size(), info.ModTime().UnixNano())
	}
	return state.String(), nil
}

// Acquire implements server.Databases.
func (f *Fresh) Acquire(name string, create bool) (*leveldb.DB, func(), error) {
	if name != f.name {
		return nil, nil, fmt.Errorf("there is no database %q: %w", name, fs.ErrNotExist)
	}
	if err := f.refresh(); err != nil {
		return nil, nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		return nil, nil, leveldb.ErrClosed
	}
	o := f.current
	o.users++
	return o.db, func() { f.release(o) }, nil
}

// release ends one use of a state.
func (f *Fresh) release(o *opened) {
	f.mu.Lock()
	o.users--
	last := o.old && o.users == 0
	f.mu.Unlock()
	if last {
		// The database was only read, and nobody waits for the result.
		_ = o.db.Close()
	}
}

// Names implements server.Databases.
func (f *Fresh) Names() ([]string, error) { return []string{f.name}, nil }

// Close closes the database. Users that have not left get leveldb.ErrClosed.
func (f *Fresh) Close() error {
	f.mu.Lock()
	if f.closed {
		f.mu.Unlock()
		return nil
	}
	f.closed = true
	for f.refreshing {
		f.refreshed.Wait()
	}
	f.mu.Unlock()
	return f.current.close()
}
