package native

import (
	"errors"
	"fmt"
	"math"
	"sync"
	"sync/atomic"
	"unsafe"
)

// ErrMoved: a value was asked for after its iterator had moved on.
var ErrMoved = errors.New("the iterator has moved on")

// Page is a run of entries. Its keys are in Go memory and stay as they are, unless Range.Reuse lets
// the next page take their place. Its values are for the time before the iterator moves on: small
// ones are copied into memory that the iterator uses again for the next page, so that a scan stays
// in the processor's cache; a large one, which is alone in its page, is borrowed from C++ when it
// is asked for.
//
// A Page may be read by many goroutines. One that is late gets ErrMoved: from Value, or from Moved,
// which reports whether a value that was being read can no longer be trusted. With Range.Reuse a
// late Key is any text, of this page or the next.
type Page struct {
	ends   []End // entry i lies between ends[i] and ends[i+1]
	keys   []byte
	values []byte
	after  error

	turns    *atomic.Uint64 // counts the pages of the iterator, and
	turn     uint64         // what it stood at for this one
	iterator *iteratorCore  // what lends
	large    []byte         // in C++

	wanted []string // of a lookup: the keys, and
	found  []End    // Key is 1 for each that was found
}

// End is where an entry ends in the keys and values of a page; an oldb_entry of shim.h.
type End struct{ Key, Value uint32 }

// NewPage makes a page of entries that come from another source than an Iterator, such as a server: ends begins with a zero
// End, behind which entry i ends at ends[i+1] in keys and values. The source says by adding to turns that the values of this
// page are gone. The slices belong to the page until then, the keys for ever. ends that do not fit are ErrCorrupt.
func NewPage(ends []End, keys, values []byte, turns *atomic.Uint64) (*Page, error) {
	if err := checkEnds(ends, len(keys), len(values), false); err != nil {
		return nil, err
	}
	return &Page{ends: ends, keys: keys, values: values, turns: turns, turn: turns.Load()}, nil
}

// NewLookupPage is NewPage for a lookup: entry i is about wanted[i], and ends[i+1].Key is 1 if it was found, else 0.
func NewLookupPage(wanted []string, ends []End, values []byte, turns *atomic.Uint64) (*Page, error) {
	if err := checkEnds(ends, 1, len(values), true); err != nil {
		return nil, err
	}
	if len(wanted) != len(ends)-1 {
		return nil, &Error{Op: "iterate", Class: ErrCorrupt, Text: fmt.Sprintf("a page of %d entries for %d keys", len(ends)-1, len(wanted))}
	}
	return &Page{ends: ends, values: values, turns: turns, turn: turns.Load(), wanted: wanted, found: ends[1:]}, nil
}

// checkEnds requires that the entries end within the keys and values. With flags, Key is no end,
// but at most keys.
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

// largeFrom is the size from which on a value is lent instead of copied into a page. Lending costs a crossing for that one
// value, and spares a copy of it.
const largeFrom = 4 << 10

// pageSize is the room for a page. It grows from page to page: a short range costs little, a long one crosses seldom.
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

// draft is where C++ puts a first page. It is cut to size from there: a page of few entries, as most are that are the only
// one, then costs little memory, and nothing to make the rest of it.
type draft struct {
	ends   [1 + 16]End
	keys   [512]byte
	values [4 << 10]byte
}

var drafts = sync.Pool{New: func() any { return new(draft) }}

// page copies a page out.
func (d *draft) page(entries, keys, values int) *Page {
	p := &Page{ends: make([]End, entries+1), keys: make([]byte, keys), values: make([]byte, values)}
	copy(p.ends, d.ends[:])
	copy(p.keys, d.keys[:])
	copy(p.values, d.values[:])
	return p
}

// room is memory for the pages to come. Of keys a page takes what it has filled, and the rest is for the next one.
type room struct {
	ends   []End
	keys   []byte
	values []byte // used again by every page
	pages  []Page
	chunk  int // how many were allocated the last time
}

// make sees to it that there is room for a page of about the size.
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

// page cuts a page off. With reuse, the next one takes the same room. The Page itself is always a
// new one: a goroutine that is late may still be reading the slices of the last.
func (r *room) page(entries, keys, values int, reuse bool) *Page {
	r.ends[0] = End{}
	p := r.header()
	p.ends, p.keys, p.values = r.ends[:entries+1:entries+1], r.keys[:keys:keys], r.values[:values:values]
	if !reuse {
		r.ends, r.keys = r.ends[entries+1:], r.keys[keys:]
	}
	return p
}

// header returns a new Page. They are allocated together, more and more at a time.
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

// Err is the error that ended the iteration behind the last entry of this page, or nil.
func (p *Page) Err() error { return p.after }

// Key returns the key of entry i. It shares the page's memory.
func (p *Page) Key(i int) string {
	if p.wanted != nil {
		return p.wanted[i]
	}
	key := within(p.keys, p.ends[i].Key, p.ends[i+1].Key)
	return unsafe.String(unsafe.SliceData(key), len(key))
}

// within is b[from:to], or nil if that is out of range: with Range.Reuse the next page may be
// overwriting the ends.
func within(b []byte, from, to uint32) []byte {
	if from > to || uint64(to) > uint64(len(b)) {
		return nil
	}
	return b[from:to:to]
}

// Value returns the value of entry i, empty in an iteration over keys only. It must be released
// before the iterator moves on; the error is ErrMoved if it has, and ErrClosed if a large value is
// asked for after the iterator was closed. In a lookup, it is ErrNotFound for a key that is not in
// the database.
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

// Moved reports whether the iterator has moved on, and the values of this page are gone.
func (p *Page) Moved() bool { return p.turns.Load() != p.turn }
