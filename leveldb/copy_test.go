package leveldb_test

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/tests/testdb"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/native"
)

// digestOf computes the digest of entries as documented.
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

// below returns the entries whose keys begin with the prefix.
func below(entries map[string]string, prefix string) map[string]string {
	part := map[string]string{}
	for key, value := range entries {
		if strings.HasPrefix(key, prefix) {
			part[key] = value
		}
	}
	return part
}

// randomEntries returns entries with keys of two letters, and values of sizes around every
// threshold of the implementation.
func randomEntries(rng *rand.Rand, n int) map[string]string {
	sizes := []int{0, 1, 100, 4095, 4096, 5000, 40 << 10, 1<<20 - 1, 1 << 20, 1<<20 + 1}
	entries := map[string]string{}
	for range n {
		size := sizes[rng.IntN(len(sizes)-3*min(1, rng.IntN(8)))] // few values are large
		entries[twoLetters(rng)] = strings.Repeat(string(rune('a'+rng.IntN(26))), size)
	}
	return entries
}

func twoLetters(rng *rand.Rand) string {
	return []string{"", "a", "b", "ab", "\xff", "a\xff"}[rng.IntN(6)] + string([]byte{byte(rng.IntN(256)), byte(rng.IntN(4))})
}

// putAll writes entries with arbitrary keys, as another program could.
func putAll(t *testing.T, path string, entries map[string]string) {
	t.Helper()
	db, err := native.Open(path, &native.Options{CreateIfMissing: true})
	require.NoError(t, err)
	for key, value := range entries {
		require.NoError(t, db.Put(ctx, key, []byte(value), driver.WriteOptions{}))
	}
	require.NoError(t, db.Close())
}

// copySide is one side of a copy: a database or a part of one, local or on a server.
type copySide struct {
	name   string
	prefix string // of its keys in the database
	served bool
}

var copySides = []copySide{{"local", "", false}, {"sub-database", "part/", false}, {"remote", "", true}, {"remote sub-database", "part/", true}}

// of returns the database that a caller passes to Copy.
func (s copySide) of(t *testing.T, db *leveldb.DB) *leveldb.DB {
	t.Helper()
	if s.served {
		db = testdb.Dial(t, testdb.Serve(t, db, nil), nil)
	}
	return db.Sub(s.prefix)
}

// stored returns the entries of the complete database if this part of it holds the given ones.
func (s copySide) stored(entries map[string]string) map[string]string {
	all := map[string]string{}
	if s.prefix != "" {
		all["par"], all["part"], all["part0"] = "s1", "s2", "s3"
	}
	for key, value := range entries {
		all[s.prefix+key] = value
	}
	return all
}

// copyWay is a copy from one side to another.
type copyWay struct{ from, to copySide }

// everyCopyWay runs a test for each pair of sides.
func everyCopyWay(t *testing.T, test func(t *testing.T, w copyWay)) {
	for _, from := range copySides {
		for _, to := range copySides {
			t.Run(from.name+" to "+to.name, func(t *testing.T) { test(t, copyWay{from, to}) })
		}
	}
}

// open returns both sides of a copy, with the given entries.
func (w copyWay) open(t *testing.T, have, there map[string]string) (dst, src, dstDB *leveldb.DB) {
	t.Helper()
	from, to := filepath.Join(t.TempDir(), "from"), filepath.Join(t.TempDir(), "to")
	putAll(t, from, w.from.stored(have))
	putAll(t, to, w.to.stored(there))
	// The servers must end before the handles of either database are counted.
	srcDB, dstDB := openTestAt(t, from, &leveldb.Options{ReadOnly: true}), openTestAt(t, to, nil)
	return w.to.of(t, dstDB), w.from.of(t, srcDB), dstDB
}

// The result of a copy equals that of copying maps, for every way to copy and every previous
// content.
func TestCopyLikeMaps(t *testing.T) {
	seed := testdb.Number(t, "OPENLEVELDB_SEED", 1)
	t.Logf("OPENLEVELDB_SEED=%d", seed)
	rng := rand.New(rand.NewPCG(seed, 0))
	everyCopyWay(t, func(t *testing.T, w copyWay) {
		rounds := 2
		if testing.Short() {
			rounds = 1
		}
		for range rounds {
			copyLikeMaps(t, rng, w)
		}
	})
}

func copyLikeMaps(t *testing.T, rng *rand.Rand, w copyWay) {
	have, want := randomEntries(rng, rng.IntN(200)), map[string]string{}
	if rng.IntN(8) == 0 {
		have["a large one"] = strings.Repeat("l", 5<<20)
	}
	into := []leveldb.CopyInto{leveldb.CopyIntoEmpty, leveldb.CopyMerge, leveldb.CopyMirror}[rng.IntN(3)]
	if into != leveldb.CopyIntoEmpty {
		want = randomEntries(rng, rng.IntN(200))
		for key, value := range have { // some are already up to date
			if rng.IntN(2) == 0 {
				want[key] = value
			}
		}
	}
	dst, src, dstDB := w.open(t, have, want)
	prefix := []string{"", "a", "b", "\xff"}[rng.IntN(4)]
	copied := copyMaps(have, want, prefix, into)

	progress, verified := 0, 0
	o := &leveldb.CopyOptions{
		Range: &leveldb.Range{Prefix: prefix}, Into: into,
		Progress: func(verifying bool, entries int, bytes int64) {
			if verifying {
				verified += entries
			} else {
				progress += entries
			}
		},
	}
	got, err := leveldb.Copy(t.Context(), dst, src, o)
	require.NoError(t, err)
	require.Equal(t, copied, got)
	require.Equal(t, copied.Entries, progress)
	require.Equal(t, copied.Result.Entries, verified)
	require.Equal(t, want, contents(t, dst))
	require.Equal(t, w.to.stored(want), contents(t, dstDB), "entries outside of the sub-database remain")
	whole, err := dst.Digest(nil)
	require.NoError(t, err)
	require.Equal(t, digestOf(want), whole)
	require.Equal(t, fmt.Sprintf("%x", whole.SHA256), whole.String())
	switch { // copy a second time
	case into == leveldb.CopyMirror: // nothing is left to do
		got, err = leveldb.Copy(t.Context(), dst, src, &leveldb.CopyOptions{Range: &leveldb.Range{StartingBy: prefix}, Into: into})
		require.NoError(t, err)
		require.Zero(t, got.Written+got.Deleted+got.Kept)
		require.Equal(t, copied.Result, got.Result)
	case into == leveldb.CopyIntoEmpty && len(want) > 0:
		_, err = leveldb.Copy(t.Context(), dst, src, o)
		require.ErrorIs(t, err, fs.ErrExist)
	}
}

// copyMaps copies the entries with a prefix to want, and returns the expected result of Copy.
func copyMaps(have, want map[string]string, prefix string, into leveldb.CopyInto) leveldb.CopyStats {
	selected, there := below(have, prefix), below(want, prefix)
	copied := leveldb.CopyStats{Entries: len(selected), Bytes: digestOf(selected).Bytes, Verified: true}
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
	return copied
}

// Copying from a sub-database removes its prefix, and copying to one adds its prefix. Both may be
// parts of the same database.
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

// Copy writes a few megabytes at a time and reports progress after each.
func TestCopyWritesInBatches(t *testing.T) {
	const entries, size = 40, 500_000
	src := openTest(t, nil)
	for i := range entries {
		require.NoError(t, src.Put(fmt.Sprint(i), strings.Repeat("v", size)))
	}
	var written []int64
	var reached []string
	_, err := leveldb.Copy(t.Context(), openTest(t, nil), src, &leveldb.CopyOptions{
		Progress: func(verifying bool, _ int, bytes int64) {
			if !verifying {
				written = append(written, bytes)
			}
		},
		Reached: func(key string) {
			require.Len(t, written, len(reached), "it is called before Progress")
			reached = append(reached, strings.Clone(key))
		},
	})
	require.NoError(t, err)
	require.Len(t, written, len(reached)+1, "at the end there is no current key")
	require.IsIncreasing(t, reached)
	require.Greater(t, len(written), 3)
	require.Less(t, slices.Max(written), int64(4<<20+2*size))
}
