package near

import (
	"runtime"
	"sync/atomic"

	"github.com/openleveldb/openleveldb/internal/leak"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// borrowed tracks the table that a Value borrows.
type borrowed struct {
	driver.Memory
	*use
	forgotten runtime.Cleanup
}

// use is one use of a table. It is a separate object, so that the cleanup of a borrowed can end it
// if the Value was not released.
type use struct {
	tables *tables
	table  *table
	made   leak.Origin
	ended  atomic.Bool
}

// borrow returns a Value of bytes of t, a use of which has been counted.
func borrow(s *tables, t *table, bytes []byte) driver.Value {
	b := &borrowed{use: &use{tables: s, table: t, made: leak.Here()}}
	b.forgotten = runtime.AddCleanup(b, func(u *use) {
		if u.end() {
			leak.Report("a borrowed value of "+u.tables.dir, u.made)
		}
	}, b.use)
	b.Init(b)
	return b.Borrow(bytes)
}

// end ends the use, and reports whether it had not ended yet.
func (u *use) end() bool {
	if !u.ended.CompareAndSwap(false, true) {
		return false
	}
	u.tables.mu.Lock()
	u.table.drop()
	u.tables.mu.Unlock()
	return true
}

// Free implements [driver.MemoryOwner].
func (b *borrowed) Free() {
	b.end()
	b.forgotten.Stop()
	runtime.KeepAlive(b)
}

// Explain implements [driver.MemoryOwner].
func (b *borrowed) Explain(uintptr) string { return "" }
