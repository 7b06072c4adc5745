package bench

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/dgraph-io/badger/v4"
)

// putOne puts the stored bytes of one entry. It may be called from many goroutines.
type putOne func(keys Keys, i uint32, stored []byte) error

// syncPuts are the stores of FillSync, with their functions to put stored bytes. bbolt is left out:
// it syncs each transaction separately, regardless of the number of goroutines.
var syncPuts = []struct {
	store Store
	put   func(w Writer) putOne
}{
	{openLevelDB, func(w Writer) putOne {
		db := w.(ourWriter).DB
		return func(keys Keys, i uint32, stored []byte) error { return db.PutRaw(keys.Text(i), stored) }
	}},
	{levigoStore, func(w Writer) putOne {
		l := w.(levigoWriter)
		return func(keys Keys, i uint32, stored []byte) error { return l.db.Put(l.write, keys.Bytes(i), stored) }
	}},
	{goLevelDB, func(w Writer) putOne {
		g := w.(goLevelDBWriter)
		return func(keys Keys, i uint32, stored []byte) error { return g.DB.Put(keys.Bytes(i), stored, g.write) }
	}},
	{pebbleStore, func(w Writer) putOne {
		p := w.(pebbleWriter)
		return func(keys Keys, i uint32, stored []byte) error { return p.Set(keys.Bytes(i), stored, p.write) }
	}},
	{badgerStore, func(w Writer) putOne {
		db := w.(*badgerWriter).DB
		return func(keys Keys, i uint32, stored []byte) error {
			return db.Update(func(tx *badger.Txn) error { return tx.Set(keys.Bytes(i), stored) })
		}
	}},
}

// BenchmarkFillSync puts arrays of 128 B one at a time, from one goroutine and from many that share
// the work, with a sync for each put and without. It puts stored bytes, so that only writing is
// compared.
func BenchmarkFillSync(b *testing.B) {
	size := Sizes[0]
	for _, s := range syncPuts {
		for _, synced := range []bool{true, false} {
			for _, goroutines := range []int{1, 16, 1000} {
				name := fmt.Sprintf("store=%s/size=%s/sync=%t/goroutines=%d", s.store.Name, size.Name, synced, goroutines)
				var f *filling
				b.Run(name, func(b *testing.B) {
					if f == nil {
						f = newFilling(b, s.store, size, 1, sequence)
					}
					b.ReportAllocs()
					b.SetBytes(int64(size.Bytes))
					b.ResetTimer()
					c := config
					c.Sync = synced
					stretches(b, len(f.order), func(n int) {
						f.fill(b, s.store, c, f.order[:n], func(w Writer, keys Keys, order []uint32, values *Values) error {
							put := s.put(w)
							return share(goroutines, order, func(i uint32) error { return put(keys, i, values.Stored(i)) })
						})
					})
				})
			}
		}
	}
}

// share distributes the entries of order over goroutines. Each goroutine puts the next entry that
// is left.
func share(goroutines int, order []uint32, put func(i uint32) error) error {
	errs := make([]error, goroutines)
	var next atomic.Int64
	var wg sync.WaitGroup
	for g := range goroutines {
		wg.Go(func() {
			for n := next.Add(1); n <= int64(len(order)); n = next.Add(1) {
				if err := put(order[n-1]); err != nil {
					errs[g] = fmt.Errorf("bench: put entry %d: %w", order[n-1], err)
					return
				}
			}
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}
