package native

import (
	"errors"
	"fmt"
	"math"
	"sync"
	"sync/atomic"
	"unsafe"
)

// ErrMoved: a value was requested after its iterator had moved on.
var ErrMoved = errors.New("the iterator has moved on")

// Page is a run of consecutive entries. Its keys are in Go memory and do not change, unless
// Range.Reuse allows the next page to overwrite them. Its values are valid only until the iterator
// moves on. Small values are copied into memory that the iterator reuses for the next page, so that
// a scan stays in the processor's cache. A large value is the only entry of its page; it is
// borrowed from C++ when Value is called.
//
// A Page may be read by many goroutines. A goroutine that reads too late gets ErrMoved from Value.
// Moved reports whether a value that was being read is no longer valid. With Range.Reuse, a late
// Key returns arbitrary text from this page or the next.
type Page struct {
	ends   []End // entry i lies between ends[i] and ends[i+1]
	keys   []byte
	values []byte
	after  error

	turns    *atomic.Uint64 // counts the pages of the iterator
	turn     uint64         // the count at this page
	iterator *iteratorCore  // owns the large value
	large    []byte         // the large value, in C++ memory

	wanted []string // the keys of a lookup
	found  []End    // for a lookup: Key is 1 for each key that was found
}

// End is where an entry ends in the keys and values of a page. It has the layout of oldb_entry in
// shim.h.
type End struct{ Key, Value uint32 }

// NewPage returns a page of entries from a source other than an Iterator, such as a server. ends
// starts with a zero End; entry i ends at ends[i+1] in keys and values. The source adds to turns
// when the values of this page become invalid. The page owns the slices until then, and keys
// forever. If ends do not fit the slices, the error is ErrCorrupt.
func NewPage(ends []End, keys, values []byte, turns *atomic.Uint64) (*Page, error) {
	if err := checkEnds(ends, len(keys), len(values), false); err != nil {
		return nil, err
	}
	return &Page{ends: ends, keys: keys, values: values, turns: turns, turn: turns.Load()}, nil
}

// NewLookupPage is NewPage for a lookup. Entry i belongs to wanted[i]; ends[i+1].Key is 1 if that
// key was found, and 0 otherwise.
func NewLookupPage(wanted []string, ends []End, values []byte, turns *atomic.Uint64) (*Page, error) {
	if err := checkEnds(ends, 1, len(values), true); err != nil {
		return nil, err
	}
	if len(wanted) != len(ends)-1 {
		return nil, &Error{Op: "iterate", Class: ErrCorrupt, Text: fmt.Sprintf("a page of %d entries for %d keys", len(ends)-1, len(wanted))}
	}
	return &Page{ends: ends, values: values, turns: turns, turn: turns.Load(), wanted: wanted, found: ends[1:]}, nil
}

// checkEnds returns an error unless the entries end within the keys and values. With flags, Key is
// a number of at most keys instead of an end.
func checkEnds(ends []End, keys, values int, flags bool) error {
	wrong := len(ends) < 2 || ends[0] != End{} || uint64(values) > math.MaxUint32 || uint64(keys) > math.MaxUint32
	for i := 1; i < len(ends) && !wrong; i++ {
		wrong = ends[i].Value < ends[i-1].Value || ends[i].Key > uint32(keys) || !flags && ends[i].Key < ends[i-1].Key
	}
	if !wrong {
		last := ends[len(ends)-1]
		wrong = int64(last.Value) != int64(values) || !flags && int64(last.Key) != int64(keys)
	}
	if wrong {
		return &Error{Op: "iterate", Class: ErrCorrupt, Text: "the entries of a page do not fit its bytes"}
	}
	return nil
}

// largeFrom is the size from which a value is borrowed instead of copied into a page. Borrowing
// costs one call into C++ for that value and saves the copy.
const largeFrom = 4 << 10

// pageSize is the capacity of a page. It grows from page to page, so that a short range costs
// little and a long one needs few calls.
type pageSize struct{ entries, keys, values int }

var (
	firstPage = pageSize{entries: len(draft{}.ends) - 1, keys: len(draft{}.keys), values: len(draft{}.values)}
	lastPage  = pageSize{entries: 512, keys: 16 << 10, values: 32 << 10}
)

func (s pageSize) next() pageSize {
	return pageSize{
		entries: min(4*s.entries, lastPage.entries),
		keys:    max(min(4*s.keys, lastPage.keys), s.keys),
		values:  min(4*s.values, lastPage.values),
	}
}

// draft is the buffer into which C++ writes a first page. The page is then copied out at its exact
// size. Most first pages are also the last and hold few entries; the copy then uses little memory
// and no time to allocate unused space.
type draft struct {
	ends   [1 + 16]End
	keys   [512]byte
	values [4 << 10]byte
}

var drafts = sync.Pool{New: func() any { return new(draft) }}

// page returns a copy of the page in the draft.
func (d *draft) page(entries, keys, values int) *Page {
	p := &Page{ends: make([]End, entries+1), keys: make([]byte, keys), values: make([]byte, values)}
	copy(p.ends, d.ends[:])
	copy(p.keys, d.keys[:])
	copy(p.values, d.values[:])
	return p
}

// room is memory for the pages after the first. A page takes only the part of ends and keys that it
// fills; the rest is left for the next page.
type room struct {
	ends   []End
	keys   []byte
	values []byte // reused by every page
	pages  []Page
	chunk  int // how many were last allocated
}

// make ensures that there is room for a page of about the given size.
func (r *room) make(size pageSize, keysOnly bool) {
	if len(r.ends) < 2+size.entries/4 {
		r.ends = make([]End, 1+size.entries)
	}
	if len(r.keys) < size.keys/4 {
		r.keys = make([]byte, size.keys)
	}
	if !keysOnly && len(r.values) < size.values {
		r.values = make([]byte, size.values)
	}
}

// page takes a page from the room. With reuse, the next page takes the same memory. The Page itself
// is always a new object, because another goroutine may still be reading the slices of the previous
// one.
func (r *room) page(entries, keys, values int, reuse bool) *Page {
	r.ends[0] = End{}
	p := r.header()
	p.ends, p.keys, p.values = r.ends[:entries+1:entries+1], r.keys[:keys:keys], r.values[:values:values]
	if !reuse {
		r.ends, r.keys = r.ends[entries+1:], r.keys[keys:]
	}
	return p
}

// header returns a new Page. Pages are allocated in chunks of growing size.
func (r *room) header() *Page {
	if len(r.pages) == 0 {
		r.chunk = min(max(2*r.chunk, 1), 16)
		r.pages = make([]Page, r.chunk)
	}
	p := &r.pages[0]
	r.pages = r.pages[1:]
	return p
}

// Len returns the number of entries, at least one.
func (p *Page) Len() int { return len(p.ends) - 1 }

// Err returns the error that ended the iteration after the last entry of this page, or nil.
func (p *Page) Err() error { return p.after }

// Key returns the key of entry i. It shares the page's memory.
func (p *Page) Key(i int) string {
	if p.wanted != nil {
		return p.wanted[i]
	}
	key := within(p.keys, p.ends[i].Key, p.ends[i+1].Key)
	return unsafe.String(unsafe.SliceData(key), len(key))
}

// within returns b[from:to], or nil if that is out of range: with Range.Reuse, the next page may
// overwrite the ends during the call.
func within(b []byte, from, to uint32) []byte {
	if from > to || uint64(to) > uint64(len(b)) {
		return nil
	}
	return b[from:to:to]
}

// Value returns the value of entry i. It is empty in an iteration with Range.KeysOnly. The caller
// must release it before the iterator moves on. The error is ErrMoved if the iterator has moved on,
// and ErrClosed for a large value if the iterator was closed. In a lookup, it is ErrNotFound if the
// key is not in the database.
func (p *Page) Value(i int) (Value, error) {
	if poisoned || p.large != nil || p.wanted != nil || p.Moved() {
		return p.valueApart(i)
	}
	return ValueOf(p.small(i)), nil
}

func (p *Page) valueApart(i int) (Value, error) {
	switch {
	case p.found != nil && p.found[i].Key == 0:
		return Value{}, ErrNotFound
	case p.large != nil:
		return p.iterator.lend(p.turn, p.large)
	case p.Moved():
		return Value{}, ErrMoved
	}
	if poisoned {
		return p.lendSmall(i)
	}
	return ValueOf(p.small(i)), nil
}

// small returns a value that was copied into the page.
func (p *Page) small(i int) []byte { return within(p.values, p.ends[i].Value, p.ends[i+1].Value) }

// Moved reports whether the iterator has moved on, which invalidates the values of this page.
func (p *Page) Moved() bool { return p.turns.Load() != p.turn }
