package bench

import (
	"errors"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
)

// openLevelDBInto is package leveldb with arrays copied into Go memory that is reused.
var openLevelDBInto = Store{
	Name: "openleveldb-into", Format: "leveldb",
	Open: func(dir string, c Config) (Reader, error) {
		db, err := openOurs(dir, c, false)
		if err != nil {
			return nil, err
		}
		return &intoReader{DB: db}, nil
	},
}

type intoReader struct {
	*leveldb.DB
	elements []float32
	names    []string
}

// fits reports whether to try again: if err is ErrShort, it allocates room for n elements and
// returns true.
func (r *intoReader) fits(n int, err error) bool {
	if !errors.Is(err, ndarray.ErrShort) {
		return false
	}
	r.elements = make([]float32, n)
	return true
}

func (r *intoReader) Read(keys Keys, order []uint32) (float64, error) {
	var sum float64
	for _, i := range order {
		n, err := leveldb.ReadInto(r.DB, keys.Text(i), r.elements)
		if r.fits(n, err) {
			n, err = leveldb.ReadInto(r.DB, keys.Text(i), r.elements)
		}
		if err != nil {
			return 0, failed("read", keys, i, err)
		}
		sum += PageSum(r.elements[:n])
	}
	return sum, nil
}

func (r *intoReader) ReadMissing(keys Keys, order []uint32) (int, error) {
	missing := 0
	for _, i := range order {
		if _, err := leveldb.ReadInto(r.DB, keys.Text(i), r.elements); errors.Is(err, leveldb.ErrNotFound) {
			missing++
		} else if err != nil {
			return missing, failed("read missing", keys, i, err)
		}
	}
	return missing, nil
}

func (r *intoReader) Scan() (entries int, sum float64, err error) { return r.walk(nil) }

func (r *intoReader) ScanReverse() (entries int, sum float64, err error) {
	return r.walk(&leveldb.Range{Reverse: true})
}

func (r *intoReader) Seek(keys Keys, order []uint32) (float64, error) {
	return seekEach(r.walk, keys, order)
}

func (r *intoReader) Fork() Reader { return &intoReader{DB: r.DB} }

func (r *intoReader) Writer() Writer { return ourWriter{r.DB} }

// walk iterates over a range.
func (r *intoReader) walk(over *leveldb.Range) (entries int, sum float64, err error) {
	for v, err := range leveldb.Views[float32](r.DB, over) {
		if err != nil {
			return 0, 0, err
		}
		if len(v.Elements) > len(r.elements) {
			r.elements = make([]float32, len(v.Elements))
		}
		entries++
		sum += PageSum(r.elements[:copy(r.elements, v.Elements)])
	}
	return entries, sum, nil
}

// Gather fills the given tensor.
func (r *intoReader) Gather(keys Keys, order []uint32, tensor []float32) ([]float32, error) {
	into, err := ndarray.FromSlice(tensor, len(order), -1)
	if err != nil {
		return nil, err
	}
	r.names = appendNames(r.names[:0], keys, order)
	if _, err := r.DB.Gather(r.names, &leveldb.GatherOptions{Into: into}); err != nil {
		return nil, err
	}
	return tensor, nil
}
