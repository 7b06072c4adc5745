package leveldb_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/internal/tests/testdb"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/native"
	"github.com/openleveldb/openleveldb/ndarray"
)

// damagedInThirdBlock creates a database of 40 entries, in which the third block is damaged.
func damagedInThirdBlock(t *testing.T) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "db")
	db := openTestAt(t, path, &leveldb.Options{Compression: leveldb.NoCompression})
	for i := range 40 { // 13 entries per block
		require.NoError(t, db.Put(fmt.Sprintf("%02d", i), strings.Repeat("v", 300)))
	}
	require.NoError(t, db.Compact(nil))
	require.NoError(t, db.Close())
	files, err := testdb.Files(path)
	require.NoError(t, err)
	for _, f := range files {
		if file := filepath.Join(path, f.Name()); filepath.Ext(file) == ".ldb" {
			content, err := os.ReadFile(file)
			require.NoError(t, err)
			content[10_000] ^= 1
			require.NoError(t, os.WriteFile(file, content, 0o600))
		}
	}
	return path
}

// An iteration that reads a damaged block after some entries ends with an error. This also holds if
// LevelDB returned these entries together with the error, because the next page could continue
// after the damage.
func TestIterationEndsAtDamage(t *testing.T) {
	path := damagedInThirdBlock(t)
	db := openTestAt(t, path, &leveldb.Options{Read: leveldb.ReadOptions{VerifyChecksums: true}})
	seen, errs := 0, []error{}
	for _, err := range db.Entries(nil) {
		if err != nil {
			errs = append(errs, err)
		} else {
			seen++
		}
	}
	require.Len(t, errs, 1)
	require.ErrorIs(t, errs[0], leveldb.ErrCorrupt)
	require.Less(t, seen, 40)
	require.NotZero(t, seen)
	for name, call := range onRanges {
		if name != "ApproximateSize" && name != "Compact" && name != "GatherRange" {
			require.ErrorIs(t, call(db, nil), leveldb.ErrCorrupt, name)
		}
	}
}

// A backup of a range with a limit or in reverse is refused before any file is created.
func TestBackupOfWrongRange(t *testing.T) {
	db := openTest(t, nil)
	require.NoError(t, db.Put("a", 1))
	path := filepath.Join(t.TempDir(), "backup")
	for _, r := range []*leveldb.Range{{Limit: 1}, {Reverse: true}} {
		_, err := leveldb.Backup(t.Context(), path, db, &leveldb.BackupOptions{Range: r})
		require.ErrorIs(t, err, leveldb.ErrInvalidArgument)
		require.NoDirExists(t, path)
		require.NoDirExists(t, path+dbfile.PartialSuffix)
	}
}

// Progress is reported every few megabytes. The reports add up to everything that was copied and
// verified.
func TestCopyProgress(t *testing.T) {
	src, dst := openTest(t, nil), openTest(t, nil)
	rng := rand.New(rand.NewPCG(1, 0))
	value := make([]byte, 100<<10)
	for i := range value {
		value[i] = byte(rng.Uint32())
	}
	for i := range 100 { // 10 MB
		require.NoError(t, src.PutRaw(fmt.Sprintf("%03d", i), value))
	}
	for _, same := range []bool{false, true} {
		type progress struct {
			entries, calls int
			bytes          int64
		}
		var told [2]progress
		copied, err := leveldb.Copy(t.Context(), dst, src, &leveldb.CopyOptions{Into: leveldb.CopyMirror,
			Progress: func(verifying bool, entries int, bytes int64) {
				p := &told[0]
				if verifying {
					p = &told[1]
				}
				require.LessOrEqual(t, bytes, int64(5<<20))
				p.calls++
				p.entries += entries
				p.bytes += bytes
			}})
		require.NoError(t, err)
		require.Equal(t, same, copied.Written == 0)
		for _, p := range told {
			require.Equal(t, copied.Entries, p.entries)
			require.Equal(t, copied.Bytes, p.bytes)
			require.Equal(t, 3, p.calls)
		}
	}
}

// The digest of a range is that of the selected entries, with complete keys.
func TestDigestOfRanges(t *testing.T) {
	db := openTest(t, nil)
	all := map[string]string{}
	for _, prefix := range []string{"", "p", "q"} {
		for _, key := range []string{"", "a", "ab", "b", "bc", "c"} {
			key = prefix + key
			all[key] = "n" + key + strings.Repeat("v", 5000*len(key))
			require.NoError(t, db.PutRaw(key, []byte(all[key])))
		}
	}
	for _, prefix := range []string{"", "p"} {
		for _, by := range []string{"", "b"} {
			for _, start := range []string{"", "a", "b"} {
				for _, stop := range []string{"", "b", "bc"} {
					for flags := range 4 {
						r := &leveldb.Range{Prefix: prefix, StartingBy: by, Start: start, Stop: stop,
							ExcludeStart: flags&1 != 0, IncludeStop: flags&2 != 0}
						want := map[string]string{}
						for key, err := range db.Keys(r) {
							require.NoError(t, err)
							want[prefix+key] = all[prefix+key]
						}
						got, err := db.Digest(r)
						require.NoError(t, err)
						require.Equal(t, digestOf(want), got, "%+v", r)
					}
				}
			}
		}
	}
}

// A failed copy leaves no iterator open.
func TestCopyThatFailsHoldsNothing(t *testing.T) {
	src, dst := openTest(t, nil), openTest(t, nil)
	for i := range 1000 {
		require.NoError(t, src.Put(fmt.Sprintf("%04d", i), i))
		require.NoError(t, dst.Put(fmt.Sprintf("%04d", i), i))
	}
	closed, err := leveldb.Open(filepath.Join(t.TempDir(), "closed"), nil)
	require.NoError(t, err)
	require.NoError(t, closed.Close())
	handles := native.LiveHandles()
	_, err = leveldb.Copy(t.Context(), dst, closed, &leveldb.CopyOptions{Into: leveldb.CopyMerge})
	require.ErrorIs(t, err, leveldb.ErrClosed)
	require.Equal(t, handles, native.LiveHandles())
	_, err = leveldb.Copy(t.Context(), closed, src, &leveldb.CopyOptions{Into: leveldb.CopyMerge})
	require.ErrorIs(t, err, leveldb.ErrClosed)
	require.Equal(t, handles, native.LiveHandles())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = leveldb.Copy(ctx, dst, src, &leveldb.CopyOptions{Into: leveldb.CopyMerge})
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, handles, native.LiveHandles())
}

// failing is a Store whose ApproximateSize fails.
type failing struct {
	driver.Store
	err error
}

func (f *failing) Count(context.Context, driver.Span, leveldb.ReadOptions) (uint64, error) {
	return 0, f.err
}

func (f *failing) ApproximateSize(context.Context, string, string) (uint64, error) { return 0, f.err }

// Gather and GatherRange return the error of ApproximateSize.
func TestGatherOfFailingStore(t *testing.T) {
	local := openTest(t, nil)
	putArray(t, local, "a", make([]float64, 1<<17))
	broken := errors.New("broken")
	db := leveldb.New(&failing{local.Driver(), broken}, "failing", nil)
	keys := make([]string, 65) // with rows of 1 MiB, more than is allocated before anything is read
	for i := range keys {
		keys[i] = "a"
	}
	_, err := db.Gather(keys, nil)
	require.ErrorIs(t, err, broken)
	_, err = db.GatherRange(nil, nil)
	require.ErrorIs(t, err, broken)
	_, err = db.Count(nil)
	require.ErrorIs(t, err, broken)
}

func TestKindOfMissingKey(t *testing.T) {
	_, err := openTest(t, nil).Sub("sub/").Kind("k")
	require.ErrorIs(t, err, leveldb.ErrNotFound)
	require.ErrorContains(t, err, `"sub/k"`)
}

// A read releases what it borrowed before it returns, even if it fails.
func TestReadsHoldNothing(t *testing.T) {
	db := openTest(t, nil)
	require.NoError(t, db.Put("large", strings.Repeat("v", 1<<20)))
	putArray(t, db, "array", make([]float64, 1<<17))
	require.NoError(t, db.PutRaw("damaged", append([]byte("nno array"), make([]byte, 1<<20)...)))
	var array *ndarray.Array
	var leaks atomic.Int64
	before := leveldb.OnLeak(func(string, string) { leaks.Add(1) })
	defer func() { leveldb.OnLeak(before) }()
	reads := map[string]func(key string){
		"get":           func(key string) { _, _ = db.Get(key) },
		"load":          func(key string) { _ = db.Load(key, new(string)) },
		"load array":    func(key string) { _ = db.Load(key, &array) },
		"get raw":       func(key string) { _, _ = db.AppendRaw(nil, key) },
		"kind":          func(key string) { _, _ = db.Kind(key) },
		"read":          func(key string) { _, _ = leveldb.ReadInto(db, key, make([]float64, 1<<17)) },
		"rows":          func(key string) { _, _ = leveldb.ReadRows(db, key, 0, 1, make([]float64, 1)) },
		"view":          func(key string) { _ = leveldb.View(db, key, func([]float64, []int) error { return nil }) },
		"pinned":        func(key string) { _ = db.ViewRaw(key, func(*leveldb.Pinned) error { return nil }) },
		"gather":        func(key string) { _, _ = db.Gather([]string{key}, nil) },
		"get all":       func(key string) { _, _ = leveldb.GetAll[string](db, []string{key, key}) },
		"get arrays":    func(key string) { _, _ = leveldb.GetAll[*ndarray.Array](db, []string{key, key}) },
		"gather range":  func(key string) { _, _ = db.GatherRange(&leveldb.Range{StartingBy: key}, nil) },
		"digest":        func(string) { _, _ = db.Digest(nil) },
		"values":        func(string) { _ = onRanges["Values"](db, nil) },
		"views":         func(string) { _ = onRanges["Views"](db, nil) },
		"entry's value": func(string) { forEntries(t, db, func(e leveldb.Entry) { _, _ = e.Value() }) },
		"entry's load":  func(string) { forEntries(t, db, func(e leveldb.Entry) { _ = e.Load(new(string)) }) },
		"entry's raw":   func(string) { forEntries(t, db, func(e leveldb.Entry) { _, _ = e.AppendRaw(nil) }) },
		"entry's kind":  func(string) { forEntries(t, db, func(e leveldb.Entry) { _, _ = e.Kind() }) },
		"entry's view": func(string) {
			forEntries(t, db, func(e leveldb.Entry) { _ = e.ViewRaw(func(*leveldb.Pinned) error { return nil }) })
		},
	}
	handles := native.LiveHandles()
	for name, read := range reads {
		for _, key := range []string{"large", "array", "damaged"} {
			// After a large value, the next one is expected to be large too, and borrowed.
			_, err := db.AppendRaw(nil, "large")
			require.NoError(t, err)
			read(key)
			require.Equal(t, handles, native.LiveHandles(), "%s of %s", name, key)
		}
	}
	require.Zero(t, leaks.Load())
}

func forEntries(t *testing.T, db *leveldb.DB, look func(e leveldb.Entry)) {
	t.Helper()
	for e, err := range db.Entries(nil) {
		require.NoError(t, err)
		look(e)
	}
}

// The error of a row that does not fit contains both shapes.
func TestGatherErrorTellsShapes(t *testing.T) {
	db := openTest(t, nil)
	putArray(t, db, "a", []int32{1, 2, 3})
	putArray(t, db, "b", []float64{1, 2})
	_, err := db.Gather([]string{"a", "b"}, nil)
	require.ErrorIs(t, err, leveldb.ErrShapeMismatch)
	require.ErrorContains(t, err, "float64 of shape [2], want int32 of shape [3]")
	_, err = db.GatherRange(nil, nil)
	require.ErrorContains(t, err, "float64 of shape [2], want int32 of shape [3]")
}

// A path may end with a slash, as shells complete it.
func TestBackupToPathWithSlash(t *testing.T) {
	src := openTest(t, nil)
	require.NoError(t, src.Put("k", 1))
	path := filepath.Join(t.TempDir(), "backup")
	_, err := leveldb.Backup(t.Context(), path+"/", src, nil)
	require.NoError(t, err)
	require.Equal(t, contents(t, src), contents(t, openTestAt(t, path, &leveldb.Options{ErrorIfMissing: true})))
}

// A copy to a database that cannot be read completely is an error, even without verification.
func TestCopyToDamaged(t *testing.T) {
	path := damagedInThirdBlock(t)
	dst := openTestAt(t, path, nil)
	src := openTest(t, nil)
	_, err := leveldb.Copy(t.Context(), dst, src, &leveldb.CopyOptions{Into: leveldb.CopyMerge, NoVerify: true})
	require.ErrorIs(t, err, leveldb.ErrCorrupt)
	require.ErrorContains(t, err, path)
}

func TestLoadOfMissingKey(t *testing.T) {
	db := openTest(t, nil).Sub("sub/")
	text, array := "as it was", (*ndarray.Array)(nil)
	for _, dst := range []any{&text, &array} {
		err := db.Load("k", dst)
		require.ErrorIs(t, err, leveldb.ErrNotFound)
		require.ErrorContains(t, err, `"sub/k"`)
	}
	require.Equal(t, "as it was", text)
	require.Nil(t, array)
}

func TestErrorOfReleased(t *testing.T) {
	db := openTest(t, nil)
	require.NoError(t, db.Put("k", "v"))
	p, err := db.Pin("k")
	require.NoError(t, err)
	p.Release()
	p.Release()
	_, err = p.Stored()
	require.ErrorIs(t, err, leveldb.ErrReleased)
	require.ErrorContains(t, err, `leveldb: view "k": released`)
	require.False(t, strings.HasSuffix(err.Error(), ": "), err.Error())
}

// A tensor of more than 64 MiB does not grow for rows that are mostly missing.
func TestGatherOfMissingRows(t *testing.T) {
	db := openTest(t, nil)
	putArray(t, db, "a", make([]float64, 1<<20))
	keys := make([]string, 12) // rows of 8 MiB
	for i := range keys {
		keys[i] = "none"
	}
	keys[0], keys[11] = "a", "a"
	rowErrors := make([]error, len(keys))
	_, err := db.Gather(keys, &leveldb.GatherOptions{RowErrors: rowErrors})
	require.ErrorIs(t, err, leveldb.ErrTooLarge)
	keys[1] = "a"
	tensor, err := db.Gather(keys, &leveldb.GatherOptions{RowErrors: rowErrors})
	require.NoError(t, err)
	require.Equal(t, []int{12, 1 << 20}, tensor.Shape())
	for i, err := range rowErrors {
		if keys[i] == "a" {
			require.NoError(t, err)
		} else {
			require.ErrorIs(t, err, leveldb.ErrNotFound)
		}
	}
}
