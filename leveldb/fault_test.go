//go:build !openleveldb_poison

// In a build that poisons borrowed memory, values are copies, so reading them causes no faults.

package leveldb_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
)

// unplugged returns a database with arrays under "a" … "h", each of 256 KiB in a mapped table of
// its own. It also returns a function that truncates all tables. Reading the mapped elements then
// raises SIGBUS. The part of the tables in which C++ searches for keys remains readable.
func unplugged(t *testing.T) (db *leveldb.DB, pull func()) {
	path := filepath.Join(t.TempDir(), "db")
	db = openTestAt(t, path, &leveldb.Options{Compression: leveldb.NoCompression})
	elements := make([]float64, 32<<10)
	for i := range elements {
		elements[i] = float64(i)
	}
	for key := range strings.SplitSeq("abcdefgh", "") {
		a, err := ndarray.FromSlice(elements, -1)
		require.NoError(t, err)
		require.NoError(t, db.Put(key, a))
		require.NoError(t, db.Compact(nil))
	}
	return db, func() {
		tables, err := filepath.Glob(filepath.Join(path, "*.ldb"))
		require.NoError(t, err)
		for _, table := range tables {
			require.NoError(t, os.Truncate(table, 0))
		}
	}
}

// requireUnreadable requires that the error describes the fault and names the key.
func requireUnreadable(t *testing.T, err error, key string) {
	t.Helper()
	require.ErrorIs(t, err, leveldb.ErrIO)
	require.ErrorContains(t, err, fmt.Sprintf("%q", key))
	require.ErrorContains(t, err, "cannot be read any more")
}

func TestFaultInView(t *testing.T) {
	db, pull := unplugged(t)
	sum := 0.0
	err := leveldb.View(db, "a", func(elements []float64, _ []int) error {
		pull()
		for _, x := range elements {
			sum += x
		}
		return errors.New("it was readable")
	})
	requireUnreadable(t, err, "a")
}

func TestFaultInParallelViews(t *testing.T) {
	db, pull := unplugged(t)
	err := leveldb.ParallelViews(db, &leveldb.Range{StartingBy: "c"}, 2, func(v leveldb.ArrayView[float64]) error {
		pull()
		return fmt.Errorf("it was readable: %g", v.Elements[len(v.Elements)-1])
	})
	requireUnreadable(t, err, "c")
}

func TestFaultInPinned(t *testing.T) {
	db, pull := unplugged(t)
	err := db.ViewRaw("b", func(p *leveldb.Pinned) error {
		stored, err := p.Stored()
		require.NoError(t, err)
		pull()
		return fmt.Errorf("the memory was readable: %d", stored[len(stored)-1])
	})
	requireUnreadable(t, err, "b")
}

func TestFaultInEntry(t *testing.T) {
	for name, read := range map[string]func(e leveldb.Entry) error{
		"Value":     func(e leveldb.Entry) error { _, err := e.Value(); return err },
		"Load":      func(e leveldb.Entry) error { var a *ndarray.Array; return e.Load(&a) },
		"AppendRaw": func(e leveldb.Entry) error { _, err := e.AppendRaw(nil); return err },
		"View": func(e leveldb.Entry) error {
			return e.ViewRaw(func(p *leveldb.Pinned) error {
				a, err := p.Array()
				require.NoError(t, err)
				_, err = a.At(30000)
				return err
			})
		},
	} {
		t.Run(name, func(t *testing.T) {
			db, pull := unplugged(t)
			for e, err := range db.Entries(nil) {
				require.NoError(t, err)
				pull()
				requireUnreadable(t, read(e), "a")
				break
			}
		})
	}
}

// A fault in the body of a loop cannot be returned as an error. It is a panic with that error,
// which can be recovered, unlike a signal.
func TestFaultInViews(t *testing.T) {
	db, pull := unplugged(t)
	loop := func() (err error) {
		defer func() { err, _ = recover().(error) }()
		sum := 0.0
		for view, err := range leveldb.Views[float64](db, nil) {
			require.NoError(t, err)
			pull()
			for _, x := range view.Elements {
				sum += x
			}
		}
		return errors.New("it was readable")
	}
	requireUnreadable(t, loop(), "a")
}

// A panic in the caller's function is passed on unchanged, with its original stack.
func TestPanicsPass(t *testing.T) {
	db, _ := unplugged(t)
	pages, err := unix.Mmap(-1, 0, os.Getpagesize(), unix.PROT_NONE, unix.MAP_ANON|unix.MAP_PRIVATE)
	require.NoError(t, err)
	defer func() { require.NoError(t, unix.Munmap(pages)) }()
	var nowhere *int
	for name, c := range map[string]struct {
		panics func()
		want   string
	}{
		"value":         {func() { panic("mine") }, "mine"},
		"error":         {func() { panic(os.ErrPermission) }, os.ErrPermission.Error()},
		"index":         {func() { pages[len(pages)] = 1 }, "index out of range"},
		"nil":           {func() { *nowhere = 1 }, "nil pointer dereference"},
		"fault outside": {func() { pages[0] = 1 }, "invalid memory address"},
	} {
		for way, call := range map[string]func() error{
			"View":    func() error { return leveldb.View(db, "a", func([]float64, []int) error { c.panics(); return nil }) },
			"DB.View": func() error { return db.ViewRaw("a", func(*leveldb.Pinned) error { c.panics(); return nil }) },
			"Views": func() error {
				for range leveldb.Views[float64](db, nil) {
					c.panics()
				}
				return nil
			},
		} {
			t.Run(name+"/"+way, func(t *testing.T) {
				defer func() {
					p := recover()
					require.Contains(t, fmt.Sprint(p), c.want)
					require.Contains(t, string(debug.Stack()), "TestPanicsPass.func", "the frames of the function that panicked")
					if err, ok := p.(error); ok {
						require.NotErrorIs(t, err, leveldb.ErrIO)
					}
				}()
				require.Fail(t, "it returned", "%v", call())
			})
		}
	}
}

// runtime.Goexit, as called by t.FailNow, leaves a call.
func TestGoexitPasses(t *testing.T) {
	db, _ := unplugged(t)
	returned := true
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = leveldb.View(db, "a", func([]float64, []int) error { returned = false; runtime.Goexit(); return nil })
		returned = true
	}()
	<-done
	require.False(t, returned)
}

// After a call, the goroutine's setting is restored: a fault is a signal again, unless the caller
// has configured otherwise.
func TestFaultsAreNotCaughtAfterwards(t *testing.T) {
	db, _ := unplugged(t)
	for _, before := range []bool{false, true} {
		was := debug.SetPanicOnFault(before)
		require.NoError(t, leveldb.View(db, "a", func([]float64, []int) error { return nil }))
		for _, err := range leveldb.Views[float64](db, nil) {
			require.NoError(t, err)
			break
		}
		_, err := db.Get("a")
		require.NoError(t, err)
		_, err = leveldb.ReadInto(db, "a", make([]float64, 32<<10))
		require.NoError(t, err)
		require.Equal(t, before, debug.SetPanicOnFault(was))
	}
}

// badSector makes a page in the middle of the array under key unreadable wherever it is mapped, as
// a failing disk would. LevelDB itself reads only what precedes and follows the elements.
func badSector(t *testing.T, db *leveldb.DB, key string) {
	t.Helper()
	require.NoError(t, leveldb.View(db, key, func(elements []float64, _ []int) error {
		size := uintptr(os.Getpagesize())
		middle := uintptr(unsafe.Pointer(&elements[len(elements)/2]))
		for _, page := range sameInFile(t, middle+(size-middle%size)%size) {
			page := unsafe.Slice((*byte)(page), size)
			t.Cleanup(func() { require.NoError(t, unix.Mprotect(page, unix.PROT_READ)) })
			require.NoError(t, unix.Mprotect(page, unix.PROT_NONE))
		}
		return nil
	}))
}

// sameInFile returns where the byte of a file that is mapped at address is mapped.
func sameInFile(t *testing.T, address uintptr) (all []unsafe.Pointer) {
	t.Helper()
	maps, err := os.ReadFile("/proc/self/maps")
	require.NoError(t, err)
	type area struct{ begin, end uintptr }
	areas := map[string][]area{} // by what follows the addresses: offset and file
	var of string
	for line := range strings.Lines(string(maps)) {
		var a area
		_, err := fmt.Sscanf(line, "%x-%x", &a.begin, &a.end)
		require.NoError(t, err)
		file := strings.Join(strings.Fields(line)[2:], " ")
		areas[file] = append(areas[file], a)
		if a.begin <= address && address < a.end {
			of = file
		}
	}
	require.Contains(t, of, ".ldb")
	for _, a := range areas[of] {
		if a.begin <= address && address < a.end {
			for _, other := range areas[of] {
				p := unsafe.Pointer(nil)
				all = append(all, unsafe.Add(p, other.begin+address-a.begin))
			}
		}
	}
	return all
}

func TestFaultInReads(t *testing.T) {
	db, _ := unplugged(t)
	badSector(t, db, "c")
	dst := make([]float64, 32<<10)
	n, err := leveldb.ReadInto(db, "c", dst)
	requireUnreadable(t, err, "c")
	require.Zero(t, n)
	_, err = leveldb.ReadRows(db, "c", 10, 32<<10, dst)
	requireUnreadable(t, err, "c")
	_, err = db.GatherRange(nil, nil)
	requireUnreadable(t, err, "c")
	_, err = leveldb.GetAll[*ndarray.Array](db, []string{"a", "c"})
	requireUnreadable(t, err, "c")
	n, err = leveldb.ReadRows(db, "c", 0, 100, dst)
	require.NoError(t, err, "the rows before the fault can be read")
	require.Equal(t, 100, n)
	_, err = leveldb.ReadInto(db, "d", dst)
	require.NoError(t, err, "and so can other arrays")
}

// BenchmarkGuardedView measures a View of 128 bytes, including the cost of catching faults.
func BenchmarkGuardedView(b *testing.B) {
	db, err := leveldb.Open(filepath.Join(b.TempDir(), "db"), nil)
	require.NoError(b, err)
	defer func() { require.NoError(b, db.Close()) }()
	a, err := ndarray.FromSlice(make([]float32, 32), -1)
	require.NoError(b, err)
	require.NoError(b, db.Put("k", a))
	b.ReportAllocs()
	for b.Loop() {
		if err := leveldb.View(db, "k", func([]float32, []int) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
}
