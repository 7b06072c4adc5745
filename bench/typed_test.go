package bench

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const (
	typedEntries      = 100_000 // of all kinds, in the database for reads
	typedEntriesShort = 1000
	typedPuts         = 100_000 // of one kind, into one database
	typedPutsShort    = 1000
	typedDistinct     = 1000 // values that are generated beforehand
)

// typedData is the data set of this run. It is nil before the first benchmark that reads it.
var typedData *typedDataset

// BenchmarkTypedGet reads random keys of one kind from a database of all kinds, through each
// store's complete API.
func BenchmarkTypedGet(b *testing.B) {
	for _, store := range typedStores {
		b.Run("store="+store.Name, func(b *testing.B) {
			var r typedReader
			for _, k := range kinds {
				b.Run("kind="+k.String(), func(b *testing.B) {
					if r == nil {
						r = openTyped(b, store)
					}
					order := typedData.orders[k]
					want := typedData.prefix(order, store.Weight)
					measure(b, r, func() {
						b.ResetTimer()
						stretches(b, len(order), func(n int) {
							sum, err := r.Get(k, typedData.keys, order[:n])
							fatal(b, err)
							fatal(b, checkSum("TypedGet", sum, want[n]))
						})
					})
				})
			}
			if r != nil {
				fatal(b, r.Close())
			}
		})
	}
}

// BenchmarkTypedScan iterates over a database of all kinds and decodes every value.
func BenchmarkTypedScan(b *testing.B) {
	for _, store := range typedStores {
		var r typedReader
		b.Run("store="+store.Name, func(b *testing.B) {
			if r == nil {
				r = openTyped(b, store)
			}
			total := typedData.total(store)
			measure(b, r, func() {
				for b.Loop() {
					entries, sum, err := r.Scan()
					fatal(b, err)
					fatal(b, checkSum("TypedScan", sum, total))
					fatal(b, checkCount("TypedScan", entries, typedData.keys.Len()))
				}
				perEntry(b, typedData.keys.Len())
			})
		})
		if r != nil {
			fatal(b, r.Close())
		}
	}
}

// openTyped opens the database of all kinds, which the first call creates, and checks that the
// store reads it correctly.
func openTyped(b *testing.B, store typedStore) typedReader {
	b.Helper()
	dir := pathOf(b, "typed")
	if typedData == nil {
		entries := typedEntries
		if testing.Short() {
			entries = typedEntriesShort
		}
		d, err := newTypedDataset(entries)
		fatal(b, err)
		fatal(b, d.Build(dir, config))
		fatal(b, syncFiles(dir))
		typedData = d
	}
	r, err := store.Open(dir, config)
	fatal(b, fail("open", store.Name, err))
	if err := typedData.checkReader(store, r); err != nil {
		r.Close()
		b.Fatal(err)
	}
	return r
}

// BenchmarkTypedPut puts values of one kind, in key order, into a database that starts empty.
func BenchmarkTypedPut(b *testing.B) {
	for _, store := range typedStores {
		if store.Create == nil {
			continue
		}
		b.Run("store="+store.Name, func(b *testing.B) {
			entries := typedPuts
			if testing.Short() {
				entries = typedPutsShort
			}
			for _, k := range kinds {
				b.Run("kind="+k.String(), func(b *testing.B) {
					values, err := newTypedValues(k, typedDistinct)
					fatal(b, err)
					keys, order := PresentKeys(entries), sequence(entries)
					b.ResetTimer()
					var own time.Duration
					stretches(b, entries, func(n int) { own += fillTyped(b, store, keys, order[:n], values) })
					if own > 0 {
						reportOwn(b, own, b.N)
					} else {
						b.ReportAllocs()
					}
				})
			}
		})
	}
}

// fillTyped puts entries into a new database. The clock runs only during the puts. own is the time
// by the store's own clock.
func fillTyped(b *testing.B, store typedStore, keys Keys, order []uint32, values *typedValues) (own time.Duration) {
	b.StopTimer()
	defer b.StartTimer()
	dir := pathOf(b, "typed-fill")
	defer func() { fatal(b, os.RemoveAll(dir)) }()
	w, err := store.Create(dir, config)
	fatal(b, fail("create", store.Name, err))
	b.StartTimer()
	err = w.Put(keys, order, values)
	b.StopTimer()
	if timed, ok := w.(selfTimed); ok {
		own, _ = timed.Taken()
	}
	if closing := w.Close(); err == nil {
		err = fail("close", store.Name, closing)
	}
	fatal(b, err)
	fatal(b, values.check(dir, config, keys, order))
	return own
}

// TestTypedStoresAgree checks that every store reads the same values, and that what each one writes
// is read correctly.
func TestTypedStoresAgree(t *testing.T) {
	d, err := newTypedDataset(typedEntriesShort)
	require.NoError(t, err)
	dir := filepath.Join(t.TempDir(), "db")
	require.NoError(t, d.Build(dir, testConfigs[1]))
	for _, store := range typedStores {
		r, err := store.Open(dir, testConfigs[1])
		require.NoError(t, err, store.Name)
		require.NoError(t, d.checkReader(store, r), store.Name)
		require.NoError(t, d.checkSums(store, r), store.Name)
		require.NoError(t, r.Close(), store.Name)
	}
	for _, k := range kinds {
		values, err := newTypedValues(k, 7)
		require.NoError(t, err)
		keys, order := PresentKeys(20), sequence(20)
		for _, store := range typedStores {
			if store.Create == nil {
				continue
			}
			dir := filepath.Join(t.TempDir(), "db")
			w, err := store.Create(dir, testConfigs[0])
			require.NoError(t, err, store.Name)
			require.NoError(t, w.Put(keys, order, values), store.Name)
			require.NoError(t, w.Close(), store.Name)
			require.NoError(t, values.check(dir, testConfigs[0], keys, order), store.Name)
			require.Error(t, values.check(dir, testConfigs[0], keys, order[1:]), store.Name)
		}
	}
}

// TestTypedStoresLook checks that every store detects a wrong value, including one of the same
// weight.
func TestTypedStoresLook(t *testing.T) {
	d, err := newTypedDataset(40)
	require.NoError(t, err)
	other := newRecord(2)
	other.Rate += 0.5
	for name, change := range map[string]struct {
		entry uint32
		value any
		sum   bool // visible in the sums of all stores
	}{
		"int": {0, int64(7), true}, "str": {1, "an observation", true}, "kind": {3, "text", true}, "rate": {2, other, false},
	} {
		dir := filepath.Join(t.TempDir(), "db")
		require.NoError(t, d.Build(dir, testConfigs[0]))
		db, err := openOurs(dir, testConfigs[0], false)
		require.NoError(t, err)
		require.NoError(t, db.Put(d.keys.Text(change.entry), change.value))
		require.NoError(t, db.Close())
		for _, store := range typedStores {
			r, err := store.Open(dir, testConfigs[0])
			require.NoError(t, err)
			if _, decodes := r.(digester); decodes || change.sum {
				require.Error(t, d.checkReader(store, r), "%s, %s", name, store.Name)
			}
			if change.sum {
				require.Error(t, d.checkSums(store, r), "%s, %s", name, store.Name)
			}
			require.NoError(t, r.Close())
		}
	}
}
