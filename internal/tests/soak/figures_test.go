package soak_test

import (
	"fmt"
	"math"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/openleveldb/openleveldb/internal/cmemory"
	"github.com/openleveldb/openleveldb/internal/tests/served"
	"github.com/openleveldb/openleveldb/internal/tests/testdb"
	"github.com/openleveldb/openleveldb/native"
)

// figures holds what a process uses when it is idle.
type figures struct {
	Handles    int   // of package native
	Goroutines int   //
	Files      int   // file descriptors
	Threads    int   //
	C          int64 // bytes in use by malloc
	Go         int64 // bytes of live objects on Go's heap
	Resident   int64 // bytes, without what can be read again from files
	Work       int   // number of operations
}

func (f figures) String() string {
	return fmt.Sprintf("%d handles, %d goroutines, %d files, %d threads, %d KiB of C, %d KiB of Go, %d KiB resident",
		f.Handles, f.Goroutines, f.Files, f.Threads, f.C>>10, f.Go>>10, f.Resident>>10)
}

// countable returns the figures that do not depend on how memory is managed.
func (f figures) countable() [3]int { return [3]int{f.Handles, f.Goroutines, f.Files} }

// quiet waits until everything that ends asynchronously has ended, such as connections that the
// other side has closed, and returns the figures. idle reports whether the process has nothing
// open.
func quiet(idle func() bool) figures {
	var f figures
	for same, end := 0, time.Now().Add(20*time.Second); same < 20 && time.Now().Before(end); {
		time.Sleep(5 * time.Millisecond)
		before := f.countable()
		f = figures{Handles: native.LiveHandles(), Goroutines: runtime.NumGoroutine(), Files: entries("/proc/self/fd")}
		if same++; f.countable() != before || !idle() {
			same = 0
		}
	}
	// Items of a sync.Pool survive one collection, and what they refer to survives another.
	for range 3 {
		runtime.GC()
	}
	debug.FreeOSMemory()
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	f.Go = int64(memory.HeapAlloc)
	f.Threads = entries("/proc/self/task")
	// A sanitizer keeps freed memory and records about it. The address sanitizer itself looks for
	// leaks in C.
	if !testdb.Sanitized {
		f.C, _ = cmemory.InUse()
		f.Resident = served.ResourcesOf("self").Own
	}
	return f
}

// entries returns the number of entries of a directory, or 0 if it does not exist, as /proc on some
// systems.
func entries(dir string) int {
	d, err := os.Open(dir)
	if err != nil {
		return 0
	}
	defer d.Close()
	names, err := d.Readdirnames(-1)
	if err != nil {
		return 0
	}
	return len(names)
}

// growth compares the figures of the last third with those of the middle third. The first third is
// the warm-up. A leak grows in each third. growth returns the names of the figures that have grown
// more than is allowed.
//
// Numbers of handles, goroutines and files must not grow at all. For the others, the minimum of
// each third is compared, because a measurement can be too high due to preceding work, but not too
// low.
//
// Threads may grow. Go keeps one for each call that was ever blocked in C or in the kernel at the
// same time as others. A disk that stalls blocks all of them, including those of the server. That
// makes some tens of threads, but not more over time. Each thread may hold up to 64 KiB of C memory
// for the last value it read (shim.cc) and some KiB of Go memory. Nothing more is allowed of these
// two. The limit for C falls with the number of measurements, because not all threads hold a value
// every time. Resident memory includes free memory between pieces that are in use.
func growth(all []figures) (grown []string) {
	third := len(all) / 3
	middle, last := all[third:2*third], all[2*third:]
	least := func(some []figures, of func(figures) int64) int64 {
		n := of(some[0])
		for _, f := range some {
			n = min(n, of(f))
		}
		return n
	}
	threads := func(f figures) int64 { return int64(f.Threads) }
	running := least(last, threads)
	more := max(running-least(middle, threads), 0)
	for _, c := range []struct {
		name    string
		of      func(figures) int64
		allowed int64
	}{
		{"handles", func(f figures) int64 { return int64(f.Handles) }, 0},
		{"goroutines", func(f figures) int64 { return int64(f.Goroutines) }, 0},
		{"files", func(f figures) int64 { return int64(f.Files) }, 0},
		{"threads", threads, 48},
		{"bytes of C", func(f figures) int64 { return f.C }, int64(float64(running*(64<<10)) / math.Sqrt(float64(third)))},
		{"bytes of Go", func(f figures) int64 { return f.Go }, 32<<10 + more*(16<<10)},
		{"bytes resident", func(f figures) int64 { return f.Resident }, 16<<20 + more*(1<<20)},
	} {
		if before, after := least(middle, c.of), least(last, c.of); after > before+c.allowed {
			grown = append(grown, c.name+" from "+strconv.FormatInt(before, 10)+" to "+strconv.FormatInt(after, 10))
		}
	}
	return grown
}

// table formats the figures, one per line, with at most the given number of lines.
func table(all []figures, most int) string {
	var b strings.Builder
	for i, f := range all {
		if step := (len(all) + most - 1) / most; i%step == 0 || i == len(all)-1 {
			fmt.Fprintf(&b, "\n%4d: %v", i, f)
		}
	}
	return b.String()
}
