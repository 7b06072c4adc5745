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

// figures is what a process holds when it has nothing to do.
type figures struct {
	Handles    int   // of package native
	Goroutines int   //
	Files      int   // descriptors
	Threads    int   //
	C          int64 // bytes in use by malloc
	Go         int64 // bytes of live objects on Go's heap
	Resident   int64 // bytes, without what can be read again from files
	Work       int   // operations that were done
}

func (f figures) String() string {
	return fmt.Sprintf("%d handles, %d goroutines, %d files, %d threads, %d KiB of C, %d KiB of Go, %d KiB resident",
		f.Handles, f.Goroutines, f.Files, f.Threads, f.C>>10, f.Go>>10, f.Resident>>10)
}

// countable is what does not depend on how memory is kept.
func (f figures) countable() [3]int { return [3]int{f.Handles, f.Goroutines, f.Files} }

// quiet waits until what ends by itself has ended, as connections do that the other side has closed, and gives the figures.
// idle says when the process has nothing open.
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
	for range 3 { // what a sync.Pool keeps outlives one collection, and what it refers to another
		runtime.GC()
	}
	debug.FreeOSMemory()
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	f.Go = int64(memory.HeapAlloc)
	f.Threads = entries("/proc/self/task")
	// A sanitizer keeps what was freed, and books about it; the address sanitizer looks for leaks of C
	// by itself.
	if !testdb.Sanitized {
		f.C, _ = cmemory.InUse()
		f.Resident = served.ResourcesOf("self").Own
	}
	return f
}

// entries counts those of a directory; 0 where there is none, as there is no /proc on every system.
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

// growth compares the figures of the last third with those of the middle third, the first being the warm-up: whatever grows with
// the work grows in each. It names what has grown beyond what is allowed.
//
// What can be counted must be the same. Of the rest the least of each third counts, as a measurement can be too high because of
// what was going on just before, but not too low.
//
// Threads are an exception: Go keeps one for each call that was ever blocked in C or in the kernel at the same time as others, and
// a disk that stands still has all of them blocked, those of the server included. It is some tens then, and no more with time.
// Each may keep up to 64 KiB of C for the last value it read (shim.cc), and has some KiB of Go; that is all that is allowed of
// these two, and of C the less the more often it was looked at, as not all threads keep something every time. Of memory that
// is resident some is free, but lies between pieces that are not.
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

// table shows figures line by line, at most some of them.
func table(all []figures, most int) string {
	var b strings.Builder
	for i, f := range all {
		if step := (len(all) + most - 1) / most; i%step == 0 || i == len(all)-1 {
			fmt.Fprintf(&b, "\n%4d: %v", i, f)
		}
	}
	return b.String()
}
