package leveldb_test

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/internal/misuse"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/native"
)

// builtConfigs are the options with which databases are built.
var builtConfigs = map[string]*leveldb.Options{
	"default":      nil,
	"large arrays": leveldb.LargeArrays(),
	"filter":       {BloomFilterBits: 10, BlockSize: 1 << 10, BlockRestartInterval: 3, MaxFileSize: 1 << 20},
	"plain":        {Compression: leveldb.NoCompression, BlockRestartInterval: 1, BlockSize: 64 << 10, BloomFilterBits: 3},
}

// buildAll builds a database of the entries.
func buildAll(t *testing.T, path string, o *leveldb.BuildOptions, entries map[string]string) {
	t.Helper()
	b, err := leveldb.Build(path, o)
	require.NoError(t, err)
	for _, key := range slices.Sorted(maps.Keys(entries)) {
		require.NoError(t, b.PutRaw(key, []byte(entries[key])))
	}
	require.NoError(t, b.Close())
}

// validEntries returns random entries whose keys are valid UTF-8. Some differ only at the end, or
// consist of the last possible characters.
func validEntries(rng *rand.Rand, n int) map[string]string {
	entries := map[string]string{"": "", "\U0010ffff": "v", "\U0010ffff\U0010ffff": "w", "\x00": "x", strings.Repeat("k", 5000): "y"}
	for i := range n {
		size := []int{0, 1, 30, 4095, 4096, 40 << 10}[rng.IntN(6)]
		value := make([]byte, size)
		for j := range value {
			value[j] = byte(rng.Uint32() >> (rng.IntN(2) * 7))
		}
		entries[fmt.Sprintf("%c%05d", rune('a'+rng.IntN(3)), rng.IntN(10*n))+strings.Repeat("\u07ff", i%3)] = string(value)
	}
	return entries
}

// A built database holds the same entries as one that was written by puts, and whichever way they
// are read. LevelDB opens it, reads it and writes to it without compacting: its tables are
// unchanged.
func TestBuild(t *testing.T) {
	for name, o := range builtConfigs {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			built, written := filepath.Join(dir, "built"), filepath.Join(dir, "written")
			want := validEntries(rand.New(rand.NewPCG(1, 0)), 1000)
			putAll(t, written, want)
			buildAll(t, built, &leveldb.BuildOptions{Open: o}, want)
			require.NoDirExists(t, built+dbfile.PartialSuffix)
			d := dbfile.Recognize(built, dbfile.Options{Snappy: native.HasSnappy()})
			require.Equal(t, dbfile.Intact, d.Class, d.Reason)
			tables := tablesIn(t, built)
			require.NotEmpty(t, tables)

			open := &leveldb.Options{ErrorIfMissing: true, ParanoidChecks: true}
			if o != nil {
				open.BloomFilterBits, open.Compression, open.MaxFileSize = o.BloomFilterBits, o.Compression, o.MaxFileSize
			}
			open.Read = leveldb.ReadOptions{VerifyChecksums: true}
			a, b := openTestAt(t, written, nil), openTestAt(t, built, open)
			require.Equal(t, want, contents(t, b))
			wanted, err := a.Digest(nil)
			require.NoError(t, err)
			got, err := b.Digest(nil)
			require.NoError(t, err)
			require.Equal(t, wanted, got)
			for key, value := range want {
				stored, err := b.AppendRaw(nil, key)
				require.NoError(t, err)
				require.Equal(t, value, string(stored))
				found, err := b.Has(key + "~")
				require.NoError(t, err)
				require.False(t, found)
			}
			require.Equal(t, map[int]int{1: len(tables)}, tablesByLevel(t, b))
			require.NoError(t, b.Put("after", 1))
			require.NoError(t, b.Close())
			b = openTestAt(t, built, open)
			value, err := leveldb.Get[int](b, "after")
			require.NoError(t, err)
			require.Equal(t, 1, value)
			require.NoError(t, b.Close())
			after := tablesIn(t, built)
			for name, content := range tables {
				require.Equal(t, content, after[name], name)
			}
		})
	}
}

// tablesIn returns the contents of the tables in a directory, by name.
func tablesIn(t *testing.T, path string) map[string]string {
	t.Helper()
	tables := map[string]string{}
	entries, err := os.ReadDir(path)
	require.NoError(t, err)
	for _, e := range entries {
		if kind, _ := dbfile.ParseName(e.Name()); kind == dbfile.TableFile {
			content, err := os.ReadFile(filepath.Join(path, e.Name()))
			require.NoError(t, err)
			tables[e.Name()] = string(content)
		}
	}
	return tables
}

// tablesByLevel returns the number of tables on each level that has any.
func tablesByLevel(t *testing.T, db *leveldb.DB) map[int]int {
	t.Helper()
	levels := map[int]int{}
	for level := range 7 {
		text, err := db.Property(fmt.Sprintf("leveldb.num-files-at-level%d", level))
		require.NoError(t, err)
		n := 0
		_, err = fmt.Sscan(text, &n)
		require.NoError(t, err)
		if n > 0 {
			levels[level] = n
		}
	}
	return levels
}

// Databases without entries, with one, and with values of all sizes.
func TestBuildSizes(t *testing.T) {
	for _, entries := range []map[string]string{
		{}, {"": ""}, {"k": "v"}, {"": "v"},
		{"a": strings.Repeat("a", copyAlone-1), "b": "", "c": strings.Repeat("c", copyAlone), "d": strings.Repeat("d", copyAlone+1), "e": "e"},
		{"large": strings.Repeat("large!", 64<<20/6), "small": "s"},
	} {
		path := filepath.Join(t.TempDir(), "db")
		buildAll(t, path, nil, entries)
		db := openTestAt(t, path, &leveldb.Options{ReadOnly: true})
		for key, value := range entries {
			stored, err := db.AppendRaw(nil, key)
			require.NoError(t, err)
			require.True(t, value == string(stored), "%q", key)
		}
		n, err := db.Count(nil)
		require.NoError(t, err)
		require.Equal(t, len(entries), n)
		require.NoError(t, db.Close())
	}
}

// copyAlone is the size from which a raw value is passed on in place.
const copyAlone = 1 << 20

// Values are encoded as by DB.Put.
func TestBuildEncodes(t *testing.T) {
	dir := t.TempDir()
	for name, o := range map[string]*leveldb.Options{"standard": nil, "own": {Codec: reversed{codec.Default()}}} {
		db := openTest(t, o)
		b, err := leveldb.Build(filepath.Join(dir, name), &leveldb.BuildOptions{Open: o})
		require.NoError(t, err)
		for i, value := range []any{1, "text", []byte("bytes"), nil, 2.5, map[string]any{"a": []any{1, 2}}} {
			key := fmt.Sprint(i)
			require.NoError(t, b.Put(key, value))
			require.NoError(t, db.Put(key, value))
		}
		require.ErrorIs(t, b.Put("x", make(chan int)), codec.ErrUnsupported)
		require.ErrorIs(t, b.Put("\xff", 1), leveldb.ErrInvalidArgument)
		require.NoError(t, b.Put("w", 1), "the builder is unchanged after an error of the value")
		require.NoError(t, db.Put("w", 1))
		require.NoError(t, b.Close())
		require.Equal(t, contents(t, db), contents(t, openTestAt(t, filepath.Join(dir, name), nil)))
	}
}

// reversed is a codec of its own.
type reversed struct{ codec.Codec }

func (r reversed) Append(dst []byte, v any) ([]byte, error) {
	n := len(dst)
	dst, err := r.Codec.Append(dst, v)
	slices.Reverse(dst[n:])
	return dst, err
}

// Entries must be in order. The error names both keys, and the entry is not added.
func TestBuildOrder(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	b, err := leveldb.Build(path, nil)
	require.NoError(t, err)
	require.NoError(t, b.Put("b", 1))
	for key, text := range map[string]string{"a": `put "a": invalid argument: it follows the key "b"`, "b": `put "b": invalid argument: the key "b" was put twice`} {
		for _, err := range []error{b.Put(key, 2), b.PutRaw(key, []byte("i")), b.PutRaw(key, make([]byte, copyAlone))} {
			require.ErrorIs(t, err, leveldb.ErrInvalidArgument)
			require.ErrorContains(t, err, text)
		}
	}
	require.NoError(t, b.PutRaw("c", make([]byte, copyAlone)))
	require.ErrorIs(t, b.Put("bb", 2), leveldb.ErrInvalidArgument)
	require.NoError(t, b.Put("d", 4))
	require.NoError(t, b.Close())
	require.Equal(t, []string{"b", "c", "d"}, slices.Sorted(maps.Keys(contents(t, openTestAt(t, path, nil)))))
}

// With Sort, entries are put in any order, and the last value of a key is stored. The entries of a
// small memory form more runs than are merged at once.
func TestBuildSort(t *testing.T) {
	for _, memory := range []int{0, 1, 3000, 100_000} {
		path := filepath.Join(t.TempDir(), "db")
		b, err := leveldb.Build(path, &leveldb.BuildOptions{Sort: true, SortMemory: memory})
		require.NoError(t, err)
		rng, want := rand.New(rand.NewPCG(2, 0)), map[string]string{}
		puts := 5000
		if memory == 1 {
			puts = 200 // each is a run
		}
		for i := range puts {
			key := fmt.Sprintf("%s%d", []string{"", "common prefix ", "\U0010ffff"}[rng.IntN(3)], rng.IntN(puts/3))
			value := fmt.Sprintf("%d %s", i, strings.Repeat("v", rng.IntN(100)))
			require.NoError(t, b.PutRaw(key, []byte(value)))
			want[key] = value
		}
		require.NoError(t, b.PutRaw("", []byte("empty key")))
		want[""] = "empty key"
		require.NoError(t, b.Close())
		require.Equal(t, want, contents(t, openTestAt(t, path, nil)), memory)
		for name := range filesIn(t, path) {
			kind, _ := dbfile.ParseName(name)
			require.NotEqual(t, dbfile.TempFile, kind, name)
		}
	}
	// With Unique, a second value is an error, in the same run or another.
	for _, memory := range []int{0, 1} {
		dir := t.TempDir()
		b, err := leveldb.Build(filepath.Join(dir, "db"), &leveldb.BuildOptions{Sort: true, Unique: true, SortMemory: memory})
		require.NoError(t, err)
		for _, key := range []string{"b", "a", "c", "a"} {
			require.NoError(t, b.Put(key, 1))
		}
		err = b.Close()
		require.ErrorIs(t, err, leveldb.ErrInvalidArgument)
		require.ErrorContains(t, err, `the key "a" was put twice`)
		require.Empty(t, filesIn(t, dir))
	}
	_, err := leveldb.Build(filepath.Join(t.TempDir(), "db"), &leveldb.BuildOptions{SortMemory: -1})
	require.ErrorIs(t, err, leveldb.ErrInvalidArgument)
}

func filesIn(t *testing.T, path string) map[string]fs.DirEntry {
	t.Helper()
	files := map[string]fs.DirEntry{}
	entries, err := os.ReadDir(path)
	require.NoError(t, err)
	for _, e := range entries {
		files[e.Name()] = e
	}
	return files
}

// A run on a disk that returns other bytes than were written is not merged.
func TestBuildSortDamaged(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "db")
	b, err := leveldb.Build(path, &leveldb.BuildOptions{Sort: true, SortMemory: 3000})
	require.NoError(t, err)
	for i := range 100 {
		require.NoError(t, b.PutRaw(fmt.Sprint(i), make([]byte, 100)))
	}
	damaged := false
	for name := range filesIn(t, path+dbfile.PartialSuffix) {
		if kind, _ := dbfile.ParseName(name); kind == dbfile.TempFile && !damaged {
			file := filepath.Join(path+dbfile.PartialSuffix, name)
			content, err := os.ReadFile(file)
			require.NoError(t, err)
			if at := strings.Index(string(content), string(make([]byte, 100))); at >= 0 {
				damaged = true
				content[at+50] ^= 1 // in a value
				require.NoError(t, os.WriteFile(file, content, 0o600))
			}
		}
	}
	require.True(t, damaged)
	err = b.Close()
	require.ErrorIs(t, err, leveldb.ErrCorrupt)
	require.ErrorContains(t, err, ".dbtmp")
	require.Empty(t, filesIn(t, dir))
}

// Three goroutines build parts.
func TestBuildParts(t *testing.T) {
	for _, sort := range []bool{false, true} {
		path := filepath.Join(t.TempDir(), "db")
		root, err := leveldb.Build(path, &leveldb.BuildOptions{Sort: sort, SortMemory: 10_000, Open: &leveldb.Options{MaxFileSize: 1 << 20}})
		require.NoError(t, err)
		var group sync.WaitGroup
		for _, name := range []string{"b", "a", "c"} {
			p, err := root.Part()
			require.NoError(t, err)
			group.Go(func() {
				defer p.Abort()
				for i := range 2000 {
					assert.NoError(t, p.Put(fmt.Sprintf("%s%04d", name, i), name))
				}
				assert.NoError(t, p.Close())
				assert.NoError(t, p.Close())
				assert.ErrorIs(t, p.Put("d", 1), leveldb.ErrClosed)
			})
		}
		require.NoError(t, root.Put("bb", 1), "between two parts")
		group.Wait()
		require.NoError(t, root.Close())
		_, err = root.Part()
		require.ErrorIs(t, err, leveldb.ErrClosed)
		db := openTestAt(t, path, nil)
		n, err := db.Count(nil)
		require.NoError(t, err)
		require.Equal(t, 6001, n)
	}
}

// What parts must not do makes the build fail, and nothing is left.
func TestBuildPartsRefused(t *testing.T) {
	put := func(t *testing.T, b *leveldb.Builder, keys ...string) {
		for _, key := range keys {
			require.NoError(t, b.Put(key, key))
		}
	}
	for text, build := range map[string]func(t *testing.T, b, p, q *leveldb.Builder){
		`one has the keys from "a" to "m", another from "c" to "d"`: func(t *testing.T, b, p, q *leveldb.Builder) {
			put(t, p, "a", "m")
			put(t, q, "c", "d")
			require.NoError(t, errors.Join(p.Close(), q.Close()))
		},
		`one has the keys from "a" to "b", another from "b" to "b"`: func(t *testing.T, b, p, q *leveldb.Builder) {
			put(t, p, "a", "b")
			put(t, b, "b")
			require.NoError(t, errors.Join(p.Close(), q.Close()))
		},
		"a part was not closed": func(t *testing.T, b, p, q *leveldb.Builder) {
			put(t, p, "a")
			require.NoError(t, q.Close())
		},
		"a part was aborted": func(t *testing.T, b, p, q *leveldb.Builder) {
			put(t, p, "a")
			require.NoError(t, p.Abort())
			require.ErrorIs(t, q.Put("q", 1), leveldb.ErrClosed)
			require.ErrorIs(t, q.Close(), leveldb.ErrClosed)
		},
	} {
		dir := t.TempDir()
		b, err := leveldb.Build(filepath.Join(dir, "db"), nil)
		require.NoError(t, err)
		p, err := b.Part()
		require.NoError(t, err)
		q, err := p.Part()
		require.NoError(t, err)
		build(t, b, p, q)
		err = b.Close()
		require.ErrorContains(t, err, text)
		require.Equal(t, err, b.Close(), "the second call returns the same error")
		require.Empty(t, filesIn(t, dir))
		require.Error(t, p.Put("z", 1))
	}
}

// Only a path where nothing is can be built, and only once at a time. What a killed build has left
// is removed.
func TestBuildPath(t *testing.T) {
	dir := t.TempDir()
	for name, make := range map[string]func(path string) error{
		"database":      func(path string) error { buildAll(t, path, nil, nil); return nil },
		"file":          func(path string) error { return os.WriteFile(path, nil, 0o600) },
		"directory":     func(path string) error { return os.MkdirAll(filepath.Join(path, "sub"), 0o755) },
		"link":          func(path string) error { return os.Symlink("nowhere", path) },
		"other.partial": func(path string) error { return os.MkdirAll(filepath.Join(path, "sub"), 0o755) },
	} {
		path := filepath.Join(dir, name)
		require.NoError(t, make(path))
		before := filesIn(t, dir)
		_, err := leveldb.Build(strings.TrimSuffix(path, dbfile.PartialSuffix), nil)
		require.ErrorIs(t, err, fs.ErrExist, name)
		require.Equal(t, slices.Sorted(maps.Keys(before)), slices.Sorted(maps.Keys(filesIn(t, dir))))
	}
	_, err := leveldb.Build(filepath.Join(dir, "none", "db"), nil)
	require.ErrorIs(t, err, fs.ErrNotExist)
	_, err = leveldb.Build("", nil)
	require.ErrorIs(t, err, leveldb.ErrInvalidArgument)
	_, err = leveldb.Build(filepath.Join(dir, "db"), &leveldb.BuildOptions{Open: &leveldb.Options{BlockSize: -1}})
	require.ErrorIs(t, err, leveldb.ErrInvalidArgument)

	path := filepath.Join(dir, "new")
	require.NoError(t, os.Mkdir(path, 0o755), "an empty directory is replaced")
	putAll(t, path+dbfile.PartialSuffix, map[string]string{"old": "entry"})
	require.NoError(t, os.WriteFile(filepath.Join(path+dbfile.PartialSuffix, "000100.ldb"), []byte("part of a table"), 0o600))
	b, err := leveldb.Build(path, nil)
	require.NoError(t, err)
	_, err = leveldb.Build(path, nil)
	require.ErrorIs(t, err, leveldb.ErrLocked)
	require.ErrorContains(t, err, "is building the database")
	require.NoError(t, b.Put("k", 1))
	require.NoError(t, b.Close())
	require.Len(t, contents(t, openTestAt(t, path, nil)), 1)
	require.Len(t, tablesIn(t, path), 1)
}

// No call in any state crashes, and a builder that is given up leaves nothing.
func TestBuilderMisuse(t *testing.T) {
	zero := &leveldb.Builder{}
	require.ErrorIs(t, zero.Put("k", 1), leveldb.ErrInvalidArgument)
	require.ErrorIs(t, zero.PutRaw("k", nil), leveldb.ErrInvalidArgument)
	require.ErrorIs(t, zero.Close(), leveldb.ErrInvalidArgument)
	require.NoError(t, zero.Abort())
	_, err := zero.Part()
	require.ErrorIs(t, err, leveldb.ErrInvalidArgument)

	dir := t.TempDir()
	b, err := leveldb.Build(filepath.Join(dir, "db"), nil)
	require.NoError(t, err)
	require.NoError(t, b.Put("k", 1))
	require.NoError(t, b.Abort())
	require.NoError(t, b.Abort())
	require.ErrorIs(t, b.Put("l", 1), leveldb.ErrClosed)
	require.ErrorIs(t, b.Close(), leveldb.ErrClosed)
	require.Empty(t, filesIn(t, dir))

	// A call during another one is refused; Abort waits for it.
	b, err = leveldb.Build(filepath.Join(dir, "db"), &leveldb.BuildOptions{Open: &leveldb.Options{Codec: during{codec.Default()}}})
	require.NoError(t, err)
	var aborted sync.WaitGroup
	require.NoError(t, b.Put("a", func() {
		require.ErrorIs(t, b.Put("b", 1), leveldb.ErrInvalidArgument)
		require.ErrorIs(t, b.PutRaw("b", nil), leveldb.ErrInvalidArgument)
		require.ErrorIs(t, b.Close(), leveldb.ErrInvalidArgument)
		aborted.Go(func() { assert.NoError(t, b.Abort()) })
	}))
	aborted.Wait()
	require.Empty(t, filesIn(t, dir))

	// Many goroutines at once.
	for _, sort := range []bool{false, true} {
		b, err = leveldb.Build(filepath.Join(dir, "db"), &leveldb.BuildOptions{Sort: sort, SortMemory: 1000})
		require.NoError(t, err)
		var group sync.WaitGroup
		for i := range 8 {
			group.Go(func() {
				for j := range 200 {
					_ = b.Put(fmt.Sprintf("%03d%d", j, i), j)
					_ = b.PutRaw(fmt.Sprintf("%03d%d~", j, i), make([]byte, (j/199)<<20))
				}
				if i > 5 {
					_ = b.Close()
				}
				_ = b.Abort()
			})
		}
		group.Wait()
		require.NoError(t, os.RemoveAll(filepath.Join(dir, "db")))
		require.Empty(t, filesIn(t, dir))
	}
}

func TestMisuseOfBuilder(t *testing.T) {
	rng := misuse.Seed(t)
	a := arguments(t)
	misuse.Finish(a, func(b *leveldb.Builder) { assert.NoError(t, b.Abort()) })
	for state, begin := range map[string]func(t *testing.T, b *leveldb.Builder) *leveldb.Builder{
		"open": func(_ *testing.T, b *leveldb.Builder) *leveldb.Builder { return b },
		"part": func(t *testing.T, b *leveldb.Builder) *leveldb.Builder {
			p, err := b.Part()
			require.NoError(t, err)
			return p
		},
		"closed":  func(t *testing.T, b *leveldb.Builder) *leveldb.Builder { require.NoError(t, b.Close()); return b },
		"aborted": func(t *testing.T, b *leveldb.Builder) *leveldb.Builder { require.NoError(t, b.Abort()); return b },
	} {
		for _, sort := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, sort %v", state, sort), func(t *testing.T) {
				root, err := leveldb.Build(filepath.Join(t.TempDir(), "db"), &leveldb.BuildOptions{Sort: sort, SortMemory: 1000})
				require.NoError(t, err)
				defer root.Abort()
				b := begin(t, root)
				for c := range misuse.Methods(t, rng, b, a) {
					mistaken(t, c)
					if (state == "closed" || state == "aborted") && c.Ordinary && c.Failing && c.Method != "Close" && c.Method != "Abort" {
						require.ErrorIs(t, c.Err(), leveldb.ErrClosed, c.Text)
					}
				}
				misuse.Crowd(t, rng, 4, 20, []any{root, b}, a, func() {}, func(c *misuse.Call) { mistaken(t, c) })
			})
		}
	}
	testZero(t, rng, &leveldb.Builder{}, a)
}

// during is a codec that calls functions it is given.
type during struct{ codec.Codec }

func (d during) Append(dst []byte, v any) ([]byte, error) {
	if f, ok := v.(func()); ok {
		f()
		v = nil
	}
	return d.Codec.Append(dst, v)
}

// A builder that is garbage collected is reported, and what it wrote is removed. It is not while
// one of its parts is in use.
func TestBuilderLeak(t *testing.T) {
	reports := make(chan string, 10)
	before := leveldb.OnLeak(func(what, madeAt string) { reports <- what + madeAt })
	defer func() { leveldb.OnLeak(before) }()
	live := native.LiveHandles()
	dir := t.TempDir()
	p := func() *leveldb.Builder {
		b, err := leveldb.Build(filepath.Join(dir, "db"), nil)
		require.NoError(t, err)
		p, err := b.Part()
		require.NoError(t, err)
		return p
	}()
	runtime.GC()
	require.NoError(t, p.Put("k", 1))
	require.NoError(t, p.Close())
	p = nil
	var report string
	for report == "" {
		runtime.GC()
		select {
		case report = <-reports:
		default:
		}
	}
	require.Contains(t, report, "the builder of "+filepath.Join(dir, "db"))
	require.Contains(t, report, "TestBuilderLeak")
	require.Empty(t, filesIn(t, dir))
	require.Equal(t, live, native.LiveHandles())
}
