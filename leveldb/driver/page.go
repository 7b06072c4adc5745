package driver

import (
	"fmt"
	"math"
	"sync/atomic"
	"unsafe"
)

// Page holds consecutive entries. Its keys are in Go memory and do not change, unless Span.Reuse
// allows the next page to overwrite them. Its values are valid only until the cursor advances.
// Small values are in memory that the cursor reuses for the next page, so that a scan stays in the
// processor's cache. A large value is the only entry of its page; it is borrowed from the engine
// when Value is called.
//
// A Page may be read by multiple goroutines. After the cursor has advanced, Value returns ErrMoved.
// Moved reports whether a value that was being read has become invalid. With Span.Reuse, Key then
// returns arbitrary text from this page or the next.
type Page struct {
	content Content
	turn    uint64 // the value of Turns at this page
}

// Content holds the parts of a Page, which an engine fills in.
type Content struct {
	// Ends starts with a zero End. Entry i ends at Ends[i+1] in Keys and Values. In a lookup,
	// Ends[i+1].Key is 1 if the key of the entry was found, and 0 otherwise.
	Ends   []End
	Keys   []byte // the page owns them, unless Span.Reuse is set
	Values []byte // the page owns them until the cursor advances
	// The cursor increments Turns when the values of the page become invalid.
	Turns *atomic.Uint64
	// Wanted holds the keys of a lookup; it is nil for a span. Entry i belongs to Wanted[i].
	Wanted []string
	// Err is the error that ended the iteration after the last entry of this page.
	Err error

	// Large is the value of the only entry, if it is in the engine's memory.
	Large []byte
	// Source returns borrowed values: Large, and small values too if BorrowAll is set. It is nil if
	// there are none.
	Source    Source
	BorrowAll bool
}

// End holds the offsets at which an entry ends in the keys and values of a page.
type End struct{ Key, Value uint32 }

// Source is a cursor that returns borrowed values of its current page.
type Source interface {
	// Borrow returns a borrowed Value for bytes of the page with the given turn. The error is
	// ErrMoved if the cursor has advanced since, and ErrClosed if it was closed.
	Borrow(turn uint64, bytes []byte) (Value, error)
}

// NewPage returns a page of entries from an untrusted source, such as a server. The error is
// ErrCorrupt if the entries do not fit the slices.
func NewPage(c Content) (*Page, error) {
	keys := len(c.Keys)
	lookup := c.Wanted != nil
	if lookup {
		keys = 1
	}
	if err := checkEnds(c.Ends, keys, len(c.Values), lookup); err != nil {
		return nil, err
	}
	if lookup && len(c.Wanted) != len(c.Ends)-1 {
		return nil, &Error{Class: ErrCorrupt, Text: fmt.Sprintf("a page of %d entries for %d keys", len(c.Ends)-1, len(c.Wanted))}
	}
	p := PageOf(c)
	return &p, nil
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
		return &Error{Class: ErrCorrupt, Text: "the entries of a page do not fit its bytes"}
	}
	return nil
}

// PageOf returns a page without the checks of NewPage.
func PageOf(c Content) Page { return Page{content: c, turn: c.Turns.Load()} }

// Len returns the number of entries, at least one.
func (p *Page) Len() int { return len(p.content.Ends) - 1 }

// Err returns the error that ended the iteration after the last entry of this page, or nil.
func (p *Page) Err() error { return p.content.Err }

// Block returns the entries of a page as they are stored, for a caller that passes all of them on.
// Entry i ends at ends[i+1] in keys and values, ends[0] is zero, and nothing follows the last
// entry. In a lookup, keys is empty, and ends[i+1].Key is 1 if the key of the entry was found, and
// 0 otherwise. The slices share the page's memory. They must not be modified, and are valid until
// the cursor advances.
//
// ok is false if not all values are in the page, or if the cursor has advanced. Use Key and Value
// then.
func (p *Page) Block() (ends []End, keys, values []byte, ok bool) {
	c := &p.content
	if c.Large != nil || c.BorrowAll || p.Moved() {
		return nil, nil, nil, false
	}
	return c.Ends, c.Keys, c.Values, true
}

// Key returns the key of entry i. It shares the page's memory.
func (p *Page) Key(i int) string {
	c := &p.content
	if c.Wanted != nil {
		return c.Wanted[i]
	}
	key := within(c.Keys, c.Ends[i].Key, c.Ends[i+1].Key)
	return unsafe.String(unsafe.SliceData(key), len(key))
}

// within returns b[from:to], or nil if that is out of range: with Span.Reuse, the next page may
// overwrite the ends during the call.
func within(b []byte, from, to uint32) []byte {
	if from > to || uint64(to) > uint64(len(b)) {
		return nil
	}
	return b[from:to:to]
}

// Found reports whether the key of entry i is in the database. It is true in an iteration over a
// span.
func (p *Page) Found(i int) bool { return p.content.Wanted == nil || p.content.Ends[i+1].Key != 0 }

// Value returns the value of entry i. It is empty in an iteration with Span.KeysOnly. The caller
// must release it before the cursor advances. The error is ErrMoved if the cursor has advanced, and
// ErrClosed for a large value if the cursor was closed. In a lookup, it is ErrNotFound if the key
// is not in the database.
func (p *Page) Value(i int) (Value, error) {
	if p.content.Source != nil || p.content.Wanted != nil || p.Moved() {
		return p.valueApart(i)
	}
	return ValueOf(p.small(i)), nil
}

func (p *Page) valueApart(i int) (Value, error) {
	c := &p.content
	switch {
	case !p.Found(i):
		return Value{}, ErrNotFound
	case c.Large != nil:
		return c.Source.Borrow(p.turn, c.Large)
	case p.Moved():
		return Value{}, ErrMoved
	case c.BorrowAll:
		return c.Source.Borrow(p.turn, p.small(i))
	}
	return ValueOf(p.small(i)), nil
}

// small returns a value that is in the page.
func (p *Page) small(i int) []byte {
	c := &p.content
	return within(c.Values, c.Ends[i].Value, c.Ends[i+1].Value)
}

// Moved reports whether the cursor has advanced, which invalidates the values of this page.
func (p *Page) Moved() bool { return p.content.Turns.Load() != p.turn }
