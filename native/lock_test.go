package native

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// The test binary, started with this variable, opens the database it names and waits for its input to end.
const holdVariable = "OPENLEVELDB_TEST_HOLD"

func TestMain(m *testing.M) {
	if path := os.Getenv(holdVariable); path != "" {
		db, err := Open(path, &Options{CreateIfMissing: true})
		fmt.Println(err)
		if _, err := bufio.NewReader(os.Stdin).ReadByte(); err == nil {
			os.Exit(1)
		}
		if db != nil && db.Close() != nil {
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func TestSecondOpenInThisProcess(t *testing.T) {
	db := openTest(t, nil)
	link := filepath.Join(t.TempDir(), "link")
	require.NoError(t, os.Symlink(db.path, link))
	for _, path := range []string{db.path, link, db.path + "/.", db.path + "//"} {
		_, err := Open(path, nil)
		require.ErrorIs(t, err, ErrLocked)
		require.ErrorContains(t, err, "this process")
		require.ErrorIs(t, Repair(path, nil), ErrLocked)
		require.ErrorIs(t, Destroy(path), ErrLocked)
	}
	// The attempts must not have cost the first opening its record lock, as closing another descriptor of LOCK would.
	hold := exec.Command(os.Args[0])
	hold.Env = append(os.Environ(), holdVariable+"="+db.path)
	out, err := hold.CombinedOutput()
	require.NoError(t, err)
	require.Contains(t, string(out), fmt.Sprintf("process %d", os.Getpid()))
}

func TestOpenInAnotherProcess(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	hold := exec.Command(os.Args[0])
	hold.Env = append(os.Environ(), holdVariable+"="+path)
	stdin, err := hold.StdinPipe()
	require.NoError(t, err)
	stdout, err := hold.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, hold.Start())
	line, err := bufio.NewReader(stdout).ReadString('\n')
	require.NoError(t, err)
	require.Equal(t, "<nil>\n", line)
	for op, call := range map[string]func() error{
		"open":    func() error { _, err := Open(path, nil); return err },
		"repair":  func() error { return Repair(path, nil) },
		"destroy": func() error { return Destroy(path) },
	} {
		err := call()
		require.ErrorIs(t, err, ErrLocked, op)
		require.ErrorContains(t, err, fmt.Sprintf("process %d", hold.Process.Pid), op)
	}
	require.NoError(t, stdin.Close())
	require.NoError(t, hold.Wait())
	db := openTestAt(t, path, nil)
	require.NoError(t, db.Close())
}

// goleveldb takes an flock where LevelDB takes a record lock.
func TestOpenUnderFlock(t *testing.T) {
	db := openTest(t, nil)
	require.NoError(t, db.Close())
	file, err := os.OpenFile(filepath.Join(db.path, "LOCK"), os.O_RDWR, 0)
	require.NoError(t, err)
	require.NoError(t, unix.Flock(int(file.Fd()), unix.LOCK_EX))
	_, err = Open(db.path, nil)
	require.ErrorIs(t, err, ErrLocked)
	require.ErrorContains(t, err, fmt.Sprintf("process %d", os.Getpid()))
	require.NoError(t, file.Close())

	again := openTestAt(t, db.path, nil)
	other, err := os.OpenFile(filepath.Join(db.path, "LOCK"), os.O_RDWR, 0)
	require.NoError(t, err)
	require.ErrorIs(t, unix.Flock(int(other.Fd()), unix.LOCK_EX|unix.LOCK_NB), unix.EWOULDBLOCK, "ours keeps goleveldb out")
	require.NoError(t, again.Close())
	require.NoError(t, other.Close())
}
