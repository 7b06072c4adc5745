package native

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/openleveldb/openleveldb/internal/python"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// Eight processes read one database and hold views. Nothing in the directory changes. All writers
// are refused, with an error that names the readers.
func TestReadOnlyProcesses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	fillTables(t, path, 500)
	before := fingerprint(t, path)

	var readers []*process
	for range 8 {
		readers = append(readers, startHelper(t, "read", path))
		require.Equal(t, "<nil>", readers[len(readers)-1].line)
	}
	for op, call := range map[string]func() error{
		"open":    func() error { _, err := Open(path, nil); return err },
		"create":  func() error { _, err := Open(path, &Options{CreateIfMissing: true}); return err },
		"repair":  func() error { return Repair(path, nil) },
		"destroy": func() error { return Destroy(path) },
	} {
		err := call()
		require.ErrorIs(t, err, driver.ErrLocked, op)
		require.ErrorContains(t, err, "for reading", op)
		if runtime.GOOS == "linux" {
			require.ErrorContains(t, err, "processes ", op)
			for _, reader := range readers {
				require.Regexp(t, fmt.Sprintf(`\b%d\b`, reader.pid()), err.Error(), op)
			}
		}
	}
	db := readOnly(t, path, Options{}) // a ninth reader, in this process
	checkValues(t, db, 1000)
	require.NoError(t, db.Close())
	require.Equal(t, before, fingerprint(t, path))

	for i, reader := range readers {
		_, err := Open(path, nil)
		require.ErrorIs(t, err, driver.ErrLocked, "%d readers are left", len(readers)-i)
		reader.end(t)
	}
	require.Equal(t, before, fingerprint(t, path))
	writer := openTestAt(t, path, nil)
	put(t, writer, "k", "v")
}

// A writer that uses Plyvel excludes readers, and readers exclude it. LevelDB itself starts a new
// LOG before it checks the lock, so the directory changes even if the writer is refused.
func TestReadOnlyAndPlyvel(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	fillTables(t, path, 10)
	const attempt = `
import plyvel, sys
try:
    plyvel.DB(sys.argv[1]).close()
    print("open")
except plyvel.IOError as e:
    print("refused")
`
	open := func() string { return string(python.Run(t, []string{"plyvel"}, attempt, nil, path)) }
	first, second := readOnly(t, path, Options{}), readOnly(t, path, Options{})
	require.Equal(t, "refused\n", open())
	checkValues(t, first, 20)
	require.NoError(t, first.Close())
	require.Equal(t, "refused\n", open(), "closing one handle must not give up the lock of the other")
	checkValues(t, second, 20)
	require.NoError(t, second.Close())
	require.Equal(t, "open\n", open())
}

// Handles of one process share a descriptor of LOCK, so closing one does not unlock the others.
func TestReadOnlyHandles(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	fillTables(t, path, 50)
	link := filepath.Join(t.TempDir(), "link")
	require.NoError(t, os.Symlink(path, link))
	before := fingerprint(t, path)
	var handles []*DB
	for i := range 5 {
		handles = append(handles, readOnly(t, []string{path, link, path + "/."}[i%3], Options{}))
	}
	_, err := Open(link, nil)
	require.ErrorIs(t, err, driver.ErrLocked)
	require.ErrorContains(t, err, "this process has the database open for reading")
	require.ErrorIs(t, Repair(path, nil), driver.ErrLocked)
	require.ErrorIs(t, Destroy(path), driver.ErrLocked)
	for i, db := range handles {
		other := startHelper(t, "hold", path)
		require.Contains(t, other.line, fmt.Sprintf("process %d", os.Getpid()), "%d handles are left", len(handles)-i)
		checkValues(t, handles[len(handles)-1], 100)
		require.NoError(t, db.Close())
		require.NoError(t, db.Close())
		other.end(t)
	}
	require.Equal(t, before, fingerprint(t, path))
	writer := openTestAt(t, path, nil)
	_, err = Open(path, &Options{ReadOnly: true})
	require.ErrorIs(t, err, driver.ErrLocked)
	require.ErrorContains(t, err, "this process has the database open")
	put(t, writer, "k", "v")
	other := startHelper(t, "hold", path)
	require.Contains(t, other.line, fmt.Sprintf("process %d", os.Getpid()), "the reader that was refused took no lock away")
}

func TestReadOnlyWhileAWriterIsIn(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	fillTables(t, path, 10)
	writer := startHelper(t, "hold", path)
	require.Equal(t, "<nil>", writer.line)
	_, err := Open(path, &Options{ReadOnly: true})
	require.ErrorIs(t, err, driver.ErrLocked)
	require.ErrorContains(t, err, fmt.Sprintf("process %d", writer.pid()))
	require.NotContains(t, err.Error(), "for reading")
	other := startHelper(t, "read", path)
	require.Contains(t, other.line, fmt.Sprintf("process %d", writer.pid()))
	writer.end(t)
	db := readOnly(t, path, Options{})
	checkValues(t, db, 20)
}

// goleveldb takes a shared flock to read and an exclusive one to write.
func TestReadOnlyUnderFlock(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	fillTables(t, path, 10)
	file, err := os.Open(filepath.Join(path, "LOCK"))
	require.NoError(t, err)
	require.NoError(t, unix.Flock(int(file.Fd()), unix.LOCK_EX))
	_, err = Open(path, &Options{ReadOnly: true})
	require.ErrorIs(t, err, driver.ErrLocked)
	require.ErrorContains(t, err, fmt.Sprintf("process %d", os.Getpid()))
	require.NoError(t, unix.Flock(int(file.Fd()), unix.LOCK_SH))
	db := readOnly(t, path, Options{})
	checkValues(t, db, 20)
	require.ErrorIs(t, unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB), unix.EWOULDBLOCK, "ours keeps goleveldb's writers out")
	require.NoError(t, db.Close())
	require.NoError(t, file.Close())
}
