package bench

import (
	"errors"
	"fmt"
	"iter"
	"slices"
)

// Stores lists the stores that are compared, in the order in which they run.
var Stores = []Store{
	openLevelDB, openLevelDBView, openLevelDBInto, native, nativeView, levigoStore, goLevelDB, pebbleStore, bboltStore, badgerStore,
	openLevelDBRemote, openLevelDBRemoteInto, httpFloor, npyMmap, memcpyFloor, pythonStore,
}

// Store is one way to use one kind of database.
type Store struct {
	Name string // in the names of benchmarks
	// Format is the kind of database. Stores of one format read the same files.
	Format string
	// MaxEntries is the largest number of entries that the store can hold. Larger databases are
	// left out. Zero means no limit.
	MaxEntries int
	// Slow is set for stores that need many microseconds for the smallest read. Before the clock
	// starts, only some of their entries are read. Timed reads are always checked.
	Slow bool
	// Create creates an empty database in the directory dir, which must not exist. It is nil for a
	// store that writes in the same way as another store.
	Create func(dir string, c Config) (Writer, error)
	// Open opens a database for reading.
	Open func(dir string, c Config) (Reader, error)
}

// Reader reads arrays of float32 from one database. It must be used by one goroutine at a time.
//
// The argument order selects keys by index, in the order in which they are read. A key may occur
// more than once.
type Reader interface {
	// Read reads each array and returns the sum of their PageSums. A missing key is an error.
	Read(keys Keys, order []uint32) (sum float64, err error)
	// ReadMissing reads keys that should not exist and returns the number of those that do not.
	ReadMissing(keys Keys, order []uint32) (missing int, err error)
	// Scan reads every array of the database in key order. It returns the number of arrays and the
	// sum of their PageSums.
	Scan() (entries int, sum float64, err error)
	// Gather reads arrays of equal length into the rows of one tensor. It uses the given tensor,
	// which has room for all rows, or one that the store allocates. The result is valid until the
	// next call.
	Gather(keys Keys, order []uint32, tensor []float32) ([]float32, error)
	// Close closes the database.
	Close() error
}

// Further operations of a Reader. A workload leaves out the stores that do not implement its
// interface.
type (
	// ReverseScanner scans in reverse key order.
	ReverseScanner interface {
		// ScanReverse is Scan from the last key to the first.
		ScanReverse() (entries int, sum float64, err error)
	}
	// Seeker finds entries by key order.
	Seeker interface {
		// Seek reads, for each key, the array of the first entry at or after it, and returns the
		// sum as Read does. Each seek sees the state of the database at that time. It is an error
		// if there is no such entry.
		Seek(keys Keys, order []uint32) (sum float64, err error)
	}
	// Forker is a Reader that can be shared by goroutines.
	Forker interface {
		// Fork returns another Reader of the same open database, for use by another goroutine. It
		// must not be closed, and is valid until the original Reader is closed.
		Fork() Reader
	}
	// Updater is a Reader whose database is open for writing, too.
	Updater interface {
		// Writer returns a Writer for the same open database, or nil if the store does not support
		// it. One other goroutine may use it while the Reader is in use. Reads see what it has
		// written. It must be neither closed nor compacted, and is valid until the Reader is
		// closed.
		Writer() Writer
	}
)

// Writer writes arrays to one database. It must be used by one goroutine at a time. For each i in
// order, entry i of values is stored under key i.
type Writer interface {
	// Put stores the arrays one at a time.
	Put(keys Keys, order []uint32, values *Values) error
	// Delete deletes the keys one at a time. All of them must exist.
	Delete(keys Keys, order []uint32) error
	// PutBatch stores the arrays in atomic batches of BatchEntries. The last batch may be smaller.
	PutBatch(keys Keys, order []uint32, values *Values) error
	// Compact compacts the database, so that reads are as fast as possible.
	Compact() error
	// Close closes the database.
	Close() error
}

// BatchEntries is the number of entries in a batch of PutBatch.
const BatchEntries = 1000

// Config holds the settings that all stores share. A store ignores settings that it does not have.
type Config struct {
	CacheBytes int  // block cache
	Snappy     bool // compress blocks
	FilterBits int  // Bloom filter bits per key; 0 means no filter
	Sync       bool // each write waits for the disk; native does not support it
	// TableBytes is the size of tables, and of the write buffer, in stores that have tables. Zero
	// means the store's default. levigo has no option for the size of tables, only for the buffer.
	TableBytes int
}

// bufferBytes returns the size of the write buffer.
func (c Config) bufferBytes() int { return max(c.TableBytes, writeBufferBytes) }

// writeBufferBytes is the size at which recent writes become a table. It is the default of LevelDB,
// goleveldb and pebble.
const writeBufferBytes = 4 << 20

// errMissing is returned for an expected key that does not exist.
var errMissing = errors.New("missing")

// fits reports whether the store can hold this many entries.
func (s Store) fits(entries int) bool { return s.MaxEntries == 0 || entries <= s.MaxEntries }

// failed adds the operation and the key to an error.
func failed(op string, keys Keys, i uint32, err error) error {
	return fmt.Errorf("bench: %s %q: %w", op, keys.Text(i), err)
}

// fail adds the operation and the name of the database to an error.
func fail(op, name string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("bench: %s %s: %w", op, name, err)
}

// batches splits order into the parts that PutBatch stores at once.
func batches(order []uint32) iter.Seq[[]uint32] { return slices.Chunk(order, BatchEntries) }
