package main

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"unicode/utf8"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/openleveldb/openleveldb/cmd/internal/exchange"
	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/ndarray"
)

// batchSize is the size in bytes of the entries in a record batch or row group.
const batchSize = 16 << 20

var (
	errChanged = errors.New("the entry differs from the others because the database has changed; start the export again")
	errParquet = errors.New("keys and values in Parquet must be smaller than 2 GiB")
)

// columns collects rows.
type columns interface {
	add(key string, stored []byte) error
	record() arrow.RecordBatch // returns the rows so far and resets the columns
}

// sink is an exchange.Sink that writes a file with columns.
type sink struct {
	out    exchange.Output
	format string
	survey exchange.Survey

	w       recordWriter // nil before the first entry
	columns columns
	size, n int // of the entries in columns
}

// Put adds a row.
func (s *sink) Put(key string, stored []byte) (err error) {
	defer failed(&err)
	if s.w == nil {
		if err := s.begin(stored); err != nil {
			return err
		}
	}
	if s.survey.TextKeys && !utf8.ValidString(key) {
		return errChanged
	}
	if s.format == formatParquet && max(len(key), len(stored)) > math.MaxInt32 {
		return errParquet
	}
	if err := s.columns.add(key, stored); err != nil {
		return err
	}
	s.n++
	if s.size += len(key) + len(stored); s.size >= batchSize || s.n == 1<<20 {
		return s.flush()
	}
	return nil
}

// failed turns a panic of the library, such as one for a column that is too large, into an error.
func failed(err *error) {
	if cause := recover(); cause != nil {
		*err = fmt.Errorf("the file cannot be written: %s", oneLine(fmt.Sprint(cause)))
	}
}

// begin starts a file whose first value is stored.
func (s *sink) begin(stored []byte) (err error) {
	if r, ok := rowsLike(stored, s.format); ok && s.survey.Uniform {
		schema := rowsSchema(r, s.survey.TextKeys)
		s.columns = newRowColumns(r, schema)
		s.w, err = newRecordWriter(s.out, schema, s.format)
		return err
	}
	schema := entriesSchema(s.survey.TextKeys)
	s.columns = &entryColumns{builder: array.NewRecordBuilder(memory.DefaultAllocator, schema), raw: s.survey.Raw}
	s.w, err = newRecordWriter(s.out, schema, s.format)
	return err
}

// flush writes the rows so far as a record batch or row group.
func (s *sink) flush() error {
	record := s.columns.record()
	defer record.Release()
	s.size, s.n = 0, 0
	return s.w.Write(record)
}

// Commit completes the file.
func (s *sink) Commit() (err error) {
	defer failed(&err)
	if s.w == nil { // there were no entries
		if err := s.begin(nil); err != nil {
			return err
		}
	}
	if s.n > 0 || s.format == formatArrow {
		if err := s.flush(); err != nil {
			return err
		}
	}
	if err := s.w.Close(); err != nil {
		return err
	}
	return s.out.Commit()
}

// Abort discards the file.
func (s *sink) Abort() error { return s.out.Abort() }

// rowColumns collects values of the same type, and arrays of the same dtype and shape.
type rowColumns struct {
	rows
	schema   *arrow.Schema
	keys     array.Builder
	values   array.Builder // of values that are not arrays
	elements []byte        // of arrays
	n        int
}

func newRowColumns(r rows, schema *arrow.Schema) *rowColumns {
	c := &rowColumns{rows: r, schema: schema, keys: array.NewBuilder(memory.DefaultAllocator, schema.Field(0).Type)}
	if r.element == nil {
		c.values = array.NewBuilder(memory.DefaultAllocator, schema.Field(1).Type)
	}
	return c
}

func (c *rowColumns) add(key string, stored []byte) error {
	if len(stored) == 0 || codec.Kind(stored[0]) != c.tag {
		return errChanged
	}
	switch b := c.values.(type) {
	case nil:
		if !bytes.HasPrefix(stored, c.head) || len(stored) != len(c.head)+c.size*c.count {
			return errChanged
		}
		c.elements = append(c.elements, stored[len(c.head):]...)
	case *array.Int64Builder:
		_, small, isSmall, ok := digits(stored)
		if !ok || !isSmall {
			return errChanged
		}
		b.Append(small)
	case *array.LargeStringBuilder:
		if !utf8.Valid(stored[1:]) {
			return errChanged
		}
		b.Append(string(stored[1:]))
	case *array.BinaryBuilder:
		b.Append(stored[1:])
	}
	appendKey(c.keys, key)
	c.n++
	return nil
}

// appendKey adds to the column of keys.
func appendKey(b array.Builder, key string) {
	switch b := b.(type) {
	case *array.StringBuilder:
		b.Append(key)
	case *array.BinaryBuilder:
		b.AppendString(key)
	}
}

func (c *rowColumns) record() arrow.RecordBatch {
	keys := c.keys.NewArray()
	defer keys.Release()
	var values arrow.Array
	if c.values != nil {
		values = c.values.NewArray()
	} else {
		data := array.NewData(c.element, c.n*c.count, []*memory.Buffer{nil, memory.NewBufferBytes(c.elements)}, nil, 0, 0)
		defer data.Release()
		if c.list {
			list := array.NewData(c.schema.Field(1).Type, c.n, []*memory.Buffer{nil}, []arrow.ArrayData{data}, 0, 0)
			defer list.Release()
			values = array.MakeFromData(list)
		} else {
			values = array.MakeFromData(data)
		}
	}
	defer values.Release()
	record := array.NewRecordBatch(c.schema, []arrow.Array{keys, values}, int64(c.n))
	c.elements, c.n = make([]byte, 0, cap(c.elements)), 0 // the record owns the previous slice
	return record
}

// entryColumns collects values of any type.
type entryColumns struct {
	builder *array.RecordBuilder
	raw     bool // all values are raw
}

func (c *entryColumns) record() arrow.RecordBatch { return c.builder.NewRecordBatch() }

func (c *entryColumns) add(key string, stored []byte) error {
	row := entryRow{kind: typeRaw, payload: stored}
	if !c.raw {
		row = rowOf(stored)
	}
	appendKey(c.builder.Field(0), key)
	c.builder.Field(1).(*array.StringBuilder).Append(row.kind)
	dtype, shape := c.builder.Field(2).(*array.StringBuilder), c.builder.Field(3).(*array.ListBuilder)
	order, header := c.builder.Field(4).(*array.StringBuilder), c.builder.Field(5).(*array.BinaryBuilder)
	if row.dtype == "" {
		dtype.AppendNull()
		shape.AppendNull()
		order.AppendNull()
	} else {
		dtype.Append(row.dtype)
		shape.Append(true)
		for _, n := range row.shape {
			shape.ValueBuilder().(*array.Int64Builder).Append(int64(n))
		}
		order.Append(row.order)
	}
	if row.header == nil {
		header.AppendNull()
	} else {
		header.Append(row.header)
	}
	c.builder.Field(6).(*array.BinaryBuilder).Append(row.payload)
	return nil
}

// entryRow is a row of the columns that hold any entry.
type entryRow struct {
	kind    string
	dtype   string // empty for values that are not arrays
	shape   []int
	order   string
	header  []byte // nil if the other fields reproduce it
	payload []byte
}

// rowOf splits a stored value into the columns.
func rowOf(stored []byte) entryRow {
	raw := entryRow{kind: typeRaw, payload: stored}
	if len(stored) == 0 {
		return raw
	}
	tag, payload := codec.Kind(stored[0]), stored[1:]
	switch tag {
	case codec.KindArray:
		h, offset, err := ndarray.ParseHeader(payload)
		if err != nil || h.NBytes() != len(payload)-offset {
			return raw
		}
		row := entryRow{kind: tag.String(), dtype: h.DType.Descr(), shape: h.Shape, order: "C", payload: payload[offset:]}
		if h.Fortran {
			row.order = "F"
		}
		if !isToday(h, payload[:offset]) {
			row.header = payload[:offset]
		}
		return row
	case codec.KindInt:
		text, _, _, ok := digits(stored)
		if !ok {
			return raw
		}
		payload = []byte(text)
	case codec.KindStr, codec.KindJSON:
		if !utf8.Valid(payload) {
			return raw
		}
	case codec.KindBytes:
	default:
		return raw
	}
	return entryRow{kind: tag.String(), payload: payload}
}
