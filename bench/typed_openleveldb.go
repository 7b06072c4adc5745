package bench

import (
	"fmt"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
)

// typedOurs uses package leveldb with static Go types: Get[T], Kind and ValueAs[T], and Put of a
// struct.
var typedOurs = typedStore{
	Name: "openleveldb", Weight: weighed,
	Open: func(dir string, c Config) (typedReader, error) {
		db, err := openOurs(dir, c, false)
		return getTyped{db}, err
	},
	Create: func(dir string, c Config) (typedWriter, error) {
		db, err := openOurs(dir, c, true)
		return putTyped{db}, err
	},
}

// typedDynamic uses package leveldb with dynamic types: db.Get, Entry.Value, and Put of a map.
var typedDynamic = typedStore{
	Name: "openleveldb-dynamic", Weight: weighed,
	Open: func(dir string, c Config) (typedReader, error) {
		db, err := openOurs(dir, c, false)
		return getDynamic{db}, err
	},
	Create: func(dir string, c Config) (typedWriter, error) {
		db, err := openOurs(dir, c, true)
		return putDynamic{db}, err
	},
}

type getTyped struct{ *leveldb.DB }

func (r getTyped) Get(k kind, keys Keys, order []uint32) (float64, error) {
	switch k {
	case intKind:
		return weighEach(r.DB, keys, order, func(n int64) float64 { return float64(n) })
	case strKind:
		return weighEach(r.DB, keys, order, func(s string) float64 { return float64(len(s)) })
	case jsonKind:
		return weighEach(r.DB, keys, order, func(r record) float64 { return float64(r.ID) })
	}
	return weighEach(r.DB, keys, order, firstElement)
}

// weighEach reads values of one type and returns the sum of their weights.
func weighEach[T any](db *leveldb.DB, keys Keys, order []uint32, weight func(T) float64) (sum float64, err error) {
	for _, i := range order {
		value, err := leveldb.Get[T](db, keys.Text(i))
		if err != nil {
			return 0, failed("get", keys, i, err)
		}
		sum += weight(value)
	}
	return sum, nil
}

func (r getTyped) Scan() (entries int, sum float64, err error) {
	for e, err := range r.Entries(nil) {
		if err != nil {
			return 0, 0, err
		}
		value, err := typedEntry(e)
		if err != nil {
			return 0, 0, err
		}
		entries++
		sum += value
	}
	return entries, sum, nil
}

// typedEntry returns the weight of an entry's value, read as the Go type for its kind.
func typedEntry(e leveldb.Entry) (float64, error) {
	tag, err := e.Kind()
	if err != nil {
		return 0, err
	}
	switch tag {
	case codec.KindInt:
		n, err := leveldb.ValueAs[int64](e)
		return float64(n), err
	case codec.KindStr:
		s, err := leveldb.ValueAs[string](e)
		return float64(len(s)), err
	case codec.KindJSON:
		r, err := leveldb.ValueAs[record](e)
		return float64(r.ID), err
	}
	a, err := leveldb.ValueAs[*ndarray.Array](e)
	if err != nil {
		return 0, err
	}
	return firstElement(a), nil
}

// Digest reads each key as the type of its kind.
func (r getTyped) Digest(d *typedDataset) ([]byte, error) {
	sum := newDigest()
	for i := range uint32(d.keys.Len()) {
		value, err := getAs(r.DB, kindOf(i), d.keys.Text(i))
		if err != nil {
			return nil, failed("get", d.keys, i, err)
		}
		sum.add(d.keys.Text(i), value)
	}
	return sum.Sum(nil), nil
}

func getAs(db *leveldb.DB, k kind, key string) (any, error) {
	switch k {
	case intKind:
		return leveldb.Get[int64](db, key)
	case strKind:
		return leveldb.Get[string](db, key)
	case jsonKind:
		return leveldb.Get[record](db, key)
	}
	return leveldb.Get[*ndarray.Array](db, key)
}

type getDynamic struct{ *leveldb.DB }

func (r getDynamic) Get(_ kind, keys Keys, order []uint32) (sum float64, err error) {
	for _, i := range order {
		value, err := r.DB.Get(keys.Text(i))
		if err != nil {
			return 0, failed("get", keys, i, err)
		}
		sum += weight(value)
	}
	return sum, nil
}

func (r getDynamic) Scan() (entries int, sum float64, err error) {
	for e, err := range r.Entries(nil) {
		if err != nil {
			return 0, 0, err
		}
		value, err := e.Value()
		if err != nil {
			return 0, 0, err
		}
		entries++
		sum += weight(value)
	}
	return entries, sum, nil
}

// Digest iterates, and also reads each key by Get.
func (r getDynamic) Digest(*typedDataset) ([]byte, error) {
	sum := newDigest()
	for e, err := range r.Entries(nil) {
		if err != nil {
			return nil, err
		}
		value, err := e.Value()
		if err != nil {
			return nil, err
		}
		got, err := r.DB.Get(e.Key())
		if err != nil {
			return nil, err
		}
		if describeValue(got) != describeValue(value) {
			return nil, fmt.Errorf("bench: key %q: Get and Entries differ", e.Key())
		}
		sum.add(e.Key(), value)
	}
	return sum.Sum(nil), nil
}

type putTyped struct{ *leveldb.DB }

func (w putTyped) Put(keys Keys, order []uint32, values *typedValues) error {
	return putEach(w.DB, keys, order, values.values)
}

type putDynamic struct{ *leveldb.DB }

func (w putDynamic) Put(keys Keys, order []uint32, values *typedValues) error {
	return putEach(w.DB, keys, order, values.dynamic)
}

// putEach stores the values, repeated in order.
func putEach(db *leveldb.DB, keys Keys, order []uint32, values []any) error {
	for n, i := range order {
		if err := db.Put(keys.Text(i), values[n%len(values)]); err != nil {
			return failed("put", keys, i, err)
		}
	}
	return nil
}
