package driver

import "strings"

// Comparator defines an order of keys. It is part of a database: every program that opens the
// database must use the same order.
type Comparator struct {
	// Name is stored in the database, and checked when the database is opened.
	Name string
	// Compare returns a negative number if a is before b, a positive number if it is after b, and 0
	// if they are the same key. See leveldb.Comparator for the requirements.
	Compare func(a, b []byte) int
}

// Named returns the same order under another name, for a database that was created with that name.
func (c *Comparator) Named(name string) *Comparator {
	return &Comparator{Name: name, Compare: c.Compare}
}

// BytewiseName is LevelDB's name for bytewise order.
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

// Ordered is implemented by a Store whose keys may not be in bytewise order.
type Ordered interface {
	Store
	// Comparator returns the order of the keys, or nil for bytewise order.
	Comparator() *Comparator
}

// ComparatorOf returns the order of the keys of a store, or nil for bytewise order.
func ComparatorOf(s Store) *Comparator {
	if o, ok := s.(Ordered); ok {
		return o.Comparator()
	}
	return nil
}
