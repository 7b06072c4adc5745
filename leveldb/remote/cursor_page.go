package remote

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
)

// read reads the next page, or returns nil after the last page of the call.
func (it *iteration) read() (*driver.Page, error) {
	kind, err := it.frames.Next()
	switch {
	case err == io.EOF:
		if it.wanted != nil && it.received != it.requested {
			return nil, fmt.Errorf("%w: %d values for %d keys", ErrProtocol, it.received, it.requested)
		}
		if err := readEnd(it.buffer); err != nil {
			return nil, err
		}
		it.disconnect()
		return nil, nil
	case err != nil:
		return nil, sent(err)
	case kind != wire.FramePage:
		return nil, fmt.Errorf("%w: unexpected frame of kind %d in a stream of pages", ErrProtocol, kind)
	}
	var keys []byte
	if it.reuse {
		keys = it.keys
	}
	p, err := it.frames.ReadPage(keys, it.values)
	if err != nil {
		return nil, err
	}
	it.values = p.Values
	if it.reuse {
		it.keys = p.Keys
	} else {
		p.Ends = slices.Clone(p.Ends) // the keys are located by Ends for the lifetime of the page
	}
	if it.wanted != nil {
		return it.lookupPage(p)
	}
	return it.rangePage(p)
}

func (it *iteration) lookupPage(p wire.Page) (*driver.Page, error) {
	n := len(p.Ends) - 1
	if len(p.Keys) > 0 || n > it.requested-it.received {
		return nil, fmt.Errorf("%w: lookup page with keys, or with more values than requested", ErrProtocol)
	}
	page, err := driver.NewPage(driver.Content{Wanted: it.left[:n], Ends: p.Ends, Values: p.Values, Turns: &it.turns})
	if err != nil {
		return nil, inconsistent(err)
	}
	it.left = it.left[n:]
	it.received += n
	return page, nil
}

func (it *iteration) rangePage(p wire.Page) (*driver.Page, error) {
	page, err := driver.NewPage(driver.Content{Ends: p.Ends, Keys: p.Keys, Values: p.Values, Turns: &it.turns})
	if err != nil {
		return nil, inconsistent(err)
	}
	if err := it.check(page, len(p.Values)); err != nil {
		return nil, err
	}
	n := page.Len()
	it.request.Taken += uint64(n)
	it.last = append(it.last[:0], page.Key(n-1)...)
	return page, nil
}

// check checks that the entries are in the range and in order. The server has already removed
// prefixes from the keys.
func (it *iteration) check(page *driver.Page, values int) error {
	span := &it.request.Span
	n := page.Len()
	if span.Limit > 0 && it.request.Taken+uint64(n) > span.Limit {
		return fmt.Errorf("%w: more than the %d entries requested", ErrProtocol, span.Limit)
	}
	if span.KeysOnly && values > 0 {
		return fmt.Errorf("%w: values in a keys-only range", ErrProtocol)
	}
	if it.ordered {
		return nil
	}
	return checkKeys(page, span, string(it.last), it.request.Taken == 0)
}

// checkKeys checks that the keys of a page are in the span, and in order after the key before,
// unless they are the first.
func checkKeys(page *driver.Page, span *wire.Span, before string, first bool) error {
	for i := range page.Len() {
		key := page.Key(i)
		order := strings.Compare(before, key)
		if span.Reverse {
			order = -order
		}
		if !first && order >= 0 || key < span.Lower || span.Upper != "" && key >= span.Upper {
			return fmt.Errorf("%w: key %.80q is out of order or out of range", ErrProtocol, key)
		}
		before, first = key, false
	}
	return nil
}

// inconsistent converts the error of an inconsistent page to a protocol error, because no stored
// data is damaged.
func inconsistent(err error) error { return fmt.Errorf("%w: %v", ErrProtocol, err) }
