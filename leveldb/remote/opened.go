package remote

import (
	"fmt"
	"io/fs"
	"maps"
	"slices"

	"github.com/openleveldb/openleveldb/leveldb"
)

// Opened is databases that the program itself has opened, by the names to serve them under. They may be sub-databases, of
// which clients see no more than of others. The map must not be changed while it is served, and the databases are closed by
// who opened them, after the [Handler].
type Opened map[string]*leveldb.DB

// Acquire gives the database of that name. It creates none.
func (o Opened) Acquire(name string, create bool) (*leveldb.DB, func(), error) {
	db, ok := o[name]
	switch {
	case ok:
		return db, func() {}, nil
	case create:
		return nil, nil, fmt.Errorf("there is no database %q, and none is created here: %w", name, fs.ErrPermission)
	}
	return nil, nil, fmt.Errorf("there is no database %q: %w", name, fs.ErrNotExist)
}

// Names lists the names, sorted.
func (o Opened) Names() ([]string, error) { return slices.Sorted(maps.Keys(o)), nil }
