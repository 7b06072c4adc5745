package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"unicode/utf8"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/internal/frames"
	"github.com/openleveldb/openleveldb/ndarray"
)

// batchSize is how many bytes of values are written at a time: a record batch, or a row group.
const batchSize = 16 << 20

var (
	errChanged = errors.New("it is not like the entries before: the database has changed meanwhile, begin anew")
	errParquet = errors.New("a value in Parquet has less than 2 GiB")
)

// columns gathers rows.
type columns interface {
	add(key string, stored []byte) error
	record() arrow.RecordBatch // of the rows so far, which begins anew
}

// write makes a file of entries.
func write(in io.Reader, out io.Writer, format string, uniform, textKeys bool) error {
	reader := frames.NewReader(in)
	var w recordWriter
	var c columns
	size, n := 0, 0
	flush := func() error {
		record := c.record()
		defer record.Release()
		size, n = 0, 0
		return w.Write(record)
	}
	for {
		key, stored, err := reader.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		if w == nil {
			if c, w, err = begin(out, stored, format, uniform, textKeys); err != nil {
				return err
			}
		}
		if textKeys && !utf8.Valid(key) {
			return fmt.Errorf("%.100q: %w", key, errChanged)
		}
		if format == formatParquet && max(len(key), len(stored)) > math.MaxInt32 {
			return fmt.Errorf("%.100q: %w", key, errParquet)
		}
		if err := c.add(string(key), stored); err != nil {
			return fmt.Errorf("%.100q: %w", key, err)
		}
		n++
		if size += len(key) + len(stored); size >= batchSize || n == 1<<20 {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	if w == nil { // no entries: a file of none
		var err error
		if c, w, err = begin(out, nil, format, false, textKeys); err != nil {
			return err
		}
	}
	if n > 0 || format == formatArrow {
		if err := flush(); err != nil {
			return err
		}
	}
	return w.Close()
}

// begin begins a file whose first value is stored.
func begin(out io.Writer, stored []byte, format string, uniform, textKeys bool) (columns, recordWriter, error) {
	if uniform {
		if r, ok := rowsLike(stored, format); ok {
			schema := rowsSchema(r, textKeys)
			w, err := newRecordWriter(out, schema, format)
			return newRowColumns(r, schema), w, err
		}
	}
	schema := entriesSchema(textKeys)
	w, err := newRecordWriter(out, schema, format)
	return &entryColumns{builder: array.NewRecordBuilder(memory.DefaultAllocator, schema)}, w, err
}

// rowColumns gathers values that are all alike.
type rowColumns struct {
	rows
	schema   *arrow.Schema
	keys     array.Builder
	values   array.Builder // of what is no array
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
	if len(stored) == 0 || codec.Tag(stored[0]) != c.tag {
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
	c.elements, c.n = make([]byte, 0, cap(c.elements)), 0 // the record has the other
	return record
}

// entryColumns gathers values of all kinds.
type entryColumns struct {
	builder *array.RecordBuilder
}

func (c *entryColumns) record() arrow.RecordBatch { return c.builder.NewRecordBatch() }

func (c *entryColumns) add(key string, stored []byte) error {
	row := rowOf(stored)
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

// entryRow is a row of the columns for everything.
type entryRow struct {
	kind    string
	dtype   string // empty for what is no array
	shape   []int
	order   string
	header  []byte // nil if it is the one that is made of the others
	payload []byte
}

// rowOf takes a stored value apart.
func rowOf(stored []byte) entryRow {
	whole := entryRow{kind: typeStored, payload: stored}
	if len(stored) == 0 {
		return whole
	}
	tag, payload := codec.Tag(stored[0]), stored[1:]
	switch tag {
	case codec.Array:
		h, offset, err := ndarray.ParseHeader(payload)
		if err != nil || h.NBytes() != len(payload)-offset {
			return whole
		}
		row := entryRow{kind: tag.String(), dtype: h.DType.Descr(), shape: h.Shape, order: "C", payload: payload[offset:]}
		if h.Fortran {
			row.order = "F"
		}
		if !isToday(h, payload[:offset]) {
			row.header = payload[:offset]
		}
		return row
	case codec.Int:
		text, _, _, ok := digits(stored)
		if !ok {
			return whole
		}
		payload = []byte(text)
	case codec.Str, codec.JSON:
		if !utf8.Valid(payload) {
			return whole
		}
	case codec.Bytes:
	default:
		return whole
	}
	return entryRow{kind: tag.String(), payload: payload}
}
