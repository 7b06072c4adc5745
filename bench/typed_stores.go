package bench

// typedStores are the ways to use values of every kind that are compared. All read the same database.
var typedStores = []typedStore{typedOurs, typedDynamic, typedPython, typedNative}

// typedStore is one way to use values of every kind.
type typedStore struct {
	Name string // in the names of benchmarks
	Open func(dir string, c Config) (typedReader, error)
	// Create makes an empty database. Nil for a store that writes nothing.
	Create func(dir string, c Config) (typedWriter, error)
	// Weight is what the store's reads add to a sum for one value.
	Weight func(value any, stored []byte) float64
}

// typedReader reads values of every kind in one database. It belongs to one goroutine.
type typedReader interface {
	// Get reads one value of a kind after the other and gives the sum of their weights. A missing key is an error.
	Get(k kind, keys Keys, order []uint32) (sum float64, err error)
	// Scan iterates over the database and gives the number of entries and the sum of their weights.
	Scan() (entries int, sum float64, err error)
	Close() error
}

// digester is a typedReader that decodes what it reads.
type digester interface {
	// Digest reads every entry in the store's ways and gives the digest of what it read.
	Digest(d *typedDataset) ([]byte, error)
}

// typedWriter writes values of one kind to one database. It belongs to one goroutine.
type typedWriter interface {
	// Put stores the values in turns under the keys that order selects.
	Put(keys Keys, order []uint32, values *typedValues) error
	Close() error
}

// weighed is the weight for stores that decode.
func weighed(value any, _ []byte) float64 { return weight(value) }
