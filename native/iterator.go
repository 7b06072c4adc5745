package native

/*
#cgo noescape oldb_iter_new
#cgo nocallback oldb_iter_new
#cgo noescape oldb_iter_fill
#cgo nocallback oldb_iter_fill
#cgo noescape oldb_iter_lookup
#cgo nocallback oldb_iter_lookup
#cgo noescape oldb_iter_resume
#cgo nocallback oldb_iter_resume
#cgo noescape oldb_iter_restart
#cgo nocallback oldb_iter_restart
#cgo noescape oldb_iter_count
#cgo nocallback oldb_iter_count
#include "shim.h"
*/
import "C"

import (
	"encoding/binary"
	"runtime"
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

// check refuses bounds that no key can be, and that LevelDB would take for others: it keeps lengths in 32 bits, in reads too.
func (r *Range) check() error {
	if err := checkSize("iterate", len(r.Lower), 0); err != nil {
		return err
	}
	return checkSize("iterate", len(r.Upper), 0)
}

// Iterator walks a range in the state the database had when it was made, in pages: each page is one crossing into C++.
// Its methods may be called from many goroutines; the pages are then shared out between them.
type Iterator struct {
	db *DB // keeps the database open
	*iteratorCore
}

type iteratorCore struct {
	core *core

	mu    sync.Mutex
	freed sync.Cond // lent fell to zero
	c     *C.oldb_iter
	over  bool          // closed, or the database was: no further page
	done  bool          // there is nothing left
	lent  int           // borrowed values of the current page; C++ must not move meanwhile
	turn  atomic.Uint64 // counts the pages, so that values are read in time

	copies copies // of small values that are lent, in a build that poisons

	keysOnly bool
	reuse    bool
	seekable bool
	most     int // entries wanted in all, and
	limit    int // still; negative is no limit
	size     pageSize
	room     room

	wanted []string // a lookup: the keys still to be looked up,
	packed []byte   // and the same, packed

	made leak.Origin
}

// NewIterator begins a walk over the range. The caller closes it.
func (db *DB) NewIterator(r Range, options ReadOptions) (*Iterator, error) {
	c, err := db.newIterator(r, options)
	if err != nil {
		return nil, err
	}
	it := &iteratorCore{c: c, keysOnly: r.KeysOnly, reuse: r.Reuse, seekable: r.Seekable, most: -1, size: firstPage}
	if r.Limit > 0 {
		it.most = r.Limit
	}
	it.limit = it.most
	return db.iterator(it), nil
}

// NewLookup begins a walk over the values of the given keys, in their order; a page says which of them were found. The caller
// closes it, and does not change keys until then.
func (db *DB) NewLookup(keys []string, options ReadOptions) (*Iterator, error) {
	packed, err := packKeys(keys)
	if err != nil {
		return nil, err
	}
	c, err := db.newIterator(Range{}, options)
	if err != nil {
		return nil, err
	}
	return db.iterator(&iteratorCore{c: c, limit: len(keys), size: firstPage, wanted: keys, packed: packed}), nil
}

// iterator makes the handle of a new core. The caller is inside a call, which ends here.
func (db *DB) iterator(it *iteratorCore) *Iterator {
	it.core = db.core
	it.made = leak.Here()
	it.freed.L = &it.mu
	db.adopt(it)
	db.leave()
	live.Add(1)
	iterator := &Iterator{db: db, iteratorCore: it}
	runtime.AddCleanup(iterator, collected, child(it))
	return iterator
}

// newIterator makes the C++ object. If there is no error the caller is inside a call, and has to leave.
func (db *DB) newIterator(r Range, options ReadOptions) (*C.oldb_iter, error) {
	if err := r.check(); err != nil {
		return nil, err
	}
	snapshot, err := db.reading(options)
	if err != nil {
		return nil, err
	}
	if options.Snapshot != nil {
		defer options.Snapshot.drop() // C++ has read the snapshot's number by then and needs it no more
	}
	var pinner runtime.Pinner
	defer pinner.Unpin()
	cr := C.oldb_range{
		lower: pinned(&pinner, r.Lower), lower_size: C.size_t(len(r.Lower)),
		upper: pinned(&pinner, r.Upper), upper_size: C.size_t(len(r.Upper)),
	}
	if r.Reverse {
		cr.reverse = 1
	}
	return C.oldb_iter_new(db.c, snapshot, options.flags(), &cr), nil
}

// Count gives the number of entries in the range, at most r.Limit if that is set, in one crossing.
func (db *DB) Count(r Range, options ReadOptions) (uint64, error) {
	c, err := db.newIterator(r, options)
	if err != nil {
		return 0, err
	}
	defer db.leave()
	defer C.oldb_iter_destroy(c)
	most := ^C.uint64_t(0)
	if r.Limit > 0 {
		most = C.uint64_t(r.Limit)
	}
	var count C.uint64_t
	var status C.oldb_status
	C.oldb_iter_count(c, most, &count, &status)
	return uint64(count), statusError("count", &status)
}

// Next gives the next page, nil after the last. After an error there are no more pages: entries that were read before it come
// first, in a page whose Err it is; the last few of them may be left out.
//
// Next waits until the large value of the page before it, if one is borrowed, is released.
func (it *Iterator) Next() (*Page, error) {
	defer runtime.KeepAlive(it)
	it.mu.Lock()
	defer it.mu.Unlock()
	it.await()
	if it.over {
		return nil, ErrClosed
	}
	it.turn.Add(1)
	if it.c == nil || it.limit == 0 || it.done {
		return nil, nil
	}
	page, err := it.fill()
	if err != nil {
		it.limit = 0
		return nil, err
	}
	return page, nil
}

// await waits until nothing of the page before is borrowed any more. The caller holds mu.
func (it *iteratorCore) await() {
	it.copies.withdraw(it)
	for (it.lent > 0 || it.copies.lent()) && !it.over {
		it.freed.Wait()
	}
}

// Close ends the walk. Closing twice is harmless.
func (it *Iterator) Close() {
	it.end()
	runtime.KeepAlive(it)
}

func (it *iteratorCore) describe() (string, leak.Origin) {
	return "an iterator of " + it.core.path, it.made
}

// end frees the C++ object unless it is lent.
func (it *iteratorCore) end() bool {
	it.mu.Lock()
	defer it.mu.Unlock()
	if it.over {
		return false
	}
	it.over = true
	live.Add(-1)
	if it.lent == 0 {
		it.free()
	}
	it.freed.Broadcast()
	return true
}

// free gives the C++ object back. The caller holds mu.
func (it *iteratorCore) free() {
	if it.c != nil {
		C.oldb_iter_destroy(it.c)
		it.c = nil
		it.core.disown(it)
	}
}

// finish is the end of what there is to walk over. The caller holds mu.
func (it *iteratorCore) finish() {
	it.done = true
	if !it.seekable {
		it.free()
	}
}

// Resume goes on behind key, or before it if the range is reversed, in the state the walk began with, after taken entries of
// its limit: for one whose last pages did not arrive where they were sent. After none it begins anew, and key does not count. The
// walk must be over a Seekable range. Like Next, it ends the values of the page before, and waits for a large one.
func (it *Iterator) Resume(key string, taken int) error {
	defer runtime.KeepAlive(it)
	if err := checkSize("iterate", len(key), 0); err != nil {
		return err
	}
	it.mu.Lock()
	defer it.mu.Unlock()
	it.await()
	switch {
	case it.over:
		return ErrClosed
	case !it.seekable || taken < 0 || it.most >= 0 && taken > it.most:
		return &Error{Op: "iterate", Class: ErrInvalidArgument, Text: "this walk cannot be resumed there"}
	}
	it.turn.Add(1)
	it.done = false
	if it.limit = it.most; it.most >= 0 {
		it.limit -= taken
	}
	it.size = firstPage
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
	if it.lent > 0 {
		return
	}
	if it.over {
		it.free()
	}
	it.freed.Broadcast()
}

// fill fetches a page. The caller holds mu and has seen that C++ may move.
func (it *iteratorCore) fill() (*Page, error) {
	for {
		r := &it.room
		r.make(it.size, it.keysOnly)
		want := len(r.ends) - 1
		if it.limit >= 0 {
			want = min(want, it.limit)
		}
		var cp C.oldb_page
		var pinner runtime.Pinner
		pinner.Pin(unsafe.SliceData(r.ends))
		pinner.Pin(unsafe.SliceData(r.keys))
		cp.entries = (*C.oldb_entry)(unsafe.Pointer(&r.ends[1]))
		cp.keys = (*C.char)(unsafe.Pointer(unsafe.SliceData(r.keys)))
		cp.max_entries = C.size_t(want)
		cp.keys_cap = C.size_t(len(r.keys))
		cp.large_from = largeFrom
		if !it.keysOnly {
			pinner.Pin(unsafe.SliceData(r.values))
			cp.values = (*C.char)(unsafe.Pointer(unsafe.SliceData(r.values)))
			cp.values_cap = C.size_t(len(r.values))
		}
		if it.packed == nil {
			C.oldb_iter_fill(it.c, &cp)
		} else {
			C.oldb_iter_lookup(it.c, (*C.char)(unsafe.Pointer(unsafe.SliceData(it.packed))), &cp)
		}
		pinner.Unpin()

		if cp.key_needed > 0 {
			it.size.keys = max(it.size.keys, int(cp.key_needed))
			r.keys = nil
			continue
		}
		err := statusError("iterate", &cp.status)
		if cp.count == 0 {
			it.finish()
			return nil, err
		}
		n := int(cp.count)
		p := r.page(n, int(cp.keys_used), int(cp.values_used), it.reuse)
		p.after, p.iterator, p.turns, p.turn = err, it, &it.turn, it.turn.Load()
		if cp.large_value != nil {
			p.large = unsafe.Slice((*byte)(unsafe.Pointer(cp.large_value)), int(cp.large_size))
		}
		if it.limit >= 0 {
			it.limit -= n
		}
		if it.packed != nil {
			p.found = p.ends[1:]
			p.wanted, it.wanted = it.wanted[:n:n], it.wanted[n:]
			for range n { // not by the keys' lengths, which the caller could have changed
				it.packed = it.packed[keyOverhead+binary.LittleEndian.Uint32(it.packed):]
			}
		}
		if err != nil || cp.done != 0 {
			it.finish()
		}
		it.size = it.size.next()
		return p, nil
	}
}
