package leveldb

import (
	"fmt"

	"github.com/openleveldb/openleveldb/internal/keytext"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/native"
)

// Comparator is an order of keys other than that of their bytes, for databases that Plyvel, levigo,
// goleveldb or a C++ program created with a comparator of their own. The name is stored in the
// database. Opening it with another name is ErrInvalidArgument. LevelDB cannot check that Compare is
// the function of that name: with another one, keys are not found, and writes damage the order.
//
// Compare returns a negative number, 0 or a positive number, like bytes.Compare. It is called from
// C++, by several goroutines and threads at once, and with locks of LevelDB held:
//
//   - It must be a strict order of all keys in the database: the same result for the same keys,
//     negated if they are exchanged, and without cycles. Keys for which it returns 0 are the same
//     key.
//   - a and b are borrowed memory of LevelDB, valid during the call. Compare must not change or keep
//     them.
//   - It must not use a database of this package, and must not wait for something that does.
//
// If Compare panics, calls runtime.Goexit, or is found to contradict itself, the call that needed the
// comparison returns an error, which names the comparator and the panic value. So does every later
// call, also Close. Nothing that depends on the comparison reaches the disk: the database can be
// opened again with a better function. A thread and the memory of the failed DB are never released.
// Not all contradictions are found. An order with cycles may end the process, because distributions
// build LevelDB with assertions.
//
// Start and Stop of a Range are bounds in this order. Ranges with a prefix (Prefix, StartingBy, or a
// loop over a sub-database) return ErrNotSupported, because keys with the same prefix need not be
// next to each other. Put, Get, Delete and batches of a sub-database work. Build returns
// ErrNotSupported, and Copy needs the same comparator on both sides. A server iterates over the
// database as a whole, in its order; it refuses bounds.
//
// Each comparison is a call from C++ to Go, and each call of the database runs on a goroutine of its
// own. With the order of bytes as a Comparator, a Put takes about five times as long as with LevelDB's
// own order, a Get twice as long, and a scan as long (BenchmarkComparator in bench).
type Comparator = driver.Comparator

// RegisterComparator makes Open, Repair and Destroy use c for each database whose comparator has that
// name, if Options.Comparator is nil. It does not affect new databases. The error is
// ErrInvalidArgument if c has no name or no function, or if another comparator with the name is
// registered. [ReverseBytewise] and [LittleEndianUint64] can be registered, as they are or under the
// name that a program uses: see Comparator.Named.
func RegisterComparator(c *Comparator) error {
	name := ""
	if c != nil {
		name = c.Name
	}
	return fail("register comparator", name, native.RegisterComparator(c))
}

// orderedSpan returns the range of keys in the order of a comparator.
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
