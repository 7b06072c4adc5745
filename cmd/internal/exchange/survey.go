package exchange

import (
	"bytes"
	"context"
	"unicode/utf8"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
)

// Survey holds the facts that a format with columns needs before the first entry.
type Survey struct {
	Uniform  bool // all values are of one type, and all arrays of one dtype and shape
	TextKeys bool // all keys are UTF-8
	Raw      bool // all values are raw: another program stored them
}

// Look surveys the entries of a range. If types is not empty, it considers only entries of these
// types. It reads the headers of arrays, not their elements. raw is as in ExportOptions.
func Look(ctx context.Context, db *leveldb.DB, r *leveldb.Range, types []codec.Kind, raw bool) (Survey, error) {
	s := Survey{Uniform: !raw, TextKeys: true, Raw: raw}
	db = db.WithContext(ctx).WithReadOptions(leveldb.ReadOptions{DontFillCache: true})
	var c contents
	var head []byte // common to the values so far
	for e, err := range db.Entries(r) {
		if raw { // then only the keys matter
			break
		}
		if err != nil {
			return s, err
		}
		err = e.ViewRaw(func(p *leveldb.Pinned) error {
			stored, err := p.Stored()
			if err != nil || !isOne(stored, types, raw) {
				return err
			}
			s.TextKeys = s.TextKeys && utf8.ValidString(e.Key())
			found := c.headOf(stored)
			if head == nil {
				head = bytes.Clone(found)
			}
			s.Uniform = s.Uniform && found != nil && bytes.Equal(head, found)
			return nil
		})
		if err != nil {
			return s, err
		}
		if !s.Uniform {
			break
		}
	}
	if !s.Uniform { // then only the keys matter
		for key, err := range db.Keys(r) {
			if err != nil {
				return s, err
			}
			if !utf8.ValidString(key) {
				s.TextKeys = false
				break
			}
		}
	}
	return s, nil
}

// headOf returns the bytes that values of the same type have in common: the tag, and the header of
// an array. It returns nil for a value that has no such bytes.
func (c *contents) headOf(stored []byte) []byte {
	if len(stored) == 0 {
		return nil
	}
	switch tag := stored[:1]; codec.Kind(stored[0]) {
	case codec.KindArray:
		if _, offset, err := ndarray.ParseHeader(stored[1:]); err == nil {
			return stored[:1+offset]
		}
	case codec.KindInt:
		value, ok := intOf(stored)
		if _, small := value.(int64); ok && small {
			return tag
		}
	case codec.KindStr:
		if utf8.Valid(stored) {
			return tag
		}
	case codec.KindJSON:
		if readable(stored) {
			return tag
		}
	case codec.KindBytes:
		return tag
	}
	return nil
}
