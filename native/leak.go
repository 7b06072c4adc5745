package native

import (
	"fmt"
	"log"
	"runtime"
	"strings"
	"sync/atomic"
)

// OnLeak is told of every handle that was collected without having been closed: what it was, and where it was made. The
// handle has been released when it is called. The default writes to package log's standard logger; nil is silence.
//
// It is called from a goroutine of the runtime: it must not block.
var OnLeak atomic.Pointer[func(what, madeAt string)]

func init() {
	report := func(what, madeAt string) {
		log.Printf("leveldb: %s was not closed; it was made at\n%s", what, madeAt)
	}
	OnLeak.Store(&report)
}

// live counts the handles that are open in the process.
var live atomic.Int64

// LiveHandles gives the number of databases, iterators, snapshots and borrowed values that are open in this process. A
// test that expects to have released everything compares it with zero.
func LiveHandles() int { return int(live.Load()) }

// origin is where a handle was made.
type origin [12]uintptr

// here is the stack of the caller of an exported function of this package.
func here() (o origin) {
	runtime.Callers(3, o[:])
	return o
}

func (o origin) String() string {
	var b strings.Builder
	frames := runtime.CallersFrames(o[:])
	for {
		f, more := frames.Next()
		if f.Function != "" {
			fmt.Fprintf(&b, "\t%s\n\t\t%s:%d\n", f.Function, f.File, f.Line)
		}
		if !more {
			return strings.TrimRight(b.String(), "\n")
		}
	}
}

// collected is the cleanup of a handle around a child.
func collected(ch child) {
	if ch.end() {
		ch.report()
	}
}

func reportLeak(what string, made origin) {
	if report := OnLeak.Load(); report != nil && *report != nil {
		(*report)(what, made.String())
	}
}
