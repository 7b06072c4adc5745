package native

import (
	"sync"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// largeFrom is the minimum size of a value that is borrowed instead of copied into a page.
// Borrowing costs one call into C++ for the value, and saves the copy.
const largeFrom = 4 << 10

// pageSize is the capacity of a page. It grows from page to page, so that a short range costs
// little and a long one needs few calls.
type pageSize struct{ entries, keys, values int }

var (
	firstPage = pageSize{entries: len(draft{}.ends) - 1, keys: len(draft{}.keys), values: len(draft{}.values)}
	lastPage  = pageSize{entries: 512, keys: 16 << 10, values: 32 << 10}
	// seekPage is the page of a lazy cursor after a Seek, because often only that entry is needed.
	// No other page has a capacity of one entry.
	seekPage = pageSize{entries: 1, keys: len(draft{}.keys), values: len(draft{}.values)}
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
	ends   [1 + 16]driver.End
	keys   [512]byte
	values [4 << 10]byte
}

var drafts = sync.Pool{New: func() any { return new(draft) }}

// page returns a new page, and a copy of the content in the draft.
func (d *draft) page(entries, keys, values int) (*driver.Page, driver.Content) {
	c := driver.Content{Ends: make([]driver.End, entries+1), Keys: make([]byte, keys), Values: make([]byte, values)}
	copy(c.Ends, d.ends[:])
	copy(c.Keys, d.keys[:])
	copy(c.Values, d.values[:])
	return new(driver.Page), c
}

// room is memory for the pages after the first. A page takes only the part of ends and keys that it
// fills; the rest remains for the next page.
type room struct {
	ends   []driver.End
	keys   []byte
	values []byte // reused by every page
	pages  []driver.Page
	chunk  int // how many were last allocated
}

// make ensures that there is room for a page of about the given size.
func (r *room) make(size pageSize, keysOnly bool) {
	if len(r.ends) < 2+size.entries/4 {
		r.ends = make([]driver.End, 1+size.entries)
	}
	if len(r.keys) < size.keys/4 {
		r.keys = make([]byte, size.keys)
	}
	if !keysOnly && len(r.values) < size.values {
		r.values = make([]byte, size.values)
	}
}

// page takes a page and its content from the room. With reuse, the next page takes the same memory.
// The Page itself is always a new object, because another goroutine may still be reading the slices
// of the previous one.
func (r *room) page(entries, keys, values int, reuse bool) (*driver.Page, driver.Content) {
	r.ends[0] = driver.End{}
	c := driver.Content{Ends: r.ends[: entries+1 : entries+1], Keys: r.keys[:keys:keys], Values: r.values[:values:values]}
	if !reuse {
		r.ends, r.keys = r.ends[entries+1:], r.keys[keys:]
	}
	return r.header(), c
}

// header returns a new Page. Pages are allocated in chunks of growing size.
func (r *room) header() *driver.Page {
	if len(r.pages) == 0 {
		r.chunk = min(max(2*r.chunk, 1), 16)
		r.pages = make([]driver.Page, r.chunk)
	}
	p := &r.pages[0]
	r.pages = r.pages[1:]
	return p
}
