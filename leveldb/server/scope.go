package server

import (
	"fmt"

	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
)

// scope is the prefix of the sub-database being served. Full keys begin with it; clients never see
// it.
type scope string

// key returns the full key.
func (s scope) key(key string) string { return string(s) + key }

// keys returns the full keys. It modifies keys.
func (s scope) keys(keys []string) []string {
	if s != "" {
		for i, key := range keys {
			keys[i] = s.key(key)
		}
	}
	return keys
}

// span returns the span of full keys.
func (s scope) span(w wire.Span) driver.Span {
	span := driver.PrefixSpan(string(s))
	span.Lower, span.Reverse, span.KeysOnly, span.Limit = s.key(w.Lower), w.Reverse, w.KeysOnly, int(w.Limit)
	if w.Upper != "" {
		span.Upper = s.key(w.Upper)
	}
	return span
}

// wholeSpan returns the span of full keys in the acquired database. If a comparator orders the keys,
// only the span of all entries has a meaning that does not depend on the client.
func (c *served) wholeSpan(w wire.Span) driver.Span {
	order := driver.ComparatorOf(c.store)
	if order == nil {
		return c.scope.span(w)
	}
	span := driver.Span{Reverse: w.Reverse, KeysOnly: w.KeysOnly, Limit: int(w.Limit)}
	if c.scope != "" || w.Lower != "" || w.Upper != "" {
		span.Refused = &driver.Error{Class: driver.ErrNotSupported, Text: fmt.Sprintf(
			"the comparator %q orders the keys of the database: a server reads it only as a whole, without a prefix and without bounds", order.Name)}
	}
	return span
}

// batch returns a batch with full keys. It takes ownership of packed.
func (s scope) batch(packed []byte) (*driver.Batch, error) {
	batch, err := driver.ParseBatch(packed)
	if err != nil || s == "" {
		return batch, err
	}
	whole := new(driver.Batch)
	for e, rest, ok := driver.CutEntry(packed); ok; e, rest, ok = driver.CutEntry(rest) {
		if e.Op == driver.DeleteEntry {
			err = whole.Delete(s.key(string(e.Key)))
		} else {
			err = whole.Put(s.key(string(e.Key)), e.Value)
		}
		if err != nil {
			return nil, err
		}
	}
	return whole, nil
}
