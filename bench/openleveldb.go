package bench

import (
	"errors"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
)

// openLevelDB is package leveldb with arrays in new Go memory.
var openLevelDB = Store{
	Name: "openleveldb", Format: "leveldb",
	Create: func(dir string, c Config) (Writer, error) {
		db, err := openOurs(dir, c, true)
		if err != nil {
			return nil, err
		}
		return ourWriter{db}, nil
	},
	Open: func(dir string, c Config) (Reader, error) {
		db, err := openOurs(dir, c, false)
		if err != nil {
			return nil, err
		}
		return &getReader{DB: db}, nil
	},
}

func openOurs(dir string, c Config, create bool) (*leveldb.DB, error) {
	return leveldb.Open(dir, ourOptions(c, create))
}

func ourOptions(c Config, create bool) *leveldb.Options {
	o := &leveldb.Options{
		ErrorIfExists:   create,
		ErrorIfMissing:  !create,
		BlockCacheSize:  c.CacheBytes,
		WriteBufferSize: c.bufferBytes(),
		MaxFileSize:     c.TableBytes,
		Compression:     leveldb.NoCompression,
		BloomFilterBits: c.FilterBits,
		Write:           leveldb.WriteOptions{Sync: c.Sync},
	}
	if c.Snappy {
		o.Compression = leveldb.SnappyCompression
	}
	return o
}

type getReader struct {
	*leveldb.DB
	names []string
}

func (r *getReader) Read(keys Keys, order []uint32) (float64, error) {
	var sum float64
	for _, i := range order {
		a, err := leveldb.Get[*ndarray.Array](r.DB, keys.Text(i))
		if err != nil {
			return 0, failed("read", keys, i, err)
		}
		part, err := sumArray(a)
		if err != nil {
			return 0, failed("read", keys, i, err)
		}
		sum += part
	}
	return sum, nil
}

// sumArray returns the PageSum of an array.
func sumArray(a *ndarray.Array) (float64, error) {
	elements, err := ndarray.View[float32](a)
	return PageSum(elements), err
}

func (r *getReader) ReadMissing(keys Keys, order []uint32) (int, error) {
	missing := 0
	for _, i := range order {
		if _, err := leveldb.Get[*ndarray.Array](r.DB, keys.Text(i)); errors.Is(err, leveldb.ErrNotFound) {
			missing++
		} else if err != nil {
			return missing, failed("read missing", keys, i, err)
		}
	}
	return missing, nil
}

func (r *getReader) Scan() (entries int, sum float64, err error) { return r.walk(nil) }

func (r *getReader) ScanReverse() (entries int, sum float64, err error) {
	return r.walk(&leveldb.Range{Reverse: true})
}

// walk iterates over a range.
func (r *getReader) walk(over *leveldb.Range) (entries int, sum float64, err error) {
	for e, err := range r.Entries(over) {
		if err != nil {
			return 0, 0, err
		}
		a, err := leveldb.ValueAs[*ndarray.Array](e)
		if err != nil {
			return 0, 0, err
		}
		part, err := sumArray(a)
		if err != nil {
			return 0, 0, err
		}
		entries++
		sum += part
	}
	return entries, sum, nil
}

func (r *getReader) Seek(keys Keys, order []uint32) (float64, error) {
	return seekEach(r.walk, keys, order)
}

// seekEach seeks each key by a scan that is limited to the one entry at or after it.
func seekEach(walk func(over *leveldb.Range) (int, float64, error), keys Keys, order []uint32) (float64, error) {
	var sum float64
	over := leveldb.Range{Limit: 1}
	for _, i := range order {
		over.Start = keys.Text(i)
		found, part, err := walk(&over)
		if err == nil && found == 0 {
			err = errMissing
		}
		if err != nil {
			return 0, failed("seek", keys, i, err)
		}
		sum += part
	}
	return sum, nil
}

func (r *getReader) Fork() Reader { return &getReader{DB: r.DB} }

func (r *getReader) Writer() Writer { return ourWriter{r.DB} }

type ourWriter struct{ *leveldb.DB }

func (w ourWriter) Put(keys Keys, order []uint32, values *Values) error {
	for _, i := range order {
		if err := w.DB.Put(keys.Text(i), values.Array(i)); err != nil {
			return failed("put", keys, i, err)
		}
	}
	return nil
}

func (w ourWriter) Delete(keys Keys, order []uint32) error {
	for _, i := range order {
		if err := w.DB.Delete(keys.Text(i)); err != nil {
			return failed("delete", keys, i, err)
		}
	}
	return nil
}

func (w ourWriter) PutBatch(keys Keys, order []uint32, values *Values) error {
	batch := w.NewBatch()
	for part := range batches(order) {
		for _, i := range part {
			if err := batch.Put(keys.Text(i), values.Array(i)); err != nil {
				return failed("add to batch", keys, i, err)
			}
		}
		if err := batch.Write(); err != nil {
			return failed("write batch at", keys, part[0], err)
		}
		batch.Reset()
	}
	return nil
}

func (w ourWriter) Compact() error { return w.DB.Compact(nil) }

// Gather allocates a tensor.
func (r *getReader) Gather(keys Keys, order []uint32, _ []float32) ([]float32, error) {
	r.names = appendNames(r.names[:0], keys, order)
	a, err := r.DB.Gather(r.names, nil)
	if err != nil {
		return nil, err
	}
	return ndarray.View[float32](a)
}

// appendNames appends the keys that order selects.
func appendNames(names []string, keys Keys, order []uint32) []string {
	for _, i := range order {
		names = append(names, keys.Text(i))
	}
	return names
}
