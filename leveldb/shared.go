package leveldb

import (
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/internal/sharing"
)

// openShared opens the database at an absolute path and shares it with other processes.
func (o *Options) openShared(path string) (driver.Store, error) {
	refuse := func(text string) error { return &driver.Error{Class: ErrInvalidArgument, Text: text} }
	switch {
	case o.NoLock:
		return nil, refuse("options Shared and NoLock exclude each other")
	case o.Comparator != nil:
		return nil, &driver.Error{Class: ErrNotSupported, Text: "option Shared requires bytewise order of the keys: Comparator must be nil"}
	}
	n := o.native()
	n.ReadOnly = false // the process may have to serve others that write
	return sharing.Open(path, o.ReadOnly, *n)
}
