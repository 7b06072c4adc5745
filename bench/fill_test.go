package bench

import (
	"os"
	"testing"
)

const (
	fillBytes      = 256 << 20 // of arrays in one database, before a new one is started
	fillBytesShort = 4 << 20   // the same in a short run
	fillEntries    = 1_000_000 // at most, in one database
	valueBytes     = 32 << 20  // of arrays that are generated beforehand
)

// benchmarkFill runs a workload that writes, for each size and each store that supports it. One
// operation puts atOnce entries. order returns the order in which a database of this many entries
// is filled.
func benchmarkFill(b *testing.B, sizes []Size, atOnce int, order func(entries int) []uint32,
	put func(w Writer, keys Keys, order []uint32, values *Values) error,
) {
	for _, store := range Stores {
		if store.Create == nil {
			continue
		}
		b.Run("store="+store.Name, func(b *testing.B) {
			for _, size := range sizes {
				var f *filling
				b.Run("size="+size.Name, func(b *testing.B) {
					if f == nil {
						f = newFilling(b, store, size, atOnce, order)
					}
					b.ReportAllocs()
					b.SetBytes(int64(atOnce * size.Bytes))
					b.ResetTimer()
					stretches(b, len(f.order)/atOnce, func(n int) { f.fill(b, store, config, f.order[:n*atOnce], put) })
					if atOnce > 1 {
						perEntry(b, atOnce)
					}
				})
			}
		})
	}
}

// filling describes what is written to a database.
type filling struct {
	keys   Keys
	order  []uint32
	values *Values
}

func newFilling(b *testing.B, store Store, size Size, atOnce int, order func(entries int) []uint32) *filling {
	most := fillBytes
	if testing.Short() {
		most = fillBytesShort
	}
	entries := min(max(most/size.Bytes/atOnce, 1)*atOnce, fillEntries)
	if store.MaxEntries != 0 {
		entries = min(entries, store.MaxEntries/atOnce*atOnce)
	}
	return &filling{PresentKeys(entries), order(entries), newValues(b, size, 0)}
}

// newValues returns values to put, which are those of the entries from first on.
func newValues(b *testing.B, size Size, first uint32) *Values {
	count := min(max(valueBytes/size.Bytes, 2), 4096)
	if testing.Short() {
		count = 2
	}
	v, err := NewValues(size.Elements(), count)
	fatal(b, err)
	fatal(b, v.SetFirst(first))
	return v
}

// fill puts the entries of order into a new database. The clock runs only during the puts.
func (f *filling) fill(b *testing.B, store Store, c Config, order []uint32,
	put func(w Writer, keys Keys, order []uint32, values *Values) error,
) {
	b.StopTimer()
	defer b.StartTimer()
	dir := pathOf(b, "fill")
	defer func() { fatal(b, os.RemoveAll(dir)) }()
	w, err := store.Create(dir, c)
	fatal(b, fail("create", store.Name, err))
	b.StartTimer()
	err = put(w, f.keys, order, f.values)
	b.StopTimer()
	if closing := w.Close(); err == nil {
		err = fail("close", store.Name, closing)
	}
	fatal(b, err)
	var sum float64
	for _, i := range order {
		sum += PageSum(f.values.Elements(i))
	}
	fatal(b, checkScan(store, dir, len(order), sum))
}

// checkScan opens a database after it was written, and compares its contents with the expected
// ones.
func checkScan(store Store, dir string, wantEntries int, wantSum float64) error {
	r, err := store.Open(dir, config)
	if err != nil {
		return fail("open", store.Name, err)
	}
	entries, sum, err := r.Scan()
	if closing := r.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return fail("scan", store.Name, err)
	}
	if err := checkSum("written by "+store.Name, sum, wantSum); err != nil {
		return err
	}
	return checkCount("written by "+store.Name, entries, wantEntries)
}
