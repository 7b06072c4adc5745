// Package leak reports handles that were collected without having been closed.
package leak

import (
	"fmt"
	"log"
	"runtime"
	"strings"
	"sync/atomic"
)

// A Reporter is told of a handle that was forgotten: what it was, and the stack of the place where it was made, a line
// each, or nothing if that is not known. The handle has been released. It is called from a goroutine of the runtime and must
// not block.
type Reporter func(what, madeAt string)

var reporter atomic.Pointer[Reporter]

func init() {
	SetReporter(func(what, madeAt string) {
		if madeAt != "" {
			madeAt = "; it was made at\n" + madeAt
		}
		log.Printf("leveldb: %s was forgotten, and has been released now%s", what, madeAt)
	})
}

// SetReporter replaces the reporter and gives the one before. The first writes to package log's standard logger.
func SetReporter(r Reporter) (before Reporter) {
	if old := reporter.Swap(&r); old != nil {
		before = *old
	}
	return before
}

// Report tells the reporter, if there is one.
func Report(what string, made Origin) {
	if r := *reporter.Load(); r != nil {
		r(what, made.String())
	}
}

// Origin is where a handle was made; the zero Origin is not known.
type Origin [12]uintptr

// Here is the stack above the caller of an exported function.
func Here() (o Origin) {
	runtime.Callers(3, o[:])
	return o
}

func (o Origin) String() string {
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
