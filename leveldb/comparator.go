package leveldb

import (
	"fmt"

	"github.com/openleveldb/openleveldb/internal/keytext"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/native"
)

// Comparator defines an order of keys other than bytewise order. It is for databases that Plyvel,
// levigo, goleveldb or a C++ program created with a custom comparator. The database stores the
// name, and Open returns ErrInvalidArgument if the names differ. LevelDB cannot check that Compare
// is the function that belongs to the name: with a different function, keys are not found, and
// writes corrupt the order.
//
// Compare returns a negative number, 0 or a positive number, like bytes.Compare. LevelDB calls it
// from C++, from several goroutines and threads at once, while holding its own locks:
//
//   - It must define a strict order of all keys in the database: the same keys always compare the
//     same, swapping them negates the result, and there are no cycles. Keys for which it returns 0
//     are the same key.
//   - a and b are borrowed from LevelDB and valid only during the call. Compare must not modify or
//     retain them.
//   - It must not use a database of this package, or wait for anything that does.
//
// If Compare panics, calls runtime.Goexit, or is found to contradict itself, the call that needed
// the comparison returns an error that names the comparator and the panic value. Every later call
// returns an error too, including Close. Nothing that depends on the comparison reaches the disk,
// so the database can be reopened with a corrected function. A thread and the memory of the failed
// DB are leaked. Not all contradictions are detected. An order with cycles may abort the process,
// because Linux distributions build LevelDB with assertions.
//
// Start and Stop of a Range are bounds in this order. A range with a prefix (Prefix, StartingBy, or
// a loop over a sub-database) returns ErrNotSupported, because keys with the same prefix need not
// be adjacent. Put, Get, Delete and batches of a sub-database work. Build returns ErrNotSupported,
// and Copy requires the same comparator on both sides. A server iterates over the entire database
// in its order, and rejects bounds.
//
// Each comparison is a call from C++ into Go, and each database call runs on its own goroutine.
// With bytewise order as a Comparator, a Put takes about five times as long as with LevelDB's
// built-in comparator, a Get twice as long, and a scan the same time (BenchmarkComparator in
// bench).
type Comparator = driver.Comparator

// RegisterComparator registers c by its name. If Options.Comparator is nil, Open, Repair and
// Destroy use c for each database that stores this name. New databases are not affected. The error
// is ErrInvalidArgument if c has no name or no function, or if another comparator is registered
// under the name. [ReverseBytewise] and [LittleEndianUint64] can be registered unchanged, or under
// the name that a program uses: see Comparator.Named.
func RegisterComparator(c *Comparator) error {
	name := ""
	if c != nil {
		name = c.Name
	}
	return fail("register comparator", name, native.RegisterComparator(c))
}

// orderedSpan returns the span of r in a database with a comparator.
func (db *DB) orderedSpan(r *Range) driver.Span {
	s := driver.Span{
		Lower: r.Start, Upper: r.Stop, ExcludeLower: r.ExcludeStart, IncludeUpper: r.IncludeStop && r.Stop != "",
		Reverse: r.Reverse, Limit: max(r.Limit, 0),
	}
	if prefix := db.prefix + r.Prefix + r.StartingBy; prefix != "" {
		s.Refused = &driver.Error{Class: ErrNotSupported, Text: fmt.Sprintf(
			"the comparator %q orders the keys, so those that begin with %s are not a range; use Start and Stop of the whole database",
			db.order.Name, keytext.Quote(prefix))}
	}
	return s
}
