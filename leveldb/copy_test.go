package leveldb_test

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/native"
)

// digestOf computes the digest of entries as its documentation says.
func digestOf(entries map[string]string) leveldb.Digest {
	d := leveldb.Digest{Entries: len(entries)}
	hash := sha256.New()
	for _, key := range slices.Sorted(maps.Keys(entries)) {
		value := entries[key]
		d.Bytes += int64(len(key) + len(value))
		head := binary.LittleEndian.AppendUint32(nil, uint32(len(key)))
		hash.Write(binary.LittleEndian.AppendUint32(head, uint32(len(value))))
		hash.Write([]byte(key + value))
	}
	hash.Sum(d.SHA256[:0])
	return d
}

// below gives the entries whose keys begin with the prefix.
func below(entries map[string]string, prefix string) map[string]string {
	part := map[string]string{}
	for key, value := range entries {
		if strings.HasPrefix(key, prefix) {
			part[key] = value
		}
	}
	return part
}

// randomEntries has keys of two letters and values of all sizes, from which on a value is treated otherwise.
func randomEntries(rng *rand.Rand, n int) map[string]string {
	sizes := []int{0, 1, 100, 4095, 4096, 5000, 40 << 10, 1<<20 - 1, 1 << 20, 1<<20 + 1}
	entries := map[string]string{}
	for range n {
		size := sizes[rng.IntN(len(sizes)-3*min(1, rng.IntN(8)))] // few are large
		entries[twoLetters(rng)] = strings.Repeat(string(rune('a'+rng.IntN(26))), size)
	}
	return entries
}

func twoLetters(rng *rand.Rand) string {
	return []string{"", "a", "b", "ab", "\xff", "a\xff"}[rng.IntN(6)] + string([]byte{byte(rng.IntN(256)), byte(rng.IntN(4))})
}

// putAll writes entries as another program would, whatever their keys.
func putAll(t *testing.T, path string, entries map[string]string) {
	t.Helper()
	db, err := native.Open(path, &native.Options{CreateIfMissing: true})
	require.NoError(t, err)
	for key, value := range entries {
		require.NoError(t, db.Put(ctx, key, []byte(value), driver.WriteOptions{}))
	}
	require.NoError(t, db.Close())
}

// The outcome of a copy is that of maps, for every way to copy, whatever was there.
func TestCopyLikeMaps(t *testing.T) {
	seed := fromEnvironment(t, "OPENLEVELDB_SEED", 1)
	t.Logf("OPENLEVELDB_SEED=%d", seed)
	rng := rand.New(rand.NewPCG(seed, 0))
	rounds := 30
	if testing.Short() {
		rounds = 6
	}
	for range rounds {
		from, to := filepath.Join(t.TempDir(), "from"), filepath.Join(t.TempDir(), "to")
		have := randomEntries(rng, rng.IntN(200))
		putAll(t, from, have)
		into := []leveldb.CopyInto{leveldb.CopyIntoEmpty, leveldb.CopyMerge, leveldb.CopyMirror}[rng.IntN(3)]
		want := map[string]string{}
		if into != leveldb.CopyIntoEmpty {
			want = randomEntries(rng, rng.IntN(200))
			for key, value := range have { // some are there as they should be
				if rng.IntN(2) == 0 {
					want[key] = value
				}
			}
		}
		putAll(t, to, want)
		prefix := []string{"", "a", "b", "\xff"}[rng.IntN(4)]
		selected, there := below(have, prefix), below(want, prefix)
		copied := leveldb.Copied{Entries: len(selected), Bytes: digestOf(selected).Bytes, Verified: true}
		for key, value := range selected {
			if old, ok := want[key]; !ok || old != value {
				copied.Written++
			}
			want[key] = value
		}
		for key := range there {
			switch _, ok := selected[key]; {
			case ok:
			case into == leveldb.CopyMirror:
				copied.Deleted++
				delete(want, key)
			default:
				copied.Kept++
			}
		}
		copied.Result = digestOf(below(want, prefix))

		src := openTestAt(t, from, &leveldb.Options{ReadOnly: true})
		dst := openTestAt(t, to, nil)
		progress, verified := 0, 0
		got, err := leveldb.Copy(t.Context(), dst, src, &leveldb.CopyOptions{
			Range: &leveldb.Range{Prefix: prefix}, Into: into,
			Progress: func(verifying bool, entries int, bytes int64) {
				if verifying {
					verified += entries
				} else {
					progress += entries
				}
			},
		})
		require.NoError(t, err)
		require.Equal(t, copied, got)
		require.Equal(t, copied.Entries, progress)
		require.Equal(t, copied.Result.Entries, verified)
		require.Equal(t, want, contents(t, dst))
		whole, err := dst.Digest(nil)
		require.NoError(t, err)
		require.Equal(t, digestOf(want), whole)
		require.Equal(t, fmt.Sprintf("%x", whole.SHA256), whole.Sum())
		if into == leveldb.CopyMirror { // again: nothing is left to do
			got, err = leveldb.Copy(t.Context(), dst, src, &leveldb.CopyOptions{Range: &leveldb.Range{StartingBy: prefix}, Into: into})
			require.NoError(t, err)
			require.Zero(t, got.Written+got.Deleted+got.Kept)
			require.Equal(t, copied.Result, got.Result)
		}
	}
}

// A sub-database gives its entries without its prefix, and takes them behind it; also one of the same database.
func TestCopySub(t *testing.T) {
	db := openTest(t, nil)
	for key, value := range map[string]string{"a/1": "s1", "a/2": "s2", "b/2": "s0", "b/3": "s3"} {
		require.NoError(t, db.PutRaw(key, []byte(value)))
	}
	_, err := leveldb.Copy(t.Context(), db.Sub("b/"), db.Sub("a/"), nil)
	require.ErrorIs(t, err, fs.ErrExist)
	copied, err := leveldb.Copy(t.Context(), db.Sub("b/"), db.Sub("a/"), &leveldb.CopyOptions{
		Into: leveldb.CopyMerge, Range: &leveldb.Range{Start: "1", ExcludeStart: true, Stop: "3"},
	})
	require.NoError(t, err)
	require.Equal(t, 1, copied.Entries)
	require.Equal(t, map[string]string{"a/1": "s1", "a/2": "s2", "b/2": "s2", "b/3": "s3"}, contents(t, db))
	_, err = leveldb.Copy(t.Context(), db.Sub("c/"), db.Sub("a/"), &leveldb.CopyOptions{Range: &leveldb.Range{Prefix: "2"}})
	require.NoError(t, err)
	_, err = leveldb.Copy(t.Context(), db.Sub("b/"), db.Sub("a/"), &leveldb.CopyOptions{Into: leveldb.CopyMirror})
	require.NoError(t, err)
	require.Equal(t, map[string]string{"a/1": "s1", "a/2": "s2", "b/1": "s1", "b/2": "s2", "c/2": "s2"}, contents(t, db))
	for _, r := range []*leveldb.Range{{Reverse: true}, {Limit: 1}} {
		_, err = leveldb.Copy(t.Context(), db.Sub("d/"), db, &leveldb.CopyOptions{Range: r})
		require.ErrorIs(t, err, leveldb.ErrInvalidArgument)
		_, err = leveldb.Copy(t.Context(), db.Sub("d/"), db, &leveldb.CopyOptions{Into: 3})
		require.ErrorIs(t, err, leveldb.ErrInvalidArgument)
		_, err = db.Digest(r)
		require.ErrorIs(t, err, leveldb.ErrInvalidArgument)
	}
}

// turning writes generations of entries, each a batch, until it is stopped; every batch has the same keys.
func turning(t *testing.T, db *leveldb.DB, keys int) (stop func()) {
	t.Helper()
	write := func(generation int) error {
		b := db.NewBatch()
		for i := range keys {
			if err := b.Put(fmt.Sprintf("%06d", i), fmt.Sprintf("%08d", generation)); err != nil {
				return err
			}
		}
		return b.Write()
	}
	require.NoError(t, write(0))
	stopping, done := make(chan struct{}), make(chan error)
	go func() {
		for generation := 1; ; generation++ {
			select {
			case <-stopping:
				done <- nil
				return
			default:
				if err := write(generation); err != nil {
					done <- err
					return
				}
			}
		}
	}()
	return func() {
		close(stopping)
		require.NoError(t, <-done)
	}
}

// requireOneState asserts that a copy is of one moment: one generation.
func requireOneState(t *testing.T, db *leveldb.DB, keys int) (generation string) {
	t.Helper()
	all := contents(t, db)
	require.Len(t, all, keys)
	for _, value := range all {
		if generation == "" {
			generation = value
		}
		require.Equal(t, generation, value)
	}
	return generation
}

// A copy is the state of one moment, whatever is written and compacted while it is made.
func TestCopyOfOneMoment(t *testing.T) {
	const keys = 20_000
	src := openTest(t, nil)
	stop := turning(t, src, keys)
	defer stop()
	before := ""
	for n := range 3 {
		dst := openTest(t, nil)
		_, err := leveldb.Copy(t.Context(), dst, src, nil)
		require.NoError(t, err)
		generation := requireOneState(t, dst, keys)
		require.GreaterOrEqual(t, generation, before)
		before = generation

		path := filepath.Join(t.TempDir(), "backup")
		_, err = leveldb.Backup(t.Context(), path, src, nil)
		require.NoError(t, err)
		require.GreaterOrEqual(t, requireOneState(t, openTestAt(t, path, &leveldb.Options{ReadOnly: true}), keys), generation, n)
	}
}

// A copy that is given up in its middle says so, leaves what it has written, and goes on from there.
func TestCopyCanceled(t *testing.T) {
	src := openTest(t, nil)
	want := map[string]string{}
	for i := range 3000 {
		key, value := fmt.Sprintf("%05d", i), strings.Repeat(string(rune('a'+i%26)), 10_000)
		want[key] = value
		require.NoError(t, src.PutRaw(key, []byte(value)))
	}
	dst := openTest(t, nil)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	o := &leveldb.CopyOptions{Progress: func(_ bool, entries int, _ int64) {
		if entries > 0 {
			cancel()
		}
	}}
	copied, err := leveldb.Copy(ctx, dst, src, o)
	require.ErrorIs(t, err, context.Canceled)
	require.False(t, copied.Verified)
	part := contents(t, dst)
	require.NotEmpty(t, part)
	require.Less(t, len(part), len(want))
	require.Equal(t, copied.Written, len(part))
	_, err = leveldb.Copy(ctx, dst, src, &leveldb.CopyOptions{Into: leveldb.CopyMerge})
	require.ErrorIs(t, err, context.Canceled)
	copied, err = leveldb.Copy(t.Context(), dst, src, &leveldb.CopyOptions{Into: leveldb.CopyMerge})
	require.NoError(t, err)
	require.Equal(t, len(want)-len(part), copied.Written)
	require.Equal(t, want, contents(t, dst))

	// And the same for a backup, which is not there until it is whole.
	path := filepath.Join(t.TempDir(), "backup")
	ctx, cancel = context.WithCancel(t.Context())
	defer cancel()
	copied, err = leveldb.Backup(ctx, path, src, o)
	require.ErrorIs(t, err, context.Canceled)
	require.NoDirExists(t, path)
	part = contents(t, openTestAt(t, path+leveldb.PartialSuffix, &leveldb.Options{ReadOnly: true}))
	require.NotEmpty(t, part)
	require.Equal(t, copied.Written, len(part))
}

func TestBackup(t *testing.T) {
	dir := t.TempDir()
	from, path := filepath.Join(dir, "from"), filepath.Join(dir, "backup")
	want := randomEntries(rand.New(rand.NewPCG(3, 0)), 100)
	putAll(t, from, want)
	src := openTestAt(t, from, &leveldb.Options{ReadOnly: true})

	// What is left of another one is made to fit.
	partial := path + leveldb.PartialSuffix
	putAll(t, partial, map[string]string{"from": "elsewhere", "ab": "old"})
	require.NoError(t, os.Mkdir(path, 0o755), "an empty directory is as good as none")
	copied, err := leveldb.Backup(t.Context(), path, src, &leveldb.CopyOptions{Open: leveldb.LargeArrays()})
	require.NoError(t, err)
	require.Equal(t, leveldb.Copied{
		Entries: len(want), Bytes: digestOf(want).Bytes, Written: len(want), Deleted: 2, Result: digestOf(want), Verified: true,
	}, copied)
	require.NoDirExists(t, partial)
	backup := openTestAt(t, path, nil)
	require.Equal(t, want, contents(t, backup))
	require.NoError(t, backup.Close())

	// What is there stays as it is.
	for name, make := range map[string]func(path string) error{
		"database":      func(path string) error { return os.Rename(filepath.Join(dir, "backup"), path) },
		"file":          func(path string) error { return os.WriteFile(path, nil, 0o600) },
		"directory":     func(path string) error { return os.MkdirAll(filepath.Join(path, "sub"), 0o755) },
		"link":          func(path string) error { return os.Symlink("nowhere", path) },
		"other.partial": func(path string) error { return os.MkdirAll(filepath.Join(path, "sub"), 0o755) },
	} {
		path := filepath.Join(dir, name)
		require.NoError(t, make(path))
		_, err := leveldb.Backup(t.Context(), strings.TrimSuffix(path, leveldb.PartialSuffix), src, nil)
		require.ErrorIs(t, err, fs.ErrExist, name)
	}
	_, err = leveldb.Backup(t.Context(), filepath.Join(dir, "none", "backup"), src, nil)
	require.ErrorIs(t, err, fs.ErrNotExist)

	// Two at a time: the second is refused, and the first comes to its end.
	busy := filepath.Join(dir, "busy")
	_, err = leveldb.Backup(t.Context(), busy, src, &leveldb.CopyOptions{Progress: func(verifying bool, _ int, _ int64) {
		_, err := leveldb.Backup(t.Context(), busy, src, nil)
		require.ErrorIs(t, err, leveldb.ErrLocked)
	}})
	require.NoError(t, err)

	// One that cannot begin leaves nothing.
	closed, err := leveldb.Open(partial, nil)
	require.NoError(t, err)
	require.NoError(t, closed.Close())
	require.NoError(t, leveldb.Destroy(partial))
	_, err = leveldb.Backup(t.Context(), path, closed, nil)
	require.ErrorIs(t, err, leveldb.ErrClosed)
	require.NoDirExists(t, path)
	require.NoDirExists(t, partial)
}

// A copy of damaged data is an error, and so is one that is not as it was written.
func TestCopyFindsDamage(t *testing.T) {
	dir := t.TempDir()
	from := filepath.Join(dir, "from")
	db := openTestAt(t, from, &leveldb.Options{Compression: leveldb.NoCompression})
	for i := range 1000 {
		require.NoError(t, db.Put(fmt.Sprint(i), strings.Repeat("v", 1000)))
	}
	require.NoError(t, db.Compact(nil))
	require.NoError(t, db.Close())
	flipInTable(t, from)
	src := openTestAt(t, from, &leveldb.Options{ReadOnly: true})
	_, err := leveldb.Copy(t.Context(), openTest(t, nil), src, nil)
	require.ErrorIs(t, err, leveldb.ErrCorrupt)
	path := filepath.Join(dir, "backup")
	_, err = leveldb.Backup(t.Context(), path, src, nil)
	require.ErrorIs(t, err, leveldb.ErrCorrupt)
	require.NoDirExists(t, path)

	// Somebody writes to the copy while it is made.
	whole, dst := openTest(t, nil), openTest(t, nil)
	require.NoError(t, whole.Put("k", 1))
	copied, err := leveldb.Copy(t.Context(), dst, whole, &leveldb.CopyOptions{Progress: func(verifying bool, _ int, _ int64) {
		require.NoError(t, dst.Put("other", 1))
	}})
	require.ErrorIs(t, err, leveldb.ErrCorrupt)
	require.ErrorContains(t, err, "2 entries")
	require.False(t, copied.Verified)

	// As many entries of as many bytes are not the same entries.
	dst = openTest(t, nil)
	copied, err = leveldb.Copy(t.Context(), dst, whole, &leveldb.CopyOptions{Progress: func(verifying bool, _ int, _ int64) {
		require.NoError(t, dst.Put("k", 2))
	}})
	require.ErrorIs(t, err, leveldb.ErrCorrupt)
	require.False(t, copied.Verified)
}

// A copy writes a few megabytes at a time, and reports each of them.
func TestCopyWritesInBatches(t *testing.T) {
	const entries, size = 40, 500_000
	src := openTest(t, nil)
	for i := range entries {
		require.NoError(t, src.Put(fmt.Sprint(i), strings.Repeat("v", size)))
	}
	var written []int64
	_, err := leveldb.Copy(t.Context(), openTest(t, nil), src, &leveldb.CopyOptions{Progress: func(verifying bool, _ int, bytes int64) {
		if !verifying {
			written = append(written, bytes)
		}
	}})
	require.NoError(t, err)
	require.Greater(t, len(written), 3)
	require.Less(t, slices.Max(written), int64(4<<20+2*size))
}

// A symbolic link is no unfinished backup, whatever its name. What it leads to stays as it is.
func TestBackupLeavesLinksAlone(t *testing.T) {
	dir := t.TempDir()
	src := openTest(t, nil)
	require.NoError(t, src.Put("k", 1))
	for _, name := range []string{"000003.log", "CURRENT", "LOCK", "LOG"} {
		path := filepath.Join(dir, "to"+name)
		partial, target := path+leveldb.PartialSuffix, filepath.Join(dir, "target")
		require.NoError(t, os.WriteFile(target, []byte("precious"), 0o600))
		require.NoError(t, os.Mkdir(partial, 0o755))
		require.NoError(t, os.Symlink(target, filepath.Join(partial, name)))
		_, err := leveldb.Backup(t.Context(), path, src, nil)
		require.ErrorIs(t, err, fs.ErrExist, name)
		require.ErrorContains(t, err, name)
		content, err := os.ReadFile(target)
		require.NoError(t, err)
		require.Equal(t, "precious", string(content))
		require.NoDirExists(t, path)
	}
}

// flipInTable changes a byte in the middle of the largest table.
func flipInTable(t *testing.T, path string) {
	t.Helper()
	files, err := leveldb.Files(path)
	require.NoError(t, err)
	largest := slices.MaxFunc(files, func(a, b fs.FileInfo) int { return int(a.Size() - b.Size()) })
	require.Equal(t, ".ldb", filepath.Ext(largest.Name()))
	file := filepath.Join(path, largest.Name())
	content, err := os.ReadFile(file)
	require.NoError(t, err)
	content[len(content)/2] ^= 1
	require.NoError(t, os.WriteFile(file, content, 0o600))
}

// A compaction that fails says so, and nothing is lost by it.
func TestCompactFindsDamage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	o := &leveldb.Options{Compression: leveldb.NoCompression}
	db := openTestAt(t, path, o)
	for range 2 {
		for i := range 1000 {
			require.NoError(t, db.Put(fmt.Sprint(i), strings.Repeat("v", 1000)))
		}
		require.NoError(t, db.Close())
		db = openTestAt(t, path, o)
	}
	require.NoError(t, db.Close())
	flipInTable(t, path)
	db = openTestAt(t, path, o)
	require.ErrorIs(t, db.Compact(nil), leveldb.ErrCorrupt)
	n, err := db.Len(nil)
	require.NoError(t, err)
	require.Equal(t, 1000, n)
}

func TestFiles(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	_, err := leveldb.Files(path)
	require.ErrorIs(t, err, fs.ErrNotExist)
	putAll(t, path, map[string]string{"k": "v"})
	require.NoError(t, os.WriteFile(filepath.Join(path, "notes.txt"), []byte("mine"), 0o600))
	require.NoError(t, os.Mkdir(filepath.Join(path, "lost"), 0o755))
	files, err := leveldb.Files(path)
	require.NoError(t, err)
	for _, f := range files {
		require.NoError(t, os.Remove(filepath.Join(path, f.Name())))
	}
	require.NotEmpty(t, files)
	left, err := os.ReadDir(path)
	require.NoError(t, err)
	require.Len(t, left, 2)
	files, err = leveldb.Files(path)
	require.NoError(t, err)
	require.Empty(t, files)
}
