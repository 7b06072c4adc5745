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

// Value is the stored bytes of one key, where they lie: in Go memory, or borrowed from C++. The zero Value is no bytes.
//
// Release gives borrowed memory back; until then it stays as it is, whatever else is called, Close included. After Release
// Bytes must not be read, which nothing but the caller can prevent; a build with -tags openleveldb_poison finds out (see the
// package comment). A Value in Go memory needs no Release, and suffers one.
//
// The Value must stay reachable while Bytes is used, as it does for a deferred Release: one that is forgotten is released when
// it is collected, whoever has its Bytes.
type Value struct {
	// Four words are the most that Go passes on in registers; a slice and the loan would be five.
	first *byte
	size  int
	loan  *loan
	turn  uint64
}

// ValueOf makes a Value of bytes in Go memory.
func ValueOf(bytes []byte) Value { return Value{first: unsafe.SliceData(bytes), size: len(bytes)} }

// Bytes are the stored bytes. They must not be changed: they may be a table's own pages, mapped for reading.
func (v Value) Bytes() []byte { return unsafe.Slice(v.first, v.size) }

// Release ends the use of Bytes. Releasing twice is harmless.
func (v Value) Release() {
	if v.loan != nil && v.loan.turn.CompareAndSwap(v.turn, v.turn+1) {
		v.loan.settle(false)
		loans.Put(v.loan)
	}
}

// Borrowed says whether the bytes lie in C++ memory until Release.
func (v Value) Borrowed() bool { return v.loan != nil }

// Explain says where the value was made and where it was released, in a build with -tags openleveldb_poison; else nothing.
func (v Value) Explain() string {
	if !poisoned || v.size == 0 {
		return ""
	}
	return ExplainFault(uintptr(unsafe.Pointer(v.first)))
}

// loan is C++ memory in Go's hands. Loans are used again and again, as a read that borrows should not allocate: a Value
// knows the turn of its loan, and one whose turn is over has nothing to release.
type loan struct{ *debt }

// debt is what has to be given back. It is apart from its loan for the sake of a Value that is forgotten: then the loan is
// collected, and the debt is left to be settled.
type debt struct {
	guard guard
	turn  atomic.Uint64 // odd while lent
	core  *core

	owner    unsafe.Pointer // of oldb_get,
	pinned   C.int
	iterator *iteratorCore // or an iterator's large value
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

// lend makes a Value of C++ memory, which owner or iterator holds. The copy of a small value, in
// a build that poisons, has neither, nor a core.
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

// settle gives the memory back.
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
