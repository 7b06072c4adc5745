package native

import (
	"errors"
	"unsafe"
)

// ErrMoved: a large value was asked for after its iterator had moved on.
var ErrMoved = errors.New("the iterator has moved on")

// Page is a run of entries in Go memory: it stays as it is after the iterator has moved on or was closed, and may be read
// by many goroutines. The one exception is a value that was too large to be copied along. It is alone in its page, and is
// borrowed from C++ when it is asked for, as long as the iterator has not moved.
type Page struct {
	ends   []end
	keys   []byte
	values []byte

	wanted []string // of a lookup: the keys; end.key is 1 for one that was found, and keys is not used

	large    []byte // in C++, valid until the iterator moves
	iterator *iteratorCore
	turn     uint64

	after error
}

// end is where an entry ends in keys and values; an oldb_entry of shim.h.
type end struct{ key, value uint32 }

// largeFrom is the size from which on a value is lent instead of copied into a page. Lending costs a crossing for that one
// value, and spares a copy of it.
const largeFrom = 4 << 10

// pageSize is the room a page is made with. It grows from page to page: a short range costs little, a long one crosses
// seldom.
type pageSize struct{ entries, keys, values int }

var (
	firstPage = pageSize{entries: 16, keys: 512, values: 4 << 10}
	lastPage  = pageSize{entries: 1024, keys: 32 << 10, values: 256 << 10}
)

func (s pageSize) next() pageSize {
	return pageSize{
		entries: min(4*s.entries, lastPage.entries),
		keys:    max(min(4*s.keys, lastPage.keys), s.keys),
		values:  min(4*s.values, lastPage.values),
	}
}

func newPage(size pageSize, keysOnly bool) *Page {
	p := &Page{ends: make([]end, size.entries), keys: make([]byte, size.keys)}
	if !keysOnly {
		p.values = make([]byte, size.values)
	}
	return p
}

// Len gives the number of entries, at least one.
func (p *Page) Len() int { return len(p.ends) }

// Err is the error that ended the iteration behind the last entry of this page, or nil.
func (p *Page) Err() error { return p.after }

// Key gives the key of entry i. It shares the page's memory, which is never changed.
func (p *Page) Key(i int) string {
	if p.wanted != nil {
		return p.wanted[i]
	}
	from := uint32(0)
	if i > 0 {
		from = p.ends[i-1].key
	}
	key := p.keys[from:p.ends[i].key]
	return unsafe.String(unsafe.SliceData(key), len(key))
}

// Value gives the value of entry i, empty in an iteration over keys only. A large one is borrowed and must be released
// before the iterator moves on; the error is then ErrClosed or ErrMoved if that has happened already. In a lookup, it is
// ErrNotFound for a key that is not in the database.
func (p *Page) Value(i int) (Value, error) {
	if p.wanted != nil && p.ends[i].key == 0 {
		return Value{}, ErrNotFound
	}
	if p.iterator != nil {
		return p.iterator.lend(p.turn, p.large)
	}
	from := uint32(0)
	if i > 0 {
		from = p.ends[i-1].value
	}
	to := p.ends[i].value
	return Value{Bytes: p.values[from:to:to]}, nil
}
