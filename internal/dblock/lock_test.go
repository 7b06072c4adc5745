package dblock

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// The test binary, started with this variable, is one of these helpers.
const helperVariable = "OPENLEVELDB_TEST_HELPER"

// helpers lock the directory that their first argument names, print an error or <nil>, and wait for
// their input to end.
var helpers = map[string]func(path string) error{
	"write": func(path string) error {
		l, err := Acquire(path, "is a helper")
		fmt.Println(err)
		return errors.Join(wait(), l.Release())
	},
	"read": func(path string) error {
		l, err := AcquireShared(path)
		fmt.Println(err)
		return errors.Join(wait(), l.Release())
	},
	// record and record-read take a record lock, as LevelDB and Plyvel do, and no flock.
	"record":      func(path string) error { return record(path, unix.F_WRLCK) },
	"record-read": func(path string) error { return record(path, unix.F_RDLCK) },
}

func record(path string, kind int16) error {
	file, err := os.OpenFile(filepath.Join(path, "LOCK"), os.O_RDWR, 0)
	if err != nil {
		return err
	}
	fmt.Println(unix.FcntlFlock(file.Fd(), unix.F_SETLK, &unix.Flock_t{Type: kind, Whence: io.SeekStart}))
	return errors.Join(wait(), file.Close())
}

func wait() error {
	if _, err := bufio.NewReader(os.Stdin).ReadByte(); err != io.EOF {
		return fmt.Errorf("input: %w", err)
	}
	return nil
}

func TestMain(m *testing.M) {
	helper, ok := helpers[os.Getenv(helperVariable)]
	if !ok {
		os.Exit(m.Run())
	}
	if err := helper(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// process is a running helper.
type process struct {
	cmd   *exec.Cmd
	stdin io.Closer
	line  string // the first line of output
}

// startHelper starts a helper and waits for its line. The helper ends when end is called or the
// test ends.
func startHelper(t testing.TB, name, path string) *process {
	t.Helper()
	p := &process{cmd: exec.Command(os.Args[0], path)}
	// The race detector would make each process sleep for a second at its end.
	p.cmd.Env = append(os.Environ(), helperVariable+"="+name, "GORACE=atexit_sleep_ms=0 "+os.Getenv("GORACE"))
	p.cmd.Stderr = os.Stderr
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

// lock calls Acquire or AcquireShared, which must succeed.
func lock(t *testing.T, path string, shared bool) *Lock {
	t.Helper()
	acquire := func() (*Lock, error) { return Acquire(path, "has the database open") }
	if shared {
		acquire = func() (*Lock, error) { return AcquireShared(path) }
	}
	l, err := acquire()
	require.NoError(t, err)
	return l
}

// refused requires that the directory cannot be locked, for a reason that contains text.
func refused(t *testing.T, path string, shared bool, text string) {
	t.Helper()
	var err error
	if shared {
		_, err = AcquireShared(path)
	} else {
		_, err = Acquire(path, "")
	}
	require.ErrorIs(t, err, driver.ErrLocked)
	require.ErrorContains(t, err, text)
}

// makeLOCK creates the file LOCK, as the first writer does.
func makeLOCK(t *testing.T, path string) {
	t.Helper()
	require.NoError(t, lock(t, path, false).Release())
}

func TestWriterExcludesThisProcess(t *testing.T) {
	path := t.TempDir()
	link := filepath.Join(t.TempDir(), "link")
	require.NoError(t, os.Symlink(path, link))
	l := lock(t, path, false)
	require.True(t, l.ExcludesWriters())
	for _, same := range []string{path, link, path + "/.", path + "//"} {
		refused(t, same, false, "this process has the database open")
		refused(t, same, true, "this process has the database open")
	}
	// The attempts must not have cost the first its record lock, as closing another descriptor of
	// LOCK would.
	require.Contains(t, startHelper(t, "write", path).line, fmt.Sprintf("process %d", os.Getpid()))
	l.Closed()
	refused(t, path, false, "has closed the database, but has not yet released all memory")
	require.NoError(t, l.Release())
	require.NoError(t, lock(t, path, false).Release())
}

func TestReadersShare(t *testing.T) {
	path := t.TempDir()
	for _, with := range []bool{false, true} { // without LOCK, and with it
		if with {
			makeLOCK(t, path)
		}
		first, second := lock(t, path, true), lock(t, path, true)
		require.Equal(t, with, first.ExcludesWriters())
		other := startHelper(t, "read", path)
		require.Equal(t, "<nil>", other.line)
		refused(t, path, false, "this process has the database open for reading")
		require.NoError(t, first.Release())
		refused(t, path, false, "this process has the database open for reading")
		require.NoError(t, second.Release())
		refused(t, path, false, fmt.Sprintf("process %d (", other.pid()))
		refused(t, path, false, "for reading")
		other.end(t)
	}
	require.NoError(t, lock(t, path, false).Release())
}

func TestLockedByAnotherProcess(t *testing.T) {
	path := t.TempDir()
	other := startHelper(t, "write", path)
	require.Equal(t, "<nil>", other.line)
	for _, shared := range []bool{false, true} {
		refused(t, path, shared, fmt.Sprintf("process %d", other.pid()))
	}
	other.end(t)
	require.NoError(t, lock(t, path, true).Release())
}

// goleveldb takes an flock where LevelDB takes a record lock.
func TestFlockExcludes(t *testing.T) {
	path := t.TempDir()
	makeLOCK(t, path)
	file, err := os.OpenFile(filepath.Join(path, "LOCK"), os.O_RDWR, 0)
	require.NoError(t, err)
	require.NoError(t, unix.Flock(int(file.Fd()), unix.LOCK_EX))
	refused(t, path, false, "has the database open")
	require.NoError(t, file.Close())

	l := lock(t, path, false)
	file, err = os.OpenFile(filepath.Join(path, "LOCK"), os.O_RDWR, 0)
	require.NoError(t, err)
	require.ErrorIs(t, unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB), unix.EWOULDBLOCK)
	require.NoError(t, l.Release())
	require.NoError(t, unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB))
	require.NoError(t, file.Close())
}

// A program that takes only a record lock, as LevelDB does, excludes others.
func TestRecordLockExcludes(t *testing.T) {
	path := t.TempDir()
	makeLOCK(t, path)
	for _, kind := range []string{"record", "record-read"} {
		other := startHelper(t, kind, path)
		require.Equal(t, "<nil>", other.line)
		refused(t, path, false, fmt.Sprintf("process %d", other.pid()))
		if kind == "record" {
			refused(t, path, true, fmt.Sprintf("process %d", other.pid()))
		} else {
			refused(t, path, false, "for reading")
			require.NoError(t, lock(t, path, true).Release())
		}
		other.end(t)
	}
}

// A writer may create LOCK after a reader has found none, and before the reader has locked the
// directory. The reader locks LOCK then.
func TestReaderFindsNewLOCK(t *testing.T) {
	path := t.TempDir()
	var writer *process
	withoutLOCK = func() {
		withoutLOCK = func() {}
		writer = startHelper(t, "write", path)
	}
	defer func() { withoutLOCK = func() {} }()
	_, err := AcquireShared(path)
	require.NotNil(t, writer)
	require.Equal(t, "<nil>", writer.line)
	require.ErrorIs(t, err, driver.ErrLocked)
	require.ErrorContains(t, err, fmt.Sprintf("process %d", writer.pid()))
}

// A LOCK that is a dangling link counts as missing.
func TestReaderOfDanglingLOCK(t *testing.T) {
	path := t.TempDir()
	require.NoError(t, os.Symlink(filepath.Join("nowhere", "LOCK"), filepath.Join(path, "LOCK")))
	l := lock(t, path, true)
	require.False(t, l.ExcludesWriters())
	require.NoError(t, l.Release())
}

func TestErrorsOfTheFileSystem(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	for _, path := range []string{file, file + ".none", ""} {
		_, err := Acquire(path, "")
		require.ErrorIs(t, err, driver.ErrIO)
		_, err = AcquireShared(path)
		require.ErrorIs(t, err, driver.ErrIO)
		_, err = Holders(path)
		require.ErrorIs(t, err, driver.ErrIO)
		require.False(t, CannotLock(err))
	}
	_, err := Acquire(file+".none", "")
	require.ErrorIs(t, err, fs.ErrNotExist)
	require.ErrorContains(t, err, "stat "+file)

	closed, err := os.Open(file)
	require.NoError(t, err)
	require.NoError(t, closed.Close())
	for _, err := range []error{flock(closed, unix.LOCK_EX), lockRecord(closed, unix.F_RDLCK)} {
		require.True(t, CannotLock(err), "%v", err)
		require.ErrorContains(t, err, "lock "+file)
	}
}

// A nil Lock locks nothing.
func TestNilLock(t *testing.T) {
	var l *Lock
	require.False(t, l.ExcludesWriters())
	l.Closed()
	require.NoError(t, l.Release())
}

// If the database is destroyed, and another one created, between opening and locking LOCK, the file
// that is in the directory is locked.
func TestReplacedLOCK(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	require.NoError(t, os.Mkdir(path, 0o755))
	makeLOCK(t, path)
	var other *process
	replaced := 0
	before := beforeLock
	defer func() { beforeLock = before }()
	beforeLock = func() {
		if replaced++; replaced == 1 {
			require.NoError(t, os.RemoveAll(path))
			require.NoError(t, os.Mkdir(path, 0o755))
			other = startHelper(t, "write", path)
		}
	}
	_, err := Acquire(path, "has the database open")
	require.ErrorIs(t, err, driver.ErrLocked)
	require.ErrorContains(t, err, fmt.Sprint(other.pid()))
	other.end(t)
	require.NoError(t, lock(t, path, false).Release())
}
