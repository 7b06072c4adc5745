package server

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
	"github.com/openleveldb/openleveldb/native"
)

// safetyRoot returns a new root directory without symbolic links in its path.
func safetyRoot(t *testing.T) string {
	t.Helper()
	root, err := filepath.EvalSymlinks(t.TempDir())
	require.NoError(t, err)
	return root
}

// safetyDirectory opens a Directory. At the end of the test it asserts that no database is still
// open.
func safetyDirectory(t *testing.T, root string, o *DirectoryOptions) *Directory {
	t.Helper()
	live := native.LiveHandles()
	d, err := OpenDirectory(root, o)
	require.NoError(t, err)
	t.Cleanup(func() {
		assert.NoError(t, d.Close())
		assert.Equal(t, live, native.LiveHandles(), "handles are left")
	})
	return d
}

// safetyMake creates a database with one entry.
func safetyMake(t *testing.T, path string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
	db, err := leveldb.Open(path, nil)
	require.NoError(t, err)
	require.NoError(t, db.Put("k", filepath.Base(path)))
	require.NoError(t, db.Close())
}

// safetyUse acquires a database, uses it and releases it.
func safetyUse(t *testing.T, d *Directory, name string, create bool, use func(db *leveldb.DB)) {
	t.Helper()
	db, release, err := d.Acquire(name, create)
	require.NoError(t, err)
	defer release()
	if use != nil {
		use(db)
	}
}

// safetyRefused asserts that a database is refused with the given class and text.
func safetyRefused(t *testing.T, d *Directory, name string, create bool, class error, text string) {
	t.Helper()
	db, release, err := d.Acquire(name, create)
	require.Nil(t, db, "%q", name)
	require.Nil(t, release)
	require.ErrorIs(t, err, class, "%q", name)
	require.ErrorContains(t, err, text, "%q", name)
	require.NotContains(t, err.Error(), "/proc/", "the path it is opened by means nothing to anybody")
}

func TestDirectoryShares(t *testing.T) {
	d := safetyDirectory(t, safetyRoot(t), nil)
	safetyRefused(t, d, "a/b", false, fs.ErrNotExist, "there is no database")
	first, release, err := d.Acquire("a/b", true)
	require.NoError(t, err)
	require.NoError(t, first.Put("k", 1))
	safetyUse(t, d, "a/b", false, func(db *leveldb.DB) { assert.Same(t, first, db) })
	safetyUse(t, d, filepath.Join(d.roots[0], "a/b"), true, func(db *leveldb.DB) { assert.Same(t, first, db) })
	assert.Equal(t, 1, d.Opened())
	assert.Contains(t, first.String(), d.roots[0]+"/a/b")
	release()
	release() // a second call does nothing
	safetyUse(t, d, "a/b", false, func(db *leveldb.DB) { assert.Same(t, first, db) })
	require.NoError(t, d.Close())
	require.NoError(t, d.Close())
	safetyRefused(t, d, "a/b", false, leveldb.ErrClosed, "closed")
	_, err = d.Names()
	require.ErrorIs(t, err, leveldb.ErrClosed)
	_, err = first.Has("k")
	require.ErrorIs(t, err, leveldb.ErrClosed)
}

func TestDirectoryManyAtOnce(t *testing.T) {
	d := safetyDirectory(t, safetyRoot(t), &DirectoryOptions{MaxOpen: 3})
	var group sync.WaitGroup
	for i := range 64 {
		group.Go(func() {
			for round := range 20 {
				// Readers and creators share a few names, more than may be open at once.
				name, create := fmt.Sprintf("dir/%d", (i+round)%5), i%2 == 0
				db, release, err := d.Acquire(name, create)
				if err != nil {
					busy := errors.Is(err, wire.ErrBusy)
					assert.True(t, busy || !create && errors.Is(err, fs.ErrNotExist), "%v", err)
					continue
				}
				assert.NoError(t, db.Put("k", i))
				release()
			}
		})
	}
	group.Wait()
	assert.LessOrEqual(t, d.Opened(), 3)
}

func TestDirectoryLimit(t *testing.T) {
	d := safetyDirectory(t, safetyRoot(t), &DirectoryOptions{MaxOpen: 2})
	a, releaseA, err := d.Acquire("a", true)
	require.NoError(t, err)
	_, releaseB, err := d.Acquire("b", true)
	require.NoError(t, err)
	safetyRefused(t, d, "c", true, wire.ErrBusy, "2 databases are in use")
	assert.NoDirExists(t, filepath.Join(d.roots[0], "c"))
	releaseB()
	releaseA()
	safetyUse(t, d, "c", true, nil) // b has been idle longer than a
	safetyUse(t, d, "a", false, func(db *leveldb.DB) { assert.Same(t, a, db) })
	assert.Equal(t, 2, d.Opened())
	safetyUse(t, d, "b", false, nil)
	safetyUse(t, d, "a", false, func(db *leveldb.DB) { assert.Same(t, a, db) })
}

func TestDirectoryCloseWhileInUse(t *testing.T) {
	d := safetyDirectory(t, safetyRoot(t), nil)
	db, release, err := d.Acquire("a", true)
	require.NoError(t, err)
	require.NoError(t, db.Put("k", strings.Repeat("v", 1<<20)))
	value, err := db.Driver().Pin(ctx, "k", leveldb.ReadOptions{})
	require.NoError(t, err)
	s := d.open["a"]
	require.NoError(t, d.Close())
	_, err = db.Has("k")
	require.ErrorIs(t, err, leveldb.ErrClosed)
	_, err = s.place.(*place).dir.Stat()
	require.NoError(t, err, "LevelDB may still open files by this directory")
	value.Release()
	release()
	_, err = s.place.(*place).dir.Stat()
	require.ErrorIs(t, err, os.ErrClosed)
}

func TestDirectoryFailureIsNotKept(t *testing.T) {
	root := safetyRoot(t)
	d := safetyDirectory(t, root, nil)
	other, err := leveldb.Open(filepath.Join(root, "a"), nil)
	require.NoError(t, err)
	safetyRefused(t, d, "a", true, leveldb.ErrLocked, `open "a": locked: this process`)
	assert.Zero(t, d.Opened())
	require.NoError(t, other.Close())
	safetyUse(t, d, "a", false, nil)

	require.NoError(t, os.Mkdir(filepath.Join(root, "damaged"), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(root, "damaged", "CURRENT"), []byte("nothing\n"), 0o644))
	_, _, err = d.Acquire("damaged", false)
	require.Error(t, err)
	require.NotContains(t, err.Error(), "/proc/")
}

func TestDirectoryOptions(t *testing.T) {
	root := safetyRoot(t)
	safetyMake(t, filepath.Join(root, "a"))
	_, err := OpenDirectory(root, &DirectoryOptions{MaxOpen: -1})
	require.ErrorIs(t, err, leveldb.ErrInvalidArgument)
	_, err = OpenDirectory(filepath.Join(root, "none"), nil)
	require.ErrorIs(t, err, fs.ErrNotExist)
	_, err = OpenDirectory(filepath.Join(root, "a", "CURRENT"), nil)
	require.ErrorContains(t, err, "not a directory")
	_, err = OpenDirectory(filepath.Join(root, "a"), nil)
	require.ErrorContains(t, err, "serve its parent directory")

	d := safetyDirectory(t, root, &DirectoryOptions{NoCreate: true})
	safetyRefused(t, d, "b", true, fs.ErrPermission, "it must not be created here")
	safetyRefused(t, d, "b", false, fs.ErrNotExist, "there is no database")
	safetyUse(t, d, "a", true, func(db *leveldb.DB) { assert.NoError(t, db.Put("k", 1)) })
	require.NoError(t, d.Close())

	d = safetyDirectory(t, root, &DirectoryOptions{Open: leveldb.Options{ReadOnly: true}})
	safetyRefused(t, d, "b", true, fs.ErrPermission, "it must not be created here")
	safetyUse(t, d, "a", true, func(db *leveldb.DB) { assert.ErrorIs(t, db.Put("k", 1), leveldb.ErrReadOnly) })
	assert.NoDirExists(t, filepath.Join(root, "b"))
}

// safetySyncs counts synced writes.
type safetySyncs struct {
	driver.Store
	synced, writes int
}

func (s *safetySyncs) count(o leveldb.WriteOptions) error {
	s.writes++
	if o.Sync {
		s.synced++
	}
	return nil
}

func (s *safetySyncs) Put(ctx context.Context, _ string, _ []byte, o leveldb.WriteOptions) error {
	return s.count(o)
}
func (s *safetySyncs) Delete(ctx context.Context, _ string, o leveldb.WriteOptions) error {
	return s.count(o)
}
func (s *safetySyncs) Write(ctx context.Context, _ *driver.Batch, o leveldb.WriteOptions) error {
	return s.count(o)
}

func TestDirectorySync(t *testing.T) {
	below := &safetySyncs{}
	store := synced{below}
	require.NoError(t, store.Put(ctx, "k", nil, leveldb.WriteOptions{}))
	require.NoError(t, store.Delete(ctx, "k", leveldb.WriteOptions{}))
	require.NoError(t, store.Write(ctx, nil, leveldb.WriteOptions{}))
	assert.Equal(t, 3, below.synced)

	for _, sync := range []bool{false, true} {
		d := safetyDirectory(t, safetyRoot(t), &DirectoryOptions{Open: leveldb.Options{Write: leveldb.WriteOptions{Sync: sync}}})
		safetyUse(t, d, "a", true, func(db *leveldb.DB) {
			_, wrapped := db.Driver().(synced)
			assert.Equal(t, sync, wrapped)
			require.NoError(t, db.Put("k", 1))
			n, err := leveldb.Get[int](db, "k")
			require.NoError(t, err)
			assert.Equal(t, 1, n)
		})
	}
}

func TestDirectoryCreation(t *testing.T) {
	root := safetyRoot(t)
	write := func(path string) {
		path = filepath.Join(root, path)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, nil, 0o644))
	}
	write("file")
	write("home/letter.txt")
	write("home/sub/letter.txt")
	for _, name := range []string{"LOCK", "LOG", "LOG.old", "MANIFEST-000001", "000001.dbtmp"} {
		write("interrupted/" + name)
	}
	for _, name := range []string{"LOCK", "MANIFEST-000004", "000005.ldb"} {
		write("damaged/" + name)
	}
	write("destroyed/lost/000005.ldb")
	require.NoError(t, os.Mkdir(filepath.Join(root, "empty"), 0o755))
	safetyMake(t, filepath.Join(root, "outer"))
	safetyMake(t, filepath.Join(root, "outer", "inner")) // created by another process
	d := safetyDirectory(t, root, nil)

	safetyUse(t, d, "empty", true, nil)
	safetyUse(t, d, "interrupted", true, nil)
	safetyUse(t, d, "destroyed", true, nil)
	safetyUse(t, d, "home/db", true, nil) // next to other directories, not inside one
	safetyUse(t, d, "outer/inner", false, nil)
	safetyRefused(t, d, "file", true, leveldb.ErrInvalidArgument, "file is not a directory")
	safetyRefused(t, d, "file/db", true, leveldb.ErrInvalidArgument, "file is not a directory")
	safetyRefused(t, d, "home", true, fs.ErrPermission, "not a database and not empty")
	safetyRefused(t, d, "home/sub", true, fs.ErrPermission, "letter.txt")
	safetyRefused(t, d, "damaged", true, fs.ErrPermission, "repair it")
	safetyRefused(t, d, "outer/new", true, fs.ErrPermission, "outer is a database")
	safetyRefused(t, d, "outer/new/newer", true, fs.ErrPermission, "outer is a database")
	safetyRefused(t, d, "home/db/new", true, fs.ErrPermission, "home/db is a database")
	safetyRefused(t, d, "home/none", false, fs.ErrNotExist, "there is no database")
	assert.NoDirExists(t, filepath.Join(root, "outer/new"))
	assert.NoFileExists(t, filepath.Join(root, "home/LOCK"))
	assert.NoDirExists(t, filepath.Join(root, "home/none"))

	names, err := d.Names()
	require.NoError(t, err)
	assert.Equal(t, []string{"destroyed", "empty", "home/db", "interrupted", "outer"}, names)
}

func TestDirectoryNamesAreBounded(t *testing.T) {
	root := safetyRoot(t)
	for _, name := range []string{"b", "a/c", "a/b/c", strings.Repeat("d/", maxDepth) + "deep", `back\slash`} {
		safetyMake(t, filepath.Join(root, name))
	}
	outside := filepath.Join(safetyRoot(t), "outside")
	safetyMake(t, outside)
	require.NoError(t, os.Symlink(outside, filepath.Join(root, "link")))
	require.NoError(t, os.Symlink(filepath.Dir(outside), filepath.Join(root, "a/link")))
	require.NoError(t, os.Symlink(".", filepath.Join(root, "a/loop")))
	d := safetyDirectory(t, root, nil)
	names, err := d.Names()
	require.NoError(t, err)
	assert.Equal(t, []string{"a/b/c", "a/c", "b"}, names)

	none := safetyDirectory(t, safetyRoot(t), nil)
	names, err = none.Names()
	require.NoError(t, err)
	assert.Equal(t, []string{}, names, "a list in JSON too, and not null")
}

func TestDirectoryIdle(t *testing.T) {
	d := safetyDirectory(t, safetyRoot(t), &DirectoryOptions{IdleClose: 20 * time.Millisecond})
	_, release, err := d.Acquire("used", true)
	require.NoError(t, err)
	safetyUse(t, d, "idle", true, func(db *leveldb.DB) { require.NoError(t, db.Put("k", 1)) })
	require.Eventually(t, func() bool { return d.Opened() == 1 }, 30*time.Second, 5*time.Millisecond)
	safetyRefusedOutside(t, filepath.Join(d.roots[0], "used"))
	safetyHold(t, filepath.Join(d.roots[0], "idle"), func(pid int) {
		safetyRefused(t, d, "idle", false, leveldb.ErrLocked, fmt.Sprintf("process %d", pid))
		_, _, err := d.Acquire("idle", false)
		assert.Equal(t, "locked", wire.CodeOf(err).Name)
	})
	safetyUse(t, d, "idle", false, func(db *leveldb.DB) {
		n, err := leveldb.Get[int](db, "k")
		require.NoError(t, err)
		assert.Equal(t, 1, n)
	})
	release()
	require.Eventually(t, func() bool { return d.Opened() == 0 }, 30*time.Second, 5*time.Millisecond)

	never := safetyDirectory(t, safetyRoot(t), &DirectoryOptions{IdleClose: -1})
	safetyUse(t, never, "a", true, nil)
	assert.Nil(t, never.open["a"].idle)
}

// safetyVariable makes TestSafetyHolder open a database and wait for EOF on standard input.
const safetyVariable = "OPENLEVELDB_TEST_SAFETY_HOLD"

func TestSafetyHolder(t *testing.T) {
	path := os.Getenv(safetyVariable)
	if path == "" {
		return // run only by other tests
	}
	db, err := leveldb.Open(path, nil)
	fmt.Printf("opened: %v\n", err)
	if err == nil {
		_, _ = bufio.NewReader(os.Stdin).ReadByte()
		require.NoError(t, db.Close())
	}
}

func safetyHolder(t *testing.T, path string) (cmd *exec.Cmd, line string, end func()) {
	t.Helper()
	cmd = exec.Command(os.Args[0], "-test.run=^TestSafetyHolder$")
	cmd.Env = append(os.Environ(), safetyVariable+"="+path)
	stdin, err := cmd.StdinPipe()
	require.NoError(t, err)
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	lines := bufio.NewReader(stdout)
	line, err = lines.ReadString('\n')
	require.NoError(t, err)
	return cmd, line, func() {
		require.NoError(t, stdin.Close())
		_, err := lines.WriteTo(new(strings.Builder))
		require.NoError(t, err)
		require.NoError(t, cmd.Wait())
	}
}

// safetyHold calls a function while another process has the database open.
func safetyHold(t *testing.T, path string, meanwhile func(pid int)) {
	t.Helper()
	cmd, line, end := safetyHolder(t, path)
	defer end()
	require.Equal(t, "opened: <nil>\n", line)
	meanwhile(cmd.Process.Pid)
}

// safetyRefusedOutside asserts that another process cannot open a database that this process has
// open.
func safetyRefusedOutside(t *testing.T, path string) {
	t.Helper()
	_, line, end := safetyHolder(t, path)
	defer end()
	require.Contains(t, line, fmt.Sprintf("process %d", os.Getpid()))
}

func TestDirectoryUnderLoad(t *testing.T) {
	// Idle closing, the limit, and creation run concurrently with users. No entry is lost, and
	// nobody gets a closed database.
	d := safetyDirectory(t, safetyRoot(t), &DirectoryOptions{MaxOpen: 4, IdleClose: time.Millisecond})
	var group sync.WaitGroup
	var writes [6]atomic.Int64
	for i := range 12 {
		group.Go(func() {
			for round := range 40 {
				which := (i*7 + round) % len(writes)
				db, release, err := d.Acquire(fmt.Sprint("db", which), true)
				if errors.Is(err, wire.ErrBusy) {
					continue
				}
				if !assert.NoError(t, err) {
					return
				}
				assert.NoError(t, db.Put(fmt.Sprint(i, "/", round), round))
				writes[which].Add(1)
				release()
				if round%5 == 0 {
					time.Sleep(2 * time.Millisecond)
				}
			}
		})
	}
	group.Wait()
	require.NoError(t, d.Close())
	for i := range writes {
		if writes[i].Load() == 0 {
			continue
		}
		db, err := leveldb.Open(filepath.Join(d.roots[0], fmt.Sprint("db", i)), nil)
		require.NoError(t, err)
		n, err := db.Count(nil)
		require.NoError(t, err)
		assert.EqualValues(t, writes[i].Load(), n)
		require.NoError(t, db.Close())
	}
}
