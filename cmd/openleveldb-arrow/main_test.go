package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/openleveldb/openleveldb/cmd/internal/exchange"
	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/server"
	"github.com/openleveldb/openleveldb/ndarray"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

type entry struct{ key, stored string }

// surveyOf returns what exchange.Look would return for entries.
func surveyOf(uniform bool, entries []entry) exchange.Survey {
	s := exchange.Survey{Uniform: uniform, TextKeys: true}
	for _, e := range entries {
		s.TextKeys = s.TextKeys && utf8.ValidString(e.key)
	}
	return s
}

// put adds entries to a sink.
func put(s exchange.Sink, entries []entry) error {
	for _, e := range entries {
		if err := s.Put(e.key, []byte(e.stored)); err != nil {
			return err
		}
	}
	return s.Commit()
}

// written writes a file of entries and returns its path.
func written(t *testing.T, format string, uniform bool, entries []entry) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file")
	out, err := exchange.CreatePartial(path, false)
	require.NoError(t, err)
	require.NoError(t, put(files{}.Create(out, format, surveyOf(uniform, entries)), entries))
	return path
}

// entriesOf reads a file.
func entriesOf(t *testing.T, path, format string) (entries []entry) {
	t.Helper()
	s, err := files{}.Open(path, format)
	require.NoError(t, err)
	for item, err := range s.Items() {
		require.NoError(t, err)
		stored, err := item.Append(nil)
		require.NoError(t, err, item.From)
		entries = append(entries, entry{item.Key, string(stored)})
	}
	require.NoError(t, s.Close())
	return entries
}

// roundTrip asserts that a file reproduces entries exactly, and returns its path.
func roundTrip(t *testing.T, format string, uniform bool, entries []entry) string {
	t.Helper()
	path := written(t, format, uniform, entries)
	require.Equal(t, entries, entriesOf(t, path, format))
	return path
}

// schemaOf returns the columns of a file, and the number of its rows.
func schemaOf(t *testing.T, path, format string) (schema *arrow.Schema, rows int64) {
	t.Helper()
	f, err := os.Open(path)
	require.NoError(t, err)
	defer f.Close()
	require.NoError(t, readRecords(f, format, func(s *arrow.Schema, record arrow.RecordBatch, _ float64) error {
		schema = s
		rows += record.NumRows()
		return nil
	}))
	return schema, rows
}

var formats = []string{formatArrow, formatParquet}

// The file holds package ndarray's samples, one of every dtype, and values of the other types.
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
		if len(entries)%10 == 0 { // as rows, if Arrow has a type for them
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
		for j := range b { // any bits, such as a NaN or a NaT
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

// Several record batches or row groups are read in order.
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
		require.NoError(t, f.Close())
		got := entriesOf(t, f.Name(), format)
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

// run runs a command line.
func run(args ...string) (out, errOut string, status int) {
	var o, e bytes.Buffer
	status = cli.Run(newRoot(), args, strings.NewReader(""), &o, &e)
	return o.String(), e.String(), status
}

// databaseOf returns the path of a new database with entries.
func databaseOf(t *testing.T, entries []entry) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "db")
	db, err := leveldb.Open(path, nil)
	require.NoError(t, err)
	for _, e := range entries {
		require.NoError(t, db.PutRaw(e.key, []byte(e.stored)))
	}
	require.NoError(t, db.Close())
	return path
}

// contentOf returns the entries of a database.
func contentOf(t *testing.T, path string) (entries []entry) {
	t.Helper()
	db, err := leveldb.Open(path, &leveldb.Options{ReadOnly: true})
	require.NoError(t, err)
	defer db.Close()
	for e, err := range db.Entries(nil) {
		require.NoError(t, err)
		stored, err := e.AppendRaw(nil)
		require.NoError(t, err)
		entries = append(entries, entry{e.Key(), string(stored)})
	}
	return entries
}

// Both commands open the database, and select, skip and keep entries as with other formats.
func TestCommands(t *testing.T) {
	rows := rowsOf(t, "<f4", 20, 3)
	source := databaseOf(t, append([]entry{{"text", "s1"}}, rows...))
	for _, extension := range []string{"arrow", "feather", "parquet"} {
		file := filepath.Join(t.TempDir(), "x."+extension)
		out, errOut, status := run("export", source, file, "--type", "ndarray", "--prefix", "row/", "--json")
		require.Zero(t, status, errOut)
		assert.Empty(t, errOut)
		assert.Contains(t, out, `"entries":20,`)
		assert.Contains(t, out, `"skipped":0`)
		schema, n := schemaOf(t, file, strings.ReplaceAll(extension, "feather", "arrow"))
		assert.Equal(t, 2, schema.NumFields(), "the survey found that all arrays have one dtype and shape")
		assert.EqualValues(t, 20, n)

		target := databaseOf(t, []entry{{"row/3", "s1"}})
		_, errOut, status = run("import", target, file, "--prefix", "row/")
		assert.Equal(t, 1, status)
		assert.Regexp(t, `^openleveldb-arrow: import "3": the key has another value`, errOut)
		assert.Equal(t, []entry{{"row/3", "s1"}}, contentOf(t, target))
		out, errOut, status = run("import", target, file, "--prefix", "row/", "--overwrite")
		require.Zero(t, status, errOut)
		assert.Regexp(t, `^imported 20 entries, `, out)
		assert.ElementsMatch(t, rows, contentOf(t, target))

		_, errOut, status = run("export", source, file)
		assert.Equal(t, 1, status)
		assert.Contains(t, errOut, "--overwrite replaces")
	}
	out, errOut, status := run("export", source, "-", "--format", "arrow", "--type", "str")
	require.Zero(t, status, errOut)
	assert.True(t, strings.HasPrefix(out, "ARROW1"))
}

// A database on a server is exported and imported by its address.
func TestServer(t *testing.T) {
	root := t.TempDir()
	directory, err := server.OpenDirectory(root, &server.DirectoryOptions{})
	require.NoError(t, err)
	server := httptest.NewServer(server.NewHandler(directory, nil))
	defer func() {
		server.Close()
		require.NoError(t, directory.Close())
	}()
	rows := rowsOf(t, "<i8", 10, 2)
	file := filepath.Join(t.TempDir(), "x.arrow")
	_, errOut, status := run("export", databaseOf(t, rows), file)
	require.Zero(t, status, errOut)
	_, errOut, status = run("import", server.URL+"/db", file)
	require.Zero(t, status, errOut)
	again := filepath.Join(t.TempDir(), "y.parquet")
	_, errOut, status = run("export", server.URL+"/db", again)
	require.Zero(t, status, errOut)
	assert.ElementsMatch(t, rows, entriesOf(t, again, formatParquet))
}

func TestFailures(t *testing.T) {
	for _, args := range [][]string{nil, {"write"}, {"export"}, {"import", "db", "-", "--format", "arrow"}, {"export", "db", "x", "--format", "xls"}} {
		_, errOut, status := run(args...)
		assert.Equal(t, 2, status, args)
		assert.Contains(t, errOut, "openleveldb-arrow: ")
	}
	missing := filepath.Join(t.TempDir(), "missing")
	_, errOut, status := run("export", missing, filepath.Join(t.TempDir(), "x.arrow"))
	assert.Equal(t, 1, status)
	assert.Contains(t, errOut, missing)
	assert.NoFileExists(t, missing)

	target := databaseOf(t, nil)
	for _, format := range formats {
		text := filepath.Join(t.TempDir(), "x."+format)
		_, errOut, status = run("import", target, text)
		assert.Equal(t, 1, status)
		assert.Contains(t, errOut, "no such file")
		require.NoError(t, os.WriteFile(text, []byte("key,value\n1,2\n"), 0o644))
		_, errOut, status = run("import", target, text)
		assert.Equal(t, 1, status)
		assert.Contains(t, errOut, "openleveldb-arrow: "+text+": not a")

		for _, entries := range [][]entry{{{"a", "s1"}, {"b", "b1"}}, {{"a", "s1"}, {"b", ""}}, {{"a", "i\x01"}, {"b", "i" + strings.Repeat("\x01", 12)}},
			append(rowsOf(t, "<f4", 1, 2), rowsOf(t, "<f4", 1, 3)...)} {
			s := files{}.Create(exchange.Stream{Writer: io.Discard}, format, exchange.Survey{Uniform: true, TextKeys: true})
			assert.ErrorIs(t, put(s, entries), errChanged, "%q", entries)
			assert.NoError(t, s.Abort())
		}
		s := files{}.Create(exchange.Stream{Writer: io.Discard}, format, exchange.Survey{TextKeys: true})
		assert.ErrorIs(t, s.Put("\xff", []byte("s1")), errChanged)
	}
	assert.Empty(t, contentOf(t, target))
}

// A truncated file is an error. No entry is stored that is not in it.
func TestTruncatedFiles(t *testing.T) {
	entries := rowsOf(t, "<f4", 30, 5)
	for _, format := range formats {
		for _, uniform := range []bool{false, true} {
			content, err := os.ReadFile(written(t, format, uniform, entries))
			require.NoError(t, err)
			for n := 0; n < len(content); n += 1 + len(content)/40 {
				path := filepath.Join(t.TempDir(), "x."+format)
				require.NoError(t, os.WriteFile(path, content[:n], 0o644))
				target := databaseOf(t, nil)
				_, errOut, status := run("import", target, path)
				assert.Equal(t, 1, status, "%d of %d bytes", n, len(content))
				assert.NotEmpty(t, errOut)
				assert.Empty(t, contentOf(t, target))
			}
		}
	}
}

// Files of other programs with unsuitable columns are refused.
func TestRefusedColumns(t *testing.T) {
	pool := memory.DefaultAllocator
	text := func(values []string, valid []bool) arrow.Array {
		b := array.NewStringBuilder(pool)
		b.AppendValues(values, valid)
		return b.NewArray()
	}
	numbers := func(valid ...bool) arrow.Array {
		b := array.NewFloat64Builder(pool)
		b.AppendValues(make([]float64, len(valid)), valid)
		return b.NewArray()
	}
	binary := func(values ...string) arrow.Array {
		b := array.NewBinaryBuilder(pool, arrow.BinaryTypes.Binary)
		b.AppendStringValues(values, nil)
		return b.NewArray()
	}
	type columns map[string]arrow.Array
	for want, c := range map[string]columns{
		"neither the columns key and value": {"key": text([]string{"a"}, nil), "number": numbers(true)},
		"neither text nor bytes":            {"key": numbers(true), "value": numbers(true)},
		"has no key":                        {"key": text([]string{"a", "b"}, []bool{true, false}), "value": numbers(true, true)},
		"the value is null":                 {"key": text([]string{"a", "b"}, nil), "value": text([]string{"a", "b"}, []bool{true, false})},
		"null; --skip-others skips":         {"key": text([]string{"a", "b"}, nil), "value": numbers(true, false)},
		"neither the columns key":           {"key": text([]string{"a"}, nil), "type": text([]string{"str"}, nil), "payload": binary("a")},
	} {
		var fields []arrow.Field
		var arrays []arrow.Array
		for name, a := range c {
			fields = append(fields, arrow.Field{Name: name, Type: a.DataType(), Nullable: true})
			arrays = append(arrays, a)
		}
		schema := arrow.NewSchema(fields, nil)
		path := filepath.Join(t.TempDir(), "x.arrow")
		f, err := os.Create(path)
		require.NoError(t, err)
		w, err := newRecordWriter(f, schema, formatArrow)
		require.NoError(t, err)
		require.NoError(t, w.Write(array.NewRecordBatch(schema, arrays, int64(arrays[0].Len()))))
		require.NoError(t, w.Close())
		require.NoError(t, f.Close())
		target := databaseOf(t, nil)
		_, errOut, status := run("import", target, path)
		assert.Equal(t, 1, status, want)
		assert.Contains(t, errOut, want)
		assert.Empty(t, contentOf(t, target), want)
	}
}
