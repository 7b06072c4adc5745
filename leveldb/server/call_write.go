package server

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
)

func (c *served) put() error {
	r, err := wire.ParsePut(c.body)
	if err != nil {
		return err
	}
	if err := c.acquire(true); err != nil {
		return err
	}
	if err := c.store.Put(c.request.Context(), c.scope.key(r.Key), r.Value, c.written()); err != nil {
		return err
	}
	return c.done()
}

func (c *served) delete() error {
	if err := c.acquire(false); err != nil {
		return err
	}
	if err := c.store.Delete(c.request.Context(), c.scope.key(string(c.body)), c.written()); err != nil {
		return err
	}
	return c.done()
}

func (c *served) write() error {
	if _, err := scope("").batch(c.body); err != nil {
		return err // before a database is created
	}
	if err := c.acquire(true); err != nil {
		return err
	}
	batch, err := c.scope.batch(c.body)
	if err != nil {
		return err
	}
	if err := c.store.Write(c.request.Context(), batch, c.written()); err != nil {
		return err
	}
	return c.done()
}

func (c *served) compact() error {
	span, err := c.span()
	if err != nil {
		return err
	}
	whole := c.wholeSpan(span)
	if err := whole.Check(); err != nil {
		return err
	}
	if err := c.store.Compact(c.request.Context(), whole.Lower, whole.Upper); err != nil {
		return err
	}
	return c.done()
}

func (c *served) open() error {
	r, err := wire.ParseOpen(c.body)
	if err != nil {
		return err
	}
	if err := c.openAs(r); err != nil {
		return err
	}
	return c.answer.send(wire.OpenAnswer{ReadOnly: c.access.ReadOnly}.Append(nil))
}

func (c *served) openAs(r wire.OpenRequest) error {
	if r.ErrorIfExists {
		// If two callers both require that they create the database, one must fail.
		c.creating.Lock()
		defer c.creating.Unlock()
	}
	switch err := c.acquire(false); {
	case err == nil && r.ErrorIfExists:
		return fmt.Errorf("the database exists: %w", fs.ErrExist)
	case err == nil || !r.Create || c.access.ReadOnly || !errors.Is(err, fs.ErrNotExist):
		return err
	}
	return c.acquire(true)
}
