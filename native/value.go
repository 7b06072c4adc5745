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

// borrowed tracks the C++ memory that a Value borrows. Objects are pooled, so that a read that
// borrows does not allocate.
type borrowed struct {
	driver.Memory
	*record
}

// record is a separate object, so that the cleanup of a collected borrowed can still use it if a
// Value was never released.
type record struct {
	pin
	guard  guard
	active bool // between borrow and release
}

// pin identifies the object that keeps borrowed memory valid. The copy of a small value, in a
// poison build, has none.
type pin struct {
	core   *core          // counts it as a reference, unless cursor does; nil for a copy
	owner  unsafe.Pointer // from oldb_get; nil if cursor is set
	kind   C.int          // oldb_value.pinned
	cursor *cursor        // whose large value is borrowed
}

var records = sync.Pool{New: func() any {
	b := &borrowed{record: &record{}}
	b.Init(b)
	runtime.AddCleanup(b, func(r *record) {
		if r.active {
			core, made := r.core, r.guard.origin()
			r.release(true)
			if core != nil {
				leak.Report("a borrowed value of "+core.path, made)
			}
		}
	}, b.record)
	return b
}}

// borrow returns a Value of C++ memory, which p keeps valid until the Value is released.
func borrow(bytes []byte, p pin) driver.Value {
	b := records.Get().(*borrowed)
	b.pin, b.active = p, true
	switch {
	case p.cursor != nil:
		live.addIn(p.cursor.lane, 1)
	case p.core != nil:
		live.Add(1)
	}
	return b.Borrow(b.guard.protect(bytes))
}

// Free implements [driver.MemoryOwner].
func (b *borrowed) Free() {
	b.release(false)
	records.Put(b)
}

// Explain implements [driver.MemoryOwner].
func (b *borrowed) Explain(address uintptr) string { return ExplainFault(address) }

// release frees the memory. forgotten is true if the garbage collector released the Value.
func (r *record) release(forgotten bool) {
	r.guard.revoke(forgotten)
	p := r.pin
	r.pin, r.active = pin{}, false
	switch {
	case p.core == nil:
		return
	case p.cursor != nil:
		live.addIn(p.cursor.lane, -1)
		p.cursor.unpin()
		return
	}
	live.Add(-1)
	reads.acquire()
	if order := p.core.order; order != nil && p.kind != 0 {
		_ = order.call(func() { C.oldb_value_release(p.owner, p.kind) }) // a failed database keeps it
	} else {
		C.oldb_value_release(p.owner, p.kind)
	}
	reads.release()
	p.core.release()
}
