package native

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

func init() {
	// record takes a record lock on LOCK, as LevelDB and Plyvel do, and no flock.
	helpers["record"] = func(args []string) error {
		file, err := os.OpenFile(filepath.Join(args[0], "LOCK"), os.O_RDWR, 0)
		if err != nil {
			return err
		}
		kind := map[string]int16{"read": unix.F_RDLCK, "write": unix.F_WRLCK}[args[1]]
		fmt.Println(unix.FcntlFlock(file.Fd(), unix.F_SETLK, &unix.Flock_t{Type: kind, Whence: io.SeekStart}))
		return errors.Join(wait(), file.Close())
	}
}

// A lock of a program that takes only a record lock, as LevelDB does, is detected.
func TestOpenUnderRecordLock(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	fillTables(t, path, 10)
	for _, kind := range []string{"write", "read"} {
		other := startHelper(t, "record", path, kind)
		require.Equal(t, "<nil>", other.line)
		for op, call := range map[string]func() error{
			"open":    func() error { _, err := Open(path, nil); return err },
			"repair":  func() error { return Repair(path, nil) },
			"destroy": func() error { return Destroy(path) },
		} {
			err := call()
			require.ErrorIs(t, err, driver.ErrLocked, "%s under a lock to %s", op, kind)
			require.ErrorContains(t, err, fmt.Sprintf("process %d", other.pid()), op)
			require.Equal(t, kind == "read", strings.Contains(err.Error(), "for reading"), op)
		}
		db, err := Open(path, &Options{ReadOnly: true})
		if kind == "write" {
			require.ErrorIs(t, err, driver.ErrLocked)
		} else {
			require.NoError(t, err)
			require.NoError(t, db.Close())
		}
		other.end(t)
	}
	checkValues(t, openTestAt(t, path, nil), 20)
}

// A LOCK that is a dangling link counts as missing.
func TestReadOnlyDanglingLOCK(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	fillTables(t, path, 10)
	name := filepath.Join(path, "LOCK")
	require.NoError(t, os.Remove(name))
	require.NoError(t, os.Symlink("nowhere", name))
	opened := make(chan error, 1)
	go func() {
		db, err := Open(path, &Options{ReadOnly: true})
		opened <- errors.Join(err, closeIf(db))
	}()
	select {
	case err := <-opened:
		require.NoError(t, err)
	case <-time.After(time.Minute):
		require.Fail(t, "Open does not return")
	}
}
