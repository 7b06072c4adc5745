package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet/file"
	"github.com/openleveldb/openleveldb/cmd/internal/exchange"
	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/ndarray"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// columnFile writes a file with the columns key and value, whose keys are a, b, ... An Arrow file
// has two batches. Column value has the JSON values, as Arrow reads them.
func columnFile(t *testing.T, format string, keys, values arrow.DataType, json string) string {
	t.Helper()
	column := func(of arrow.DataType, json string) arrow.Array {
		a, _, err := array.FromJSON(memory.DefaultAllocator, of, strings.NewReader(json))
		require.NoError(t, err, "%v", of)
		return a
	}
	value := column(values, json)
	names := `["a","b","c","d","e"]`[:1+4*value.Len()-1] + "]"
	schema := arrow.NewSchema([]arrow.Field{{Name: columnKey, Type: keys, Nullable: true}, {Name: columnValue, Type: values, Nullable: true}}, nil)
	record := array.NewRecordBatch(schema, []arrow.Array{column(keys, names), value}, int64(value.Len()))
	path := filepath.Join(t.TempDir(), "file."+format)
	f, err := os.Create(path)
	require.NoError(t, err)
	w, err := newRecordWriter(f, schema, format)
	require.NoError(t, err)
	if format == formatArrow {
		require.NoError(t, w.Write(record.NewSlice(0, 1)))
		record = record.NewSlice(1, record.NumRows())
	}
	require.NoError(t, w.Write(record)) // the library writes slices of lists wrongly to Parquet
	require.NoError(t, w.Close())
	require.NoError(t, f.Close())
	return path
}

// described returns a value as text: the dtype, shape and elements of an array.
func described(t *testing.T, stored string) string {
	t.Helper()
	value, err := codec.Decode([]byte(stored))
	require.NoError(t, err)
	a, ok := value.(*ndarray.Array)
	if !ok {
		return stored
	}
	return a.DType().Descr() + " " + a.String()
}

// Columns of other programs become arrays, text and bytes.
func TestColumnTypes(t *testing.T) {
	list := func(of arrow.DataType) arrow.DataType { return arrow.ListOf(of) }
	dictionary := func(of arrow.DataType) arrow.DataType {
		return &arrow.DictionaryType{IndexType: arrow.PrimitiveTypes.Int32, ValueType: of}
	}
	f32, text := arrow.PrimitiveTypes.Float32, arrow.BinaryTypes.String
	for _, c := range []struct {
		of   arrow.DataType
		json string
		want []string
	}{
		{list(f32), `[[1.5, 2], [], [3]]`, []string{"<f4 [1.5 2. ]", "<f4 []", "<f4 [3.]"}},
		{arrow.LargeListOf(arrow.PrimitiveTypes.Int16), `[[1, 2], [3]]`, []string{"<i2 [1 2]", "<i2 [3]"}},
		{list(list(f32)), `[[[1, 2], [3, 4]], [[5], [6], [7]], []]`, []string{"<f4 [[1. 2.]\n [3. 4.]]", "<f4 [[5.]\n [6.]\n [7.]]", "<f4 []"}},
		{arrow.FixedSizeListOf(2, f32), `[[1, 2], [3, 4], [5, 6]]`, []string{"<f4 [1. 2.]", "<f4 [3. 4.]", "<f4 [5. 6.]"}},
		{list(arrow.FixedWidthTypes.Boolean), `[[true, false], [], [true]]`, []string{"|b1 [ True False]", "|b1 []", "|b1 [ True]"}},
		{arrow.FixedWidthTypes.Boolean, `[true, false, true]`, []string{"|b1 True", "|b1 False", "|b1 True"}},
		{arrow.FixedWidthTypes.Date32, `["2024-02-29", "1969-12-31"]`, []string{"<M8[D] 2024-02-29", "<M8[D] 1969-12-31"}},
		{list(arrow.FixedWidthTypes.Date32), `[["2024-02-29"], []]`, []string{"<M8[D] ['2024-02-29']", "<M8[D] []"}},
		{arrow.FixedWidthTypes.Time32ms, `["00:00:01.5", "23:59:59"]`, []string{"<m8[ms] 1500 milliseconds", "<m8[ms] 86399000 milliseconds"}},
		{arrow.FixedWidthTypes.Time64us, `["00:00:01", "00:00:02"]`, []string{"<m8[us] 1000000 microseconds", "<m8[us] 2000000 microseconds"}},
		{arrow.FixedWidthTypes.Timestamp_ms, `["2024-02-29T12:00:00Z", "2024-02-29T12:00:01Z"]`, []string{"<M8[ms] 2024-02-29T12:00:00.000", "<M8[ms] 2024-02-29T12:00:01.000"}},
		{dictionary(text), `["x", "y", "x"]`, []string{"sx", "sy", "sx"}},
		{dictionary(arrow.PrimitiveTypes.Int64), `[7, 8, 7]`, []string{"<i8 7", "<i8 8", "<i8 7"}},
		{text, `["x", ""]`, []string{"sx", "s"}},
		{arrow.BinaryTypes.Binary, `["eA==", ""]`, []string{"bx", "b"}},
		{arrow.PrimitiveTypes.Int64, `[1, -2]`, []string{"<i8 1", "<i8 -2"}},
	} {
		for _, format := range formats {
			for _, keys := range []arrow.DataType{text, dictionary(text)} {
				if d, ok := c.of.(*arrow.DictionaryType); ok && format == formatParquet && d.ValueType != text {
					continue // the library writes dictionaries of text only
				}
				got := entriesOf(t, columnFile(t, format, keys, c.of, c.json), format)
				require.Len(t, got, len(c.want), "%v", c.of)
				for i, want := range c.want {
					assert.Equal(t, string(rune('a'+i)), got[i].key)
					assert.Equal(t, want, described(t, got[i].stored), "%v in %s", c.of, format)
				}
			}
		}
	}
	// Arrow has forms that Parquet has not.
	for _, c := range []struct {
		of   arrow.DataType
		json string
		want []string
	}{
		{arrow.BinaryTypes.StringView, `["x", "a text of more than twelve bytes"]`, []string{"sx", "sa text of more than twelve bytes"}},
		{arrow.FixedWidthTypes.Date64, `["2024-02-29", "1970-01-01"]`, []string{"<M8[ms] 2024-02-29T00:00:00.000", "<M8[ms] 1970-01-01T00:00:00.000"}},
		{arrow.FixedWidthTypes.Duration_ns, `["5ns", "6ns"]`, []string{"<m8[ns] 5 nanoseconds", "<m8[ns] 6 nanoseconds"}},
		{list(dictionary(arrow.PrimitiveTypes.Float64)), `[[0.5, 1.5, 0.5], [1.5]]`, []string{"<f8 [0.5 1.5 0.5]", "<f8 [1.5]"}},
	} {
		got := entriesOf(t, columnFile(t, formatArrow, arrow.BinaryTypes.StringView, c.of, c.json), formatArrow)
		require.Len(t, got, len(c.want), "%v", c.of)
		for i, want := range c.want {
			assert.Equal(t, want, described(t, got[i].stored), "%v", c.of)
		}
	}
}

// What no array can hold is an error that names the type. Rows with nulls can be skipped.
func TestColumnsThatAreRefused(t *testing.T) {
	text := arrow.BinaryTypes.String
	for want, c := range map[string]struct {
		of   arrow.DataType
		json string
	}{
		"lists of 2 and of 1 items":      {arrow.ListOf(arrow.ListOf(arrow.PrimitiveTypes.Int8)), `[[[1, 2], [3]]]`},
		"list<item: utf8, nullable> can": {arrow.ListOf(text), `[["x"]]`},
		"decimal":                        {&arrow.Decimal128Type{Precision: 5, Scale: 2}, `["1.50"]`},
		"struct":                         {arrow.StructOf(arrow.Field{Name: "x", Type: text}), `[{"x": "y"}]`},
		"map":                            {arrow.MapOf(text, arrow.PrimitiveTypes.Int8), `[[{"key": "x", "value": 1}]]`},
		"contains nulls":                 {arrow.ListOf(arrow.PrimitiveTypes.Int8), `[[1, null]]`},
		"the value is null":              {arrow.PrimitiveTypes.Int8, `[null]`},
	} {
		target := databaseOf(t, nil)
		_, errOut, status := run("import", target, columnFile(t, formatArrow, text, c.of, c.json))
		assert.Equal(t, 1, status, want)
		assert.Contains(t, errOut, want)
		assert.Equal(t, 1, strings.Count(errOut, "\n"), errOut)
		assert.Empty(t, contentOf(t, target))
	}
	for _, format := range formats {
		target := databaseOf(t, nil)
		out, errOut, status := run("import", target, columnFile(t, format, text, arrow.ListOf(arrow.PrimitiveTypes.Int8), `[[1], null, [2, null], [3]]`), "--skip-others")
		require.Zero(t, status, errOut)
		assert.Contains(t, out, "imported 2 entries")
		assert.Contains(t, out, "2 skipped")
		assert.Len(t, contentOf(t, target), 2)
	}
}

// A damaged file is read without a panic, and its error is one line.
func TestDamagedFiles(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 1))
	text := arrow.BinaryTypes.String
	for _, format := range formats {
		for _, path := range []string{
			written(t, format, true, rowsOf(t, "<f4", 30, 5)), written(t, format, false, rowsOf(t, "<f4", 30, 5)),
			columnFile(t, format, text, arrow.ListOf(arrow.PrimitiveTypes.Int8), `[[1], null, [2, 3]]`),
			columnFile(t, formatArrow, text, &arrow.DictionaryType{IndexType: arrow.PrimitiveTypes.Int32, ValueType: text}, `["x", "y", "x"]`),
		} {
			content, err := os.ReadFile(path)
			require.NoError(t, err)
			kind := format
			if strings.HasSuffix(path, formatArrow) {
				kind = formatArrow
			}
			failures := 0
			for range 150 {
				damaged := bytes.Clone(content)
				for range 1 + random.IntN(3) {
					damaged[random.IntN(len(damaged))] = byte(random.Uint32())
				}
				err := readAll(t, damaged, kind)
				if err != nil {
					failures++
					assert.NotContains(t, err.Error(), "\n")
				}
			}
			assert.Positive(t, failures)
		}
	}
}

// Any damage of a schema is an error, or harmless.
func TestDamagedSchemas(t *testing.T) {
	entries := rowsOf(t, "<f4", 3, 2)
	path := written(t, formatArrow, true, entries)
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	end := len(content) - 4 - len(magicArrow)
	start := end - int(binary.LittleEndian.Uint32(content[end:]))
	require.Positive(t, start)
	values := []byte{0, 1, 4, 6, 8, 10, 12, 14, 16, 20, 0x7f, 0xff}
	for at := start; at < end+4; at++ {
		for _, value := range values {
			damaged := bytes.Clone(content)
			damaged[at] = value
			if err := readAll(t, damaged, formatArrow); err != nil {
				assert.NotContains(t, err.Error(), "\n")
			}
		}
	}

	path = written(t, formatParquet, true, entries)
	content, err = os.ReadFile(path)
	require.NoError(t, err)
	f, err := os.Open(path)
	require.NoError(t, err)
	r, err := file.NewParquetReader(f)
	require.NoError(t, err)
	text := *r.MetaData().KeyValueMetadata().FindValue(storedSchema)
	require.NoError(t, r.Close())
	schema, err := base64.StdEncoding.DecodeString(text)
	require.NoError(t, err)
	failures := 0
	for at := range schema {
		for _, value := range values {
			changed := bytes.Clone(schema)
			changed[at] = value
			damaged := bytes.Replace(content, []byte(text), []byte(base64.StdEncoding.EncodeToString(changed)), 1)
			if err := readAll(t, damaged, formatParquet); err != nil {
				failures++
				assert.NotContains(t, err.Error(), "\n")
			}
		}
	}
	assert.Positive(t, failures)
}

// readAll reads all entries of a file and returns the first error.
func readAll(t *testing.T, content []byte, format string) error {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(path, content, 0o600))
	s, err := files{}.Open(path, format)
	require.NoError(t, err)
	defer s.Close()
	for item, err := range s.Items() {
		if err == nil {
			_, err = item.Append(nil)
		}
		if err != nil && !errors.Is(err, exchange.ErrCannotHold) {
			return err
		}
	}
	return nil
}

// The position of a file grows to its size.
func TestPosition(t *testing.T) {
	for _, format := range formats {
		path := written(t, format, true, rowsOf(t, "<f4", 45, 512, 512))
		s, err := files{}.Open(path, format)
		require.NoError(t, err)
		defer s.Close()
		var positions []int64
		for _, err := range s.Items() {
			require.NoError(t, err)
			done, total := s.(exchange.Positioned).Position()
			if len(positions) == 0 || done > positions[len(positions)-1] {
				positions = append(positions, done)
			}
			assert.LessOrEqual(t, done, total)
		}
		assert.Greater(t, len(positions), 2, format)
		done, total := s.(exchange.Positioned).Position()
		assert.Equal(t, total, done)
	}
}

// Raw values of another program are rows with their bytes, also those that begin with a tag.
func TestRawRows(t *testing.T) {
	columns := entryColumns{builder: array.NewRecordBuilder(memory.DefaultAllocator, entriesSchema(true)), raw: true}
	require.NoError(t, columns.add("k", []byte("sybil")))
	record := columns.record()
	defer record.Release()
	assert.Equal(t, "raw", record.Column(1).(*array.String).Value(0))
	assert.Equal(t, "sybil", string(record.Column(6).(*array.LargeBinary).Value(0)))
}
