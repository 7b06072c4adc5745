package native

import (
	"fmt"
	"sync"

	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// registered holds the registered comparators by name.
var registered struct {
	sync.Mutex
	comparators map[string]*driver.Comparator
}

// RegisterComparator registers a comparator by its name. If Options.Comparator is nil, Open, Repair
// and Destroy use it for each database that stores the name. The error is ErrInvalidArgument if the
// comparator cannot be used, or if another one is registered under the name.
func RegisterComparator(c *driver.Comparator) error {
	if c == nil {
		return &driver.Error{Class: driver.ErrInvalidArgument, Text: "the comparator is nil"}
	}
	if err := c.Check(); err != nil {
		return err
	}
	registered.Lock()
	defer registered.Unlock()
	if known := registered.comparators[c.Name]; known != nil && known != c {
		return &driver.Error{Class: driver.ErrInvalidArgument, Text: fmt.Sprintf("another comparator %q is registered", c.Name)}
	}
	if registered.comparators == nil {
		registered.comparators = map[string]*driver.Comparator{}
	}
	registered.comparators[c.Name] = c
	return nil
}

func registeredComparator(name string) *driver.Comparator {
	registered.Lock()
	defer registered.Unlock()
	return registered.comparators[name]
}

// anyRegistered reports whether RegisterComparator was called.
func anyRegistered() bool {
	registered.Lock()
	defer registered.Unlock()
	return len(registered.comparators) > 0
}

// orders sets the orders of keys that dbfile accepts: that of c, or if c is nil, bytewise order and
// the registered ones.
func orders(o dbfile.Options, c *driver.Comparator) dbfile.Options {
	if c != nil {
		o.Comparator = c.Name
	} else {
		o.Known = func(name string) bool { return registeredComparator(name) != nil }
	}
	return o
}

// comparatorFor returns the comparator with which a directory is opened. c is that of the options.
func comparatorFor(d *dbfile.Directory, c *driver.Comparator) *driver.Comparator {
	if c == nil && d.Comparator != "" {
		return registeredComparator(d.Comparator)
	}
	return c
}
