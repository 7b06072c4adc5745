package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/internal/frames"
	"github.com/openleveldb/openleveldb/ndarray"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

type entry struct{ key, stored string }

func framesOf(t *testing.T, entries []entry) []byte {
	t.Helper()
	var b bytes.Buffer
	w := frames.NewWriter(&b)
	for _, e := range entries {
		require.NoError(t, w.Write(e.key, []byte(e.stored)))
	}
	require.NoError(t, w.Close())
	return b.Bytes()
}

func entriesOf(t *testing.T, b []byte) (entries []entry) {
	t.Helper()
	r := frames.NewReader(bytes.NewReader(b))
	for {
		key, stored, err := r.Next()
		if err == io.EOF {
			return entries
		}
		require.NoError(t, err)
		entries = append(entries, entry{string(key), string(stored)})
	}
}

// written writes a file of entries and gives it.
func written(t *testing.T, format string, uniform bool, entries []entry) *os.File {
	t.Helper()
	textKeys := true
	for _, e := range entries {
		textKeys = textKeys && !strings.Contains(e.key, "\xff")
	}
	f, err := os.Create(filepath.Join(t.TempDir(), "file"))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, f.Close()) })
	require.NoError(t, write(bytes.NewReader(framesOf(t, entries)), f, format, uniform, textKeys))
	_, err = f.Seek(0, io.SeekStart)
	require.NoError(t, err)
	return f
}

// roundTrip asserts that entries come back exactly, and gives the file.
func roundTrip(t *testing.T, format string, uniform bool, entries []entry) *os.File {
	t.Helper()
	f := written(t, format, uniform, entries)
	var out bytes.Buffer
	require.NoError(t, read(f, &out, format))
	require.Equal(t, entries, entriesOf(t, out.Bytes()))
	return f
}

// schemaOf gives the columns of a file, and the number of its rows.
func schemaOf(t *testing.T, f *os.File, format string) (schema *arrow.Schema, rows int64) {
	t.Helper()
	_, err := f.Seek(0, io.SeekStart)
	require.NoError(t, err)
	require.NoError(t, readRecords(f, format, func(s *arrow.Schema, record arrow.RecordBatch) error {
		schema = s
		rows += record.NumRows()
		return nil
	}))
	return schema, rows
}

var formats = []string{formatArrow, formatParquet}

// The samples of package ndarray, one of every dtype, with everything else that is stored.
func TestEntriesAreExact(t *testing.T) {
	f, err := os.Open("../../ndarray/testdata/arrays.jsonl")
	require.NoError(t, err)
	defer f.Close()
	entries := []entry{{"", ""}, {"a", "i" + strings.Repeat("\xff", 16)}, {"b", "i\x05"}, {"c", "i\x7f" + strings.Repeat("\xff", 15)}, {"d", "sü\x00"},
		{"e", "s\xff"}, {"f", "b\x00\xff"}, {"g", `j {"a": NaN} `}, {"h", "j{"}, {"i", "xyz"}, {"j", "n\x93NUMPY"}, {"k", "n"}, {"\xff", "b"}}
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<30)
	for lines.Scan() {
		var line struct{ NPY []byte }
		require.NoError(t, json.Unmarshal(lines.Bytes(), &line))
		entries = append(entries, entry{fmt.Sprint(len(entries)), "n" + string(line.NPY)})
		if len(entries)%10 == 0 { // as rows, where there is a type for them
			for _, format := range formats {
				roundTrip(t, format, true, entries[len(entries)-1:])
			}
		}
	}
	require.NoError(t, lines.Err())
	require.Greater(t, len(entries), 300)
	for _, format := range formats {
		schema, rows := schemaOf(t, roundTrip(t, format, false, entries), format)
		assert.EqualValues(t, len(entries), rows)
		assert.Equal(t, 7, schema.NumFields())
	}
	for _, format := range formats {
		roundTrip(t, format, false, nil)
		roundTrip(t, format, true, nil)
	}
}

func rowsOf(t *testing.T, dtype string, n int, shape ...int) (entries []entry) {
	t.Helper()
	d, err := ndarray.ParseDType(dtype)
	require.NoError(t, err)
	for i := range n {
		a, err := ndarray.New(d, shape...)
		require.NoError(t, err)
		b, err := a.Bytes()
		require.NoError(t, err)
		for j := range b { // any bits: of a float a NaN, of a datetime NaT
			b[j] = byte(i*31 + j*7)
		}
		if i == 1 && len(b) >= 8 {
			copy(b, "\x00\x00\x00\x00\x00\x00\x00\x80")
		}
		stored, err := a.AppendNPY([]byte("n"))
		require.NoError(t, err)
		entries = append(entries, entry{fmt.Sprintf("row/%d", i), string(stored)})
	}
	return entries
}

func TestRowsAreTyped(t *testing.T) {
	for dtype, want := range map[string][2]string{
		"|b1": {"uint8", "uint8"}, "|i1": {"int8", "int8"}, "<u2": {"uint16", "uint16"}, "<i4": {"int32", "int32"}, "<u4": {"uint32", "uint32"},
		"<i8": {"int64", "int64"}, "<u8": {"uint64", "uint64"}, "<f2": {"float16", "float16"}, "<f4": {"float32", "float32"}, "<f8": {"float64", "float64"},
		"<M8[s]": {"timestamp[s]", "int64"}, "<M8[ms]": {"timestamp[ms]", "timestamp[ms]"}, "<M8[ns]": {"timestamp[ns]", "timestamp[ns]"},
		"<M8[D]": {"int64", "int64"}, "<m8[us]": {"duration[us]", "int64"},
	} {
		for i, format := range formats {
			for _, shape := range [][]int{{}, {5}, {2, 3}} {
				f := roundTrip(t, format, true, rowsOf(t, dtype, 70, shape...))
				schema, rows := schemaOf(t, f, format)
				assert.EqualValues(t, 70, rows)
				value := schema.Field(1).Type
				if list, ok := value.(*arrow.FixedSizeListType); ok {
					value = list.Elem()
				}
				assert.Equal(t, want[i], value.String(), "%s %v in %s", dtype, shape, format)
				assert.Equal(t, 2, schema.NumFields())
			}
		}
	}
	for _, values := range [][]entry{
		{{"a", "i" + strings.Repeat("\xff", 16)}, {"b", "i" + strings.Repeat("\x00", 16)}}, {{"a", "sü"}, {"b", "s"}},
		{{"a", "b\xff"}, {"b", "b"}}, {{"a", "j1.50"}, {"b", "j []"}},
	} {
		for _, format := range formats {
			schema, _ := schemaOf(t, roundTrip(t, format, true, values), format)
			assert.Equal(t, 2, schema.NumFields())
		}
	}
}

// What is written in several record batches or row groups comes back in order.
func TestManyBatches(t *testing.T) {
	entries := rowsOf(t, "<f4", 45, 512, 512) // 45 MiB
	for _, format := range formats {
		roundTrip(t, format, true, entries)
		roundTrip(t, format, false, entries)
	}
}

func TestOtherPrograms(t *testing.T) {
	pool := memory.DefaultAllocator
	keys := array.NewStringBuilder(pool)
	keys.AppendValues([]string{"a", "b"}, nil)
	numbers := array.NewFloat64Builder(pool)
	numbers.AppendValues([]float64{0.5, math.Inf(1)}, nil)
	schema := arrow.NewSchema([]arrow.Field{{Name: "value", Type: arrow.PrimitiveTypes.Float64}, {Name: "key", Type: arrow.BinaryTypes.String}}, nil)
	record := array.NewRecordBatch(schema, []arrow.Array{numbers.NewArray(), keys.NewArray()}, 2)
	for _, format := range formats {
		f, err := os.Create(filepath.Join(t.TempDir(), "file"))
		require.NoError(t, err)
		w, err := newRecordWriter(f, schema, format)
		require.NoError(t, err)
		require.NoError(t, w.Write(record))
		require.NoError(t, w.Close())
		_, err = f.Seek(0, io.SeekStart)
		require.NoError(t, err)
		var out bytes.Buffer
		require.NoError(t, read(f, &out, format))
		require.NoError(t, f.Close())
		got := entriesOf(t, out.Bytes())
		require.Len(t, got, 2)
		for i, want := range []float64{0.5, math.Inf(1)} {
			value, err := codec.Decode([]byte(got[i].stored))
			require.NoError(t, err)
			element, err := value.(*ndarray.Array).At()
			require.NoError(t, err)
			assert.Equal(t, want, element)
		}
	}
}

func TestFailures(t *testing.T) {
	var out, errOut bytes.Buffer
	for _, args := range [][]string{nil, {"write"}, {"read", "-format", "csv"}, {"copy", "-format", "arrow"}, {"read", "-format", "arrow", "more"}} {
		assert.Equal(t, 2, run(args, nil, &out, &errOut), args)
	}
	text := filepath.Join(t.TempDir(), "text")
	require.NoError(t, os.WriteFile(text, []byte("key,value\n1,2\n"), 0o644))
	for _, format := range formats {
		f, err := os.Open(text)
		require.NoError(t, err)
		errOut.Reset()
		assert.Equal(t, 1, run([]string{"read", "-format", format}, f, &out, &errOut))
		assert.Contains(t, errOut.String(), "no ")
		require.NoError(t, f.Close())

		cut := framesOf(t, []entry{{"a", "s1"}})
		assert.ErrorIs(t, write(bytes.NewReader(cut[:len(cut)-1]), io.Discard, format, true, true), frames.ErrTruncated)
		assert.ErrorIs(t, write(bytes.NewReader(framesOf(t, []entry{{"a", "s1"}, {"b", "b1"}})), io.Discard, format, true, true), errChanged)
		assert.ErrorIs(t, write(bytes.NewReader(framesOf(t, []entry{{"\xff", "s1"}})), io.Discard, format, true, true), errChanged)
	}
}
