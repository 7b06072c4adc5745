package bench

import (
	"fmt"
	"math/rand/v2"
)

// Size is the size of the arrays in a database, and their number.
type Size struct {
	Name    string // in the names of benchmarks
	Bytes   int    // of the elements of an array
	Entries int    // in a database for reads
	Short   int    // the same in a short run
}

// Sizes are the sizes of all workloads except GatherRows.
var Sizes = []Size{
	{"128B", 128, 100_000, 400},
	{"1KiB", 1 << 10, 100_000, 400},
	{"64KiB", 64 << 10, 4096, 64},
	{"1MiB", 1 << 20, 256, 8},
	{"16MiB", 16 << 20, 32, 2},
}

// RowSize is the size of GatherRows.
var RowSize = Size{"4KiB", 4 << 10, 100_000, 400}

// Elements returns the number of elements of an array.
func (s Size) Elements() int { return s.Bytes / elementSize }

// Dataset describes the contents of a database, the order in which it is read, and the expected
// results.
type Dataset struct {
	Size
	Keys    Keys
	Missing Keys
	Order   []uint32 // random, with repetition, much longer than what fits into a cache
	Once    []uint32 // random, every entry once

	sums   []float64 // PageSum of each entry
	prefix []float64 // [n] is the sum over Order[:n]
}

// minOrder makes each run of reads long enough that the cost of its one call is negligible.
const minOrder = 4096

// NewDataset describes a database of the given number of entries.
func NewDataset(size Size, entries int) *Dataset {
	d := &Dataset{
		Size: size, Keys: PresentKeys(entries), Missing: MissingKeys(entries),
		Order: make([]uint32, max(4*entries, minOrder)), Once: permutation(entries),
		sums: make([]float64, entries),
	}
	random := rand.New(rand.NewPCG(uint64(size.Bytes), uint64(entries)))
	for i := range d.Order {
		d.Order[i] = random.Uint32N(uint32(entries))
	}
	for i := range d.sums {
		d.sums[i] = pageSumOf(uint32(i), size.Elements())
	}
	d.prefix = make([]float64, len(d.Order)+1)
	for n, i := range d.Order {
		d.prefix[n+1] = d.prefix[n] + d.sums[i]
	}
	return d
}

// pageSumOf returns the PageSum of the array of entry i without creating the array.
func pageSumOf(i uint32, elements int) float64 {
	var sum float64
	for j := 0; j < elements; j += pageElements {
		sum += float64(element(i, j))
	}
	return sum
}

// permutation returns the numbers below n in random order. The order is always the same.
func permutation(n int) []uint32 {
	p := sequence(n)
	rand.New(rand.NewPCG(1, uint64(n))).Shuffle(n, func(i, j int) { p[i], p[j] = p[j], p[i] })
	return p
}

// sequence returns the numbers below n in ascending order.
func sequence(n int) []uint32 {
	s := make([]uint32, n)
	for i := range s {
		s[i] = uint32(i)
	}
	return s
}

// Total returns the sum over all entries.
func (d *Dataset) Total() float64 {
	var total float64
	for _, sum := range d.sums {
		total += sum
	}
	return total
}

// OrderSum returns the sum over the entries Order[from:to].
func (d *Dataset) OrderSum(from, to int) float64 { return d.prefix[to] - d.prefix[from] }

// SeekOrder returns random missing keys that have an entry after them, as indexes in Missing.
// sums[n] is the sum over the entries after the first n of them.
func (d *Dataset) SeekOrder() (order []uint32, sums []float64) {
	sums = []float64{0}
	for _, i := range d.Order {
		if i > 0 {
			order = append(order, i-1)
			sums = append(sums, sums[len(sums)-1]+d.sums[i])
		}
	}
	return order, sums
}

// SumWith returns the sum over all entries after those that order selects were replaced by values,
// or deleted if values is nil.
func (d *Dataset) SumWith(values *Values, order []uint32) float64 {
	sum := d.Total()
	replaced := make([]bool, len(d.sums))
	for _, i := range order {
		if replaced[i] {
			continue
		}
		replaced[i] = true
		sum -= d.sums[i]
		if values != nil {
			sum += PageSum(values.Elements(i))
		}
	}
	return sum
}

// Build creates the database of the data set in the directory dir, which must not exist, compacts
// it and closes it.
func (d *Dataset) Build(dir string, store Store, c Config) (err error) {
	w, err := store.Create(dir, c)
	if err != nil {
		return fail("create", store.Name, err)
	}
	defer func() {
		if closing := w.Close(); err == nil {
			err = fail("close", store.Name, closing)
		}
	}()
	const atOnce = 16 << 20
	values, err := NewValues(d.Elements(), min(max(atOnce/d.Bytes, 1), BatchEntries, len(d.Once)))
	if err != nil {
		return err
	}
	all := sequence(len(d.Once))
	for len(all) > 0 {
		part := all[:min(values.Len(), len(all))]
		if err := values.SetFirst(part[0]); err != nil {
			return err
		}
		if err := w.PutBatch(d.Keys, part, values); err != nil {
			return err
		}
		all = all[len(part):]
	}
	return fail("compact", store.Name, w.Compact())
}

// Check reads every entry once. It returns an error unless the arrays are those of the data set.
func (d *Dataset) Check(r Reader) error { return d.CheckSome(r, len(d.Once)) }

// CheckSome is Check for count random entries.
func (d *Dataset) CheckSome(r Reader, count int) error {
	some := d.Once[:min(count, len(d.Once))]
	sum, err := r.Read(d.Keys, some)
	if err != nil {
		return err
	}
	var want float64
	for _, i := range some {
		want += d.sums[i]
	}
	return checkSum("read", sum, want)
}

// checkSum compares a sum with the expected one, exactly.
func checkSum(op string, sum, want float64) error {
	if sum != want {
		return fmt.Errorf("bench: %s: the elements sum to %v, not to %v", op, sum, want)
	}
	return nil
}

// checkCount compares a number of entries with the expected one.
func checkCount(op string, count, want int) error {
	if count != want {
		return fmt.Errorf("bench: %s: %d entries, not %d", op, count, want)
	}
	return nil
}

// checkRows compares the rows of a tensor with the arrays that order selects, element by element.
func checkRows(tensor []float32, order []uint32) error {
	length := len(tensor) / len(order)
	for row, i := range order {
		for j, got := range tensor[row*length : (row+1)*length] {
			if want := element(i, j); got != want {
				return fmt.Errorf("bench: row %d: element %d of entry %d is %v, not %v", row, j, i, got, want)
			}
		}
	}
	return nil
}
