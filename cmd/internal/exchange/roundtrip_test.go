package exchange

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"math"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/openleveldb/openleveldb/cmd/internal/valuetext"
	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// encoded returns the stored bytes of a value.
func encoded(t *testing.T, value any) string {
	t.Helper()
	stored, err := codec.Append(nil, value)
	require.NoError(t, err)
	return string(stored)
}

// array returns the stored bytes of an array of one axis.
func array[T ndarray.Element](t *testing.T, data []T) string {
	t.Helper()
	a, err := ndarray.FromSlice(data, -1)
	require.NoError(t, err)
	return encoded(t, a)
}

// quiet is the NaN that is read from text.
var quiet = math.Float64frombits(0x7ff8 << 48)

// arrays returns stored arrays of several dtypes, shapes and orders.
func arrays(t *testing.T) map[string]string {
	t.Helper()
	matrix, err := ndarray.FromSlice([]float64{1, 2.5, quiet, math.Inf(-1), math.Copysign(0, -1), 6}, 2, 3)
	require.NoError(t, err)
	return map[string]string{
		"a/bool": array(t, []bool{true, false}), "a/int8": array(t, []int8{-128, 127}), "a/uint64": array(t, []uint64{math.MaxUint64}),
		"a/float32": array(t, []float32{0.1, 3}), "a/complex": array(t, []complex128{complex(1, -2), complex(math.Inf(1), quiet)}),
		"a/complex64": array(t, []complex64{complex(0.5, -2)}), "matrix": encoded(t, matrix), "fortran": encoded(t, matrix.Transpose().AsCContiguous().Transpose()),
	}
}

// mixed returns stored values of all types, and keys and values that are difficult for files.
func mixed(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{
		"int": encoded(t, 42), "big": encoded(t, new(big.Int).Lsh(big.NewInt(1), 100)), "str": encoded(t, "première\nligne"), "empty": encoded(t, ""),
		"bytes": encoded(t, []byte{0, 255}), "json": `j{"b": [1.50, NaN], "a": null}`, "true": encoded(t, true), "": "s", "../up": "sx", "a/b/c": "sx",
		"A": "sx", "%": "sx", "nul.txt": "sx", "sp ace ": "sx", "none": "", "damaged": "n\x93NUMPY", "tag": "xyz", "text": "s\xff", "long int": "i\x05\x00",
	}
	maps.Copy(all, arrays(t))
	return all
}

// opened returns a new database with stored values.
func opened(t *testing.T, stored map[string]string) *leveldb.DB {
	t.Helper()
	db, err := leveldb.Open(filepath.Join(t.TempDir(), "db"), nil)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	for key, value := range stored {
		require.NoError(t, db.PutRaw(key, []byte(value)))
	}
	return db
}

// content returns all stored values of a database.
func content(t *testing.T, db *leveldb.DB) map[string]string {
	t.Helper()
	all := map[string]string{}
	for e, err := range db.Entries(nil) {
		require.NoError(t, err)
		stored, err := e.AppendRaw(nil)
		require.NoError(t, err)
		all[e.Key()] = string(stored)
	}
	return all
}

// buffer is an Output in memory.
type buffer struct {
	bytes.Buffer
	committed, aborted bool
}

func (b *buffer) Commit() error { b.committed = true; return nil }
func (b *buffer) Abort() error  { b.aborted = true; return nil }

// imported returns the content of a new database after an import.
func imported(t *testing.T, source Source, o ImportOptions) map[string]string {
	t.Helper()
	db := opened(t, nil)
	_, err := Import(t.Context(), db, source, o)
	require.NoError(t, err)
	require.NoError(t, source.Close())
	return content(t, db)
}

func TestDirectoryRoundTrip(t *testing.T) {
	want := mixed(t)
	db := opened(t, want)
	for _, portable := range []bool{false, true} {
		dir := filepath.Join(t.TempDir(), "out")
		sink, err := CreateDirectory(dir, DirectoryOptions{Portable: portable})
		require.NoError(t, err)
		_, err = CreateDirectory(dir, DirectoryOptions{Overwrite: true})
		require.ErrorContains(t, err, "another process is exporting")
		r, before := sink.Rest()
		assert.Zero(t, before)
		count, err := Export(t.Context(), db, r, sink, ExportOptions{})
		require.NoError(t, err)
		assert.EqualValues(t, len(want), count.Entries)
		require.NoError(t, sink.Commit())
		require.NoError(t, sink.Abort())
		files, err := OpenFiles(dir, nil)
		require.NoError(t, err)
		assert.Equal(t, want, imported(t, files, ImportOptions{}))

		_, err = CreateDirectory(dir, DirectoryOptions{})
		assert.ErrorIs(t, err, ErrExists)
	}
}

// An interrupted export into a directory continues after the last entry, in both directions.
func TestDirectoryResumes(t *testing.T) {
	want := map[string]string{"a": "s1", "b/c": "s2", "c": "s3", "d": "s4"}
	db := opened(t, want)
	for _, reverse := range []bool{false, true} {
		dir := filepath.Join(t.TempDir(), "out")
		o := DirectoryOptions{Of: "x", Range: leveldb.Range{Reverse: reverse}}
		sink, err := CreateDirectory(dir, o)
		require.NoError(t, err)
		limited := o.Range
		limited.Limit = 2
		_, err = Export(t.Context(), db, &limited, sink, ExportOptions{})
		require.NoError(t, err)
		require.NoError(t, sink.Abort())

		_, err = CreateDirectory(dir, o)
		require.ErrorIs(t, err, ErrInterruptedExport)
		files, err := OpenFiles(dir, nil)
		require.NoError(t, err)
		_, err = Import(t.Context(), opened(t, nil), files, ImportOptions{})
		require.ErrorIs(t, err, ErrInterruptedExport)
		require.NoError(t, files.Close())
		other := o
		other.Of, other.Resume = "y", true
		_, err = CreateDirectory(dir, other)
		require.ErrorIs(t, err, ErrInterruptedExport)

		o.Resume = true
		sink, err = CreateDirectory(dir, o)
		require.NoError(t, err)
		rest, before := sink.Rest()
		assert.EqualValues(t, 2, before.Entries)
		count, err := Export(t.Context(), db, rest, sink, ExportOptions{})
		require.NoError(t, err)
		assert.EqualValues(t, 2, count.Entries)
		require.NoError(t, sink.Commit())
		files, err = OpenFiles(dir, nil)
		require.NoError(t, err)
		assert.Equal(t, want, imported(t, files, ImportOptions{}))
	}
}

// Overwriting replaces the files of the same keys, whatever their types, and keeps others.
func TestDirectoryOverwrites(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "a.txt"), []byte("old"), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "z.bin"), []byte("kept"), 0o600))
	sink, err := CreateDirectory(dir, DirectoryOptions{Overwrite: true})
	require.NoError(t, err)
	require.NoError(t, sink.Put("a", []byte(encoded(t, 7))))
	require.NoError(t, sink.Commit())
	files, err := OpenFiles(dir, nil)
	require.NoError(t, err)
	assert.Equal(t, map[string]string{"a": encoded(t, 7), "z": "bkept"}, imported(t, files, ImportOptions{}))
}

func TestFilesThatAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		want  string
	}{
		"other extension": {map[string]string{"a.doc": "x"}, "cannot be held"},
		"same key":        {map[string]string{"a.txt": "x", "a.bin": "y"}, "are the same key"},
		"no integer":      {map[string]string{"a.int": "1.5"}, "is not an integer"},
		"long integer":    {map[string]string{"a.int": strings.Repeat("1", maxDigits+1)}, "is not an integer"},
		"no text":         {map[string]string{"a.txt": "\xff"}, "not UTF-8"},
		"no JSON":         {map[string]string{"a.json": "{"}, "import"},
		"no array":        {map[string]string{"a.npy": "x"}, "import"},
		"bad name":        {map[string]string{"%zz.txt": "x"}, "percent sign"},
	} {
		dir := t.TempDir()
		for file, text := range c.files {
			require.NoError(t, os.WriteFile(filepath.Join(dir, file), []byte(text), 0o600))
		}
		files, err := OpenFiles(dir, nil)
		require.NoError(t, err)
		db := opened(t, nil)
		_, err = Import(t.Context(), db, files, ImportOptions{})
		assert.ErrorContains(t, err, c.want, name)
		assert.Empty(t, content(t, db), name)
		require.NoError(t, files.Close())
	}
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "a.doc"), nil, 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, ".hidden"), nil, 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "b.txt"), []byte("x"), 0o600))
	require.NoError(t, os.Symlink("/dev/zero", filepath.Join(dir, "c.bin")))
	files, err := OpenFiles(dir, nil)
	require.NoError(t, err)
	db := opened(t, nil)
	_, err = Import(t.Context(), db, files, ImportOptions{SkipOthers: true})
	require.Error(t, err, "a link leads out of the directory")
	require.NoError(t, os.Remove(filepath.Join(dir, "c.bin")))
	count, err := Import(t.Context(), db, files, ImportOptions{SkipOthers: true})
	require.NoError(t, err)
	assert.Equal(t, Count{Entries: 1, Bytes: 3, Skipped: 1}, count)
	require.NoError(t, files.Close())
}

func TestLinesRoundTrip(t *testing.T) {
	want := mixed(t)
	out := new(buffer)
	sink := CreateLines(out, valuetext.AppendJSONLine)
	_, err := Export(t.Context(), opened(t, want), nil, sink, ExportOptions{})
	require.NoError(t, err)
	require.NoError(t, sink.Commit())
	assert.True(t, out.committed)
	text := out.String()
	assert.Equal(t, len(want), strings.Count(text, "\n"))
	assert.Contains(t, text, `"order":"F"`)
	assert.Equal(t, want, imported(t, ReadLines(io.NopCloser(strings.NewReader(text+"\n  \n"))), ImportOptions{AnyKeys: true}))
	lines := bufio.NewScanner(strings.NewReader(text))
	for lines.Scan() {
		require.True(t, json.Valid(lines.Bytes()), lines.Text())
	}
	require.NoError(t, sink.Abort())
	assert.True(t, out.aborted)
}

func TestLinesThatAreRefused(t *testing.T) {
	for line, want := range map[string]string{
		`{`:                                    "line 2",
		`{"key":"k"}`:                          `no "value"`,
		`{"value":1}`:                          `no "key"`,
		`{"key":1,"value":1}`:                  "not a string",
		`{"key":"\ud800","value":1}`:           "key",
		"{\"key\":\"\xff\",\"value\":1}":       "not UTF-8",
		`{"key":"k","type":"int","value":1.5}`: "not an int",
		`{"key":"k","type":"str","value":[]}`:  "not a string",
		`{"key":"k","type":"bytes","value":{"base64":null}}`:                            "is not {",
		`{"key":"k","type":"bytes","value":{"hex":""}}`:                                 "hex",
		`{"key":"k","type":"json","value":1e999}`:                                       "",
		`{"key":"k","type":"float","value":1}`:                                          "unknown type",
		`{"key":"k","type":"ndarray","value":{"dtype":"<f4"}}`:                          "",
		`{"key":"k","type":"ndarray","value":{"shape":[1]}}`:                            "",
		`{"key":"k","type":"ndarray","value":[1,2]}`:                                    "",
		`{"key":{"base64":"/w=="},"type":"str","value":"x"}`:                            "--any-keys",
		`{"key":"k","type":"ndarray","value":{"dtype":"<f4","shape":[2],"data":[1]}}`:   "at character 2 of the data: expected 2 items in a list",
		`{"key":"k","type":"ndarray","value":{"dtype":"<f4","shape":[2],"data":77}}`:    "at character 0 of the data: expected a list",
		`{"key":"k","type":"ndarray","value":{"dtype":"<f4","shape":[1],"data":[[1]]}}`: "at character 1 of the data: expected an element",
		`{"key":"k","type":"ndarray","value":{"dtype":"<f4","shape":[1],"data":[1,2]}}`: "at character 2 of the data: expected 1 items in a list",
		`{"key":"k","type":"ndarray","value":{"dtype":"<f4","shape":[],"data":[1,2]}}`:  "at character 0 of the data: expected an element",
	} {
		db := opened(t, nil)
		_, err := Import(t.Context(), db, ReadLines(io.NopCloser(strings.NewReader("\n"+line+"\n"))), ImportOptions{})
		if strings.Contains(line, "1e999") && err == nil {
			continue // an infinity, as Python reads it
		}
		assert.ErrorContains(t, err, want, line)
		assert.Empty(t, content(t, db), line)
	}
	broken := errors.New("broken")
	source := ReadLines(io.NopCloser(io.MultiReader(strings.NewReader(`{"key":"k","type":"int","value":1}`+"\n"), failing{broken})))
	_, err := Import(t.Context(), opened(t, nil), source, ImportOptions{})
	assert.ErrorIs(t, err, broken)
}

type failing struct{ error }

func (f failing) Read([]byte) (int, error) { return 0, f.error }

func TestNPZRoundTrip(t *testing.T) {
	want := arrays(t)
	path := filepath.Join(t.TempDir(), "x.npz")
	out, err := CreatePartial(path, false)
	require.NoError(t, err)
	sink := CreateNPZ(out)
	db := opened(t, want)
	require.NoError(t, db.PutRaw("text", []byte("s1")))
	_, err = Export(t.Context(), db, nil, sink, ExportOptions{})
	require.ErrorIs(t, err, ErrCannotHold)
	require.NoError(t, sink.Abort())
	assert.NoFileExists(t, path)

	out, err = CreatePartial(path, false)
	require.NoError(t, err)
	sink = CreateNPZ(out)
	count, err := Export(t.Context(), db, nil, sink, ExportOptions{SkipOthers: true})
	require.NoError(t, err)
	assert.EqualValues(t, 1, count.Skipped)
	require.NoError(t, sink.Commit())
	archive, err := OpenArchive(path)
	require.NoError(t, err)
	assert.Equal(t, want, imported(t, archive, ImportOptions{}))

	// Every truncation is an error, and stores nothing.
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	for n := 0; n < len(content); n += 1 + len(content)/50 {
		require.NoError(t, os.WriteFile(path, content[:n], 0o600))
		_, err := OpenArchive(path)
		assert.Error(t, err, n)
	}
}

func TestCSVRoundTrip(t *testing.T) {
	matrix, err := ndarray.FromSlice([]float64{1, 0.1, quiet, math.Inf(-1), 1e300, 6}, 2, 3)
	require.NoError(t, err)
	for _, c := range []struct {
		stored string
		dtype  string
		two    bool
	}{
		{encoded(t, matrix), "<f8", false}, {array(t, []int64{math.MinInt64, math.MaxInt64}), "<i8", false}, {array(t, []uint8{0, 255}), "|u1", false}, {array(t, []bool{true, false}), "|b1", false},
		{array(t, []float32{0.1, 3}), "<f4", false}, {array(t, []complex128{complex(1, -2), complex(0.1, math.Inf(1))}), "<c16", false},
	} {
		stored := c.stored
		dtype, err := ndarray.ParseDType(c.dtype)
		require.NoError(t, err)
		out := new(buffer)
		sink := CreateCSV(out, CSV{})
		_, err = Export(t.Context(), opened(t, map[string]string{"k": stored}), nil, sink, ExportOptions{})
		require.NoError(t, err)
		require.NoError(t, sink.Commit())
		source := OpenCSV(io.NopCloser(bytes.NewReader(out.Bytes())), "k", CSV{DType: dtype, TwoAxes: c.two})
		assert.Equal(t, map[string]string{"k": stored}, imported(t, source, ImportOptions{}), out.String())
	}
	out := new(buffer)
	sink := CreateCSV(out, CSV{})
	require.Error(t, sink.Commit(), "a file without an array")
	require.NoError(t, sink.Abort())
	sink = CreateCSV(new(buffer), CSV{})
	_, err = Export(t.Context(), opened(t, map[string]string{"a": array(t, []int8{1}), "b": array(t, []int8{2})}), nil, sink, ExportOptions{})
	require.ErrorContains(t, err, "one array")
	require.ErrorIs(t, CreateCSV(new(buffer), CSV{}).Put("k", []byte("s1")), ErrCannotHold)
}

// Structured arrays have a column for each field, and text is quoted where CSV needs it.
func TestCSVOfStructures(t *testing.T) {
	dtype, err := ndarray.ParseDType("[('t', '<i8'), ('name', '<U6'), ('b', '|S3')]")
	require.NoError(t, err)
	text := "t,name,b\n1,\"a,\"\"b\",xy\n-2,é,\"\"\n"
	read := CSV{DType: dtype, Header: true}
	stored, err := read.appendStored(nil, strings.NewReader(text))
	require.NoError(t, err)
	again, err := (&CSV{Header: true}).append(nil, new(contents).array(stored))
	require.NoError(t, err)
	assert.Equal(t, text, string(again))
	for _, bad := range []string{
		"x,name,b\n1,a,b\n",
		"t,name\n1,a\n",
		"t,name,b\n1,a\n",
		"t,name,b\n1.5,a,b\n",
		"t,name,b\n1,seven characters,b\n",
		"t,name,b\n99999999999999999999,a,b\n",
		"t,name,b\n1,a,\"b\n",
	} {
		_, err := read.appendStored(nil, strings.NewReader(bad))
		assert.Error(t, err, bad)
	}
}

func TestImportOptions(t *testing.T) {
	lines := func() Source {
		return ReadLines(io.NopCloser(strings.NewReader(`{"key":"a","type":"int","value":1}` + "\n" + `{"key":"b","type":"int","value":2}` + "\n")))
	}
	db := opened(t, map[string]string{"p/a": encoded(t, 9), "p/b": encoded(t, 2)})
	before := content(t, db)
	_, err := Import(t.Context(), db.Sub("p/"), lines(), ImportOptions{})
	require.ErrorIs(t, err, ErrExists)
	require.Equal(t, before, content(t, db))
	count, err := Import(t.Context(), db.Sub("p/"), lines(), ImportOptions{Resume: true})
	require.NoError(t, err)
	assert.Equal(t, Count{Skipped: 2}, count)
	moved := 0
	count, err = Import(t.Context(), db.Sub("p/"), lines(), ImportOptions{Overwrite: true, Moved: func(n int, _ int64) { moved += n }})
	require.NoError(t, err)
	assert.EqualValues(t, 2, count.Entries)
	assert.Equal(t, 2, moved)
	assert.Equal(t, map[string]string{"p/a": encoded(t, 1), "p/b": encoded(t, 2)}, content(t, db))

	twice := `{"key":"b","type":"int","value":1}` + "\n" + `{"key":"a","type":"int","value":1}` + "\n" + `{"key":"b","type":"int","value":1}` + "\n"
	_, err = Import(t.Context(), opened(t, nil), ReadLines(io.NopCloser(strings.NewReader(twice))), ImportOptions{})
	require.ErrorContains(t, err, "twice")

	db = opened(t, map[string]string{"a": encoded(t, 1)})
	count, err = Import(t.Context(), db, lines(), ImportOptions{})
	require.NoError(t, err)
	assert.Equal(t, Count{Entries: 1, Bytes: int64(1 + len(encoded(t, 2))), Skipped: 1}, count)
}

// An import of more than a batch stores everything, and keeps no memory of a large batch.
func TestImportOfManyBatches(t *testing.T) {
	dir := t.TempDir()
	want := map[string]string{}
	for _, name := range []string{"a", "b", "c", "d"} {
		text := strings.Repeat(name, 3<<20)
		require.NoError(t, os.WriteFile(filepath.Join(dir, name+".txt"), []byte(text), 0o600))
		want[name] = "s" + text
	}
	files, err := OpenFiles(dir, nil)
	require.NoError(t, err)
	assert.True(t, maps.Equal(want, imported(t, files, ImportOptions{})))
}

func TestExportSelectsTypes(t *testing.T) {
	db := opened(t, map[string]string{"a": "s1", "b": "b1", "c": "", "d": "s2"})
	out := new(buffer)
	var bytes int64
	count, err := Export(t.Context(), db, nil, CreateLines(out, valuetext.AppendJSONLine), ExportOptions{Types: []codec.Tag{codec.Str}, Moved: func(_ int, n int64) { bytes += n }})
	require.NoError(t, err)
	assert.Equal(t, Count{Entries: 2, Bytes: 6, Skipped: 2}, count)
	assert.EqualValues(t, 6, bytes)
}

func TestLook(t *testing.T) {
	row := func(v float32) string { return array(t, []float32{v, v}) }
	for name, c := range map[string]struct {
		stored map[string]string
		types  []codec.Tag
		want   Survey
	}{
		"nothing":       {nil, nil, Survey{true, true}},
		"equal arrays":  {map[string]string{"a": row(1), "b": row(2)}, nil, Survey{true, true}},
		"other shape":   {map[string]string{"a": row(1), "b": array(t, []float32{1})}, nil, Survey{false, true}},
		"other dtype":   {map[string]string{"a": row(1), "b": array(t, []int32{1, 2})}, nil, Survey{false, true}},
		"ints":          {map[string]string{"a": encoded(t, 1), "b": encoded(t, 2)}, nil, Survey{true, true}},
		"large ints":    {map[string]string{"a": encoded(t, 1), "b": encoded(t, new(big.Int).Lsh(big.NewInt(1), 80))}, nil, Survey{false, true}},
		"texts":         {map[string]string{"a": "s1", "b": "s2"}, nil, Survey{true, true}},
		"damaged text":  {map[string]string{"a": "s1", "b": "s\xff"}, nil, Survey{false, true}},
		"JSON":          {map[string]string{"a": "j[]", "b": "j{}"}, nil, Survey{true, true}},
		"damaged JSON":  {map[string]string{"a": "j[]", "b": "j{"}, nil, Survey{false, true}},
		"bytes":         {map[string]string{"a": "b1", "b": "b"}, nil, Survey{true, true}},
		"types":         {map[string]string{"a": "b1", "b": "s"}, nil, Survey{false, true}},
		"only texts":    {map[string]string{"a": "b1", "b": "s"}, []codec.Tag{codec.Str}, Survey{true, true}},
		"empty value":   {map[string]string{"a": "", "b": "s"}, nil, Survey{false, true}},
		"damaged array": {map[string]string{"a": "n"}, nil, Survey{false, true}},
	} {
		got, err := Look(t.Context(), opened(t, c.stored), nil, c.types)
		require.NoError(t, err)
		assert.Equal(t, c.want, got, name)
	}
}
