package native

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

func valueOf(i int) []byte { return fmt.Appendf(nil, "value %d %s", i, strings.Repeat("x", i%100)) }

func allBytes(b []byte, c byte) bool { return len(b) > 0 && bytes.Count(b, []byte{c}) == len(b) }

// readOnly opens a database for reading, with more options set by the caller.
func readOnly(t testing.TB, path string, o Options) *DB {
	t.Helper()
	o.ReadOnly = true
	return openTestAt(t, path, &o)
}

// fingerprint returns the metadata and contents of a directory and its files, except access times.
func fingerprint(t testing.TB, dir string) map[string]string {
	t.Helper()
	prints := map[string]string{}
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	names := []string{"."}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	for _, name := range names {
		path := filepath.Join(dir, name)
		info, err := os.Lstat(path)
		require.NoError(t, err)
		var st unix.Stat_t
		require.NoError(t, unix.Lstat(path, &st))
		var sum [sha256.Size]byte
		if info.Mode().IsRegular() {
			content, err := os.ReadFile(path)
			require.NoError(t, err)
			sum = sha256.Sum256(content)
		}
		prints[name] = fmt.Sprintf("inode %d, links %d, mode %v, size %d, changed %v and %v, content %x",
			st.Ino, st.Nlink, info.Mode(), info.Size(), info.ModTime().UnixNano(), st.Ctim.Nano(), sum)
	}
	return prints
}

// fillTables creates a database with tables, and a log with entries that are in no table. The keys
// are [0, 2n) with the values of valueOf, and "large" with a value of one megabyte.
func fillTables(t testing.TB, path string, n int) {
	t.Helper()
	db, err := Open(path, &Options{CreateIfMissing: true, Compression: NoCompression})
	require.NoError(t, err)
	for i := range n {
		require.NoError(t, db.Put(ctx, key(i), valueOf(i), driver.WriteOptions{}))
	}
	require.NoError(t, db.Put(ctx, "large", bytes.Repeat([]byte("v"), 1<<20), driver.WriteOptions{}))
	require.NoError(t, db.Compact(ctx, "", ""))
	for i := n; i < 2*n; i++ {
		require.NoError(t, db.Put(ctx, key(i), valueOf(i), driver.WriteOptions{}))
	}
	require.NoError(t, db.Close())
}

// checkValues reads the keys of [0, n) in every way.
func checkValues(t testing.TB, db *DB, n int) {
	t.Helper()
	keys := make([]string, n)
	for i := range n {
		keys[i] = key(i)
		v, err := db.Get(ctx, keys[i], make([]byte, 32), driver.ReadOptions{VerifyChecksums: true})
		require.NoError(t, err)
		require.Equal(t, string(valueOf(i)), string(v.Bytes()))
		v.Release()
		if v, err = db.Pin(ctx, keys[i], driver.ReadOptions{}); err == nil {
			require.Equal(t, string(valueOf(i)), string(v.Bytes()))
			v.Release()
		}
		require.NoError(t, err)
	}
	count, err := db.Count(ctx, driver.Span{Lower: "key", Upper: "kez"}, driver.ReadOptions{VerifyChecksums: true})
	require.NoError(t, err)
	require.EqualValues(t, n, count)
	found, err := db.Has(ctx, key(n), driver.ReadOptions{})
	require.NoError(t, err)
	require.False(t, found)
	it, err := db.Lookup(ctx, keys, driver.ReadOptions{})
	require.NoError(t, err)
	defer it.Close()
	seen := 0
	for page, err := it.Next(ctx); page != nil; page, err = it.Next(ctx) {
		require.NoError(t, err)
		for i := range page.Len() {
			v, err := page.Value(i)
			require.NoError(t, err)
			require.Equal(t, string(valueOf(seen)), string(v.Bytes()))
			v.Release()
			seen++
		}
	}
	require.Equal(t, n, seen)
}

// The entries of a log that are not in a table yet are written to tables in memory, and stay
// readable.
func TestReadOnlyReplay(t *testing.T) {
	for name, c := range map[string]struct {
		entries int
		o       Options
		tables  string
	}{
		"empty log":                 {0, Options{}, "0"},
		"small":                     {100, Options{}, "1"},
		"larger than the buffer":    {6000, Options{WriteBufferSize: 64 << 10}, ""},
		"compaction due at opening": {12000, Options{WriteBufferSize: 128 << 10, Compression: NoCompression}, ""},
		"paranoid":                  {1000, Options{ParanoidChecks: true}, "1"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "db")
			crash := helperCommand("crash", path, strconv.Itoa(c.entries))
			require.Error(t, crash.Run())
			require.Equal(t, "signal: killed", crash.ProcessState.String())
			before := fingerprint(t, path)

			db := readOnly(t, path, c.o)
			checkValues(t, db, c.entries)
			files, err := db.Property(ctx, "leveldb.num-files-at-level0")
			require.NoError(t, err)
			if c.tables != "" {
				require.Equal(t, c.tables, files)
			} else {
				n, err := strconv.Atoi(files)
				require.NoError(t, err)
				require.GreaterOrEqual(t, n, 4, "as many as a writer would compact")
			}
			require.NoError(t, db.Close(), "and Close does not wait for a compaction that will not come")
			require.Equal(t, before, fingerprint(t, path))

			again := readOnly(t, path, c.o) // each open replays the log again
			checkValues(t, again, c.entries)
			require.NoError(t, again.Close())
			require.Equal(t, before, fingerprint(t, path))
			writer := openTestAt(t, path, nil)
			checkValues(t, writer, c.entries)
		})
	}
}

// A view of a value that is only in the log points into a table in memory. The view and its lock
// outlive Close.
func TestReadOnlyViewOutlivesClose(t *testing.T) {
	for _, where := range []string{"table", "log"} {
		t.Run(where, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "db")
			db, err := Open(path, &Options{CreateIfMissing: true, Compression: NoCompression})
			require.NoError(t, err)
			want := strings.Repeat("w", 3<<20)
			put(t, db, "k", want)
			if where == "table" {
				require.NoError(t, db.Compact(ctx, "", ""))
			}
			require.NoError(t, db.Close())
			before := fingerprint(t, path)

			first := readOnly(t, path, Options{Compression: NoCompression})
			one, err := first.Pin(ctx, "k", driver.ReadOptions{})
			require.NoError(t, err)
			two, err := first.Pin(ctx, "k", driver.ReadOptions{})
			require.NoError(t, err)
			require.True(t, one.Borrowed())
			require.Equal(t, !poisoned, &one.Bytes()[0] == &two.Bytes()[0], "nothing is copied")
			one.Release()
			require.NoError(t, first.Close())

			_, err = Open(path, nil)
			require.ErrorIs(t, err, driver.ErrLocked)
			require.ErrorContains(t, err, "has not yet released all memory")
			other := startHelper(t, "hold", path)
			require.Contains(t, other.line, fmt.Sprintf("process %d", os.Getpid()))
			second := readOnly(t, path, Options{}) // readers are still admitted
			require.NoError(t, second.Close())
			require.True(t, string(two.Bytes()) == want)
			two.Release()
			require.Equal(t, before, fingerprint(t, path))
			openTestAt(t, path, nil)
		})
	}
}

func TestReadOnlyWithoutDatabase(t *testing.T) {
	for _, noLock := range []bool{false, true} {
		o := &Options{ReadOnly: true, NoLock: noLock}
		missing := filepath.Join(t.TempDir(), "none")
		_, err := Open(missing, o)
		require.ErrorIs(t, err, fs.ErrNotExist)
		require.NoDirExists(t, missing)
		empty := t.TempDir()
		before := fingerprint(t, empty)
		_, err = Open(empty, o)
		require.ErrorIs(t, err, fs.ErrNotExist)
		require.Equal(t, before, fingerprint(t, empty))
		file := filepath.Join(empty, "file")
		require.NoError(t, os.WriteFile(file, []byte("text"), 0o600))
		_, err = Open(file, o)
		require.ErrorIs(t, err, driver.ErrIO)
	}
}

func TestReadOnlyOptions(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	fillTables(t, path, 10)
	for _, o := range []Options{{NoLock: true}, {ReadOnly: true, CreateIfMissing: true}} {
		_, err := Open(path, &o)
		require.ErrorIs(t, err, driver.ErrInvalidArgument, "%+v", o)
	}
	_, err := Open(path, &Options{ReadOnly: true, ErrorIfExists: true})
	require.ErrorIs(t, err, fs.ErrExist)
	before := fingerprint(t, path)
	require.ErrorIs(t, Repair(path, &Options{ReadOnly: true}), driver.ErrReadOnly)
	require.Equal(t, before, fingerprint(t, path))
}

func TestReadOnlyRefusesWrites(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	fillTables(t, path, 10)
	before := fingerprint(t, path)
	db := readOnly(t, path, Options{})
	var batch driver.Batch
	require.NoError(t, batch.Put("k", nil))
	for name, call := range map[string]func() error{
		"put":         func() error { return db.Put(ctx, "k", nil, driver.WriteOptions{Sync: true}) },
		"delete":      func() error { return db.Delete(ctx, key(0), driver.WriteOptions{}) },
		"write":       func() error { return db.Write(ctx, &batch, driver.WriteOptions{}) },
		"empty write": func() error { return db.Write(ctx, &driver.Batch{}, driver.WriteOptions{}) },
		"compact":     func() error { return db.Compact(ctx, "", "") },
	} {
		require.ErrorIs(t, call(), driver.ErrReadOnly, name)
	}
	checkValues(t, db, 20)
	require.NoError(t, db.Close())
	require.ErrorIs(t, db.Put(ctx, "k", nil, driver.WriteOptions{}), driver.ErrClosed)
	require.Equal(t, before, fingerprint(t, path))
}

// LevelDB compacts tables that reads have searched in vain, and compacts levels that are too full
// when it opens. A read-only database must not be compacted: a compaction would rewrite tables in
// memory for as long as the database is read.
func TestReadOnlyIsNotCompacted(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	db, err := Open(path, &Options{CreateIfMissing: true})
	require.NoError(t, err)
	const n = 4000
	for i := 0; i < n; i += 2 {
		require.NoError(t, db.Put(ctx, key(i), valueOf(i), driver.WriteOptions{}))
	}
	require.NoError(t, db.Compact(ctx, "", ""))
	for i := 1; i < n; i += 2 {
		require.NoError(t, db.Put(ctx, key(i), valueOf(i), driver.WriteOptions{}))
	}
	require.NoError(t, db.Close())
	before := fingerprint(t, path)

	tables := func(db *DB) string {
		text, err := db.Property(ctx, "leveldb.sstables")
		require.NoError(t, err)
		return text
	}
	// Each read of an even key searches the table of odd keys in vain. A hundred such reads trigger
	// a compaction.
	reads := func(db *DB) {
		buf := make([]byte, 256)
		for range 3 {
			for i := range n {
				v, err := db.Get(ctx, key(i), buf, driver.ReadOptions{})
				require.NoError(t, err)
				v.Release()
			}
			count, err := db.Count(ctx, driver.Span{}, driver.ReadOptions{})
			require.NoError(t, err)
			require.EqualValues(t, n, count)
		}
	}
	reader := readOnly(t, path, Options{})
	first := tables(reader)
	reads(reader)
	require.Equal(t, first, tables(reader))
	for range 10 {
		reads(reader)
	}
	require.Equal(t, first, tables(reader))
	require.NoError(t, reader.Close())
	require.Equal(t, before, fingerprint(t, path))
}

// A damaged database returns the same error to readers as to writers, and is not changed.
func TestReadOnlyDamage(t *testing.T) {
	flip := func(pattern string) func(t *testing.T, path string) {
		return func(t *testing.T, path string) {
			names, err := filepath.Glob(filepath.Join(path, pattern))
			require.NoError(t, err)
			require.Len(t, names, 1)
			content, err := os.ReadFile(names[0])
			require.NoError(t, err)
			content[len(content)/3] ^= 1
			require.NoError(t, os.WriteFile(names[0], content, 0o600))
		}
	}
	remove := func(pattern string) func(t *testing.T, path string) {
		return func(t *testing.T, path string) {
			names, err := filepath.Glob(filepath.Join(path, pattern))
			require.NoError(t, err)
			require.NotEmpty(t, names)
			require.NoError(t, os.Remove(names[0]))
		}
	}
	current := func(text string) func(t *testing.T, path string) {
		return func(t *testing.T, path string) {
			require.NoError(t, os.WriteFile(filepath.Join(path, "CURRENT"), []byte(text), 0o600))
		}
	}
	for name, c := range map[string]struct {
		damage   func(t *testing.T, path string)
		paranoid bool
		want     error // of Open
	}{
		"log":                   {flip("*.log"), false, nil}, // records after the damage are lost
		"log, paranoid":         {flip("*.log"), true, driver.ErrCorrupt},
		"manifest":              {flip("MANIFEST-*"), false, driver.ErrCorrupt},
		"no manifest":           {remove("MANIFEST-*"), false, driver.ErrCorrupt},
		"CURRENT is empty":      {current(""), false, driver.ErrCorrupt},
		"CURRENT names nothing": {current("nothing\n"), false, driver.ErrCorrupt},
		"no table":              {remove("*.ldb"), false, driver.ErrCorrupt},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "db")
			fillTables(t, path, 100)
			c.damage(t, path)
			before := fingerprint(t, path)
			o := Options{ReadOnly: true, ParanoidChecks: c.paranoid}
			db, err := Open(path, &o)
			var count uint64
			if c.want == nil {
				require.NoError(t, err)
				count, err = db.Count(ctx, driver.Span{}, driver.ReadOptions{})
				require.NoError(t, err)
				require.NoError(t, db.Close())
			} else {
				require.ErrorIs(t, err, c.want)
			}
			_, unlocked := Open(path, &Options{ReadOnly: true, ParanoidChecks: true, NoLock: true})
			require.Error(t, unlocked)
			require.Equal(t, before, fingerprint(t, path))

			writer, writerErr := Open(path, &Options{ParanoidChecks: c.paranoid})
			if c.want != nil {
				require.EqualError(t, err, writerErr.Error())
				return
			}
			require.NoError(t, writerErr)
			same, err := writer.Count(ctx, driver.Span{}, driver.ReadOptions{})
			require.NoError(t, err)
			require.Equal(t, same, count)
			require.NoError(t, writer.Close())
		})
	}
}
