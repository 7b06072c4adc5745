package valuetext

import (
	"bufio"
	"bytes"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/internal/valuejson"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// stored returns the stored bytes of a value.
func stored(t *testing.T, value any) []byte {
	t.Helper()
	b, err := codec.Append(nil, value)
	require.NoError(t, err)
	return b
}

func matrix(t *testing.T) *ndarray.Array {
	t.Helper()
	a, err := ndarray.FromSlice([]float32{1, 2, 3, 4}, 2, 2)
	require.NoError(t, err)
	return a
}

// The encoders store the same bytes as Put.
func TestEncoders(t *testing.T) {
	dir := t.TempDir()
	npy, err := matrix(t).AppendNPY(nil)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "a.npy"), npy, 0o600))
	for _, c := range []struct {
		encode func(string, *strings.Reader) ([]byte, error)
		text   string
		want   any
	}{
		{func(s string, _ *strings.Reader) ([]byte, error) { return EncodeInt(s, nil) }, "-5", -5},
		{func(s string, _ *strings.Reader) ([]byte, error) { return EncodeStr(s, nil) }, "ü", "ü"},
		{func(s string, _ *strings.Reader) ([]byte, error) { return EncodeJSON(s, nil) }, "7", 7},
		{func(s string, _ *strings.Reader) ([]byte, error) { return EncodeJSON(s, nil) }, `{"b":1,"a":3.0}`, map[string]any{"a": 3.0, "b": 1}},
		{func(s string, in *strings.Reader) ([]byte, error) { return EncodeBytes(s, in) }, "-", []byte("input")},
		{func(s string, in *strings.Reader) ([]byte, error) { return EncodeNPY(s, in) }, filepath.Join(dir, "a.npy"), matrix(t)},
	} {
		got, err := c.encode(c.text, strings.NewReader("input"))
		require.NoError(t, err)
		assert.Equal(t, stored(t, c.want), got, c.text)
	}
	_, err = EncodeInt("1.5", nil)
	assert.ErrorContains(t, err, "not an integer")
	_, err = EncodeJSON("{", nil)
	assert.Error(t, err)
	_, err = EncodeBytes(filepath.Join(dir, "none"), nil)
	assert.ErrorIs(t, err, os.ErrNotExist)
	_, err = EncodeNPY("-", strings.NewReader("no array"))
	assert.Error(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "large"), nil, 0o600))
	require.NoError(t, os.Truncate(filepath.Join(dir, "large"), maxFile))
	_, err = EncodeBytes(filepath.Join(dir, "large"), nil)
	assert.ErrorIs(t, err, leveldb.ErrTooLarge)
}

func TestCheckKey(t *testing.T) {
	assert.NoError(t, CheckKey("ü"))
	err := CheckKey("\xff")
	assert.ErrorIs(t, err, leveldb.ErrInvalidArgument)
	db, opened := leveldb.Open(filepath.Join(t.TempDir(), "db"), nil)
	require.NoError(t, opened)
	defer db.Close()
	assert.EqualError(t, err, db.Put("\xff", 1).Error(), "the error that Put returns")
}

func TestTexts(t *testing.T) {
	large := new(big.Int).Lsh(big.NewInt(1), valuejson.MaxDecimal)
	for _, c := range []struct {
		stored      []byte
		terminal    bool
		text, kind  string
		short, json string
	}{
		{stored(t, 42), true, "42\n", "int", "42", "42"},
		{append([]byte("i\x01"), make([]byte, valuejson.MaxDecimal/8)...), true, valuejson.Hexadecimal(large) + "\n", "int", valuejson.Hexadecimal(large)[:60] + "…", `"` + valuejson.Hexadecimal(large) + `"`},
		{stored(t, "a\nb"), true, "a\nb\n", "str", `"a\nb"`, `"a\u000ab"`},
		{stored(t, strings.Repeat("x", 100)), true, strings.Repeat("x", 100) + "\n", "str", strings.Repeat("x", 60) + "…", `"` + strings.Repeat("x", 100) + `"`},
		{stored(t, []byte("a'\"\\\n\r\t\x00")), true, `b'a\'"\\\n\r\t\x00'` + "\n", "bytes", `b'a\'"\\\n\r\t\x00'`, `{"base64":"YSciXAoNCQA="}`},
		{stored(t, []byte("it's")), true, `b"it's"` + "\n", "bytes", `b"it's"`, `{"base64":"aXQncw=="}`},
		{stored(t, []byte("\x00")), false, "\x00", "bytes", `b'\x00'`, `{"base64":"AA=="}`},
		{[]byte(`j{"a": [NaN, 1]}`), true, `{"a": [NaN, 1]}` + "\n", "json", `{"a":[NaN,1]}`, `{"a":["NaN",1]}`},
		{nil, true, "null\n", "json", "null", "null"},
		{stored(t, matrix(t)), true, "float32 (2, 2)\n[[1. 2.]\n [3. 4.]]\n", "ndarray", "float32 (2, 2) [[1. 2.] [3. 4.]]",
			`{"dtype":"<f4","shape":[2,2],"data":[[1.0,2.0],[3.0,4.0]]}`},
	} {
		var b bytes.Buffer
		out := bufio.NewWriter(&b)
		require.NoError(t, WriteText(out, c.stored, c.terminal))
		require.NoError(t, out.Flush())
		assert.Equal(t, c.text, b.String())
		kind, short, err := Short(c.stored, ShortWidth)
		require.NoError(t, err)
		assert.Equal(t, c.kind, kind)
		assert.Equal(t, c.short, short)
		b.Reset()
		require.NoError(t, WriteJSON(out, c.stored))
		require.NoError(t, out.Flush())
		assert.Equal(t, c.json+"\n", b.String())
	}
	out := bufio.NewWriter(new(bytes.Buffer))
	for _, damaged := range []string{"x", "n", "s\xff", "j{"} {
		assert.Error(t, WriteText(out, []byte(damaged), true), damaged)
		assert.Error(t, WriteJSON(out, []byte(damaged)), damaged)
		assert.Error(t, WriteNPY(out, []byte(damaged)), damaged)
	}
	assert.ErrorContains(t, WriteNPY(out, []byte("s1")), "of type str, not ndarray")
	assert.NoError(t, WriteNPY(out, stored(t, matrix(t))))
	assert.Equal(t, []string{"()", "(5,)", "(2, 3)"}, []string{ShapeText(nil), ShapeText([]int{5}), ShapeText([]int{2, 3})})
}

func TestLines(t *testing.T) {
	assert.Equal(t, "k\n", string(AppendKeyLine(nil, "k")))
	assert.Equal(t, `{"key":{"base64":"/w=="}}`+"\n", string(AppendJSONKeyLine(nil, "\xff")))
	line, err := AppendJSONLine(nil, "k", []byte("j{"))
	require.Error(t, err)
	assert.Contains(t, string(line), `"type":"?","error":"`)

	assert.Equal(t, `{"key":"k","type":"raw","value":{"base64":"AHg="}}`+"\n", string(AppendJSONRawLine(nil, "k", []byte("\x00x"))))

	kind, text, err := Short([]byte("\x00xyz"), 3)
	require.NoError(t, err)
	assert.Equal(t, Raw, kind)
	assert.Equal(t, `b'\x00xy'…`, text)
	assert.Equal(t, []string{"str", "raw", "json"}, []string{KindName([]byte("s")), KindName([]byte("q")), KindName(nil)})

	var b bytes.Buffer
	require.NoError(t, PrintJSON(&b, struct {
		Keys []JSONKey
		Text JSONText
	}{JSONKeys([]string{"<", "\xff"}), "\x1b"}))
	assert.Equal(t, `{"Keys":["<",{"base64":"/w=="}],"Text":"\u001b"}`+"\n", b.String())
}
