package bench

import (
	"os"
	"testing"
)

// benchmarkUpdates runs a workload that writes to databases of the data sets, for each size and
// each store that supports it. Each database is open and checked, and used by that workload only.
func benchmarkUpdates(b *testing.B, stores []Store, sizes []Size, workload func(b *testing.B, u *updated)) {
	for _, store := range stores {
		b.Run("store="+store.Name, func(b *testing.B) {
			for _, size := range sizes {
				if !store.fits(entriesOf(size)) {
					continue
				}
				b.Run("size="+size.Name, func(b *testing.B) {
					u := newUpdated(b, store, datasetOf(size))
					defer u.remove()
					b.ReportAllocs()
					workload(b, u)
				})
			}
		})
	}
}

// updated is a copy of a database that is written to.
type updated struct {
	*Dataset
	b      *testing.B
	store  Store
	dir    string
	reader Reader // nil when closed
	writer Writer
}

// newUpdated makes a copy and opens it. It skips the benchmark if the store cannot write there.
func newUpdated(b *testing.B, store Store, d *Dataset) *updated {
	u := &updated{Dataset: d, b: b, store: store, dir: pathOf(b, "updated")}
	u.renew()
	return u
}

// renew replaces the copy with a new one.
func (u *updated) renew() {
	u.remove()
	fatal(u.b, os.CopyFS(u.dir, os.DirFS(databaseOf(u.b, u.store, u.Dataset))))
	u.reader = openForRead(u.b, u.store, u.dir, u.Dataset)
	able, ok := u.reader.(Updater)
	if ok {
		u.writer = able.Writer()
	}
	if u.writer == nil {
		u.remove()
		u.b.Skip("the store does not support this workload")
	}
}

// check closes the database, opens it, and compares its contents with the expected ones.
func (u *updated) check(entries int, sum float64) {
	fatal(u.b, u.close())
	fatal(u.b, checkScan(u.store, u.dir, entries, sum))
}

func (u *updated) close() error {
	if u.reader == nil {
		return nil
	}
	err := u.reader.Close()
	u.reader, u.writer = nil, nil
	return fail("close", u.store.Name, err)
}

// remove closes and deletes the copy, if it exists.
func (u *updated) remove() {
	fatal(u.b, u.close())
	fatal(u.b, os.RemoveAll(u.dir))
}

// timed runs b.N writes in parts, each on a new copy, and measures their time. write performs n
// writes. after returns the number of entries and the sum that the database must have then.
func (u *updated) timed(most int, write func(n int) error, after func(n int) (entries int, sum float64)) {
	u.b.ResetTimer()
	stretches(u.b, most, func(n int) {
		u.b.StopTimer()
		if u.reader == nil {
			u.renew()
		}
		u.b.StartTimer()
		err := write(n)
		u.b.StopTimer()
		fatal(u.b, err)
		u.check(after(n))
		u.b.StartTimer()
	})
}
