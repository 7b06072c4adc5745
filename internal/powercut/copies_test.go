package powercut

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/internal/disk"
	"github.com/openleveldb/openleveldb/leveldb"
)

// source creates a database to copy from.
func source(t *testing.T) *leveldb.DB {
	t.Helper()
	db, err := leveldb.Open(filepath.Join(TempDir(t), "source"), small())
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	for n := range 300 {
		require.NoError(t, db.PutRaw(fmt.Sprintf("k%03d", n), []byte(strings.Repeat("v", n*10))))
	}
	return db
}

// When a copy returns, all of it is on the disk, and so is everything that was written before. This
// also holds if the copy had nothing to write.
func TestPowerCutCopy(t *testing.T) {
	src := source(t)
	want, err := contents(src)
	require.NoError(t, err)
	for name, into := range map[string]leveldb.CopyInto{"merge": leveldb.CopyMerge, "mirror": leveldb.CopyMirror} {
		t.Run(name, func(t *testing.T) {
			cut(t, func(base string) {
				dst, err := leveldb.Open(filepath.Join(base, "db"), small())
				require.NoError(t, err)
				for n := range 100 {
					require.NoError(t, dst.PutRaw(fmt.Sprintf("k%03d", 2*n), []byte(strings.Repeat("v", 20*n))))
				}
				for range 2 {
					_, err = leveldb.Copy(context.Background(), dst, src, &leveldb.CopyOptions{Into: into})
					require.NoError(t, err)
					event(t, "copied")
					require.NoError(t, dst.PutRaw("k000", []byte("again")))
					require.NoError(t, dst.PutRaw("k000", nil))
				}
				_, err = leveldb.Copy(context.Background(), dst, src, &leveldb.CopyOptions{Into: into})
				require.NoError(t, err)
				event(t, "copied, and nothing was missing")
				require.NoError(t, dst.Close())
			}, func(t *testing.T, image string, events []string) {
				db := openImage(t, filepath.Join(image, "db"))
				got, err := contents(db)
				require.NoError(t, err)
				if len(events) == 0 {
					return
				}
				if len(events) < 3 {
					delete(got, "k000") // this key changes after a copy
					got["k000"] = want["k000"]
				}
				require.Equal(t, want, got)
			})
		})
	}
}

// After a power cut, a backup is complete or absent. After Backup has returned, it is complete. An
// unfinished backup can be continued.
func TestPowerCutBackup(t *testing.T) {
	src := source(t)
	want, err := contents(src)
	require.NoError(t, err)
	for _, exists := range []bool{false, true} {
		t.Run(fmt.Sprintf("empty directory=%v", exists), func(t *testing.T) {
			o := &leveldb.BackupOptions{Open: small()}
			cut(t, func(base string) {
				path := filepath.Join(base, "db")
				if exists {
					require.NoError(t, disk.Mkdir(path))
				}
				_, err := leveldb.Backup(context.Background(), path, src, o)
				require.NoError(t, err)
				event(t, "done")
			}, func(t *testing.T, image string, events []string) {
				path := filepath.Join(image, "db")
				entries, err := os.ReadDir(path)
				if len(entries) == 0 {
					require.NotContains(t, events, "done")
					require.True(t, err == nil || os.IsNotExist(err))
					_, err = leveldb.Backup(context.Background(), path, src, o)
					require.NoError(t, err)
				}
				db, err := leveldb.Open(path, &leveldb.Options{ReadOnly: true})
				require.NoError(t, err)
				got, err := contents(db)
				require.NoError(t, err)
				require.Equal(t, want, got)
				require.NoError(t, db.Close())
				require.False(t, slices.Contains(events, "done") && fileExists(path+dbfile.PartialSuffix))
			})
		})
	}
}

func fileExists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
