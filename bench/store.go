package bench

import (
	"errors"
	"fmt"
	"iter"
	"slices"
)

// Stores are all that are compared, in the order they are run.
var Stores = []Store{
	openLevelDB, openLevelDBView, openLevelDBInto, native, nativeView, levigoStore, goLevelDB, pebbleStore, bboltStore, badgerStore,
	openLevelDBRemote, openLevelDBRemoteInto, httpFloor, npyMmap, memcpyFloor, pythonStore,
}

// Store is one way to use one kind of database.
type Store struct {
	Name string // in the names of benchmarks
	// Format is the kind of database. Stores of one format read the same files.
	Format string
	// MaxEntries is how many it can hold; 0 is no limit. Databases with more are left out.
	MaxEntries int
	// Slow stores need many microseconds for the smallest read. Before the clock runs only some of their entries are read; what is
	// read by the clock is checked in any case.
	Slow bool
	// Create makes an empty database in the directory dir, which does not exist. Nil for a store that writes as another does.
	Create func(dir string, c Config) (Writer, error)
	// Open opens a database for reading.
	Open func(dir string, c Config) (Reader, error)
}

// Reader reads arrays of float32 in one database. It belongs to one goroutine.
//
// order selects keys, by their index, that are read one after the other; a key may come more than once.
type Reader interface {
	// Read reads each array and gives the sum of the PageSum of all. A missing key is an error.
	Read(keys Keys, order []uint32) (sum float64, err error)
	// ReadMissing reads keys of which none should be there and gives the number of those that are not.
	ReadMissing(keys Keys, order []uint32) (missing int, err error)
	// Scan reads every array of the database in the order of the keys and gives their number and the sum of the PageSums.
	Scan() (entries int, sum float64, err error)
	// Gather reads arrays of equal length into the rows of one tensor: the given one, whose length is that of all rows, or one
	// of the store's own. The result is valid until the next call.
	Gather(keys Keys, order []uint32, tensor []float32) ([]float32, error)
	// Close closes the database.
	Close() error
}

// What more a Reader may be able to do. A workload leaves out the stores that cannot.
type (
	// ReverseScanner reads backwards.
	ReverseScanner interface {
		// ScanReverse is Scan from the last key to the first.
		ScanReverse() (entries int, sum float64, err error)
	}
	// Seeker finds entries by the order of their keys.
	Seeker interface {
		// Seek reads, for each key, the array of the first entry at or after it, each time in the state of that time, and gives
		// the sum as Read does. That there is none is an error.
		Seek(keys Keys, order []uint32) (sum float64, err error)
	}
	// Forker serves more than one goroutine.
	Forker interface {
		// Fork gives another Reader of the same open database, for another goroutine. It ends with the one it came from, and
		// is not closed itself.
		Fork() Reader
	}
	// Updater has its database open for writing, too.
	Updater interface {
		// Writer gives a Writer of the same open database, which may be used while the Reader is, from one other goroutine.
		// Reads see what it has written. It ends with the Reader, and is neither closed nor compacted. Nil if the store cannot.
		Writer() Writer
	}
)

// Writer writes arrays to one database. It belongs to one goroutine. Entry i of values is stored under
// key i, for each i in order.
type Writer interface {
	// Put stores one array after the other.
	Put(keys Keys, order []uint32, values *Values) error
	// Delete removes one key after the other. All of them are there.
	Delete(keys Keys, order []uint32) error
	// PutBatch stores them in atomic batches of BatchEntries, the last with what is left.
	PutBatch(keys Keys, order []uint32, values *Values) error
	// Compact brings the database into the form that is best for reading.
	Compact() error
	// Close closes the database.
	Close() error
}

// BatchEntries is the number of entries in a batch of PutBatch.
const BatchEntries = 1000

// Config is what all stores are set to, as far as they have it.
type Config struct {
	CacheBytes int  // block cache
	Snappy     bool // compress blocks
	FilterBits int  // of a Bloom filter, for each key; 0 is none
	Sync       bool // each write waits for the disk; native has no such writes
}

// writeBufferBytes is the size at which recent writes become a table; the default of LevelDB, goleveldb and pebble.
const writeBufferBytes = 4 << 20

// errMissing: a key that should be there is not.
var errMissing = errors.New("missing")

// fits says whether a store can hold so many entries.
func (s Store) fits(entries int) bool { return s.MaxEntries == 0 || entries <= s.MaxEntries }

// failed names the key of an error.
func failed(op string, keys Keys, i uint32, err error) error {
	return fmt.Errorf("bench: %s %q: %w", op, keys.Text(i), err)
}

// fail names the database of an error.
func fail(op, name string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("bench: %s %s: %w", op, name, err)
}

// batches cuts order into the parts that PutBatch stores at once.
func batches(order []uint32) iter.Seq[[]uint32] { return slices.Chunk(order, BatchEntries) }
