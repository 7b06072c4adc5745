package leveldb

import (
	"runtime/debug"
	"strings"

	"github.com/openleveldb/openleveldb/internal/fault"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// LevelDB maps tables into memory, so reading a borrowed value may be a read from disk. If the disk
// fails, or the table was truncated, the processor faults with SIGBUS, which ends the process.
// After debug.SetPanicOnFault the runtime turns a fault in Go code into a panic, for the calling
// goroutine. Functions of this package that know when a value is read enable this, and turn the
// panic into an error:
//
//	defer caught(stored, debug.SetPanicOnFault(true), "view", key, &err)
//
// This costs a few nanoseconds, and no memory. It does not cover:
//
//   - Faults in C++: where LevelDB looks for a key in a table that was truncated after it was
//     mapped, and where Get, Gather and a small ReadInto copy.
//   - Faults in goroutines other than the calling one.
//   - Faults in memory that is pinned without a scope (Pin).

// caught is deferred around the reading of a value. before is what SetPanicOnFault returned at the
// start. If the value could not be read, caught sets err. It passes on any other panic.
func caught(stored driver.Value, before bool, op, key string, err *error) {
	debug.SetPanicOnFault(before)
	if p := recover(); p != nil {
		*err = unreadable(p, stored, op, key)
	}
}

// unreadable returns the error for a panic that is a fault within the stored value. It panics again
// with any other value. It runs in a deferred call on top of the original frames, so a traceback
// still shows them.
func unreadable(p any, stored driver.Value, op, key string) error {
	err, ok := fault.Unreadable(p, stored.Bytes())
	if !ok {
		panic(p)
	}
	// The key is copied, because it may be in a page that is reused.
	return fail(op, strings.Clone(key), err)
}
