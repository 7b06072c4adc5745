package native

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/jmhodges/levigo"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/openleveldb/openleveldb/internal/dblock"
	"github.com/openleveldb/openleveldb/internal/python"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

func init() {
	// descriptors opens and creates databases while the process can open only a few more files, or
	// none.
	helpers["descriptors"] = func(args []string) error {
		first, err := os.Open(args[0])
		if err != nil {
			return err
		}
		next := uint64(first.Fd()) + 1
		var limit unix.Rlimit
		if err := errors.Join(first.Close(), unix.Getrlimit(unix.RLIMIT_NOFILE, &limit)); err != nil {
			return err
		}
		for n := uint64(3); n < next+8; n++ {
			if err := unix.Setrlimit(unix.RLIMIT_NOFILE, &unix.Rlimit{Cur: n, Max: limit.Max}); err != nil {
				return err
			}
			for i, o := range []Options{{}, {ReadOnly: true}, {CreateIfMissing: true}} {
				path := args[0]
				if i == 2 {
					path = fmt.Sprintf("%s-%d", path, n)
				}
				db, err := Open(path, &o)
				if err == nil {
					if err := db.Close(); err != nil {
						return err
					}
				} else if !errors.Is(err, driver.ErrIO) || !errors.Is(err, unix.EMFILE) {
					return fmt.Errorf("with %d descriptors: %w", n, err)
				}
			}
		}
		fmt.Println(nil)
		return wait()
	}
	// nospace opens a database on a file system without inodes left.
	helpers["nospace"] = func(args []string) error {
		err := errors.Join(
			unix.Mount("none", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""),
			unix.Mount("none", args[0], "tmpfs", 0, "nr_inodes=2"))
		if err != nil {
			return err
		}
		_, err = Open(filepath.Join(args[0], "db"), &Options{CreateIfMissing: true})
		if !errors.Is(err, driver.ErrIO) || !errors.Is(err, unix.ENOSPC) {
			return fmt.Errorf("a full disk: %v", err)
		}
		fmt.Println(nil)
		return wait()
	}
}

// plyvelOpens reports whether Plyvel, in another process, can open the database.
func plyvelOpens(t *testing.T, path string) bool {
	t.Helper()
	const attempt = `
import plyvel, sys
try:
    plyvel.DB(sys.argv[1]).close()
    print("open")
except plyvel.IOError as e:
    print("refused")
`
	return string(python.Run(t, []string{"plyvel"}, attempt, nil, path)) == "open\n"
}

// readLock reads the file LOCK, as a backup program does, and closes it.
func readLock(t *testing.T, path string) {
	t.Helper()
	file, err := os.Open(filepath.Join(path, "LOCK"))
	require.NoError(t, err)
	_, err = io.ReadAll(file)
	require.NoError(t, err)
	require.NoError(t, file.Close())
}

// linkedCopy copies a database with hard links.
func linkedCopy(t *testing.T, path string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "linked")
	require.NoError(t, os.Mkdir(to, 0o755))
	entries, err := os.ReadDir(path)
	require.NoError(t, err)
	for _, e := range entries {
		require.NoError(t, os.Link(filepath.Join(path, e.Name()), filepath.Join(to, e.Name())))
	}
	return to
}

// Other LevelDB programs stay locked out of a database that this process has open, regardless of
// the files that this process opens and closes.
func TestLockLasts(t *testing.T) {
	for _, o := range []Options{{}, {ReadOnly: true}} {
		t.Run(fmt.Sprintf("ReadOnly=%v", o.ReadOnly), func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "db")
			fillTables(t, path, 10)
			db := openTestAt(t, path, &o)
			linked := linkedCopy(t, path)

			readLock(t, path)
			readLock(t, linked)
			_, err := Open(linked, nil)
			require.ErrorIs(t, err, driver.ErrLocked)
			require.ErrorContains(t, err, "this process has the database open")
			require.ErrorContains(t, err, "hard link")
			require.ErrorIs(t, Repair(linked, nil), driver.ErrLocked)
			require.ErrorIs(t, Destroy(linked), driver.ErrLocked)
			holders, err := dblock.Holders(linked)
			require.NoError(t, err)
			require.Len(t, holders, 1)
			require.Equal(t, os.Getpid(), holders[0].Process)
			// LevelDB in this process, without this package.
			plain := levigo.NewOptions()
			defer plain.Close()
			_, err = levigo.Open(path, plain)
			require.ErrorContains(t, err, "LOCK")
			reader, err := Open(linked, &Options{ReadOnly: true})
			if o.ReadOnly {
				require.NoError(t, err, "readers share a LOCK")
				require.NoError(t, reader.Close())
			} else {
				require.ErrorIs(t, err, driver.ErrLocked)
			}

			require.False(t, plyvelOpens(t, path), "the lock is gone")
			require.NoError(t, db.Close())
			require.True(t, plyvelOpens(t, path))
		})
	}
}

// A lack of descriptors or space for LOCK is not reported as a locked database.
func TestLockErrors(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	fillTables(t, path, 10)
	require.Equal(t, "<nil>", startHelper(t, "descriptors", path).line)
	out := runWithOwnMounts(t, helperCommand("nospace", t.TempDir()))
	require.Equal(t, "<nil>\n", string(out))
}
