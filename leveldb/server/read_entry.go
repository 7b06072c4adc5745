package server

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/internal/valuejson"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
)

// description describes an entry without its value.
type description struct {
	Key   valuejson.Key `json:"key"`
	Kind  string        `json:"kind,omitempty"` // "unknown" if the value has no known tag
	Bytes length        `json:"bytes,omitzero"` // of the stored value, with its tag
	DType string        `json:"dtype,omitempty"`
	Shape []int         `json:"shape,omitzero"` // of an array; empty for one element
	Error string        `json:"error,omitempty"`
	// In the response to entry only:
	Order string       `json:"order,omitempty"` // of an array: C or Fortran
	Type  *elementType `json:"type,omitempty"`
}

// length is the length of a value. In JSON, an unknown one is omitted.
type length int

const unknownLength length = -1

// IsZero is for encoding/json: a value can have the length 0.
func (n length) IsZero() bool { return n == unknownLength }

// elementType describes a dtype for programs that do not parse numpy's names.
type elementType struct {
	Kind     string       `json:"kind"` // numpy's dtype.kind: b, i, u, f, c, M, m, S, U or V
	Bytes    int          `json:"bytes"`
	Unit     string       `json:"unit,omitempty"`     // of a datetime or timedelta
	Multiple int          `json:"multiple,omitempty"` // units in one step
	Fields   []fieldType  `json:"fields,omitempty"`
	Base     *elementType `json:"base,omitempty"`  // of a sub-array
	Shape    []int        `json:"shape,omitempty"` // of a sub-array
}

// fieldType describes a field of a structured dtype.
type fieldType struct {
	Name   string      `json:"name"`
	Offset int         `json:"offset"`
	Type   elementType `json:"type"`
}

func typeOf(d ndarray.DType) elementType {
	t := elementType{Kind: string(rune(d.Kind())), Bytes: d.ItemSize()}
	if unit, multiple := d.Unit(); multiple > 0 {
		t.Unit, t.Multiple = unit.String(), multiple
	}
	for _, f := range d.Fields() {
		t.Fields = append(t.Fields, fieldType{f.Name, f.Offset, typeOf(f.DType)})
	}
	if base, shape, ok := d.Subarray(); ok {
		of := typeOf(base)
		t.Base, t.Shape = &of, shape
	}
	return t
}

// entry sends the description of an entry, after checking its value.
func (c *served) entry(p *parameters) error {
	key := p.key()
	if err := p.done(); err != nil {
		return err
	}
	if err := c.acquire(false); err != nil {
		return err
	}
	if d, ok, err := c.entryFar(key); ok || err != nil {
		if err != nil {
			return err
		}
		return sendJSON(c.answer, d)
	}
	value, err := c.pin(key)
	if err != nil {
		return err
	}
	defer value.Release()
	stored := value.Bytes()
	if err := c.holdHeader(stored, entryCost); err != nil {
		return err
	}
	d := describe(key, stored)
	if array, err := arrayOf(stored); err == nil {
		t := typeOf(array.DType())
		if d.Type, d.Order = &t, "C"; !array.CContiguous() {
			d.Order = "Fortran"
		}
	}
	if d.Error == "" {
		if err := c.check(stored); err != nil {
			d.Error = textOfDamage(err)
		}
	}
	return sendJSON(c.answer, d)
}

// describe describes an entry. It reads the header of an array, and nothing of other values.
func describe(key string, stored []byte) *description {
	d := &description{Key: valuejson.Key(key), Bytes: length(len(stored))}
	kind, err := codec.KindOf(stored)
	switch {
	case err != nil:
		d.Kind, d.Error = "unknown", textOfDamage(err)
		return d
	case kind == codec.KindArray:
		array, err := arrayOf(stored)
		if err != nil {
			d.Error = textOfDamage(err)
		} else {
			d.DType, d.Shape = array.DType().String(), array.Shape()
		}
	}
	d.Kind = kind.String()
	return d
}

// damaged returns an error of a stored value that cannot be decoded.
func damaged(err error) error {
	if !errors.Is(err, codec.ErrDamaged) {
		err = fmt.Errorf("%w: %w", codec.ErrDamaged, err)
	}
	return damage{err}
}

// textOfDamage returns the text of such an error without the names of packages and functions.
func textOfDamage(err error) string {
	text := err.Error()
	for _, prefix := range []string{"codec: decode str: ", "codec: decode json: ", "codec: decode: ", "ndarray: decode: ", "ndarray: parse header: "} {
		text = strings.ReplaceAll(text, prefix, "")
	}
	return shorten(text)
}

// arrayOf returns the array in a stored value. It borrows stored.
func arrayOf(stored []byte) (*ndarray.Array, error) {
	if kind, err := codec.KindOf(stored); err != nil {
		return nil, damaged(err)
	} else if kind != codec.KindArray {
		return nil, fmt.Errorf("%w: the value is of type %v, not ndarray", leveldb.ErrInvalidArgument, kind)
	}
	array, err := ndarray.Decode(stored[1:])
	if err != nil {
		return nil, damaged(err)
	}
	return array, nil
}

// checkCost is the memory that check uses for a document, as a multiple of its length.
const checkCost = 3

// check returns an error if a text or a document cannot be decoded. It does not check a document
// that is too long for the memory of a request. Any other value was checked by describe.
func (c *served) check(stored []byte) error {
	if len(stored) == 0 {
		return nil
	}
	switch codec.Kind(stored[0]) {
	case codec.KindStr:
		if !utf8.Valid(stored[1:]) {
			return fmt.Errorf("%w: invalid UTF-8", codec.ErrDamaged)
		}
	case codec.KindJSON:
		if size := checkCost * int64(len(stored)); size <= freeValue || c.answer.tryHold(size) {
			var text json.RawMessage
			return codec.DecodeInto(stored, &text)
		}
	}
	return nil
}
