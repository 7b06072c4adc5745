package native

/*
#cgo noescape oldb_value_release
#cgo nocallback oldb_value_release
#include "shim.h"
*/
import "C"

import (
	"runtime"
	"sync"
	"sync/atomic"
	"unsafe"

	"github.com/openleveldb/openleveldb/internal/leak"
)

// Value holds the stored bytes of one key, either in Go memory or borrowed from C++. The zero Value
// holds no bytes.
//
// Borrowed memory stays valid and unchanged until Release, even after Close. After Release, Bytes
// must not be read. Only the caller can ensure that; a build with -tags openleveldb_poison detects
// it (see the package comment). A Value in Go memory needs no Release, but may be released.
//
// The Value must stay reachable while Bytes is used, as it does with a deferred Release. A
// forgotten Value is released when it is collected, even if its Bytes are still in use.
type Value struct {
	// Go passes at most four words of a struct in registers; a slice and the loan would be five.
	first *byte
	size  int
	loan  *loan
	turn  uint64
}

// ValueOf returns a Value that holds bytes in Go memory.
func ValueOf(bytes []byte) Value { return Value{first: unsafe.SliceData(bytes), size: len(bytes)} }

// Bytes returns the stored bytes. They must not be modified: they may be the pages of a table that
// is mapped read-only.
func (v Value) Bytes() []byte { return unsafe.Slice(v.first, v.size) }

// Release returns borrowed memory. Bytes must not be used afterwards. Releasing twice is harmless.
func (v Value) Release() {
	if v.loan != nil && v.loan.turn.CompareAndSwap(v.turn, v.turn+1) {
		v.loan.settle(false)
		loans.Put(v.loan)
	}
}

// Borrowed reports whether the bytes are in C++ memory until Release.
func (v Value) Borrowed() bool { return v.loan != nil }

// Explain returns where the value was made and where it was released in a build with -tags
// openleveldb_poison, and an empty string in other builds.
func (v Value) Explain() string {
	if !poisoned || v.size == 0 {
		return ""
	}
	return ExplainFault(uintptr(unsafe.Pointer(v.first)))
}

// loan is the record of C++ memory that a Value borrows. Loans are pooled, so that a read that
// borrows does not allocate. A Value stores the turn of its loan; if the loan is at another turn,
// the Value has nothing to release.
type loan struct{ *debt }

// debt is the part of a loan that must be freed. It is a separate object, so that the cleanup of a
// collected loan can still use it after a Value was forgotten.
type debt struct {
	guard guard
	turn  atomic.Uint64 // odd while borrowed
	core  *core

	owner    unsafe.Pointer // from oldb_get; nil if iterator is set
	pinned   C.int
	iterator *iteratorCore // whose large value is borrowed
}

var loans = sync.Pool{New: func() any {
	l := &loan{&debt{}}
	runtime.AddCleanup(l, func(d *debt) {
		if d.turn.Load()%2 == 1 {
			core, made := d.core, d.guard.origin()
			d.settle(true)
			if core != nil {
				leak.Report("a borrowed value of "+core.path, made)
			}
		}
	}, l.debt)
	return l
}}

// lend returns a Value of C++ memory that owner or iterator holds. The copy of a small value, in a
// poison build, has no owner, iterator or core.
func lend(bytes []byte, core *core, owner unsafe.Pointer, pinned C.int, iterator *iteratorCore) Value {
	l := loans.Get().(*loan)
	l.core, l.owner, l.pinned, l.iterator = core, owner, pinned, iterator
	if core != nil {
		live.Add(1)
	}
	v := ValueOf(l.guard.lend(bytes))
	v.loan, v.turn = l, l.turn.Add(1)
	return v
}

// settle frees the memory.
func (d *debt) settle(forgotten bool) {
	d.guard.revoke(forgotten)
	core, owner, pinned, iterator := d.core, d.owner, d.pinned, d.iterator
	d.core, d.owner, d.iterator = nil, nil, nil
	if core == nil {
		return
	}
	live.Add(-1)
	if iterator != nil {
		iterator.giveBack()
		return
	}
	reads.acquire()
	C.oldb_value_release(owner, pinned)
	reads.release()
	core.release()
}
