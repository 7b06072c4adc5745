package driver

import "strings"

// Comparator is an order of keys. It is part of a database: whoever opens the database must use the
// same order.
type Comparator struct {
	// Name is stored in the database, and compared when it is opened.
	Name string
	// Compare returns a negative number if a is before b, a positive number if it is after b, and 0
	// if they are the same key. See leveldb.Options.
	Compare func(a, b []byte) int
}

// Named returns the same order with another name, for a database that was created with it.
func (c *Comparator) Named(name string) *Comparator {
	return &Comparator{Name: name, Compare: c.Compare}
}

// BytewiseName is the name that LevelDB has for the order of the keys' bytes.
const BytewiseName = "leveldb.BytewiseComparator"

// Check returns ErrInvalidArgument if the comparator cannot be used.
func (c *Comparator) Check() error {
	text := ""
	switch {
	case c == nil:
	case c.Name == "":
		text = "the comparator has no name"
	case strings.ContainsRune(c.Name, 0):
		text = "the name of the comparator contains a NUL byte"
	case c.Compare == nil:
		text = "the comparator has no function"
	case c.Name == BytewiseName:
		text = "the name " + BytewiseName + " is LevelDB's own; leave the comparator out, or give it another name"
	}
	if text == "" {
		return nil
	}
	return &Error{Class: ErrInvalidArgument, Text: text}
}

// Ordered is implemented by a Store whose keys may be in another order than that of their bytes.
type Ordered interface {
	Store
	// Comparator returns the order of the keys, or nil if it is that of their bytes.
	Comparator() *Comparator
}

// ComparatorOf returns the order of the keys of a store, or nil if it is that of their bytes.
func ComparatorOf(s Store) *Comparator {
	if o, ok := s.(Ordered); ok {
		return o.Comparator()
	}
	return nil
}
