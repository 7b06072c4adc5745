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
	"unsafe"

	"github.com/openleveldb/openleveldb/internal/leak"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// loan is the record of C++ memory that a Value borrows. Loans are pooled, so that a read that
// borrows does not allocate.
type loan struct {
	driver.Memory
	*debt
}

// debt is the part of a loan that must be freed. It is a separate object, so that the cleanup of a
// collected loan can still use it after a Value was forgotten.
type debt struct {
	guard guard
	owed  bool // between lend and settle
	core  *core

	owner    unsafe.Pointer // from oldb_get; nil if iterator is set
	pinned   C.int
	iterator *iteratorCore // whose large value is borrowed
}

var loans = sync.Pool{New: func() any {
	l := &loan{debt: &debt{}}
	l.Init(l)
	runtime.AddCleanup(l, func(d *debt) {
		if d.owed {
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
func lend(bytes []byte, core *core, owner unsafe.Pointer, pinned C.int, iterator *iteratorCore) driver.Value {
	l := loans.Get().(*loan)
	l.core, l.owner, l.pinned, l.iterator, l.owed = core, owner, pinned, iterator, true
	if core != nil {
		live.Add(1)
	}
	return l.Borrow(l.guard.lend(bytes))
}

// Free implements [driver.MemoryOwner].
func (l *loan) Free() {
	l.settle(false)
	loans.Put(l)
}

// Explain implements [driver.MemoryOwner].
func (l *loan) Explain(address uintptr) string { return ExplainFault(address) }

// settle frees the memory.
func (d *debt) settle(forgotten bool) {
	d.guard.revoke(forgotten)
	core, owner, pinned, iterator := d.core, d.owner, d.pinned, d.iterator
	d.core, d.owner, d.iterator, d.owed = nil, nil, nil, false
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
