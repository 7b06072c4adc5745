package bench

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

var testConfigs = []Config{
	{CacheBytes: 8 << 20},
	{CacheBytes: 8 << 20, Snappy: true, FilterBits: 10},
}

// TestStoresAgree runs every workload on every store. Every store must read the same arrays,
// regardless of which store wrote them and in which way.
func TestStoresAgree(t *testing.T) {
	sizes := append(slices.Clone(Sizes), RowSize)
	if testing.Short() {
		sizes = []Size{Sizes[0], Sizes[2], Sizes[3]}
	}
	for _, size := range sizes {
		d := NewDataset(size, size.Short)
		for _, c := range testConfigs {
			for _, writer := range writers() {
				if writer.Name == openLevelDBRemote.Name && size.Bytes > Sizes[0].Bytes {
					continue // the server writes the same as openleveldb
				}
				t.Run(fmt.Sprintf("size=%s/snappy=%t/writer=%s", size.Name, c.Snappy, writer.Name), func(t *testing.T) {
					built := filepath.Join(t.TempDir(), "built")
					require.NoError(t, d.Build(built, writer, c))
					for _, reader := range readersOf(writer) {
						requireDataset(t, reader, built, c, d)
					}
					if size.Bytes >= 1<<20 {
						return // the Fill workloads check Put for these sizes
					}
					filled := filepath.Join(t.TempDir(), "filled")
					require.NoError(t, fillOneByOne(filled, writer, c, d))
					for _, reader := range readersOf(writer) {
						requireDataset(t, reader, filled, c, d)
					}
				})
			}
			if size.Bytes > Sizes[0].Bytes {
				break // one configuration suffices for larger sizes
			}
		}
	}
}

// writers returns the stores that write.
func writers() []Store {
	return slices.DeleteFunc(slices.Clone(Stores), func(s Store) bool { return s.Create == nil })
}

// readersOf returns the stores that read what a store writes. Python is much slower than the
// others, so it reads only what one of the stores that take stored bytes has written.
func readersOf(writer Store) []Store {
	return slices.DeleteFunc(slices.Clone(Stores), func(s Store) bool {
		return s.Format != writer.Format || s.Name == pythonStore.Name && writer.Name != native.Name
	})
}

// fillOneByOne creates a database by single puts in random order, so that there are entries in all
// levels and in the log.
func fillOneByOne(dir string, store Store, c Config, d *Dataset) error {
	w, err := store.Create(dir, c)
	if err != nil {
		return err
	}
	values, err := NewValues(d.Elements(), len(d.Once))
	if err != nil {
		return err
	}
	if err := w.Put(d.Keys, d.Once, values); err != nil {
		return err
	}
	return w.Close()
}

// requireDataset reads a database in every way and checks the results.
func requireDataset(t *testing.T, store Store, dir string, c Config, d *Dataset) {
	t.Helper()
	r, err := store.Open(dir, c)
	require.NoError(t, err, store.Name)
	defer func() { require.NoError(t, r.Close(), store.Name) }()

	require.NoError(t, d.Check(r), store.Name)
	const few = 200 // Check has read all; remote stores are slow
	n := min(2*len(d.Once), few)
	sum, err := r.Read(d.Keys, d.Order[:n])
	require.NoError(t, err, store.Name)
	require.Equal(t, d.OrderSum(0, n), sum, store.Name)

	some := d.Once[:min(len(d.Once), few)]
	missing, err := r.ReadMissing(d.Missing, some)
	require.NoError(t, err, store.Name)
	require.Equal(t, len(some), missing, store.Name)
	missing, err = r.ReadMissing(d.Keys, some)
	require.NoError(t, err, store.Name)
	require.Zero(t, missing, store.Name)

	entries, sum, err := r.Scan()
	require.NoError(t, err, store.Name)
	require.Equal(t, len(d.Once), entries, store.Name)
	require.Equal(t, d.Total(), sum, store.Name)

	if r, ok := r.(ReverseScanner); ok {
		entries, sum, err := r.ScanReverse()
		require.NoError(t, err, store.Name)
		require.Equal(t, len(d.Once), entries, store.Name)
		require.Equal(t, d.Total(), sum, store.Name)
	}
	if r, ok := r.(Seeker); ok {
		order, sums := d.SeekOrder()
		sum, err := r.Seek(d.Missing, order[:n])
		require.NoError(t, err, store.Name)
		require.Equal(t, sums[n], sum, store.Name)
		sum, err = r.Seek(d.Keys, d.Order[:n])
		require.NoError(t, err, store.Name)
		require.Equal(t, d.OrderSum(0, n), sum, store.Name)
	}
	if r, ok := r.(Forker); ok {
		sum, err := readShared([]Reader{r.Fork(), r.Fork()}, d.Keys, d.Order[:n])
		require.NoError(t, err, store.Name)
		require.Equal(t, d.OrderSum(0, n), sum, store.Name)
	}

	for rows := range slices.Chunk(d.Once, gatherRows) {
		tensor, err := r.Gather(d.Keys, rows, make([]float32, len(rows)*d.Elements()))
		require.NoError(t, err, store.Name)
		require.Len(t, tensor, len(rows)*d.Elements(), store.Name)
		require.NoError(t, checkRows(tensor, rows), store.Name)
	}
}

// TestUpdates checks that overwrites and deletes in an open database are visible immediately, and
// after the database is opened again.
func TestUpdates(t *testing.T) {
	for _, size := range []Size{Sizes[0], Sizes[3]} {
		d := NewDataset(size, size.Short)
		some, others := d.Once[:size.Short/4], d.Once[size.Short/2:]
		values, err := NewValues(d.Elements(), 3)
		require.NoError(t, err)
		require.NoError(t, values.SetFirst(uint32(d.Keys.Len())))
		updated := 0
		for _, writer := range writers() {
			built := filepath.Join(t.TempDir(), "built")
			require.NoError(t, d.Build(built, writer, testConfigs[0]))
			for _, store := range readersOf(writer) {
				dir := filepath.Join(t.TempDir(), "updated")
				require.NoError(t, os.CopyFS(dir, os.DirFS(built)))
				r, err := store.Open(dir, testConfigs[0])
				require.NoError(t, err, store.Name)
				u, ok := r.(Updater)
				if !ok || u.Writer() == nil {
					require.NoError(t, r.Close(), store.Name)
					continue
				}
				updated++
				entries, sum := len(d.Once), d.SumWith(values, some)
				require.NoError(t, u.Writer().Put(d.Keys, some, values), store.Name)
				requireScan(t, store, r, entries, sum)
				entries, sum = entries-len(others), sum-(d.Total()-d.SumWith(nil, others))
				require.NoError(t, u.Writer().Delete(d.Keys, others), store.Name)
				requireScan(t, store, r, entries, sum)
				missing, err := r.ReadMissing(d.Keys, d.Once)
				require.NoError(t, err, store.Name)
				require.Equal(t, len(others), missing, store.Name)
				require.NoError(t, r.Close(), store.Name)
				require.NoError(t, checkScan(store, dir, entries, sum), store.Name)
			}
		}
		require.Greater(t, updated, len(writers()), "most stores can")
	}
}

// requireScan scans an open database and checks the result.
func requireScan(t *testing.T, store Store, r Reader, wantEntries int, wantSum float64) {
	t.Helper()
	entries, sum, err := r.Scan()
	require.NoError(t, err, store.Name)
	require.Equal(t, wantEntries, entries, store.Name)
	require.Equal(t, wantSum, sum, store.Name)
}

// TestReadWhileWriting checks that a reader never sees a partially written array while another
// goroutine overwrites it with the same values.
func TestReadWhileWriting(t *testing.T) {
	d := NewDataset(Sizes[2], 16)
	values, err := NewValues(d.Elements(), 8)
	require.NoError(t, err)
	for _, writer := range writers() {
		built := filepath.Join(t.TempDir(), "built")
		require.NoError(t, d.Build(built, writer, testConfigs[0]))
		for _, store := range readersOf(writer) {
			r, err := store.Open(built, testConfigs[0])
			require.NoError(t, err, store.Name)
			if u, ok := r.(Updater); ok && u.Writer() != nil {
				w := startWriting(u.Writer(), d.Keys, permutation(values.Len()), values)
				sum, err := r.Read(d.Keys, d.Order[:200])
				require.NoError(t, w.stop(), store.Name)
				require.NoError(t, err, store.Name)
				require.Positive(t, w.puts.Load())
				require.Equal(t, d.OrderSum(0, 200), sum, store.Name)
			}
			require.NoError(t, r.Close(), store.Name)
		}
	}
}

// TestStoredBytes checks that openleveldb stores an array as the same bytes that the other stores
// are given, and that peers scan in the documented order.
func TestStoredBytes(t *testing.T) {
	d := NewDataset(Sizes[0], Sizes[0].Short)
	values, err := NewValues(d.Elements(), len(d.Once))
	require.NoError(t, err)
	for _, writer := range writers() {
		dir := filepath.Join(t.TempDir(), "db")
		require.NoError(t, d.Build(dir, writer, testConfigs[0]))
		peers := 0
		for _, reader := range readersOf(writer) {
			r, err := reader.Open(dir, testConfigs[0])
			require.NoError(t, err)
			if p, ok := r.(*peerReader); ok {
				peers++
				checked := 0
				want := func(i uint32) []byte {
					if p.decoder.bare {
						return values.Stored(i)[1:]
					}
					return values.Stored(i)
				}
				for _, i := range d.Once {
					require.NoError(t, p.get(d.Keys.Bytes(i), func(stored []byte) error {
						checked++
						require.Equal(t, want(i), stored, "%s, entry %d", writer.Name, i)
						return nil
					}))
				}
				for _, reverse := range []bool{false, true} {
					n := uint32(0)
					require.NoError(t, p.scan(reverse, func(stored []byte) error {
						i := n
						if reverse {
							i = uint32(len(d.Once)) - 1 - n
						}
						require.Equal(t, want(i), stored, "%s, entry %d", writer.Name, i)
						n++
						return nil
					}))
					require.EqualValues(t, len(d.Once), n)
				}
				require.Equal(t, len(d.Once), checked, reader.Name)
			}
			require.NoError(t, r.Close())
		}
		require.Positive(t, peers, writer.Name)
	}
}

// TestMissingIsAnError checks that a missing entry is an error, so that a workload cannot be fast
// because entries are missing.
func TestMissingIsAnError(t *testing.T) {
	d := NewDataset(Sizes[0], 10)
	absent := []uint32{3}
	eachDatabase(t, func(dir string, store Store) {
		r, err := store.Open(dir, testConfigs[0])
		require.NoError(t, err)
		_, err = r.Read(d.Missing, absent)
		require.ErrorContains(t, err, d.Missing.Text(3), store.Name)
		_, err = r.Gather(d.Missing, absent, make([]float32, d.Elements()))
		require.ErrorContains(t, err, d.Missing.Text(3), store.Name)
		if s, ok := r.(Seeker); ok {
			_, err = s.Seek(d.Missing, []uint32{0, 9}) // after the last key
			require.ErrorContains(t, err, d.Missing.Text(9), store.Name)
		}
		_, err = r.Gather(d.Keys, []uint32{0, 1}, make([]float32, 2*d.Elements()))
		require.NoError(t, err)
		require.NoError(t, r.Close())
	})
}

// TestOpenAndCreateErrors checks that Open creates no database and that Create does not write to an
// existing one.
func TestOpenAndCreateErrors(t *testing.T) {
	eachDatabase(t, func(dir string, store Store) {
		missing := filepath.Join(t.TempDir(), "none")
		_, err := store.Open(missing, testConfigs[0])
		require.Error(t, err, store.Name)
		if store.Create != nil {
			_, err = store.Create(dir, testConfigs[0])
			require.Error(t, err, store.Name)
		}
	})
}

// eachDatabase calls visit for each store, with a database of 10 entries that the store can read.
func eachDatabase(t *testing.T, visit func(dir string, store Store)) {
	eachDatabaseOf(t, NewDataset(Sizes[0], 10), visit)
}

// eachDatabaseOf does the same with a database of the data set.
func eachDatabaseOf(t *testing.T, d *Dataset, visit func(dir string, store Store)) {
	for _, writer := range writers() {
		dir := filepath.Join(t.TempDir(), "db")
		require.NoError(t, d.Build(dir, writer, testConfigs[0]))
		for _, reader := range readersOf(writer) {
			visit(dir, reader)
		}
	}
}

// TestDamageIsAnError checks that every store's decoder detects damaged values.
func TestDamageIsAnError(t *testing.T) {
	d := NewDataset(Sizes[0], 2)
	for name, damage := range map[string]func(stored []byte){
		"tag":    func(stored []byte) { stored[0] = 's' },
		"magic":  func(stored []byte) { stored[2] = 'M' },
		"length": func(stored []byte) { stored[9], stored[10] = 0xff, 0xff },
		"dtype":  func(stored []byte) { stored[11+len("{'descr': '<")] = 'i' },
		"order":  func(stored []byte) { copy(stored[11+len("{'descr': '<f4', 'fortran_order': "):], "Falze") },
	} {
		for _, writer := range writers() {
			if writer.Name == openLevelDB.Name || writer.Name == openLevelDBRemote.Name {
				continue // they do not use the stored bytes of values
			}
			if writer.Name == npyMmap.Name && name == "tag" {
				continue // it stores no tag
			}
			dir := filepath.Join(t.TempDir(), "db")
			values, err := NewValues(d.Elements(), 2)
			require.NoError(t, err)
			damage(values.Stored(1))
			w, err := writer.Create(dir, testConfigs[0])
			require.NoError(t, err)
			require.NoError(t, w.Put(d.Keys, sequence(2), values))
			require.NoError(t, w.Close())
			for _, reader := range readersOf(writer) {
				t.Run(fmt.Sprintf("%s/writer=%s/reader=%s", name, writer.Name, reader.Name), func(t *testing.T) {
					r, err := reader.Open(dir, testConfigs[0])
					require.NoError(t, err)
					defer func() { require.NoError(t, r.Close()) }()
					_, err = r.Read(d.Keys, []uint32{0})
					require.NoError(t, err)
					_, err = r.Read(d.Keys, []uint32{0, 1})
					require.ErrorContains(t, err, d.Keys.Text(1))
					_, _, err = r.Scan()
					require.Error(t, err)
					if r, ok := r.(ReverseScanner); ok {
						_, _, err = r.ScanReverse()
						require.Error(t, err)
					}
					if r, ok := r.(Seeker); ok {
						_, err = r.Seek(d.Missing, []uint32{0})
						require.ErrorContains(t, err, d.Missing.Text(0))
					}
					_, err = r.Gather(d.Keys, []uint32{0, 1}, make([]float32, 2*d.Elements()))
					require.ErrorContains(t, err, d.Keys.Text(1))
				})
			}
		}
	}
}
