package near

import (
	"context"
	"errors"
	"math"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/openleveldb/openleveldb/internal/leak"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/driver/drivertest"
	"github.com/openleveldb/openleveldb/leveldb/remote"
	"github.com/openleveldb/openleveldb/leveldb/server"
	"github.com/openleveldb/openleveldb/native"
)

var ctx = context.Background()

// rig is a database that is served, and a Store that reads its tables.
type rig struct {
	dir    string
	served *leveldb.DB
	store  *Store
	db     *leveldb.DB // of store
}

func serve(t testing.TB, o *leveldb.Options) *rig {
	t.Helper()
	r := &rig{dir: filepath.Join(t.TempDir(), "db")}
	var err error
	r.served, err = leveldb.Open(r.dir, o)
	require.NoError(t, err)
	handler := server.NewHandler(server.Opened{"db": r.served}, nil)
	web := httptest.NewServer(handler)
	t.Cleanup(func() {
		require.NoError(t, handler.Close())
		web.Close()
		require.NoError(t, r.served.Close())
	})
	far, err := remote.Dial(ctx, web.URL, "db", nil)
	require.NoError(t, err)
	r.store = New(far.Driver().(Far), r.dir)
	r.db = leveldb.New(r.store, "near", nil)
	t.Cleanup(func() {
		require.NoError(t, r.db.Close())
		require.NoError(t, far.Close())
	})
	return r
}

// mapped returns the number of mapped tables.
func (r *rig) mapped() int {
	r.store.tables.mu.Lock()
	defer r.store.tables.mu.Unlock()
	return len(r.store.tables.mapped)
}

// array returns n elements that a test can recognize.
func array(n, first int) []float32 {
	a := make([]float32, n)
	for i := range a {
		a[i] = float32(first + i)
	}
	return a
}

// located returns the location of all of a file.
func located(t testing.TB, name string) driver.Location {
	t.Helper()
	var info unix.Stat_t
	require.NoError(t, unix.Stat(name, &info))
	return driver.Location{Table: filepath.Base(name), Inode: info.Ino, Size: info.Size}
}

const long = 32 << 10 // elements

func TestConformance(t *testing.T) {
	drivertest.Run(t, func(t testing.TB) *leveldb.DB { return serve(t, leveldb.LargeArrays()).db })
}

// A long value in a table is read in place, and nothing of it is transferred. In a poison build
// the served process sees a copy of the value, which has no location.
func TestLongValuesInTables(t *testing.T) {
	r := serve(t, leveldb.LargeArrays())
	require.NoError(t, r.served.Put("long", array(long, 7)))
	require.NoError(t, r.served.Put("short", array(8, 1)))
	inTables := func(key string) bool {
		v, err := r.store.Pin(ctx, key, driver.ReadOptions{})
		require.NoError(t, err)
		defer v.Release()
		return v.Borrowed()
	}
	assert.False(t, inTables("long"), "still in the memory for recent writes")
	require.NoError(t, r.served.Compact(nil))
	v, err := r.served.Driver().Pin(ctx, "long", driver.ReadOptions{})
	require.NoError(t, err)
	at, locatable := native.Locate(v)
	v.Release()
	assert.Equal(t, locatable, inTables("long"))
	assert.False(t, inTables("short"))
	if !locatable {
		return
	}
	assert.FileExists(t, filepath.Join(r.dir, at.Table))

	check := func() {
		require.NoError(t, leveldb.View(r.db, "long", func(elements []float32, shape []int) error {
			assert.Equal(t, array(long, 7), elements)
			return nil
		}))
		got, err := leveldb.Get[[]float32](r.db, "long")
		require.NoError(t, err)
		assert.Equal(t, array(long, 7), got)
		dst := make([]float32, long)
		n, err := leveldb.ReadInto(r.db, "long", dst)
		require.NoError(t, err)
		assert.Equal(t, array(long, 7), dst[:n])
		n, err = leveldb.ReadRows(r.db, "long", 100, 200, dst)
		require.NoError(t, err)
		assert.Equal(t, array(100, 107), dst[:n])
		_, err = leveldb.ReadRows(r.db, "long", 0, long+1, dst)
		assert.Error(t, err)
		_, err = leveldb.ReadInto(r.db, "long", make([]int32, long))
		assert.Error(t, err)
	}
	check()
	assert.Equal(t, 1, r.mapped())

	snapshot, err := r.db.Snapshot()
	require.NoError(t, err)
	require.NoError(t, r.served.Put("long", array(long, 9)))
	require.NoError(t, r.served.Compact(nil))
	old, err := leveldb.Get[[]float32](snapshot, "long")
	require.NoError(t, err)
	assert.Equal(t, array(long, 7), old)
	require.NoError(t, snapshot.Close())
	now, err := leveldb.Get[[]float32](r.db, "long")
	require.NoError(t, err)
	assert.Equal(t, array(long, 9), now)
}

// A compressed value is transferred.
func TestCompressedValues(t *testing.T) {
	r := serve(t, nil)
	require.NoError(t, r.served.Put("zeros", make([]float32, long)))
	require.NoError(t, r.served.Compact(nil))
	dst := make([]float32, long)
	n, err := leveldb.ReadInto(r.db, "zeros", dst)
	require.NoError(t, err)
	assert.Equal(t, make([]float32, long), dst[:n])
	got, err := leveldb.Get[[]float32](r.db, "zeros")
	require.NoError(t, err)
	assert.Equal(t, make([]float32, long), got)
	assert.Zero(t, r.mapped())
}

// stale is a Far that returns a wrong location.
type stale struct {
	Far
	at driver.Location
}

func (s *stale) Locate(context.Context, string, driver.ReadOptions) (driver.Value, driver.Location, error) {
	return driver.Value{}, s.at, nil
}

// If the table is gone or shorter, as after a compaction, the value is transferred.
func TestStaleLocations(t *testing.T) {
	r := serve(t, leveldb.LargeArrays())
	require.NoError(t, r.served.Put("k", array(long, 3)))
	require.NoError(t, os.WriteFile(filepath.Join(r.dir, "short.ldb"), make([]byte, 100<<10), 0o600))
	require.NoError(t, os.Mkdir(filepath.Join(r.dir, "directory.ldb"), 0o700))
	whole := located(t, filepath.Join(r.dir, "short.ldb"))
	far := r.store.Far
	for name, change := range map[string]func(at *driver.Location){
		"removed":       func(at *driver.Location) { at.Table = "999999.ldb" },
		"another file":  func(at *driver.Location) { at.Inode++ },
		"shorter":       func(at *driver.Location) { at.Size++ },
		"ends too late": func(at *driver.Location) { at.Offset++ },
		"far outside":   func(at *driver.Location) { at.Offset = math.MaxInt64 - at.Size },
		"a directory":   func(at *driver.Location) { *at = located(t, filepath.Join(r.dir, "directory.ldb")); at.Size = 1 << 20 },
	} {
		t.Run(name, func(t *testing.T) {
			at := whole
			change(&at)
			r.store.Far = &stale{far, at}
			got, err := leveldb.Get[[]float32](r.db, "k")
			require.NoError(t, err)
			assert.Equal(t, array(long, 3), got)
			n, err := leveldb.ReadInto(r.db, "k", got)
			require.NoError(t, err)
			assert.Equal(t, array(long, 3), got[:n])
		})
	}
	r.store.Far = far
}

// A value stays readable until it is released: after Close, and after its table was unmapped for
// others and removed.
func TestValuesOutliveTheirTable(t *testing.T) {
	dir := t.TempDir()
	content := strings.Repeat("0123456789abcdef", 4<<10)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "000005.ldb"), []byte(content), 0o600))
	s := newTables(dir)
	at := located(t, filepath.Join(dir, "000005.ldb"))
	at.Offset, at.Size = 16, at.Size-16
	first, err := s.value(at)
	require.NoError(t, err)
	second, err := s.value(at)
	require.NoError(t, err)
	assert.Equal(t, 3, s.mapped[at.Table].uses)
	kept := s.mapped[at.Table]
	require.NoError(t, os.Remove(filepath.Join(dir, "000005.ldb")))
	s.swept()
	assert.Empty(t, s.mapped, "the file is gone")
	assert.Equal(t, content[16:], string(first.Bytes()))
	first.Release()
	first.Release()
	assert.Equal(t, content[16:], string(second.Bytes()))
	s.close()
	s.close()
	assert.Equal(t, content[16:], string(second.Bytes()))
	assert.Equal(t, 1, kept.uses)
	second.Release()
	assert.Zero(t, kept.uses)
	assert.Nil(t, kept.bytes)
	_, err = s.value(at)
	assert.ErrorIs(t, err, driver.ErrClosed)
}

// A table whose name was used again is another one. Values of the first stay what they were.
func TestTablesWithTheSameName(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "000005.ldb")
	s := newTables(dir)
	defer s.close()
	read := func(content string) driver.Value {
		require.NoError(t, os.RemoveAll(name))
		require.NoError(t, os.WriteFile(name, []byte(content), 0o600))
		v, err := s.value(located(t, name))
		require.NoError(t, err)
		assert.Equal(t, content, string(v.Bytes()))
		return v
	}
	one, two := strings.Repeat("1", 64<<10), strings.Repeat("2", 64<<10)
	first, second := read(one), read(two)
	assert.Equal(t, one, string(first.Bytes()))
	first.Release()
	second.Release()
	assert.Len(t, s.mapped, 1)
}

// Tables that are not used are unmapped, and those that are used stay.
func TestSweep(t *testing.T) {
	dir := t.TempDir()
	s := newTables(dir)
	defer s.close()
	for _, name := range []string{"1.ldb", "2.ldb"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), make([]byte, 64<<10), 0o600))
		v, err := s.value(located(t, filepath.Join(dir, name)))
		require.NoError(t, err)
		v.Release()
	}
	s.swept()
	assert.Len(t, s.mapped, 2)
	v, err := s.value(located(t, filepath.Join(dir, "2.ldb")))
	require.NoError(t, err)
	v.Release()
	s.swept()
	assert.Len(t, s.mapped, 1)
	assert.Contains(t, s.mapped, "2.ldb")
	s.swept()
	assert.Empty(t, s.mapped)
	assert.Nil(t, s.sweep, "no timer runs when nothing is mapped")
}

// A value that is forgotten is released, and reported.
func TestForgottenValues(t *testing.T) {
	reported := make(chan string, 1)
	before := leak.SetReporter(func(what, _ string) { reported <- what })
	defer func() { leak.SetReporter(before) }()
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "1.ldb"), make([]byte, 64<<10), 0o600))
	s := newTables(dir)
	defer s.close()
	_, err := s.value(located(t, filepath.Join(dir, "1.ldb")))
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		runtime.GC()
		select {
		case what := <-reported:
			return assert.Contains(t, what, dir)
		default:
			return false
		}
	}, 10*time.Second, time.Millisecond)
	s.mu.Lock()
	defer s.mu.Unlock()
	assert.Equal(t, 1, s.mapped["1.ldb"].uses)
}

// Values are read while the writer compacts and replaces them, and while tables are unmapped.
func TestReadsDuringCompactions(t *testing.T) {
	o := leveldb.LargeArrays()
	o.WriteBufferSize = 1 << 20
	r := serve(t, o)
	const keys = 4
	key := func(i int) string { return string(rune('a' + i)) }
	for i := range keys {
		require.NoError(t, r.served.Put(key(i), array(long, 0)))
	}
	done := make(chan struct{})
	var readers sync.WaitGroup
	for range 2 {
		readers.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-done:
					return
				default:
				}
				err := leveldb.View(r.db, key(i%keys), func(elements []float32, _ []int) error {
					for j, e := range elements {
						if e != elements[0]+float32(j) {
							return errors.New("a mixture of two values")
						}
					}
					return nil
				})
				if !assert.NoError(t, err) {
					return
				}
			}
		})
	}
	for round := range 20 {
		for i := range keys {
			require.NoError(t, r.served.Put(key(i), array(long, round)))
		}
		require.NoError(t, r.served.Compact(nil))
		r.store.tables.swept()
	}
	close(done)
	readers.Wait()
}

// A table that was truncated while it is mapped is an error, and does not end the process.
func TestTruncatedTable(t *testing.T) {
	r := serve(t, leveldb.LargeArrays())
	require.NoError(t, r.served.Put("k", array(long, 3)))
	dir := t.TempDir()
	name := filepath.Join(dir, "1.ldb")
	stored, err := r.served.Driver().Get(ctx, "k", nil, driver.ReadOptions{})
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(name, stored.Bytes(), 0o600))
	at := located(t, name)
	stored.Release()
	far := r.store.Far
	r.store.Far, r.store.tables.dir = &stale{far, at}, dir
	dst := make([]float32, long)
	_, err = leveldb.ReadInto(r.db, "k", dst)
	require.NoError(t, err)
	require.Equal(t, array(long, 3), dst)
	require.NoError(t, os.Truncate(name, 4<<10))
	_, err = leveldb.ReadInto(r.db, "k", dst)
	assert.ErrorIs(t, err, leveldb.ErrIO)
	err = leveldb.View(r.db, "k", func(elements []float32, _ []int) error {
		assert.Equal(t, array(long, 3), elements)
		return nil
	})
	assert.ErrorIs(t, err, leveldb.ErrIO)
	r.store.Far = far
}
