package bench

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/openleveldb/openleveldb/internal/python"
	"github.com/openleveldb/openleveldb/leveldb"
)

// config is the configuration of the benchmarks, which the flags set.
var config Config

// largeTables is the size of tables in the databases of the Cold benchmarks and of Build. It is that
// of leveldb.LargeArrays.
const largeTables = 64 << 20

// largeConfig is config with large tables.
func largeConfig() Config {
	c := config
	c.TableBytes = largeTables
	return c
}

// directory holds the databases of this run. It is empty before the first one is created. kept
// holds those that later runs read too, if the flag is set.
var directory, kept string

func TestMain(m *testing.M) {
	doTaskInstead()
	flag.BoolVar(&config.Snappy, "snappy", false, "compress blocks with Snappy, in all stores that support it")
	flag.IntVar(&config.FilterBits, "filter", 0, "bits per key of Bloom filters, in all stores that have them; 0 means no filter")
	cache := flag.Int("cache", 64, "block cache in MiB, in all stores that have one")
	flag.StringVar(&kept, "databases", "", "keep the databases of reads in this `directory` for later runs")
	flag.Parse()
	config.CacheBytes = *cache << 20
	if err := findPython(); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
	if flag.Lookup("test.bench").Value.String() != "" {
		describe()
	}
	os.Exit(run(m))
}

// findPython removes the store that needs Python if there is no suitable interpreter. It returns an
// error instead if Python is required.
func findPython() error {
	_, err := python.Lookup(pythonModules...)
	if err == nil || python.Required() {
		return err
	}
	fmt.Fprintln(os.Stderr, "bench: without store python:", err)
	Stores = slices.DeleteFunc(Stores, func(s Store) bool { return s.Name == pythonStore.Name })
	typedStores = slices.DeleteFunc(typedStores, func(s typedStore) bool { return s.Name == typedPython.Name })
	return nil
}

// describe prints the settings in the form that benchstat reads, so that benchstat does not mix
// results of different settings.
func describe() {
	major, minor := leveldb.LevelDBVersion()
	fmt.Printf("leveldb: %d.%d\ncache: %dMiB\nsnappy: %t\nfilter: %d\nshort: %t\n",
		major, minor, config.CacheBytes>>20, config.Snappy, config.FilterBits, testing.Short())
}

func run(m *testing.M) (status int) {
	defer func() {
		if directory == "" {
			return
		}
		if err := os.RemoveAll(directory); err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
			status = 1
		}
	}()
	return m.Run()
}

// pathOf returns the path of a database by its name.
func pathOf(tb testing.TB, name string) string {
	tb.Helper()
	if directory == "" {
		var err error
		directory, err = os.MkdirTemp("", "openleveldb-bench-")
		fatal(tb, err)
	}
	return filepath.Join(directory, name)
}

// keptPath returns the path of a database that may be kept after this run, and whether an earlier
// run has completed it.
func keptPath(tb testing.TB, name string, d *Dataset) (path string, found bool) {
	tb.Helper()
	if kept == "" {
		return pathOf(tb, name), false
	}
	fatal(tb, os.MkdirAll(kept, 0o755))
	path = filepath.Join(kept, fmt.Sprintf("%s-%d-snappy=%t-filter=%d", name, d.Keys.Len(), config.Snappy, config.FilterBits))
	_, err := os.Stat(path)
	return path, err == nil
}

// datasets and databases hold those that this run has created, by their contents.
var (
	datasets  = map[Size]*Dataset{}
	databases = map[string]string{}
)

// datasetOf returns the data set of a size, which is small in a short run.
func datasetOf(size Size) *Dataset {
	d := datasets[size]
	if d == nil {
		d = NewDataset(size, entriesOf(size))
		datasets[size] = d
	}
	return d
}

// entriesOf returns the number of entries of a data set.
func entriesOf(size Size) int {
	if testing.Short() {
		return size.Short
	}
	return size.Entries
}

// databaseOf returns the directory of the database that a store reads. It is created by the first
// store that writes its format.
func databaseOf(tb testing.TB, store Store, d *Dataset) string {
	tb.Helper()
	return databaseNamed(tb, store.Format+"-"+d.Name, store, d,
		func(dir string, writer Store) error { return d.Build(dir, writer, config) })
}

// databaseNamed is databaseOf for a database with a name of its own, which build creates.
func databaseNamed(tb testing.TB, name string, store Store, d *Dataset, build func(dir string, writer Store) error) string {
	tb.Helper()
	dir, found := databases[name]
	if found {
		return dir
	}
	dir, found = keptPath(tb, name, d)
	if found {
		databases[name] = dir
		return dir
	}
	building := dir + ".building"
	fatal(tb, os.RemoveAll(building)) // remains of a run that was killed
	for _, writer := range Stores {
		if writer.Format != store.Format || writer.Create == nil {
			continue
		}
		fatal(tb, build(building, writer))
		fatal(tb, syncFiles(building))
		fatal(tb, os.Rename(building, dir))
		databases[name] = dir
		return dir
	}
	tb.Fatalf("no store writes format %s", store.Format)
	return ""
}

// syncFiles waits until the files are on disk, so that they are not written while the clock runs.
func syncFiles(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if !e.Type().IsRegular() {
			continue
		}
		f, err := os.Open(filepath.Join(dir, e.Name()))
		if err != nil {
			return err
		}
		if err := f.Sync(); err != nil {
			f.Close()
			return err
		}
		if err := f.Close(); err != nil {
			return err
		}
	}
	return nil
}

// fatal ends a benchmark or test if err is not nil.
func fatal(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}
