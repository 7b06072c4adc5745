package server

import "github.com/openleveldb/openleveldb/leveldb"

// Databases is a set of databases for a [Handler] to serve. Its methods must be safe for use by
// multiple goroutines.
type Databases interface {
	// Acquire returns the open database of that name. The caller must call release exactly once,
	// and must not close the database. If create is set, Acquire creates a database that does not
	// exist.
	//
	// The error is fs.ErrNotExist if the database does not exist, fs.ErrPermission if that name
	// must not be served or created, leveldb.ErrLocked if another process has the database open,
	// ErrBusy to make the client try again later, or leveldb.ErrClosed after the set was closed.
	Acquire(name string, create bool) (db *leveldb.DB, release func(), err error)
	// Names returns the names of the existing databases, sorted.
	Names() ([]string, error)
}
