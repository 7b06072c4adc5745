package server

import (
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
