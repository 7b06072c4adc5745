package bench

import (
	"errors"
	"fmt"
	"math/rand/v2"

	"github.com/openleveldb/openleveldb/codec"
)

// typedDataset describes the contents of a database of values of all kinds. Entry i has a value of
// kind i modulo the number of kinds.
type typedDataset struct {
	typedValues
	keys   Keys
	orders [][]uint32 // by kind: random entries with repetition
}

func newTypedDataset(entries int) (*typedDataset, error) {
	d := &typedDataset{keys: PresentKeys(entries)}
	for i := range uint32(entries) {
		if err := d.add(kindOf(i), i); err != nil {
			return nil, err
		}
	}
	random := rand.New(rand.NewPCG(3, uint64(entries)))
	for _, k := range kinds {
		order := make([]uint32, max(entries, minOrder))
		for n := range order {
			order[n] = random.Uint32N(uint32(entries/len(kinds)))*uint32(len(kinds)) + uint32(k)
		}
		d.orders = append(d.orders, order)
	}
	return d, nil
}

// kindOf returns the kind of entry i.
func kindOf(i uint32) kind { return kind(int(i) % len(kinds)) }

// prefix returns sums: [n] is the sum of the weights of the first n entries of order, as weigh
// returns them.
func (d *typedDataset) prefix(order []uint32, weigh func(value any, stored []byte) float64) []float64 {
	sums := make([]float64, len(order)+1)
	for n, i := range order {
		sums[n+1] = sums[n] + weigh(d.values[i], d.stored[i])
	}
	return sums
}

// digest returns the digest that reading all entries should return.
func (d *typedDataset) digest() digest {
	sum := newDigest()
	for i, value := range d.values {
		sum.add(d.keys.Text(uint32(i)), value)
	}
	return sum
}

// checkReader returns an error unless a store reads this data set from a database. If the store
// decodes values, all their content is compared, and otherwise the sums.
func (d *typedDataset) checkReader(store typedStore, r typedReader) error {
	reader, ok := r.(digester)
	if !ok {
		return d.checkSums(store, r)
	}
	sum, err := reader.Digest(d)
	if err != nil {
		return err
	}
	if !d.digest().equal(sum) {
		return fmt.Errorf("bench: store %s does not read the values that were stored", store.Name)
	}
	return nil
}

// checkSums reads every entry by Get and by Scan, and compares the sums.
func (d *typedDataset) checkSums(store typedStore, r typedReader) error {
	for _, k := range kinds {
		var once []uint32
		for i := uint32(k); int(i) < d.keys.Len(); i += uint32(len(kinds)) {
			once = append(once, i)
		}
		sum, err := r.Get(k, d.keys, once)
		if err != nil {
			return err
		}
		if err := checkSum("get "+k.String(), sum, d.prefix(once, store.Weight)[len(once)]); err != nil {
			return err
		}
	}
	entries, sum, err := r.Scan()
	if err != nil {
		return err
	}
	if err := checkSum("scan", sum, d.total(store)); err != nil {
		return err
	}
	return checkCount("scan", entries, d.keys.Len())
}

// total returns the sum of the weights of all entries, as the store weighs them.
func (d *typedDataset) total(store typedStore) float64 {
	return d.prefix(sequence(d.keys.Len()), store.Weight)[d.keys.Len()]
}

// Build creates the database of the data set in the directory dir, which must not exist, compacts
// it and closes it.
func (d *typedDataset) Build(dir string, c Config) (err error) {
	db, err := openOurs(dir, c, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	batch := db.NewBatch()
	for part := range batches(sequence(d.keys.Len())) {
		for _, i := range part {
			if err := batch.PutRaw(d.keys.Text(i), d.stored[i]); err != nil {
				return failed("add to batch", d.keys, i, err)
			}
		}
		if err := batch.Write(); err != nil {
			return failed("write batch at", d.keys, part[0], err)
		}
		batch.Reset()
	}
	return db.Compact(nil)
}

// typedValues holds values of one kind, in all forms that stores take.
type typedValues struct {
	values  []any    // as typedValue returns them
	dynamic []any    // as they are read without their Go type
	stored  [][]byte // tag included
}

// newTypedValues returns the given number of distinct values.
func newTypedValues(k kind, count int) (*typedValues, error) {
	v := &typedValues{}
	for i := range uint32(count) {
		if err := v.add(k, i); err != nil {
			return nil, err
		}
	}
	return v, nil
}

func (v *typedValues) add(k kind, i uint32) error {
	value, err := typedValue(k, i)
	if err != nil {
		return fmt.Errorf("bench: value %d of kind %v: %w", i, k, err)
	}
	dynamic := dynamicValue(value)
	stored, err := codec.Append(nil, dynamic)
	if err != nil {
		return fmt.Errorf("bench: value %d of kind %v: %w", i, k, err)
	}
	v.values, v.dynamic, v.stored = append(v.values, value), append(v.dynamic, dynamic), append(v.stored, stored)
	return nil
}

// check returns an error unless a database holds the values, repeated in order, under the keys of
// order, which must be in ascending order.
func (v *typedValues) check(dir string, c Config, keys Keys, order []uint32) (err error) {
	db, err := openOurs(dir, c, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	got, err := getDynamic{db}.Digest(nil)
	if err != nil {
		return err
	}
	want := newDigest()
	for n, i := range order {
		want.add(keys.Text(i), v.values[n%len(v.values)])
	}
	if !want.equal(got) {
		return fmt.Errorf("bench: %s does not hold the values that were put", dir)
	}
	return nil
}
