package server

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/internal/selection"
	"github.com/openleveldb/openleveldb/internal/valuejson"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
)

// The forms of a value in the response to value.
const (
	formJSON   = "json"   // as internal/valuejson writes it
	formRaw    = "raw"    // the payload; for an array the elements, little-endian and in C order
	formNPY    = "npy"    // an array as a .npy file
	formStored = "stored" // the stored bytes with the tag
)

// value sends a value or a selected part of it.
func (c *served) value(p *parameters) error {
	key, selected, form := p.key(), p.text("select"), p.text("form")
	if err := p.done(); err != nil {
		return err
	}
	switch form {
	case "":
		form = formJSON
	case formJSON, formRaw, formNPY, formStored:
	default:
		return fmt.Errorf("%w: the form of a value is json, raw, npy or stored, not %.40q", leveldb.ErrInvalidArgument, form)
	}
	if err := c.acquire(false); err != nil {
		return err
	}
	value, selected, err := c.pinPart(key, selected, form)
	if err != nil {
		return err
	}
	defer value.Release()
	stored := value.Bytes()
	kind, err := codec.KindOf(stored)
	if form == formStored {
		return c.sendBytes(stored, selected)
	}
	if err != nil {
		return damaged(err)
	}
	if form == formNPY || kind == codec.KindArray {
		return c.sendArray(stored, selected, form)
	}
	payload := stored[min(1, len(stored)):]
	if form == formRaw {
		return c.sendBytes(payload, selected)
	}
	if selected != "" {
		return fmt.Errorf("%w: a part of a value of type %v has no JSON; the form raw selects bytes", leveldb.ErrInvalidArgument, kind)
	}
	return c.sendJSONOf(stored, jsonCost*int64(len(stored)))
}

// jsonCost is the memory that the JSON of a value needs, as a multiple of its length: a character of
// one byte can become \u0000, and the buffer grows by doubling.
const jsonCost = 14

// sendJSONOf sends a stored value as JSON, which needs the given memory.
func (c *served) sendJSONOf(stored []byte, cost int64) error {
	if err := c.holdBeyond(cost); err != nil {
		return err
	}
	text, err := valuejson.Append(nil, stored)
	if err != nil {
		return damaged(err)
	}
	c.answer.Header().Set("Content-Type", "application/json")
	return c.answer.send(append(text, '\n'))
}

// holdBeyond reserves memory beyond what every request has.
func (c *served) holdBeyond(n int64) error {
	if n <= freeValue {
		return nil
	}
	return c.hold(n)
}

// parseSelection is selection.Parse for the text of a client.
func parseSelection(text string, shape []int) ([]ndarray.Span, error) {
	spans, err := selection.Parse(text, shape)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", leveldb.ErrInvalidArgument, err)
	}
	return spans, nil
}

// sendBytes sends selected bytes as they are.
func (c *served) sendBytes(b []byte, selected string) error {
	spans, err := parseSelection(selected, []int{len(b)})
	if err != nil {
		return err
	}
	part := spans[0]
	switch {
	case part.Drop:
		part.Stop = part.Start + 1
	case part.Step != 1:
		return fmt.Errorf("%w: bytes are selected without a step", leveldb.ErrInvalidArgument)
	}
	c.answer.Header().Set("Content-Type", "application/octet-stream")
	return c.answer.send(b[part.Start:part.Stop])
}

// The headers that describe the elements in the form raw.
const (
	headerDType = "Openleveldb-Dtype"
	headerShape = "Openleveldb-Shape"
)

// maxDType is the length of the longest dtype that is sent in a header.
const maxDType = 1 << 10

// sendArray sends the selected part of an array. It reads only that part, if the value is in a
// memory-mapped table.
func (c *served) sendArray(stored []byte, selected, form string) error {
	cost := int64(headerCost)
	if form == formJSON {
		cost = entryCost
	}
	if err := c.holdHeader(stored, cost); err != nil {
		return err
	}
	array, err := arrayOf(stored)
	if err != nil {
		return err
	}
	spans, err := parseSelection(selected, array.Shape())
	if err != nil {
		return err
	}
	if array, err = array.Select(spans...); err != nil {
		return err
	}
	if form == formJSON {
		return c.sendArrayJSON(array)
	}
	dtype := littleEndian(array.DType())
	var head []byte
	if form == formNPY {
		if head, err = ndarray.AppendHeader(nil, ndarray.Header{DType: dtype, Shape: array.Shape()}); err != nil {
			return damaged(err)
		}
	}
	shape, err := json.Marshal(array.Shape())
	if err != nil {
		return err
	}
	header := c.answer.Header()
	header.Set(headerShape, string(shape))
	if descr := dtype.Descr(); len(descr) <= maxDType && isASCII(descr) {
		header.Set(headerDType, descr)
	}
	header.Set("Content-Type", "application/octet-stream")
	header.Set("Content-Length", strconv.Itoa(len(head)+array.NBytes()))
	return c.sendElements(head, array)
}

func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] < ' ' || text[i] > '~' {
			return false
		}
	}
	return true
}

// sendArrayJSON sends an array as JSON.
func (c *served) sendArrayJSON(array *ndarray.Array) error {
	size := int64(array.NBytes())
	const most = 1 << 36 // elements without bytes can be of any number, and the product must not overflow
	cost := size + jsonCost*size + int64(min(array.Size(), most))*leaves(array.DType())*elementText
	if err := c.holdBeyond(cost); err != nil {
		if errors.Is(err, leveldb.ErrTooLarge) {
			err = fmt.Errorf("%w; select a part, or use form=npy", err)
		}
		return err
	}
	text, err := valuejson.AppendArray(nil, array)
	if err != nil {
		return damaged(err)
	}
	c.answer.Header().Set("Content-Type", "application/json")
	return c.answer.send(append(text, '\n'))
}

// elementText is the memory for the JSON of a number or a date.
const elementText = 64

// leaves returns how many numbers, texts and names the JSON of an element has, up to maxLeaves.
func leaves(d ndarray.DType) int64 {
	const maxLeaves = 1 << 24 // more never fit
	n := int64(1)
	if base, shape, ok := d.Subarray(); ok {
		n = leaves(base)
		for _, length := range shape {
			n = min(n*int64(min(length, maxLeaves)), maxLeaves)
		}
	}
	for _, f := range d.Fields() {
		n = min(n+jsonCost*int64(len(f.Name))/elementText+1+leaves(f.DType), maxLeaves)
	}
	return n
}
