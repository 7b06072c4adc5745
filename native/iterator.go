package native

/*
#cgo noescape oldb_iter_new
#cgo nocallback oldb_iter_new
#cgo noescape oldb_iter_fill
#cgo nocallback oldb_iter_fill
#cgo noescape oldb_iter_lookup
#cgo nocallback oldb_iter_lookup
#cgo noescape oldb_iter_count
#cgo nocallback oldb_iter_count
#include "shim.h"
*/
import "C"

import (
	"runtime"
	"sync"
	"unsafe"

	"github.com/openleveldb/openleveldb/internal/leak"
)

// Range selects the keys Lower <= key < Upper in byte order. An empty bound is none.
type Range struct {
	Lower, Upper string
	Reverse      bool // from the last key to the first
	KeysOnly     bool // leave the values out: none is copied
	Limit        int  // at most so many entries; 0 is no limit
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
	over  bool   // closed, or the database was: no further page
	lent  int    // borrowed values of the current page; C++ must not move meanwhile
	turn  uint64 // counts the pages, so that a large value is asked for in time

	keysOnly bool
	limit    int // entries still wanted; negative is no limit
	size     pageSize
	spare    *Page  // room of a page that a large value did not need
	slab     []Page // pages for large values, made a few at a time

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
	it := &iteratorCore{c: c, keysOnly: r.KeysOnly, limit: -1, size: firstPage}
	if r.Limit > 0 {
		it.limit = r.Limit
	}
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

// Next gives the next page, nil after the last. After an error there are no more pages; entries that were read before it
// come in a page of their own, so none is lost.
//
// Next waits until the large value of the page before it, if one is borrowed, is released.
func (it *Iterator) Next() (*Page, error) {
	defer runtime.KeepAlive(it)
	it.mu.Lock()
	defer it.mu.Unlock()
	for it.lent > 0 && !it.over {
		it.freed.Wait()
	}
	if it.over {
		return nil, ErrClosed
	}
	it.turn++
	if it.c == nil || it.limit == 0 {
		return nil, nil
	}
	page, err := it.fill()
	if err != nil {
		it.limit = 0
		return nil, err
	}
	return page, nil
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

// lend borrows the large value of the page with the given turn.
func (it *iteratorCore) lend(turn uint64, bytes []byte) (Value, error) {
	it.mu.Lock()
	defer it.mu.Unlock()
	switch {
	case it.over:
		return Value{}, ErrClosed
	case it.turn != turn:
		return Value{}, ErrMoved
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
		p := it.room()
		want := len(p.ends)
		if it.limit >= 0 {
			want = min(want, it.limit)
		}
		var cp C.oldb_page
		var pinner runtime.Pinner
		pinner.Pin(unsafe.SliceData(p.ends))
		pinner.Pin(unsafe.SliceData(p.keys))
		cp.entries = (*C.oldb_entry)(unsafe.Pointer(unsafe.SliceData(p.ends)))
		cp.keys = (*C.char)(unsafe.Pointer(unsafe.SliceData(p.keys)))
		cp.max_entries = C.size_t(want)
		cp.keys_cap = C.size_t(len(p.keys))
		cp.large_from = largeFrom
		if !it.keysOnly {
			pinner.Pin(unsafe.SliceData(p.values))
			cp.values = (*C.char)(unsafe.Pointer(unsafe.SliceData(p.values)))
			cp.values_cap = C.size_t(len(p.values))
		}
		if it.packed == nil {
			C.oldb_iter_fill(it.c, &cp)
		} else {
			C.oldb_iter_lookup(it.c, (*C.char)(unsafe.Pointer(unsafe.SliceData(it.packed))), &cp)
		}
		pinner.Unpin()

		if cp.key_needed > 0 {
			it.size.keys = max(it.size.keys, int(cp.key_needed))
			it.spare = nil
			continue
		}
		err := statusError("iterate", &cp.status)
		if cp.count == 0 {
			it.free()
			return nil, err
		}
		n := int(cp.count)
		if it.limit >= 0 {
			it.limit -= n
		}
		if cp.large_value != nil {
			p = it.largePage(p, int(cp.keys_used))
			p.large = unsafe.Slice((*byte)(unsafe.Pointer(cp.large_value)), int(cp.large_size))
		} else {
			p.ends, p.after = p.ends[:n], err
		}
		if it.packed != nil {
			p.wanted, it.wanted = it.wanted[:n], it.wanted[n:]
			for _, key := range p.wanted {
				it.packed = it.packed[keyOverhead+len(key):]
			}
		} else if cp.done != 0 {
			it.free()
		}
		it.size = it.size.next()
		return p, nil
	}
}

// room gives an empty page: what a large value left over, or one of the present size.
func (it *iteratorCore) room() *Page {
	if p := it.spare; p != nil {
		it.spare = nil
		return p
	}
	return newPage(it.size, it.keysOnly)
}

// largePage gives the page of a large value, which takes no more room than its key. The rest is left for the next page.
func (it *iteratorCore) largePage(p *Page, keySize int) *Page {
	if len(it.slab) == 0 {
		it.slab = make([]Page, 16)
	}
	l := &it.slab[0]
	it.slab = it.slab[1:]
	l.iterator, l.turn = it, it.turn
	l.ends, l.keys = p.ends[:1:1], p.keys[:keySize:keySize]
	if len(p.ends) > 1 {
		p.ends, p.keys = p.ends[1:], p.keys[keySize:]
		it.spare = p
	}
	return l
}
