package bench

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/cockroachdb/pebble/v2"
	"github.com/syndtr/goleveldb/leveldb/opt"

	ours "github.com/openleveldb/openleveldb/leveldb"
)

// putOne puts the bytes of one entry. It may be called from many goroutines.
type putOne func(keys Keys, i uint32, stored []byte) error

// syncPuts are the stores of FillSync; put waits for the disk if sync is set. bbolt is left out: a transaction for each put
// is a sync for each, however many goroutines there are.
var syncPuts = []struct {
	store Store
	put   func(w Writer, sync bool) putOne
}{
	{openLevelDB, func(w Writer, sync bool) putOne {
		db := w.(ourWriter).WithWriteOptions(ours.WriteOptions{Sync: sync})
		return func(keys Keys, i uint32, stored []byte) error { return db.PutRaw(keys.Text(i), stored) }
	}},
	{levigoStore, func(w Writer, sync bool) putOne {
		l := w.(levigoWriter)
		l.write.SetSync(sync)
		return func(keys Keys, i uint32, stored []byte) error { return l.db.Put(l.write, keys.Bytes(i), stored) }
	}},
	{goLevelDB, func(w Writer, sync bool) putOne {
		db, options := w.(goLevelDBWriter).DB, &opt.WriteOptions{Sync: sync}
		return func(keys Keys, i uint32, stored []byte) error { return db.Put(keys.Bytes(i), stored, options) }
	}},
	{pebbleStore, func(w Writer, sync bool) putOne {
		db, options := w.(pebbleWriter).DB, &pebble.WriteOptions{Sync: sync}
		return func(keys Keys, i uint32, stored []byte) error { return db.Set(keys.Bytes(i), stored, options) }
	}},
}

// BenchmarkFillSync puts arrays of 128 B one by one, from one goroutine and from many that share the work, with a sync for
// each put and without. Bytes are put as they are, so that only writing is compared.
func BenchmarkFillSync(b *testing.B) {
	size := Sizes[0]
	for _, s := range syncPuts {
		for _, synced := range []bool{true, false} {
			for _, goroutines := range []int{1, 16, 1000} {
				name := fmt.Sprintf("store=%s/size=%s/sync=%t/goroutines=%d", s.store.Name, size.Name, synced, goroutines)
				var f *filling
				b.Run(name, func(b *testing.B) {
					if f == nil {
						f = newFilling(b, size, 1, sequence)
					}
					b.ReportAllocs()
					b.SetBytes(int64(size.Bytes))
					b.ResetTimer()
					stretches(b, len(f.order), func(n int) {
						f.fill(b, s.store, f.order[:n], func(w Writer, keys Keys, order []uint32, values *Values) error {
							put := s.put(w, synced)
							return share(goroutines, order, func(i uint32) error { return put(keys, i, values.Stored(i)) })
						})
					})
				})
			}
		}
	}
}

// share has goroutines put the entries of order, each the next that is left.
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
