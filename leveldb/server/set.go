package server

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"sync"
	"time"

	"github.com/openleveldb/openleveldb/leveldb"
)

// SetOptions configure a [Set].
type SetOptions struct {
	// Open opens the database of that name. If create is set, it creates a database that does not
	// exist. It must be safe for use by multiple goroutines, and is called once for a database that
	// is not open. The Set closes the database. The errors are those of Databases.Acquire.
	Open func(name string, create bool) (*leveldb.DB, error)
	// Names returns the names of the existing databases, sorted.
	Names func() ([]string, error)
	// NoCreate, MaxOpen, IdleClose and Logger have the same meaning as in DirectoryOptions.
	NoCreate  bool
	MaxOpen   int
	IdleClose time.Duration
	Logger    *slog.Logger
}

// Set holds databases that a function opens, such as those of a cluster. It opens each database
// once, on first use, and shares it among all users. It closes a database after IdleClose without
// use, or when the Set is closed. It is safe for use by multiple goroutines.
type Set struct {
	options SetOptions
	pool

	closing sync.Once
	err     error // of Close
}

// NewSet returns a Set. The caller must close it. Open and Names must be set.
func NewSet(o SetOptions) (*Set, error) {
	s := &Set{options: o}
	if o.Open == nil || o.Names == nil {
		return nil, fmt.Errorf("server: new set: %w: options Open and Names are needed", leveldb.ErrInvalidArgument)
	}
	if err := s.pool.init(s.openDatabase, o.MaxOpen, o.IdleClose, o.Logger); err != nil {
		return nil, fmt.Errorf("server: new set: %w", err)
	}
	return s, nil
}

func (s *Set) openDatabase(name string, create bool) (*leveldb.DB, io.Closer, error) {
	db, err := s.options.Open(name, create && !s.options.NoCreate)
	if create && s.options.NoCreate && errors.Is(err, fs.ErrNotExist) {
		err = forbidden("there is no database, and it must not be created here")
	}
	if err != nil {
		return nil, nil, notOpened(name, "", err)
	}
	return db, nothing{}, nil
}

// nothing is what remains to be closed of a database that needs nothing else.
type nothing struct{}

func (nothing) Close() error { return nil }

// Acquire implements [Databases], as Directory.Acquire does.
func (s *Set) Acquire(name string, create bool) (*leveldb.DB, func(), error) {
	return s.acquire(name, name, create)
}

// Names implements [Databases].
func (s *Set) Names() ([]string, error) {
	s.mu.Lock()
	closed := s.closed
	s.mu.Unlock()
	if closed {
		return nil, fmt.Errorf("server: list databases: %w", leveldb.ErrClosed)
	}
	names, err := s.options.Names()
	if err != nil {
		return nil, fmt.Errorf("server: list databases: %w", err)
	}
	return names, nil
}

// Opened returns the number of databases that are open now.
func (s *Set) Opened() int { return s.countOpened() }

// Close closes all databases, including those in use; their users get ErrClosed. It waits for calls
// in progress. Close is idempotent: further calls return the result of the first.
func (s *Set) Close() error {
	s.closing.Do(func() { s.err = s.closeAll() })
	return s.err
}
