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
func (w *walk) read() (*driver.Page, error) {
	kind, err := w.frames.Next()
	switch {
	case err == io.EOF:
		if w.wanted != nil && w.came != w.asked {
			return nil, fmt.Errorf("%w: %d values for %d keys", ErrProtocol, w.came, w.asked)
		}
		if err := readEnd(w.buffer); err != nil {
			return nil, err
		}
		w.disconnect()
		return nil, nil
	case err != nil:
		return nil, sent(err)
	case kind != wire.FramePage:
		return nil, fmt.Errorf("%w: a frame of kind %d among pages", ErrProtocol, kind)
	}
	var keys []byte
	if w.reuse {
		keys = w.keys
	}
	p, err := w.frames.ReadPage(keys, w.values)
	if err != nil {
		return nil, err
	}
	w.values = p.Values
	if w.reuse {
		w.keys = p.Keys
	} else {
		p.Ends = slices.Clone(p.Ends) // the keys are located by Ends for the lifetime of the page
	}
	if w.wanted != nil {
		return w.lookupPage(p)
	}
	return w.rangePage(p)
}

func (w *walk) lookupPage(p wire.Page) (*driver.Page, error) {
	n := len(p.Ends) - 1
	if len(p.Keys) > 0 || n > w.asked-w.came {
		return nil, fmt.Errorf("%w: a page of a lookup with keys, or with more values than were asked for", ErrProtocol)
	}
	page, err := driver.NewPage(driver.Content{Wanted: w.left[:n], Ends: p.Ends, Values: p.Values, Turns: &w.turns})
	if err != nil {
		return nil, misfit(err)
	}
	w.left = w.left[n:]
	w.came += n
	return page, nil
}

func (w *walk) rangePage(p wire.Page) (*driver.Page, error) {
	page, err := driver.NewPage(driver.Content{Ends: p.Ends, Keys: p.Keys, Values: p.Values, Turns: &w.turns})
	if err != nil {
		return nil, misfit(err)
	}
	if err := w.check(page, len(p.Values)); err != nil {
		return nil, err
	}
	n := page.Len()
	w.request.Taken += uint64(n)
	w.last = append(w.last[:0], page.Key(n-1)...)
	return page, nil
}

// check checks that the entries are in the range and in order. The server has already removed
// prefixes from the keys.
func (w *walk) check(page *driver.Page, values int) error {
	span := &w.request.Span
	n := page.Len()
	if span.Limit > 0 && w.request.Taken+uint64(n) > span.Limit {
		return fmt.Errorf("%w: more than the %d entries that were asked for", ErrProtocol, span.Limit)
	}
	if span.KeysOnly && values > 0 {
		return fmt.Errorf("%w: values, and only keys were asked for", ErrProtocol)
	}
	before, first := string(w.last), w.request.Taken == 0
	for i := range n {
		key := page.Key(i)
		order := strings.Compare(before, key)
		if span.Reverse {
			order = -order
		}
		if !first && order >= 0 || key < span.Lower || span.Upper != "" && key >= span.Upper {
			return fmt.Errorf("%w: key %.80q is out of its order or of the range", ErrProtocol, key)
		}
		before, first = key, false
	}
	return nil
}

// misfit converts the error of an inconsistent page to a protocol error, because no stored data is
// damaged.
func misfit(err error) error { return fmt.Errorf("%w: %v", ErrProtocol, err) }
