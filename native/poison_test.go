//go:build openleveldb_poison

package native

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/leak"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// poisonSizes are sizes of values in a page and of values borrowed separately, and sizes around a
// memory page.
var poisonSizes = []int{1, 63, 100, 4031, 4032, 4033, 4095, 4096, 4097, 100_000}

//go:noinline
func makeHere(t *testing.T, db *DB, key string) driver.Value {
	v, err := db.Pin(ctx, key, driver.ReadOptions{})
	require.NoError(t, err)
	return v
}

//go:noinline
func releaseHere(v driver.Value) { v.Release() }

// faultOf returns the address at which f faults, or 0 if it does not.
func faultOf(t *testing.T, f func()) (address uintptr) {
	t.Helper()
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			fault, ok := r.(interface {
				runtime.Error
				Addr() uintptr
			})
			require.True(t, ok, "%v", r)
			address = fault.Addr()
		}
	}()
	f()
	return 0
}

var sink byte

func TestPoisonAfterRelease(t *testing.T) {
	db := openTest(t, nil)
	for _, size := range poisonSizes {
		want := bytes.Repeat([]byte{'a', 'b', 'c'}, size)[:size]
		require.NoError(t, db.Put(ctx, "k", want, driver.WriteOptions{}))
		v := makeHere(t, db, "k")
		require.Equal(t, want, v.Bytes())
		story := v.Explain()
		assert.Contains(t, story, "native.makeHere\n")
		assert.NotContains(t, story, "released")
		assert.NotZero(t, faultOf(t, func() { v.Bytes()[size/2] = 1 }), "it must not be written to")
		require.Equal(t, want, v.Bytes())

		releaseHere(v)
		v.Release() // harmless, and not the place that is reported
		for _, at := range []int{0, size / 2, size - 1} {
			address := faultOf(t, func() { sink = v.Bytes()[at] })
			require.NotZero(t, address, "size %d", size)
			story := ExplainFault(address)
			require.Equal(t, v.Explain(), story)
			assert.Contains(t, story, "native.makeHere\n")
			assert.Contains(t, story, "and released at\n")
			assert.Contains(t, story, "native.releaseHere\n")
			assert.Contains(t, story, "poison_test.go:")
		}
		assert.NotZero(t, faultOf(t, func() { v.Bytes()[0] = 1 }))
	}
	assert.Empty(t, ExplainFault(0))
	assert.Empty(t, ExplainFault(1<<40))
	assert.Empty(t, driver.Value{}.Explain())
}

// A value of a page is inaccessible after the iterator advances, released or not.
func TestPoisonAfterMovingOn(t *testing.T) {
	db := openTest(t, nil)
	for i := range 100 {
		put(t, db, key(i), strings.Repeat("v", 1+i))
	}
	it, err := db.Scan(ctx, driver.Span{}, driver.ReadOptions{})
	require.NoError(t, err)
	defer it.Close()
	page, err := it.Next(ctx)
	require.NoError(t, err)
	released, err := page.Value(0)
	require.NoError(t, err)
	releaseHere(released)
	require.NotZero(t, faultOf(t, func() { sink = released.Bytes()[0] }))
	v, err := page.Value(1)
	require.NoError(t, err)
	require.Equal(t, "vv", string(v.Bytes()))

	moveOnHere(t, it)
	require.NotZero(t, faultOf(t, func() { sink = v.Bytes()[0] }))
	assert.Contains(t, v.Explain(), "native.TestPoisonAfterMovingOn\n")
	assert.Contains(t, v.Explain(), "native.moveOnHere\n")
	_, err = page.Value(1)
	require.ErrorIs(t, err, driver.ErrMoved)
}

//go:noinline
func moveOnHere(t *testing.T, it driver.Cursor) {
	_, err := it.Next(ctx)
	require.NoError(t, err)
}

// Another goroutine may be reading a value when the iterator advances. It does not fault, and gets
// ErrMoved at the next value.
func TestPoisonSparesLateReaders(t *testing.T) {
	db := openTest(t, nil)
	for i := range 2000 {
		put(t, db, key(i), strings.Repeat("v", 1+i%50))
	}
	for range 10 {
		it, err := db.Scan(ctx, driver.Span{}, driver.ReadOptions{})
		require.NoError(t, err)
		var wg sync.WaitGroup
		for page, err := it.Next(ctx); page != nil; page, err = it.Next(ctx) {
			require.NoError(t, err)
			wg.Go(func() {
				for i := range page.Len() {
					v, err := page.Value(i)
					if err != nil {
						assert.ErrorIs(t, err, driver.ErrMoved)
						return
					}
					assert.Equal(t, len(v.Bytes()), strings.Count(string(v.Bytes()), "v"))
					v.Release()
				}
			})
		}
		wg.Wait()
		it.Close()
	}
}

// A value that was not released is released by the garbage collector, even if its bytes are still
// in use. The fault report mentions this.
func TestPoisonOfForgottenValues(t *testing.T) {
	var reports atomic.Int32
	defer leak.SetReporter(leak.SetReporter(func(_, madeAt string) {
		assert.Contains(t, madeAt, "native.makeHere\n")
		reports.Add(1)
	}))
	db := openTest(t, nil)
	put(t, db, "k", "value")
	bytes := makeHere(t, db, "k").Bytes()
	require.Eventually(t, func() bool {
		runtime.GC()
		return reports.Load() > 0
	}, time.Minute, 10*time.Millisecond)
	address := faultOf(t, func() { sink = bytes[0] })
	require.NotZero(t, address)
	assert.Contains(t, ExplainFault(address), "garbage collector released it")
}

// More values than there are records, so records are reused. Every value faults, and the latest
// ones report their places.
func TestPoisonOfManyValues(t *testing.T) {
	db := openTest(t, nil)
	put(t, db, "k", "value")
	first, old := makeHere(t, db, "k"), makeHere(t, db, "k")
	releaseHere(old)
	for range 1 << 16 {
		v, err := db.Pin(ctx, "k", driver.ReadOptions{})
		require.NoError(t, err)
		v.Release()
	}
	require.NotZero(t, faultOf(t, func() { sink = old.Bytes()[0] }))
	assert.Empty(t, old.Explain())
	require.Equal(t, "value", string(first.Bytes()))
	releaseHere(first)
	require.NotZero(t, faultOf(t, func() { sink = first.Bytes()[0] }))
	assert.Contains(t, first.Explain(), "native.makeHere\n")
	assert.Contains(t, first.Explain(), "native.releaseHere\n")
}

// poisonChild is the variable that names the misuse for the child process.
const poisonChild = "OPENLEVELDB_TEST_POISON"

// Without further setup, the process ends and reports where the value was made, released and used.
func TestPoisonEndsTheProcess(t *testing.T) {
	misuses := map[string]func(v driver.Value){
		"read":      func(v driver.Value) { releaseHere(v); sink = v.Bytes()[0] },
		"read in C": func(v driver.Value) { releaseHere(v); Copy(make([]byte, len(v.Bytes())), v.Bytes()) },
		"read in a go": func(v driver.Value) {
			releaseHere(v)
			done := make(chan int)
			go func() { sink = v.Bytes()[0]; close(done) }()
			<-done
		},
		"write to lent": func(v driver.Value) { v.Bytes()[0] = 1 },
	}
	if misuse := misuses[os.Getenv(poisonChild)]; misuse != nil {
		db, err := Open(filepath.Join(t.TempDir(), "db"), &Options{CreateIfMissing: true})
		require.NoError(t, err)
		put(t, db, "k", strings.Repeat("v", 100_001))
		misuse(makeHere(t, db, "k"))
		return // the parent treats this as a failure
	}
	for name := range misuses {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			child := exec.Command(os.Args[0], "-test.run=^TestPoisonEndsTheProcess$")
			child.Env = append(os.Environ(), poisonChild+"="+name)
			output, err := child.CombinedOutput()
			text := string(output)
			var exit *exec.ExitError
			require.ErrorAs(t, err, &exit, "%s", text)
			story, rest, found := strings.Cut(text, "and used by the goroutine that follows.")
			require.True(t, found, "%s", text)
			assert.Contains(t, story, "native.makeHere\n")
			if name == "write to lent" {
				assert.Contains(t, story, "leveldb: a borrowed value was written to, or read past its end. It was made at\n")
			} else {
				assert.Contains(t, story, "leveldb: a borrowed value was used after its release. It was made at\n")
				assert.Contains(t, story, "and released at\n")
				assert.Contains(t, story, "native.releaseHere\n")
			}
			// With the address sanitizer, that one is reported by the sanitizer instead of Go.
			if name != "read in C" {
				assert.Contains(t, rest, "native.TestPoisonEndsTheProcess.func", "Go's own report")
			}
		})
	}
}
