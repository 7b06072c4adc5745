package remote

import "github.com/openleveldb/openleveldb/leveldb"

// Databases is a set of databases for a [Handler] to serve. Its methods are called by many goroutines at once.
type Databases interface {
	// Acquire gives the database of that name, open. The caller gives it back with release, once, and does not close it.
	// create says that it is to be made if there is none.
	//
	// The error is fs.ErrNotExist if there is none, fs.ErrPermission if the name is one that must not be served or created,
	// leveldb.ErrLocked if another process has it, leveldb.ErrClosed after the set was closed.
	Acquire(name string, create bool) (db *leveldb.DB, release func(), err error)
	// Names lists the databases there are, sorted.
	Names() ([]string, error)
}
