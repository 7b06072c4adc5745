package bench

// typedStores lists the ways to use values of every kind that are compared. All read the same
// database.
var typedStores = []typedStore{typedOurs, typedDynamic, typedPython, typedNative}

// typedStore is one way to use values of every kind.
type typedStore struct {
	Name string // in the names of benchmarks
	Open func(dir string, c Config) (typedReader, error)
	// Create creates an empty database. It is nil for a store that does not write.
	Create func(dir string, c Config) (typedWriter, error)
	// Weight returns what a read of one value adds to the store's sums.
	Weight func(value any, stored []byte) float64
}

// typedReader reads values of every kind from one database. It must be used by one goroutine at a
// time.
type typedReader interface {
	// Get reads values of one kind and returns the sum of their weights. A missing key is an error.
	Get(k kind, keys Keys, order []uint32) (sum float64, err error)
	// Scan iterates over the database and returns the number of entries and the sum of their
	// weights.
	Scan() (entries int, sum float64, err error)
	Close() error
}

// digester is a typedReader that decodes what it reads.
type digester interface {
	// Digest reads every entry in all ways that the store has, and returns the digest of what it
	// read.
	Digest(d *typedDataset) ([]byte, error)
}

// typedWriter writes values of one kind to one database. It must be used by one goroutine at a
// time.
type typedWriter interface {
	// Put stores the values, repeated in order, under the keys that order selects.
	Put(keys Keys, order []uint32, values *typedValues) error
	Close() error
}

// weighed is the Weight of stores that decode.
func weighed(value any, _ []byte) float64 { return weight(value) }
