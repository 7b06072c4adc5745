package native

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// The test binary, started with this variable, is one of these helpers.
const helperVariable = "OPENLEVELDB_TEST_HELPER"

// helpers work on the database that their first argument names. They print one line, an error or
// <nil>. Most of them then wait for their input to end.
var helpers = map[string]func(args []string) error{
	// hold opens the database for writing.
	"hold": func(args []string) error {
		db, err := Open(args[0], &Options{CreateIfMissing: true})
		fmt.Println(err)
		return errors.Join(wait(), closeIf(db))
	},
	// read opens it for reading and keeps a view of the value of "large", which consists of the
	// letter v.
	"read": func(args []string) error {
		db, err := Open(args[0], &Options{ReadOnly: true})
		if err != nil {
			fmt.Println(err)
			return wait()
		}
		view, err := db.Pin(ctx, "large", driver.ReadOptions{})
		fmt.Println(err)
		err = errors.Join(err, wait())
		if !allBytes(view.Bytes(), 'v') {
			err = errors.Join(err, errors.New("the view has changed"))
		}
		view.Release()
		return errors.Join(err, db.Close())
	},
	// crash writes as many small values as its second argument states, without a sync, and ends as
	// if by kill -9.
	"crash": func(args []string) error {
		db, err := Open(args[0], &Options{CreateIfMissing: true, WriteBufferSize: 64 << 20})
		if err != nil {
			return err
		}
		n, err := strconv.Atoi(args[1])
		if err != nil {
			return err
		}
		for i := range n {
			if err := db.Put(ctx, key(i), valueOf(i), driver.WriteOptions{}); err != nil {
				return err
			}
		}
		return unix.Kill(os.Getpid(), unix.SIGKILL)
	},
}

func TestMain(m *testing.M) {
	helper, ok := helpers[os.Getenv(helperVariable)]
	if !ok {
		os.Exit(m.Run())
	}
	if err := helper(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

func wait() error {
	if _, err := bufio.NewReader(os.Stdin).ReadByte(); err != io.EOF {
		return fmt.Errorf("input: %w", err)
	}
	return nil
}

func closeIf(db *DB) error {
	if db == nil {
		return nil
	}
	return db.Close()
}

// process is a running helper.
type process struct {
	cmd   *exec.Cmd
	stdin io.Closer
	line  string // the first line of output
}

// helperCommand returns the command of a helper that is not started yet.
func helperCommand(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], args...)
	// The race detector would make each process sleep for a second at its end.
	cmd.Env = append(os.Environ(), helperVariable+"="+name, "GORACE=atexit_sleep_ms=0 "+os.Getenv("GORACE"))
	cmd.Stderr = os.Stderr
	return cmd
}

// startHelper starts a helper and waits for its first line. The helper ends when end is called or
// the test ends.
func startHelper(t testing.TB, name string, args ...string) *process {
	t.Helper()
	p := &process{cmd: helperCommand(name, args...)}
	var err error
	p.stdin, err = p.cmd.StdinPipe()
	require.NoError(t, err)
	stdout, err := p.cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, p.cmd.Start())
	t.Cleanup(func() { p.end(t) })
	p.line, err = bufio.NewReader(stdout).ReadString('\n')
	require.NoError(t, err)
	p.line = strings.TrimSuffix(p.line, "\n")
	return p
}

func (p *process) end(t testing.TB) {
	t.Helper()
	if p.stdin == nil {
		return
	}
	assert.NoError(t, p.stdin.Close())
	p.stdin = nil
	assert.NoError(t, p.cmd.Wait())
}

func (p *process) pid() int { return p.cmd.Process.Pid }

func TestSecondOpenInThisProcess(t *testing.T) {
	db := openTest(t, nil)
	link := filepath.Join(t.TempDir(), "link")
	require.NoError(t, os.Symlink(db.path, link))
	for _, path := range []string{db.path, link, db.path + "/.", db.path + "//"} {
		_, err := Open(path, nil)
		require.ErrorIs(t, err, driver.ErrLocked)
		require.ErrorContains(t, err, "this process")
		require.ErrorIs(t, Repair(path, nil), driver.ErrLocked)
		require.ErrorIs(t, Destroy(path), driver.ErrLocked)
	}
	// The attempts must not have dropped the record lock of the first open, as closing another
	// descriptor of LOCK would.
	hold := startHelper(t, "hold", db.path)
	require.Contains(t, hold.line, fmt.Sprintf("process %d", os.Getpid()))
}

func TestOpenInAnotherProcess(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	hold := startHelper(t, "hold", path)
	require.Equal(t, "<nil>", hold.line)
	for op, call := range map[string]func() error{
		"open":    func() error { _, err := Open(path, nil); return err },
		"repair":  func() error { return Repair(path, nil) },
		"destroy": func() error { return Destroy(path) },
	} {
		err := call()
		require.ErrorIs(t, err, driver.ErrLocked, op)
		require.ErrorContains(t, err, fmt.Sprintf("process %d", hold.pid()), op)
	}
	hold.end(t)
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
	require.ErrorIs(t, err, driver.ErrLocked)
	require.ErrorContains(t, err, fmt.Sprintf("process %d", os.Getpid()))
	require.NoError(t, file.Close())

	again := openTestAt(t, db.path, nil)
	other, err := os.OpenFile(filepath.Join(db.path, "LOCK"), os.O_RDWR, 0)
	require.NoError(t, err)
	require.ErrorIs(t, unix.Flock(int(other.Fd()), unix.LOCK_EX|unix.LOCK_NB), unix.EWOULDBLOCK, "ours keeps goleveldb out")
	require.NoError(t, again.Close())
	require.NoError(t, other.Close())
}
