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
#cgo noescape oldb_count
#cgo nocallback oldb_count
#include "shim.h"
*/
import "C"

import (
	"encoding/binary"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"unsafe"

	"github.com/openleveldb/openleveldb/internal/leak"
)

// Range selects the keys Lower <= key < Upper in byte order. An empty bound is none.
type Range struct {
	Lower, Upper string
	Reverse      bool // from the last key to the first
	KeysOnly     bool // leave the values out: none is copied
	Seekable     bool // keep the state for Iterator.Resume until Close, at the last page too
	Reuse        bool // write the keys of each page over those of the one before it: see Page
	Limit        int  // at most so many entries; 0 is no limit
}

// PrefixRange selects the keys that begin with prefix.
func PrefixRange(prefix string) Range {
	r := Range{Lower: prefix}
	for i := len(prefix) - 1; i >= 0; i-- {
		if prefix[i] != 0xff {
			// The smallest key behind them. A prefix of 0xFF bytes has none.
			r.Upper = prefix[:i] + string([]byte{prefix[i] + 1})
			break
		}
	}
	return r
}

// empty reports whether no key can be in the range.
func (r *Range) empty() bool { return r.Upper != "" && r.Lower >= r.Upper }

// check refuses bounds that no key can be, and that LevelDB would take for others: it keeps lengths in 32 bits, in reads too.
func (r *Range) check() error {
	if err := checkSize("iterate", len(r.Lower), 0); err != nil {
		return err
	}
	return checkSize("iterate", len(r.Upper), 0)
}

// Iterator iterates over a range in the state the database had when the Iterator was made, in
// pages: each page is one crossing into C++. Its methods may be called from many goroutines, which
// then share the pages.
//
// It holds an object of C++ until it is closed or has come to its end. One over a Seekable range
// holds it until it is closed.
type Iterator struct {
	db *DB // keeps the database open
	*iteratorCore
}

type iteratorCore struct {
	core *core

	mu   sync.Mutex
	c    *C.oldb_iter
	over bool          // closed, or the database was: no further page
	done bool          // there is nothing left
	lent int           // borrowed values of the current page, for which C++ must stay where it is
	turn atomic.Uint64 // counts the pages, so that values are read in time

	first    *Page // what came when the iterator was made, until Next gives it
	firstErr error

	copies copies // of small values that are lent, in a build that poisons

	keysOnly bool
	reuse    bool
	seekable bool
	most     int // entries wanted in all, and
	limit    int // still; negative is no limit
	size     pageSize
	room     *room // from the second page on

	wanted []string // a lookup: the keys still to be looked up,
	packed []byte   // and the same, packed

	made leak.Origin
}

// NewIterator begins a walk over the range. The caller closes it.
func (db *DB) NewIterator(r Range, options ReadOptions) (*Iterator, error) {
	if err := r.check(); err != nil {
		return nil, err
	}
	it := &iteratorCore{keysOnly: r.KeysOnly, reuse: r.Reuse, seekable: r.Seekable, most: -1, size: firstPage}
	if r.Limit > 0 {
		it.most = r.Limit
	}
	it.limit = it.most
	return db.begin(it, &r, options)
}

// NewLookup returns an Iterator over the values of the given keys, in their order; a page tells
// which of them were found. The keys are copied. The caller closes the Iterator.
func (db *DB) NewLookup(keys []string, options ReadOptions) (*Iterator, error) {
	keys = slices.Clone(keys)
	packed, err := packKeys(keys)
	if err != nil {
		return nil, err
	}
	return db.begin(&iteratorCore{limit: len(keys), size: firstPage, wanted: keys, packed: packed}, &Range{}, options)
}

// begin begins a walk. The first page comes in the same crossing: where it is the last one too, as for the entry behind a key, there
// is nothing of C++ to keep, to count and to give back.
func (db *DB) begin(it *iteratorCore, r *Range, options ReadOptions) (*Iterator, error) {
	snapshot, err := db.reading(options)
	if err != nil {
		return nil, err
	}
	defer db.read(options)
	it.core = db.core
	it.turn.Store(1)
	iterator := &Iterator{db: db, iteratorCore: it}
	if it.limit == 0 {
		return iterator, nil // a lookup of no keys
	}
	flags := options.flags()
	if r.Reverse {
		flags |= C.OLDB_REVERSE
	}
	if r.Seekable {
		flags |= C.OLDB_KEEP
	}
	draft := drafts.Get().(*draft)
	defer drafts.Put(draft)
	cp := it.ask(len(draft.ends)-1, len(draft.keys), len(draft.values))
	reads.acquire()
	it.c = C.oldb_iter_open(db.c, snapshot, flags, bound(r.Lower), C.size_t(len(r.Lower)), bound(r.Upper), C.size_t(len(r.Upper)),
		buffer(it.packed), C.size_t(len(it.packed)), entries(draft.ends[:]), buffer(draft.keys[:]), it.values(draft.values[:]), &cp)
	reads.release()
	if it.c != nil {
		it.made = leak.Here()
		db.adopt(it)
		live.Add(1)
		runtime.AddCleanup(iterator, collected, child(it))
	}
	if cp.key_needed > 0 {
		it.size.keys = max(it.size.keys, int(cp.key_needed)) // the first page is left to Next
		return iterator, nil
	}
	it.first, it.firstErr = it.take(&cp, func(entries, keys, values int) *Page { return draft.page(entries, keys, values) })
	return iterator, nil
}

// Count returns the number of entries in the range, at most r.Limit if that is set, in one
// crossing.
func (db *DB) Count(r Range, options ReadOptions) (uint64, error) {
	if err := r.check(); err != nil {
		return 0, err
	}
	snapshot, err := db.reading(options)
	if err != nil {
		return 0, err
	}
	defer db.read(options)
	most := ^C.uint64_t(0)
	if r.Limit > 0 {
		most = C.uint64_t(r.Limit)
	}
	var count C.uint64_t
	var status C.oldb_status
	reads.acquire()
	C.oldb_count(db.c, snapshot, options.flags(), bound(r.Lower), C.size_t(len(r.Lower)), bound(r.Upper), C.size_t(len(r.Upper)),
		most, &count, &status)
	reads.release()
	return uint64(count), statusError("count", &status)
}

// Next returns the next page, nil after the last. After an error there are no more pages: entries
// that were read before it come first, in a page whose Err it is; the last few of them may be left
// out.
//
// While a large value of the current page is borrowed, the error is ErrInvalidArgument and the
// Iterator stays where it is. Next does not wait for the release, as its own goroutine may be the
// one that holds the value.
func (it *Iterator) Next() (*Page, error) {
	defer runtime.KeepAlive(it)
	it.mu.Lock()
	defer it.mu.Unlock()
	if it.closed() {
		return nil, ErrClosed
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

// errInUse is the error of an iterator that is to move on while a value that it holds in place is
// still borrowed.
func errInUse() error {
	return &Error{Op: "iterate", Class: ErrInvalidArgument,
		Text: "a value of the iteration is still in use: release it, or return from View, before the iteration goes on"}
}

// closed reports whether there is no further page. A database that closes ends the iterators that
// hold something; the others ask it. The caller holds mu.
func (it *iteratorCore) closed() bool { return it.over || it.core.closing.Load() }

// Close ends the walk. Closing twice is harmless.
func (it *Iterator) Close() {
	it.end()
	runtime.KeepAlive(it)
}

func (it *iteratorCore) describe() (string, leak.Origin) {
	return "an iterator of " + it.core.path, it.made
}

// end frees the C++ object unless it is lent, and reports whether there was one.
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

// free gives the C++ object back. The caller holds mu.
func (it *iteratorCore) free() {
	if it.c != nil {
		reads.acquire()
		C.oldb_iter_destroy(it.c)
		reads.release()
		it.c = nil
		it.core.disown(it)
	}
}

// finish is the end of what there is to walk over. The caller holds mu.
func (it *iteratorCore) finish() {
	it.done = true
	if it.c != nil && !it.seekable {
		live.Add(-1)
		it.free()
	}
}

// Resume goes on behind key, or before it if the range is reversed, in the state the walk began
// with, after taken entries of its limit: for one whose last pages did not arrive where they were
// sent. After none it begins anew, and key does not count. The walk must be over a Seekable range.
// Like Next, it ends the values of the page before, and fails while a large one is borrowed.
func (it *Iterator) Resume(key string, taken int) error {
	defer runtime.KeepAlive(it)
	if err := checkSize("iterate", len(key), 0); err != nil {
		return err
	}
	it.mu.Lock()
	defer it.mu.Unlock()
	switch {
	case it.closed():
		return ErrClosed
	case it.lent > 0:
		return errInUse()
	case !it.seekable || taken < 0 || it.most >= 0 && taken > it.most:
		return &Error{Op: "iterate", Class: ErrInvalidArgument, Text: "this walk cannot be resumed there"}
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

// lend borrows the large value of the page with the given turn.
func (it *iteratorCore) lend(turn uint64, bytes []byte) (Value, error) {
	it.mu.Lock()
	defer it.mu.Unlock()
	switch {
	case it.turn.Load() != turn: // also if it was closed after that
		return Value{}, ErrMoved
	case it.over:
		return Value{}, ErrClosed
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

// fill fetches a page. The caller holds mu and has seen that C++ may move.
func (it *iteratorCore) fill() (*Page, error) {
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
			return it.take(&cp, func(entries, keys, values int) *Page { return r.page(entries, keys, values, it.reuse) })
		}
		it.size.keys = max(it.size.keys, int(cp.key_needed))
		r.keys = nil
	}
}

// ask says what the next page shall hold, in buffers of the given sizes.
func (it *iteratorCore) ask(entries, keys, values int) C.oldb_page {
	p := C.oldb_page{
		max_entries: C.size_t(entries), keys_cap: C.size_t(keys), values_cap: C.size_t(values), large_from: largeFrom,
	}
	if it.limit >= 0 && it.limit <= entries {
		p.max_entries, p.last = C.size_t(it.limit), 1
	}
	return p
}

// take makes a page of what C++ has put into the buffers that cut cuts it off, nil if that is nothing. The caller holds mu.
func (it *iteratorCore) take(cp *C.oldb_page, cut func(entries, keys, values int) *Page) (*Page, error) {
	err := statusError("iterate", &cp.status)
	n := int(cp.count)
	if n == 0 {
		it.finish()
		if err != nil {
			it.limit = 0
		}
		return nil, err
	}
	p := cut(n, int(cp.keys_used), int(cp.values_used))
	p.after, p.iterator, p.turns, p.turn = err, it, &it.turn, it.turn.Load()
	if cp.large_value != 0 {
		p.large = unsafe.Slice((*byte)(pointer(&cp.large_value)), int(cp.large_size))
	}
	if it.limit >= 0 {
		it.limit -= n
	}
	if it.packed != nil {
		p.found = p.ends[1:]
		p.wanted, it.wanted = it.wanted[:n:n], it.wanted[n:]
		for range n {
			it.packed = it.packed[keyOverhead+binary.LittleEndian.Uint32(it.packed):]
		}
	}
	if err != nil || cp.done != 0 {
		it.finish()
	}
	it.size = it.size.next()
	return p, nil
}

// values gives room for values, NULL if none are wanted.
func (it *iteratorCore) values(room []byte) *C.char {
	if it.keysOnly {
		return nil
	}
	return buffer(room)
}

// The arguments of a crossing. C++ uses them during the call only.

func buffer(b []byte) *C.char { return (*C.char)(unsafe.Pointer(unsafe.SliceData(b))) }

// entries leaves out the first End, behind which the entries end.
func entries(ends []End) *C.oldb_entry { return (*C.oldb_entry)(unsafe.Pointer(&ends[1])) }

// bound gives NULL for an empty bound, which is none.
func bound(key string) *C.char {
	if key == "" {
		return nil
	}
	return chars(key)
}
