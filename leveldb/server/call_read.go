package server

import (
	"strings"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
)

// get sends a value directly from LevelDB's memory.
func (c *served) get() error {
	if err := c.acquire(false); err != nil {
		return err
	}
	value, err := c.pin(string(c.body))
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
	found, err := c.store.Has(c.request.Context(), c.scope.key(string(c.body)), c.read())
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
	n, err := c.store.Count(c.request.Context(), c.wholeSpan(span), c.read())
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
	whole := c.wholeSpan(span)
	if err := whole.Check(); err != nil {
		return err
	}
	n, err := c.store.ApproximateSize(c.request.Context(), whole.Lower, whole.Upper)
	if err != nil {
		return err
	}
	return c.sendNumber(n)
}

// split sends the keys at which leveldb.DB.Split cuts a range.
func (c *served) split() error {
	span, err := c.span()
	if err != nil {
		return err
	}
	whole := c.wholeSpan(span)
	if driver.ComparatorOf(c.store) != nil {
		whole.Refused = &driver.Error{Class: driver.ErrNotSupported, Text: "the parts of a range are ranges with bounds"}
	}
	if err := whole.Check(); err != nil {
		return err
	}
	parts, err := c.whole().Split(&leveldb.Range{Start: whole.Lower, Stop: whole.Upper}, min(whole.Limit, wire.MaxKeys))
	if err != nil {
		return err
	}
	keys := make([]string, 0, len(parts)-1)
	size := int64(0)
	for _, part := range parts[1:] {
		key := part.Start[len(c.scope):]
		keys = append(keys, key)
		size += 4 + int64(len(key))
	}
	if err := c.hold(2 * size); err != nil {
		return err
	}
	return c.answer.send(wire.AppendKeys(make([]byte, 0, size), keys))
}

// estimate sends the number of entries that leveldb.DB.EstimatedCount returns.
func (c *served) estimate() error {
	span, err := c.span()
	if err != nil {
		return err
	}
	whole := c.wholeSpan(span)
	if err := whole.Check(); err != nil {
		return err
	}
	n, err := c.whole().EstimatedCount(&leveldb.Range{Start: whole.Lower, Stop: whole.Upper, Limit: whole.Limit})
	if err != nil {
		return err
	}
	return c.sendNumber(uint64(n))
}

// whole returns the store as a DB without a prefix. It is not closed: it does not own the store.
func (c *served) whole() *leveldb.DB {
	return leveldb.New(c.store, "", &leveldb.Options{Read: c.read()}).WithContext(c.request.Context())
}

func (c *served) property() error {
	if err := c.acquire(false); err != nil {
		return err
	}
	name := string(c.body)
	text, err := c.store.Property(c.request.Context(), name)
	if err != nil {
		return err
	}
	if c.scope != "" && !harmless(name) {
		return forbidden("property %.80q may reveal keys outside the served sub-database", name)
	}
	if err := c.hold(2 * int64(len(text))); err != nil {
		return err
	}
	return c.answer.send([]byte(text))
}

// harmless reports whether a property of the entire database reveals nothing about its keys.
// "leveldb.sstables" lists the first and the last key of each table. Properties that later versions
// of LevelDB add may reveal keys too.
func harmless(property string) bool {
	return property == "leveldb.stats" || property == "leveldb.approximate-memory-usage" ||
		strings.HasPrefix(property, "leveldb.num-files-at-level")
}

// span parses the body of a call that consists of a span, and acquires the database.
func (c *served) span() (wire.Span, error) {
	span, err := wire.ParseWholeSpan(c.body)
	if err != nil {
		return span, err
	}
	return span, c.acquire(false)
}
