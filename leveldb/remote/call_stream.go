package remote

import (
	"bytes"
	"context"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/remote/internal/wire"
	"github.com/openleveldb/openleveldb/native"
)

// lookup sends the values of keys, all in one state.
func (c *served) lookup() error {
	keys, err := wire.ParseKeys(c.body)
	if err != nil {
		return err
	}
	return c.eachPage(keys, func(f *frameWriter, p *leveldb.Page) error { return f.page(p, 0, pageOfLookup) })
}

// gather sends the rows of keys, all in one state: whatever is asked for, it has no more than a page and what is collected in
// memory.
func (c *served) gather() error {
	r, err := wire.ParseGather(c.body)
	if err != nil {
		return err
	}
	return c.eachPage(r.Keys, func(f *frameWriter, p *leveldb.Page) error {
		for i := range p.Len() {
			if err := gatherRow(f, p, i, r); err != nil {
				return err
			}
		}
		return nil
	})
}

func gatherRow(f *frameWriter, p *leveldb.Page, i int, r wire.GatherRequest) error {
	value, found, err := pageOfLookup.value(p, i)
	if err != nil {
		return err
	}
	defer value.Release()
	switch row, same := bytes.CutPrefix(value.Bytes(), r.Header); {
	case !found:
		return f.row(native.RowMissing, nil)
	case !same || uint64(len(row)) != r.Row:
		return f.row(native.RowDifferent, nil)
	default:
		return f.row(native.RowCopied, row)
	}
}

// eachPage looks keys up and sends what write makes of the pages.
func (c *served) eachPage(keys []string, write func(f *frameWriter, p *leveldb.Page) error) error {
	if err := c.acquire(false); err != nil {
		return err
	}
	cursor, err := c.store.Lookup(c.scope.keys(keys), c.read())
	if err != nil {
		return err
	}
	defer cursor.Close()
	// A client that goes away while the answer is stuck is not waited for.
	defer context.AfterFunc(c.request.Context(), c.answer.cutOff)()
	f := newFrameWriter(c.answer)
	defer f.free()
	err = c.stream(f, cursor, write)
	if f.broken != nil {
		c.answer.abort()
	}
	return err
}

// stream sends what write makes of a cursor's pages. If f is broken then, the error is of no interest.
func (c *served) stream(f *frameWriter, cursor leveldb.Cursor, write func(f *frameWriter, p *leveldb.Page) error) error {
	for {
		p, err := cursor.Next()
		if err == nil && p == nil {
			return f.end()
		}
		if err == nil {
			if err = write(f, p); err == nil {
				err = p.Err()
			}
		}
		if f.broken != nil {
			return f.broken
		}
		if err != nil {
			return f.fail(err)
		}
		if c.request.Context().Err() != nil { // the client has gone
			f.broken = errCut
			return f.broken
		}
	}
}
