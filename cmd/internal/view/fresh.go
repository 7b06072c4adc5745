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
// the database. Fresh therefore opens the database again when its files have changed. It implements
// server.Databases.
type Fresh struct {
	name string // under which the database is served
	path string
	now  func() time.Time

	mu      sync.Mutex
	current *opened
	checked time.Time
	closed  bool
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
	f := &Fresh{name: name, path: path, now: time.Now}
	f.mu.Lock()
	defer f.mu.Unlock()
	return f, f.refresh()
}

// refresh opens the database if its files have changed since the last time. f.mu must be held.
func (f *Fresh) refresh() error {
	now := f.now()
	if f.current != nil && now.Sub(f.checked) < checkEvery {
		return nil
	}
	f.checked = now
	state, err := stateOf(f.path)
	if err == nil && f.current != nil && state == f.current.state {
		return nil
	}
	var db *leveldb.DB
	if err == nil || f.current == nil {
		db, err = leveldb.Open(f.path, &leveldb.Options{ReadOnly: true, NoLock: true})
	}
	if err != nil {
		if f.current != nil && errors.Is(err, leveldb.ErrLocked) {
			return nil // a writer is too busy at the moment
		}
		return err
	}
	last := f.current
	f.current = &opened{db: db, state: state}
	return f.retire(last)
}

// retire closes a state after its last user has left. f.mu must be held.
func (f *Fresh) retire(o *opened) error {
	if o == nil {
		return nil
	}
	if o.old = true; o.users > 0 {
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
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		return nil, nil, leveldb.ErrClosed
	}
	if err := f.refresh(); err != nil {
		return nil, nil, err
	}
	o := f.current
	o.users++
	return o.db, func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		if o.users--; o.old && o.users == 0 {
			// The database was only read, and nobody waits for the result.
			_ = o.db.Close()
		}
	}, nil
}

// Names implements server.Databases.
func (f *Fresh) Names() ([]string, error) { return []string{f.name}, nil }

// Close closes the database. Users that have not left get leveldb.ErrClosed.
func (f *Fresh) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		return nil
	}
	f.closed = true
	return f.current.db.Close()
}
