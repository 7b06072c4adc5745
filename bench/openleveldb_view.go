package bench

import (
	"errors"

	"github.com/openleveldb/openleveldb/leveldb"
)

// openLevelDBView is package leveldb with arrays borrowed from LevelDB's memory.
var openLevelDBView = Store{
	Name: "openleveldb-view", Format: "leveldb",
	Open: func(dir string, c Config) (Reader, error) {
		db, err := openOurs(dir, c, false)
		if err != nil {
			return nil, err
		}
		return viewReader{db}, nil
	},
}

type viewReader struct{ *leveldb.DB }

func (r viewReader) Read(keys Keys, order []uint32) (float64, error) {
	var sum float64
	add := func(elements []float32, _ []int) error {
		sum += PageSum(elements)
		return nil
	}
	for _, i := range order {
		if err := leveldb.View(r.DB, keys.Text(i), add); err != nil {
			return 0, failed("read", keys, i, err)
		}
	}
	return sum, nil
}

func (r viewReader) ReadMissing(keys Keys, order []uint32) (int, error) {
	missing := 0
	ignore := func([]float32, []int) error { return nil }
	for _, i := range order {
		if err := leveldb.View(r.DB, keys.Text(i), ignore); errors.Is(err, leveldb.ErrNotFound) {
			missing++
		} else if err != nil {
			return missing, failed("read missing", keys, i, err)
		}
	}
	return missing, nil
}

func (r viewReader) Scan() (entries int, sum float64, err error) { return r.walk(nil) }

func (r viewReader) ScanReverse() (entries int, sum float64, err error) {
	return r.walk(&leveldb.Range{Reverse: true})
}

func (r viewReader) Seek(keys Keys, order []uint32) (float64, error) {
	return seekEach(r.walk, keys, order)
}

func (r viewReader) Fork() Reader { return r }

func (r viewReader) Writer() Writer { return ourWriter(r) }

// walk iterates over a range.
func (r viewReader) walk(over *leveldb.Range) (entries int, sum float64, err error) {
	for v, err := range leveldb.Views[float32](r.DB, over) {
		if err != nil {
			return 0, 0, err
		}
		entries++
		sum += PageSum(v.Elements)
	}
	return entries, sum, nil
}

// Gather copies each row from its view.
func (r viewReader) Gather(keys Keys, order []uint32, tensor []float32) ([]float32, error) {
	row := 0
	add := func(elements []float32, _ []int) error { return copyRow(tensor, len(order), row, elements) }
	for n, i := range order {
		row = n
		if err := leveldb.View(r.DB, keys.Text(i), add); err != nil {
			return nil, failed("gather", keys, i, err)
		}
	}
	return tensor, nil
}
