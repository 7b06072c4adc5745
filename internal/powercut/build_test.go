package powercut

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/leveldb"
)

// After a power cut, a database that was being built is complete or absent. After Close has
// returned, it is complete. The next build to the same path succeeds.
func TestPowerCutBuild(t *testing.T) {
	want := map[string]string{}
	for i := range 60 {
		want[fmt.Sprintf("k%03d", i)] = string(make([]byte, 25_000))
	}
	for _, sort := range []bool{false, true} {
		build := func(path string) error {
			b, err := leveldb.Build(path, &leveldb.BuildOptions{Sort: sort, SortMemory: 2 << 20,
				Open: &leveldb.Options{MaxFileSize: 1 << 20, Compression: leveldb.NoCompression}})
			if err != nil {
				return err
			}
			for _, key := range slices.Sorted(maps.Keys(want)) {
				if err := b.PutRaw(key, []byte(want[key])); err != nil {
					return err
				}
			}
			return b.Close()
		}
		cut(t, func(base string) {
			require.NoError(t, build(filepath.Join(base, "db")))
			event(t, "done")
		}, func(t *testing.T, image string, events []string) {
			path := filepath.Join(image, "db")
			if !fileExists(path) {
				require.NotContains(t, events, "done")
				require.NoError(t, build(path))
			}
			db, err := leveldb.Open(path, &leveldb.Options{ReadOnly: true, ParanoidChecks: true, Read: leveldb.ReadOptions{VerifyChecksums: true}})
			require.NoError(t, err)
			got, err := contents(db)
			require.NoError(t, err)
			require.Equal(t, want, got)
			require.NoError(t, db.Close())
			require.NoError(t, os.RemoveAll(path))
			require.False(t, slices.Contains(events, "done") && fileExists(path+dbfile.PartialSuffix))
		})
	}
}
