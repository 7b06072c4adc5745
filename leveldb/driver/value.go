package driver

import (
	"sync/atomic"
	"unsafe"
)

// Value holds the stored bytes of one key. They are in one of three places:
//
//   - In memory that belongs to the caller (Owned). The Value needs no Release.
//   - In the buffer that the caller passed to Get, or in a page. The Value needs no Release.
//   - In memory of the engine, such as a block of LevelDB's cache (Borrowed).
//
// Borrowed memory stays valid and unchanged until Release, even after Close. After Release, Bytes
// must not be read. Only the caller can ensure that. Package native can be built so that it detects
// such reads; see there.
//
// The Value must stay reachable while Bytes is used, as it does with a deferred Release. A
// forgotten Value is released when it is collected, even if its Bytes are still in use. The zero
// Value holds no bytes.
type Value struct {
	// Go passes at most four words of a struct in registers. A slice and the rest would be five.
	first  *byte
	size   int
	memory *Memory // nil for Go memory; owned for memory of the caller
	use    uint64
}

// ownedMemory marks values that belong to the caller. It is never borrowed.
var ownedMemory Memory

// ValueOf returns a Value of bytes in a buffer or page.
func ValueOf(bytes []byte) Value { return Value{first: unsafe.SliceData(bytes), size: len(bytes)} }

// OwnedValue returns a Value of bytes that from now on belong to the receiver of the Value. Nothing
// else may use or change them.
func OwnedValue(bytes []byte) Value {
	v := ValueOf(bytes)
	v.memory = &ownedMemory
	return v
}

// Bytes returns the stored bytes. They must not be modified unless the Value is Owned: they may be
// the pages of a table that is mapped read-only.
func (v Value) Bytes() []byte { return unsafe.Slice(v.first, v.size) }

// Owned reports whether the bytes belong to the caller.
func (v Value) Owned() bool { return v.memory == &ownedMemory }

// Borrowed reports whether the bytes are in memory of the engine, until Release.
func (v Value) Borrowed() bool { return v.memory != nil && v.memory != &ownedMemory }

// Release returns borrowed memory. Bytes must not be used afterwards. Releasing twice is harmless.
func (v Value) Release() {
	if v.use != 0 && v.memory.uses.CompareAndSwap(v.use, v.use+1) {
		v.memory.owner.Free()
	}
}

// Explain returns where a borrowed value was made and where it was released, if the engine records
// that. Otherwise the result is empty.
func (v Value) Explain() string {
	if !v.Borrowed() || v.size == 0 {
		return ""
	}
	return v.memory.owner.Explain(uintptr(unsafe.Pointer(v.first)))
}

// Memory is an engine's record of memory that a Value borrows. One Value at a time can borrow it.
// Engines may keep released records and use them again, so that a read need not allocate. A Memory
// must not be copied.
//
// A Value keeps its Memory reachable. An engine that embeds Memory in an object of its own can
// therefore find forgotten values with runtime.AddCleanup.
type Memory struct {
	owner MemoryOwner
	uses  atomic.Uint64 // odd while borrowed
}

// MemoryOwner is what an engine does for the Value of a Memory.
type MemoryOwner interface {
	// Free frees the memory. It is called once for each Borrow, when the Value is released.
	Free()
	// Explain returns where the value at an address was made and released, or an empty string.
	Explain(address uintptr) string
}

// Init sets the owner. It must be called once, before the first Borrow.
func (m *Memory) Init(owner MemoryOwner) { m.owner = owner }

// Borrow returns a Value of bytes that the engine keeps valid until Free is called.
func (m *Memory) Borrow(bytes []byte) Value {
	v := ValueOf(bytes)
	v.memory, v.use = m, m.uses.Add(1)
	return v
}
