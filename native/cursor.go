package native

/*
#include "shim.h"
*/
import "C"

import (
	"cmp"
	"context"
	"runtime"
	"sync"
	"sync/atomic"
	"unsafe"

	"github.com/openleveldb/openleveldb/internal/leak"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// paged is the handle to a cursor. It implements [driver.Cursor].
type paged struct {
	db *DB // keeps the database open
	*cursor
}

// cursor is the common part of an Iterator and a lookup: it reads pages, of which the current one
// may be a large value. It must not refer to the handle, so that an unreachable handle can be
// collected.
type cursor struct {
	core   *core
	reader reader
	made   leak.Origin
	lane   uint32 // of paging and live

	mu    sync.Mutex
	held  bool          // reader holds a C++ object
	over  bool          // the cursor or the database was closed
	done  bool          // nothing is left
	large bool          // the current page is a large value in C++ memory
	pins  int           // borrowed values of the current page; the C++ object must not move
	turn  atomic.Uint64 // counts the pages, to detect late reads of values

	first    *driver.Page // read when the cursor was made, until Next returns it
	firstErr error

	failure error // of the comparator, during the last call of reader

	copies copies // borrowed small values, in a poison build

	keysOnly bool
	reuse    bool // the next page may overwrite this one
	keep     bool // keep the C++ object after the last page
	lazy     bool // do not read the first page when the cursor is made
	limit    int  // entries still wanted; negative is no limit
	size     pageSize
	room     *room // for the second and later pages
}

// reader is the C++ object of a cursor. The caller holds the cursor's mu.
type reader interface {
	// open creates the object, and reads the first page into a draft. page is the request. open
	// returns the result, and reports whether there is an object to keep.
	open(db *C.leveldb_t, snapshot *C.oldb_snapshot, flags C.int, page C.oldb_page, d *draft) (result C.oldb_page, held bool)
	// fill reads the next page.
	fill(page C.oldb_page, r *room) (result C.oldb_page)
	// wanted returns the keys of the next n entries in a lookup, and nil in an iteration over a
	// range.
	wanted(n int) []string
	destroy()
}

// begin creates the C++ object, and reads the first page in the same call. If that is also the last
// page, as in a search for the next entry, no object has to be kept, counted and freed.
func (s state) begin(ctx context.Context, c *cursor, o driver.ReadOptions) error {
	snapshot, err := s.enter(ctx)
	if err != nil {
		return err
	}
	defer s.leave()
	c.core = s.db.core
	c.lane = nextLane()
	c.size = firstPage
	c.turn.Store(1)
	if c.limit == 0 {
		return nil // a lookup of no keys
	}
	draft := drafts.Get().(*draft)
	defer drafts.Put(draft)
	request := c.ask(len(draft.ends)-1, len(draft.keys), len(draft.values))
	if c.lazy {
		request.max_entries = 0
	}
	reads.acquire()
	var result C.oldb_page
	result, c.held = c.reader.open(s.db.c, snapshot, flags(o), request, draft)
	reads.release()
	if c.held {
		c.made = leak.Here()
		s.db.adopt(c)
		live.Add(1)
	}
	if c.lazy && c.held {
		return nil // Next reads the first page
	}
	if result.key_needed > 0 {
		c.size.keys = max(c.size.keys, int(result.key_needed)) // Next reads the first page
		return nil
	}
	c.first, c.firstErr = c.take(&result, draft.page)
	return nil
}

// Next returns the next page, or nil after the last. After an error there are no more pages.
// Entries that were read before the error are returned first, in a page whose Err is the error; the
// last few of them may be missing.
//
// While a large value of the current page is borrowed, Next returns ErrInvalidArgument, and the
// cursor does not move. Next does not wait for the release, because its own goroutine may hold the
// value.
func (p *paged) Next(ctx context.Context) (*driver.Page, error) {
	defer runtime.KeepAlive(p)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return p.next()
}

// Close ends the iteration. Closing twice is harmless.
func (p *paged) Close() {
	p.end()
	runtime.KeepAlive(p)
}

func (c *cursor) next() (*driver.Page, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.mayMove(); err != nil {
		return nil, err
	}
	c.copies.withdraw()
	if page, err := c.first, c.firstErr; page != nil || err != nil {
		c.first, c.firstErr = nil, nil
		return page, err
	}
	c.turn.Add(1)
	if !c.held || c.limit == 0 || c.done {
		return nil, nil
	}
	return c.fill()
}

// mayMove returns an error if the cursor is closed, or if one of its values is borrowed in place.
// Closing a database ends the cursors that hold a C++ object; the others check the state of the
// database here. The caller holds mu.
func (c *cursor) mayMove() error {
	switch {
	case c.over || c.core.closing.Load():
		return driver.ErrClosed
	case c.pins > 0:
		return &driver.Error{Class: driver.ErrInvalidArgument,
			Text: "a value of the iteration is still in use: release it, or return from View, before the next entry"}
	}
	return nil
}

// fill reads a page. The caller holds mu and has checked that the cursor may move.
func (c *cursor) fill() (*driver.Page, error) {
	if c.room == nil {
		c.room = new(room)
	}
	r := c.room
	for {
		r.make(c.size, c.keysOnly)
		request := c.ask(len(r.ends)-1, len(r.keys), len(r.values))
		paging[c.lane].acquire()
		result := c.reader.fill(request, r)
		paging[c.lane].release()
		if result.key_needed == 0 {
			return c.take(&result, func(entries, keys, values int) (*driver.Page, driver.Content) {
				return r.page(entries, keys, values, c.reuse)
			})
		}
		c.size.keys = max(c.size.keys, int(result.key_needed))
		r.keys = nil
	}
}

// ask returns the request for the next page, with buffers of the given sizes.
func (c *cursor) ask(entries, keys, values int) C.oldb_page {
	p := C.oldb_page{
		max_entries: C.size_t(entries), keys_cap: C.size_t(keys), values_cap: C.size_t(values), large_from: largeFrom,
	}
	if c.size.entries == seekPage.entries {
		// A single entry. Reading past it could read another block.
		p.max_entries, p.stay = C.size_t(seekPage.entries), 1
	}
	if c.limit >= 0 && c.limit <= entries {
		p.max_entries, p.last = C.size_t(c.limit), 1
	}
	return p
}

// take returns the page that C++ wrote to the buffers, or nil if it wrote none. cut takes the page
// from the buffers. The caller holds mu.
func (c *cursor) take(result *C.oldb_page, cut func(entries, keys, values int) (*driver.Page, driver.Content)) (*driver.Page, error) {
	err := cmp.Or(c.failure, statusError(&result.status))
	n := int(result.count)
	if n == 0 {
		c.finish()
		if err != nil {
			c.limit = 0
		}
		return nil, err
	}
	p, content := cut(n, int(result.keys_used), int(result.values_used))
	content.Turns, content.Err, content.Wanted = &c.turn, err, c.reader.wanted(n)
	if c.large = result.large_value != 0; c.large {
		content.Large = unsafe.Slice((*byte)(pointer(&result.large_value)), int(result.large_size))
	}
	if c.large || poisoned {
		content.Source, content.BorrowAll = (*pageSource)(c), poisoned
	}
	if c.limit >= 0 {
		c.limit -= n
	}
	if err != nil || result.done != 0 {
		c.finish()
	}
	c.size = c.size.next()
	*p = driver.PageOf(content)
	return p, nil
}

// finish marks the cursor as exhausted. The caller holds mu.
func (c *cursor) finish() {
	c.done = true
	if c.held && !c.keep {
		live.Add(-1)
		c.free()
	}
}

// end closes the cursor. It frees the C++ object unless a value is borrowed from it, and reports
// whether there was one.
func (c *cursor) end() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.over {
		return false
	}
	c.over = true
	if c.keep {
		c.turn.Add(1) // so that a leveldb.Cursor no longer moves within the current page
	}
	held := c.held
	if held {
		live.Add(-1)
	}
	if c.pins == 0 {
		c.free()
	}
	return held
}

// free frees the C++ object. The caller holds mu.
func (c *cursor) free() {
	if c.held {
		reads.acquire()
		c.reader.destroy()
		reads.release()
		c.held = false
		c.core.disown(c)
	}
}

func (c *cursor) describe() (string, leak.Origin) {
	return "an iterator of " + c.core.path, c.made
}

// pageSource borrows values of the current page of a cursor. It is a separate type so that Iterator has no
// method Borrow.
type pageSource cursor

// Borrow implements [driver.Source].
func (l *pageSource) Borrow(turn uint64, bytes []byte) (driver.Value, error) {
	c := (*cursor)(l)
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.turn.Load() != turn: // also if it was closed after that
		return driver.Value{}, driver.ErrMoved
	case !c.large:
		return c.copies.borrow(bytes), nil
	case c.over:
		return driver.Value{}, driver.ErrClosed
	}
	c.pins++
	return borrow(bytes, pin{core: c.core, cursor: c}), nil
}

// unpin releases a borrowed value of the current page.
func (c *cursor) unpin() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pins--
	if c.pins == 0 && c.over {
		c.free()
	}
}

// entries returns a pointer to the second End, where the end of the first entry is stored.
func entries(ends []driver.End) *C.oldb_entry { return (*C.oldb_entry)(unsafe.Pointer(&ends[1])) }
