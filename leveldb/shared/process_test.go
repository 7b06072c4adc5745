package shared_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/process"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/remote"
	"github.com/openleveldb/openleveldb/leveldb/shared"
)

// job is the job of another process.
type job struct {
	Path  string
	Plain bool // without Shared
}

var roles = map[string]func(job) (any, error){"hold": hold}

func TestRole(t *testing.T) { process.Play(t, roles) } // not a test: the other processes run it

// hold opens the database and keeps it open until the process is killed.
func hold(j job) (any, error) {
	db, err := leveldb.Open(j.Path, &leveldb.Options{Shared: !j.Plain})
	if err != nil {
		return nil, err
	}
	fmt.Println("OPEN")
	time.Sleep(time.Hour)
	return nil, db.Close()
}

// holder starts another process that has the database open.
func holder(t testing.TB, path string, plain bool) *process.Process {
	t.Helper()
	p := process.Start(t, "hold", job{Path: path, Plain: plain})
	_, err := p.Line("OPEN")
	require.NoError(t, err)
	return p
}

// When the serving process is killed, a follower takes over, and what was acknowledged is there.
func TestKilled(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	p := holder(t, path, false)
	db, other := open(t, path, leveldb.Options{}), open(t, path, leveldb.Options{})
	require.NoError(t, db.Put("k", "v"))
	snapshot, err := db.Snapshot()
	require.NoError(t, err)
	defer snapshot.Close()
	cursor := db.Cursor(nil)
	defer cursor.Close()
	require.True(t, cursor.First())

	require.NoError(t, p.Kill())
	for _, db := range []*leveldb.DB{db, other} {
		got, err := db.Get("k")
		require.NoError(t, err)
		assert.Equal(t, "v", got)
	}
	require.NoError(t, other.Put("k2", "v"))
	_, err = snapshot.Get("k")
	assert.ErrorIs(t, err, remote.ErrExpired)
	assert.ErrorContains(t, err, "no longer serves the database")
	assert.False(t, cursor.Last())
	assert.ErrorIs(t, cursor.Err(), remote.ErrExpired)
}

// A loop that has returned entries ends with an error when its server is killed.
func TestLoopOfKilled(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	p := holder(t, path, false)
	db := open(t, path, leveldb.Options{})
	const entries = 100
	for i := range entries {
		require.NoError(t, db.Put(fmt.Sprintf("%03d", i), make([]float64, 20_000)))
	}
	seen, killed := 0, false
	var failed error
	for e, err := range db.Entries(nil) {
		if err != nil {
			failed = err
			break
		}
		require.Equal(t, fmt.Sprintf("%03d", seen), e.Key())
		if seen++; !killed {
			require.NoError(t, p.Kill())
			killed = true
		}
	}
	require.ErrorIs(t, failed, remote.ErrExpired)
	assert.Less(t, seen, entries)
	n, err := db.Count(nil)
	require.NoError(t, err)
	assert.Equal(t, entries, n)
}

// A process that does not share the database refuses everybody else, and is named.
func TestPlainOpenerIsNamed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	p := holder(t, path, true)
	_, err := leveldb.Open(path, &leveldb.Options{Shared: true})
	require.ErrorIs(t, err, leveldb.ErrLocked)
	assert.ErrorContains(t, err, fmt.Sprint(p.Process.Pid))

	require.NoError(t, p.Kill())
	open(t, path, leveldb.Options{})
	_, err = leveldb.Open(path, nil)
	assert.ErrorIs(t, err, leveldb.ErrLocked)
	_, err = os.Lstat(filepath.Join(path, "openleveldb.sock"))
	assert.NoError(t, err, "a plain opener leaves the socket alone")
}

// A stopped process keeps the lock. Calls of a follower can be cancelled, and continue with it.
func TestStopped(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	p := holder(t, path, false)
	db := open(t, path, leveldb.Options{})
	require.NoError(t, db.Put("k", "v"))
	require.NoError(t, p.Stop())
	got := make(chan error, 1)
	go func() {
		_, err := db.Get("k")
		got <- err
	}()
	_, err := leveldb.Open(path, nil)
	require.ErrorIs(t, err, leveldb.ErrLocked)
	require.NoError(t, p.Process.Signal(syscall.SIGCONT))
	require.NoError(t, <-got)
}

// A call to a process that stays stopped ends after the timeout, with an error that names the
// process. Nobody takes over, and a write that was sent may still be done.
func TestStaysStopped(t *testing.T) {
	before := shared.SetTimeout(100 * time.Millisecond)
	defer shared.SetTimeout(before)
	path := filepath.Join(t.TempDir(), "db")
	p := holder(t, path, false)
	db := open(t, path, leveldb.Options{})
	require.NoError(t, db.Put("k", "v"))
	require.NoError(t, p.Stop())
	_, err := db.Get("k")
	assert.ErrorIs(t, err, remote.ErrUnavailable)
	assert.ErrorIs(t, err, os.ErrDeadlineExceeded)
	assert.ErrorContains(t, err, fmt.Sprintf("process %d", p.Process.Pid))
	assert.ErrorIs(t, db.Put("k", "w"), remote.ErrOutcomeUnknown)
	_, err = leveldb.Open(path, &leveldb.Options{Shared: true})
	assert.ErrorIs(t, err, remote.ErrUnavailable)
	assert.ErrorContains(t, err, fmt.Sprintf("process %d", p.Process.Pid))
	require.NoError(t, p.Process.Signal(syscall.SIGCONT))
	_, err = db.Get("k")
	assert.NoError(t, err)
}

// A stale socket, and the remains of a process that was killed while it created one, do not matter.
func TestRemains(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	p := holder(t, path, false)
	require.NoError(t, p.Kill())
	require.NoError(t, os.Rename(filepath.Join(path, "openleveldb.sock"), filepath.Join(path, "openleveldb.sock.new")))
	require.NoError(t, os.WriteFile(filepath.Join(path, "openleveldb.sock"), []byte("not a socket"), 0o600))
	db := open(t, path, leveldb.Options{})
	require.NoError(t, open(t, path, leveldb.Options{}).Put("k", "v"))
	got, err := db.Get("k")
	require.NoError(t, err)
	assert.Equal(t, "v", got)
	files, err := filepath.Glob(filepath.Join(path, "openleveldb*"))
	require.NoError(t, err)
	assert.Len(t, files, 1)
}

// A path may be longer than the name of a socket.
func TestLongPath(t *testing.T) {
	path := filepath.Join(t.TempDir(), strings.Repeat("long", 20), strings.Repeat("long", 20))
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
	first := open(t, path, leveldb.Options{})
	second := open(t, path, leveldb.Options{})
	require.NoError(t, second.Put("k", "v"))
	require.NoError(t, first.Close())
	got, err := second.Get("k")
	require.NoError(t, err)
	assert.Equal(t, "v", got)
}

// Other tools accept a directory with the socket of a process that was killed, and Destroy removes
// it.
func TestStaleSocket(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	p := holder(t, path, false)
	require.NoError(t, open(t, path, leveldb.Options{}).Put("k", "v"))
	require.NoError(t, p.Kill())
	socket := filepath.Join(path, "openleveldb.sock")
	require.FileExists(t, socket)
	require.NoError(t, leveldb.Repair(path, nil))
	db, err := leveldb.Open(path, nil)
	require.NoError(t, err)
	got, err := db.Get("k")
	require.NoError(t, err)
	assert.Equal(t, "v", got)
	require.NoError(t, db.Close())
	require.FileExists(t, socket)
	require.NoError(t, leveldb.Destroy(path))
	assert.NoFileExists(t, socket)
	assert.NoDirExists(t, path)
}
