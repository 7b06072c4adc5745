package server

import (
	"fmt"
	"io/fs"
	"maps"
	"slices"

	"github.com/openleveldb/openleveldb/leveldb"
)

// Opened implements [Databases] for databases that the program has opened, by the names to serve
// them under. They may be sub-databases; clients see only their entries. The map must not be
// modified while it is served. The caller still owns the databases, and must close them after the
// [Handler].
type Opened map[string]*leveldb.DB

// Acquire returns the database of that name. It never creates one.
func (o Opened) Acquire(name string, create bool) (*leveldb.DB, func(), error) {
	db, ok := o[name]
	switch {
	case ok:
		return db, func() {}, nil
	case create:
		return nil, nil, fmt.Errorf("there is no database %q, and it must not be created here: %w", name, fs.ErrPermission)
	}
	return nil, nil, fmt.Errorf("there is no database %q: %w", name, fs.ErrNotExist)
}

// Names returns the names, sorted.
func (o Opened) Names() ([]string, error) { return slices.Sorted(maps.Keys(o)), nil }
