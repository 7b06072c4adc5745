package leveldb

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
	"unsafe"

	"github.com/openleveldb/openleveldb/native"
)

// LevelDB maps tables into memory, so that reading a borrowed value may be a read from disk; and where the disk fails, or somebody
// has truncated the table, the processor faults: SIGBUS, which ends the process. In a goroutine that has asked for it, the runtime
// makes a panic of a fault in Go code (debug.SetPanicOnFault). Where the library knows when a value is read, it asks, and makes an
// error of the panic:
//
//	defer caught(stored, debug.SetPanicOnFault(true), "view", key, &err)
//
// It costs some nanoseconds, and no memory. What is not caught: a fault in C++, where LevelDB looks for a key in a table that was
// truncated after it was mapped, and where Get, Gather and a small ReadInto copy; in another goroutine than the one that called; and in
// memory that is pinned without a scope (Pin).

// caught ends the reading of a value. before is what SetPanicOnFault gave at its start. If the value could not be read, that is
// the error; any other panic goes on.
func caught(stored Value, before bool, op, key string, err *error) {
	debug.SetPanicOnFault(before)
	if p := recover(); p != nil {
		*err = unreadable(p, stored, op, key)
	}
}

// unreadable gives the error for a panic that is a fault within the stored value. Any other panic it begins anew: the deferred call
// that it is in stands on the frames of the first, so that a traceback shows them.
func unreadable(p any, stored Value, op, key string) error {
	fault, ok := p.(interface {
		runtime.Error
		Addr() uintptr // see debug.SetPanicOnFault
	})
	if !ok {
		panic(p)
	}
	bytes := stored.Bytes()
	at := fault.Addr() - uintptr(unsafe.Pointer(unsafe.SliceData(bytes)))
	if at >= uintptr(len(bytes)) || native.ExplainFault(fault.Addr()) != "" { // the latter is misuse, in a build that poisons
		panic(p)
	}
	text := fmt.Sprintf("byte %d of %d cannot be read any more: the table was truncated, or its disk fails", at, len(bytes))
	return fail(op, strings.Clone(key), &native.Error{Op: op, Class: native.ErrIO, Text: text}) // the key may be a page's
}
