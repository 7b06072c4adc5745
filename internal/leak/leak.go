// Package leak reports handles that were garbage collected without having been closed.
package leak

import (
	"fmt"
	"log"
	"runtime"
	"strings"
	"sync/atomic"
)

// A Reporter is called for each forgotten handle, after the handle has been released. what
// describes the handle. madeAt is the stack of the place where it was made, or empty if that is
// unknown. A Reporter is called from a goroutine of the runtime and must not block.
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

// SetReporter replaces the reporter and returns the previous one. The initial reporter writes to
// the standard logger of package log.
func SetReporter(r Reporter) (before Reporter) {
	if old := reporter.Swap(&r); old != nil {
		before = *old
	}
	return before
}

// Report calls the reporter, unless it is nil.
func Report(what string, made Origin) {
	if r := *reporter.Load(); r != nil {
		r(what, made.String())
	}
}

// Origin is where a handle was made. The zero Origin is unknown.
type Origin [12]uintptr

// Here returns the stack above the caller of an exported function.
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
