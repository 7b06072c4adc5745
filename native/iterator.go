package native

/*
#cgo noescape oldb_iter_open
#cgo nocallback oldb_iter_open
#cgo noescape oldb_iter_fill
#cgo nocallback oldb_iter_fill
#cgo noescape oldb_iter_resume
#cgo nocallback oldb_iter_resume
#cgo noescape oldb_iter_restart
#cgo nocallback oldb_iter_restart
#include "shim.h"
*/
import "C"

import (
	"context"
	"encoding/binary"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"unsafe"

	"github.com/openleveldb/openleveldb/internal/leak"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// Iterator iterates over a range in pages, in the state that the database had when the Iterator was
// made. Each page is one call into C++. Its methods may be called from many goroutines, which then
// share the pages.
//
// An Iterator holds a C++ object until it is closed or exhausted. With Span.Seekable it holds the
// object until it is closed. It implements [driver.Resumer].
type Iterator struct {
	db *DB // keeps the database open
	*iteratorCore
}

type iteratorCore struct {
	core *core

	mu    sync.Mutex
	c     *C.oldb_iter
	over  bool          // the iterator or the database was closed
	done  bool          // nothing is left
	large bool          // the current page is a large value in C++ memory
	lent  int           // borrowed values of the current page; the C++ iterator must not move
	turn  atomic.Uint64 // counts the pages, to detect late reads of values

	first    *driver.Page // read when the iterator was made, until Next returns it
	firstErr error

	copies copies // borrowed small values, in a poison build

	keysOnly bool
	reuse    bool
	seekable bool
	most     int // entries wanted in total; negative is no limit
	limit    int // entries still wanted; negative is no limit
	size     pageSize
	room     *room // for the second and later pages

	wanted []string // the remaining keys of a lookup
	packed []byte   // the same keys, packed

	made leak.Origin
}

// Scan implements [driver.Store].
func (s state) Scan(ctx context.Context, span driver.Span, o driver.ReadOptions) (driver.Cursor, error) {
	if err := span.Check(); err != nil {
		return nil, err
	}
	it := &iteratorCore{keysOnly: span.KeysOnly, reuse: span.Reuse, seekable: span.Seekable, most: -1, size: firstPage}
	if span.Limit > 0 {
		it.most = span.Limit
	}
	it.limit = it.most
	return s.begin(ctx, it, &span, o)
}

// Lookup implements [driver.Store]. The keys are copied.
func (s state) Lookup(ctx context.Context, keys []string, o driver.ReadOptions) (driver.Cursor, error) {
	keys = slices.Clone(keys)
	packed, err := packKeys(keys)
	if err != nil {
		return nil, err
	}
	if keys == nil {
		keys = []string{}
	}
	return s.begin(ctx, &iteratorCore{limit: len(keys), size: firstPage, wanted: keys, packed: packed}, &driver.Span{}, o)
}

// begin starts the iteration and reads the first page in the same call. If that is also the last
// page, for example in a search for the next entry, no C++ object has to be kept, counted and
// freed.
func (s state) begin(ctx context.Context, it *iteratorCore, span *driver.Span, o driver.ReadOptions) (driver.Cursor, error) {
	snapshot, err := s.enter(ctx)
	if err != nil {
		return nil, err
	}
	defer s.leave()
	db := s.db
	it.core = db.core
	it.turn.Store(1)
	iterator := &Iterator{db: db, iteratorCore: it}
	if it.limit == 0 {
		return iterator, nil // a lookup of no keys
	}
	flags := flags(o)
	if span.Reverse {
		flags |= C.OLDB_REVERSE
	}
	if span.Seekable {
		flags |= C.OLDB_KEEP
	}
	draft := drafts.Get().(*draft)
	defer drafts.Put(draft)
	cp := it.ask(len(draft.ends)-1, len(draft.keys), len(draft.values))
	reads.acquire()
	it.c = C.oldb_iter_open(db.c, snapshot, flags, bound(span.Lower), C.size_t(len(span.Lower)), bound(span.Upper), C.size_t(len(span.Upper)),
		buffer(it.packed), C.size_t(len(it.packed)), entries(draft.ends[:]), buffer(draft.keys[:]), it.values(draft.values[:]), &cp)
	reads.release()
	if it.c != nil {
		it.made = leak.Here()
		db.adopt(it)
		live.Add(1)
		runtime.AddCleanup(iterator, collected, child(it))
	}
	if cp.key_needed > 0 {
		it.size.keys = max(it.size.keys, int(cp.key_needed)) // Next reads the first page
		return iterator, nil
	}
	it.first, it.firstErr = it.take(&cp, draft.page)
	return iterator, nil
}

// Next returns the next page, or nil after the last. After an error there are no more pages.
// Entries that were read before the error are returned first, in a page whose Err is the error; the
// last few of them may be missing.
//
// While a large value of the current page is borrowed, Next returns ErrInvalidArgument and the
// Iterator does not move. Next does not wait for the release, because its own goroutine may hold
// the value.
func (it *Iterator) Next(ctx context.Context) (*driver.Page, error) {
	defer runtime.KeepAlive(it)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	it.mu.Lock()
	defer it.mu.Unlock()
	if it.closed() {
		return nil, driver.ErrClosed
	}
	if it.lent > 0 {
		return nil, errInUse()
	}
	it.copies.withdraw()
	if page, err := it.first, it.firstErr; page != nil || err != nil {
		it.first, it.firstErr = nil, nil
		return page, err
	}
	it.turn.Add(1)
	if it.c == nil || it.limit == 0 || it.done {
		return nil, nil
	}
	return it.fill()
}

// errInUse returns the error for moving an iterator while one of its values is still borrowed in
// place.
func errInUse() error {
	return &driver.Error{Class: driver.ErrInvalidArgument,
		Text: "a value of the iteration is still in use: release it, or return from View, before the iteration goes on"}
}

// closed reports whether the iterator or its database was closed. A database ends its iterators
// that hold a C++ object when it closes; the others check its state here. The caller holds mu.
func (it *iteratorCore) closed() bool { return it.over || it.core.closing.Load() }

// Close ends the iteration. Closing twice is harmless.
func (it *Iterator) Close() {
	it.end()
	runtime.KeepAlive(it)
}

func (it *iteratorCore) describe() (string, leak.Origin) {
	return "an iterator of " + it.core.path, it.made
}

// end closes the iterator. It frees the C++ object unless a value is borrowed from it, and reports
// whether there was one.
func (it *iteratorCore) end() bool {
	it.mu.Lock()
	defer it.mu.Unlock()
	if it.over {
		return false
	}
	it.over = true
	held := it.c != nil
	if held {
		live.Add(-1)
	}
	if it.lent == 0 {
		it.free()
	}
	return held
}

// free frees the C++ object. The caller holds mu.
func (it *iteratorCore) free() {
	if it.c != nil {
		reads.acquire()
		C.oldb_iter_destroy(it.c)
		reads.release()
		it.c = nil
		it.core.disown(it)
	}
}

// finish marks the iteration as exhausted. The caller holds mu.
func (it *iteratorCore) finish() {
	it.done = true
	if it.c != nil && !it.seekable {
		live.Add(-1)
		it.free()
	}
}

// Resume implements [driver.Resumer]. Like Next, it invalidates the values of the previous page,
// and fails while a large value is borrowed.
func (it *Iterator) Resume(key string, taken int) error {
	defer runtime.KeepAlive(it)
	if err := driver.CheckSize(len(key), 0); err != nil {
		return err
	}
	it.mu.Lock()
	defer it.mu.Unlock()
	switch {
	case it.closed():
		return driver.ErrClosed
	case it.lent > 0:
		return errInUse()
	case !it.seekable || taken < 0 || it.most >= 0 && taken > it.most:
		return &driver.Error{Class: driver.ErrInvalidArgument, Text: "the iteration cannot be resumed there"}
	}
	it.copies.withdraw()
	it.turn.Add(1)
	it.first, it.firstErr = nil, nil
	it.done = false
	if it.limit = it.most; it.most >= 0 {
		it.limit -= taken
	}
	it.size = firstPage
	reads.acquire()
	defer reads.release()
	if taken == 0 {
		C.oldb_iter_restart(it.c)
	} else {
		C.oldb_iter_resume(it.c, chars(key), C.size_t(len(key)))
	}
	return nil
}

// lender lends values of an iterator's current page. It is a type of its own so that Iterator has
// no method Lend.
type lender iteratorCore

// Lend implements [driver.Lender].
func (l *lender) Lend(turn uint64, bytes []byte) (driver.Value, error) {
	it := (*iteratorCore)(l)
	it.mu.Lock()
	defer it.mu.Unlock()
	switch {
	case it.turn.Load() != turn: // also if it was closed after that
		return driver.Value{}, driver.ErrMoved
	case !it.large:
		return it.copies.lend(bytes), nil
	case it.over:
		return driver.Value{}, driver.ErrClosed
	}
	it.lent++
	return lend(bytes, it.core, nil, 0, it), nil
}

func (it *iteratorCore) giveBack() {
	it.mu.Lock()
	defer it.mu.Unlock()
	it.lent--
	if it.lent == 0 && it.over {
		it.free()
	}
}

// fill reads a page. The caller holds mu and has checked that the C++ iterator may move.
func (it *iteratorCore) fill() (*driver.Page, error) {
	if it.room == nil {
		it.room = new(room)
	}
	r := it.room
	for {
		r.make(it.size, it.keysOnly)
		cp := it.ask(len(r.ends)-1, len(r.keys), len(r.values))
		reads.acquire()
		C.oldb_iter_fill(it.c, buffer(it.packed), C.size_t(len(it.packed)), entries(r.ends), buffer(r.keys), it.values(r.values), &cp)
		reads.release()
		if cp.key_needed == 0 {
			return it.take(&cp, func(entries, keys, values int) (*driver.Page, driver.Content) {
				return r.page(entries, keys, values, it.reuse)
			})
		}
		it.size.keys = max(it.size.keys, int(cp.key_needed))
		r.keys = nil
	}
}

// ask returns the request for the next page, with buffers of the given sizes.
func (it *iteratorCore) ask(entries, keys, values int) C.oldb_page {
	p := C.oldb_page{
		max_entries: C.size_t(entries), keys_cap: C.size_t(keys), values_cap: C.size_t(values), large_from: largeFrom,
	}
	if it.limit >= 0 && it.limit <= entries {
		p.max_entries, p.last = C.size_t(it.limit), 1
	}
	return p
}

// take returns the page that C++ wrote to the buffers, or nil if it wrote none. cut takes the page
// from the buffers. The caller holds mu.
func (it *iteratorCore) take(cp *C.oldb_page, cut func(entries, keys, values int) (*driver.Page, driver.Content)) (*driver.Page, error) {
	err := statusError(&cp.status)
	n := int(cp.count)
	if n == 0 {
		it.finish()
		if err != nil {
			it.limit = 0
		}
		return nil, err
	}
	p, content := cut(n, int(cp.keys_used), int(cp.values_used))
	content.Turns, content.Err = &it.turn, err
	if it.large = cp.large_value != 0; it.large {
		content.Large = unsafe.Slice((*byte)(pointer(&cp.large_value)), int(cp.large_size))
	}
	if it.large || poisoned {
		content.Lender, content.LendAll = (*lender)(it), poisoned
	}
	if it.limit >= 0 {
		it.limit -= n
	}
	if it.packed != nil {
		content.Wanted, it.wanted = it.wanted[:n:n], it.wanted[n:]
		for range n {
			it.packed = it.packed[keyOverhead+binary.LittleEndian.Uint32(it.packed):]
		}
	}
	if err != nil || cp.done != 0 {
		it.finish()
	}
	it.size = it.size.next()
	*p = driver.PageOf(content)
	return p, nil
}

// values returns the buffer for values, or NULL if none are wanted.
func (it *iteratorCore) values(room []byte) *C.char {
	if it.keysOnly {
		return nil
	}
	return buffer(room)
}

// The following functions convert arguments of C++ calls. C++ uses them during the call only.

// entries returns a pointer to the second End, where the end of the first entry is stored.
func entries(ends []driver.End) *C.oldb_entry { return (*C.oldb_entry)(unsafe.Pointer(&ends[1])) }

// bound returns NULL for an empty bound, which means no bound.
func bound(key string) *C.char {
	if key == "" {
		return nil
	}
	return chars(key)
}
