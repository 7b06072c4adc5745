package bench

import (
	"os"
	"testing"
)

const (
	fillBytes      = 256 << 20 // of arrays in one database, before a fresh one is begun
	fillBytesShort = 4 << 20   // the same in a short run
	fillEntries    = 1_000_000 // at most, in one database
	valueBytes     = 32 << 20  // of arrays that are made beforehand
)

// benchmarkFill runs a workload that writes, for each store that does and each size. An operation puts atOnce entries. order
// gives the order in which a database of so many entries is filled.
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
						f = newFilling(b, size, atOnce, order)
					}
					b.ReportAllocs()
					b.SetBytes(int64(atOnce * size.Bytes))
					b.ResetTimer()
					stretches(b, len(f.order)/atOnce, func(n int) { f.fill(b, store, f.order[:n*atOnce], put) })
					if atOnce > 1 {
						perEntry(b, atOnce)
					}
				})
			}
		})
	}
}

// filling is what goes into a database.
type filling struct {
	keys   Keys
	order  []uint32
	values *Values
}

func newFilling(b *testing.B, size Size, atOnce int, order func(entries int) []uint32) *filling {
	most, values := fillBytes, min(max(valueBytes/size.Bytes, 2), 4096)
	if testing.Short() {
		most, values = fillBytesShort, 2
	}
	entries := min(max(most/size.Bytes/atOnce, 1)*atOnce, fillEntries)
	v, err := NewValues(size.Elements(), values)
	fatal(b, err)
	return &filling{PresentKeys(entries), order(entries), v}
}

// fill puts the entries of order into a fresh database. The clock runs only for that.
func (f *filling) fill(b *testing.B, store Store, order []uint32,
	put func(w Writer, keys Keys, order []uint32, values *Values) error,
) {
	b.StopTimer()
	defer b.StartTimer()
	dir := pathOf(b, "fill")
	defer func() { fatal(b, os.RemoveAll(dir)) }()
	w, err := store.Create(dir, config)
	fatal(b, fail("create", store.Name, err))
	b.StartTimer()
	err = put(w, f.keys, order, f.values)
	b.StopTimer()
	if closing := w.Close(); err == nil {
		err = fail("close", store.Name, closing)
	}
	fatal(b, err)
	fatal(b, f.check(dir, store, order))
}

// check scans what was put.
func (f *filling) check(dir string, store Store, order []uint32) error {
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
	var want float64
	for _, i := range order {
		want += PageSum(f.values.Elements(i))
	}
	if err := checkSum("fill "+store.Name, sum, want); err != nil {
		return err
	}
	return checkCount("fill "+store.Name, entries, len(order))
}
