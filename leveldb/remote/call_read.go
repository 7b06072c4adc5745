package remote

import (
	"sync"

	"github.com/openleveldb/openleveldb/leveldb/remote/internal/wire"
)

// valueBuffers is memory for small values, which a store may copy there; it lends the others.
var valueBuffers = sync.Pool{New: func() any { return new([4 << 10]byte) }}

func (c *served) get() error {
	if err := c.acquire(false); err != nil {
		return err
	}
	buf := valueBuffers.Get().(*[4 << 10]byte)
	defer valueBuffers.Put(buf)
	value, err := c.store.Get(c.scope.key(string(c.body)), buf[:], c.read())
	if err != nil {
		return err
	}
	defer value.Release()
	return c.answer.send(value.Bytes())
}

func (c *served) has() error {
	if err := c.acquire(false); err != nil {
		return err
	}
	found, err := c.store.Has(c.scope.key(string(c.body)), c.read())
	if err != nil {
		return err
	}
	if found {
		return c.answer.send([]byte{1})
	}
	return c.answer.send([]byte{0})
}

func (c *served) count() error {
	span, err := c.span()
	if err != nil {
		return err
	}
	n, err := c.store.Count(c.scope.span(span), c.read())
	if err != nil {
		return err
	}
	return c.sendNumber(n)
}

func (c *served) size() error {
	span, err := c.span()
	if err != nil {
		return err
	}
	whole := c.scope.span(span)
	n, err := c.store.ApproximateSize(whole.Lower, whole.Upper)
	if err != nil {
		return err
	}
	return c.sendNumber(n)
}

func (c *served) property() error {
	if err := c.acquire(false); err != nil {
		return err
	}
	text, err := c.store.Property(string(c.body))
	if err != nil {
		return err
	}
	return c.answer.send([]byte(text))
}

// span reads the body of a call that is a span alone, and acquires the database.
func (c *served) span() (wire.Span, error) {
	span, err := wire.ParseWholeSpan(c.body)
	if err != nil {
		return span, err
	}
	return span, c.acquire(false)
}
