package server

import (
	"bytes"
	"context"
	"errors"
	"unsafe"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
)

// lookup sends the values of keys, all in the same state.
func (c *served) lookup() error {
	keys, err := c.keys(wire.ParseKeys(c.body))
	if err != nil {
		return err
	}
	return c.eachPage(keys, func(f *frameWriter, p *driver.Page) error { return f.page(p, 0, pageOfLookup) })
}

// gather sends the rows of keys, all in the same state. Regardless of the request, it uses memory
// only for one page and for the write buffer.
func (c *served) gather() error {
	r, err := wire.ParseGather(c.body)
	if err != nil {
		return err
	}
	keys, err := c.keys(r.Keys, nil)
	if err != nil {
		return err
	}
	return c.eachPage(keys, func(f *frameWriter, p *driver.Page) error {
		for i := range p.Len() {
			if err := gatherRow(f, p, i, r); err != nil {
				return err
			}
		}
		return nil
	})
}

// keys reserves the memory for the string headers of many keys. The cost of the body covers their
// bytes.
func (c *served) keys(keys []string, err error) ([]string, error) {
	if err == nil && int64(len(keys)) > requestMemory/keyHeader {
		err = c.hold(int64(len(keys)) * keyHeader)
	}
	return keys, err
}

// keyHeader is the memory that a key uses in addition to its bytes.
const keyHeader = int64(unsafe.Sizeof(""))

func gatherRow(f *frameWriter, p *driver.Page, i int, r wire.GatherRequest) error {
	value, found, err := pageOfLookup.value(p, i)
	if err != nil {
		return err
	}
	defer value.Release()
	switch row, same := bytes.CutPrefix(value.Bytes(), r.Header); {
	case !found:
		return f.row(driver.RowMissing, nil)
	case !same || uint64(len(row)) != r.Row:
		return f.row(driver.RowDifferent, nil)
	default:
		return f.row(driver.RowCopied, row)
	}
}

// eachPage looks keys up and calls write for each page.
func (c *served) eachPage(keys []string, write func(f *frameWriter, p *driver.Page) error) error {
	if err := c.acquire(false); err != nil {
		return err
	}
	if err := c.hold(int64(len(keys)) * int64(len(c.scope))); err != nil {
		return err
	}
	f, err := c.frames()
	if err != nil {
		return err
	}
	defer f.free()
	cursor, err := c.cursor(func(o leveldb.ReadOptions) (driver.Cursor, error) {
		return c.store.Lookup(c.request.Context(), c.scope.keys(keys), o)
	})
	if err != nil {
		return err
	}
	defer cursor.Close()
	// Do not wait for a client that disappears while the response is blocked.
	defer context.AfterFunc(c.request.Context(), c.answer.abortWrites)()
	err = c.stream(f, cursor, write)
	if f.broken != nil {
		c.answer.abort()
	}
	return err
}

// frames returns a writer of frames, whose buffers count. The caller must free it.
func (c *served) frames() (*frameWriter, error) {
	if err := c.hold(streamMemory); err != nil {
		return nil, err
	}
	return newFrameWriter(c.answer), nil
}

// cursor opens a cursor, which reads its first page. stream must follow without waiting for memory
// in between; see pager.
func (c *served) cursor(open func(o leveldb.ReadOptions) (driver.Cursor, error)) (cursor driver.Cursor, err error) {
	return c.pages.open(c.request.Context(), c.read(), open)
}

// errEnough is what the write function of stream returns if the response should end after a page,
// although there may be more.
var errEnough = errors.New("enough entries")

// stream calls write for each page of a cursor. If f.broken is set afterwards, the error is
// irrelevant.
func (c *served) stream(f *frameWriter, cursor driver.Cursor, write func(f *frameWriter, p *driver.Page) error) error {
	ctx := c.request.Context()
	for {
		p, err := c.pages.next(ctx, cursor)
		if err == nil && p == nil {
			return f.end()
		}
		if err == nil {
			if err = write(f, p); err == nil || err == errEnough && p.Err() != nil {
				err = p.Err()
			}
		}
		if f.broken != nil {
			return f.broken
		}
		if err == errEnough {
			return f.more()
		}
		if err == nil && ctx.Err() == nil {
			err = c.pages.reserve(ctx)
		}
		if err != nil {
			return f.fail(err)
		}
		if ctx.Err() != nil { // the client has gone
			f.broken = errAborted
			return f.broken
		}
	}
}
