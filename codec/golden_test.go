package codec

import (
	"encoding/hex"
	"encoding/json"
	"math"
	"math/big"
	"os"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/ndarray"
)

// goldenRow is a line of testdata/values.jsonl or orjson.jsonl, which the Python package 0.1.5
// generated.
type goldenRow struct {
	Name, Kind string
	Hex        string // the stored bytes
	Value      string // of an int or str; of bytes, in hex
	Python     string // repr of the decoded JSON value
	Descr      string // of an array, with its shape and its elements in C order
	Shape      []int
	COrderHex  string `json:"c_order_hex"`
}

func goldenRows(t *testing.T, path string) []goldenRow {
	t.Helper()
	file, err := os.ReadFile(path)
	require.NoError(t, err)
	var rows []goldenRow
	for _, line := range lines(t, file) {
		var row goldenRow
		require.NoError(t, json.Unmarshal([]byte(line), &row))
		rows = append(rows, row)
	}
	return rows
}

func TestGoldenValues(t *testing.T) {
	rows := goldenRows(t, "testdata/values.jsonl")
	require.Len(t, rows, 105)
	for _, row := range rows {
		t.Run(row.Name, func(t *testing.T) { checkGolden(t, row, true) })
	}
}

func TestGoldenOrjson(t *testing.T) {
	rows := goldenRows(t, "testdata/orjson.jsonl")
	require.Len(t, rows, 33)
	for _, row := range rows {
		t.Run(row.Name, func(t *testing.T) { checkGolden(t, row, false) })
	}
}

func checkGolden(t *testing.T, row goldenRow, writesTheSame bool) {
	stored, err := hex.DecodeString(row.Hex)
	require.NoError(t, err)
	got, err := Decode(stored)
	require.NoError(t, err)
	var into any
	require.NoError(t, DecodeInto(stored, &into))
	require.Equal(t, describe(t, got), describe(t, into))

	tag, err := KindOf(stored)
	require.NoError(t, err)
	require.Equal(t, row.Kind, tag.String())
	switch row.Kind {
	case "int":
		want, ok := new(big.Int).SetString(row.Value, 10)
		require.True(t, ok)
		if want.IsInt64() {
			assert.Equal(t, want.Int64(), got)
		} else {
			assert.Equal(t, want, got)
		}
	case "str":
		assert.Equal(t, row.Value, got)
	case "bytes":
		want, err := hex.DecodeString(row.Value)
		require.NoError(t, err)
		assert.Equal(t, want, got)
	case "json":
		literal := pythonLiteral{t: t, text: row.Python}
		assert.Equal(t, describe(t, literal.value()), describe(t, got))
		assert.Empty(t, strings.TrimSpace(literal.text), "rest of the literal")
		if m, ok := got.(map[string]any); ok && len(m) > 1 {
			writesTheSame = false // Python keeps insertion order, which a Go map does not
		}
	case "ndarray":
		array, ok := got.(*ndarray.Array)
		require.True(t, ok)
		assert.Equal(t, row.Descr, array.DType().Descr())
		assert.Equal(t, row.Shape, array.Shape())
		assert.False(t, array.ReadOnly())
		elements, err := array.AsCContiguous().Bytes()
		require.NoError(t, err)
		assert.Equal(t, row.COrderHex, hex.EncodeToString(elements))
	default:
		require.Fail(t, "unknown kind")
	}
	if writesTheSame {
		back, err := Append([]byte("before"), got)
		require.NoError(t, err)
		assert.Equal(t, "before"+string(stored), string(back))
	}
}

// A pythonLiteral parses the repr of a JSON value and consumes the text.
type pythonLiteral struct {
	t    *testing.T
	text string
}

func (p *pythonLiteral) take(token string) bool {
	p.text = strings.TrimLeft(p.text, " ")
	rest, ok := strings.CutPrefix(p.text, token)
	if ok {
		p.text = rest
	}
	return ok
}

func (p *pythonLiteral) value() any {
	switch {
	case p.take("None"):
		return nil
	case p.take("True"):
		return true
	case p.take("False"):
		return false
	case p.take("nan"):
		return math.NaN()
	case p.take("inf"):
		return math.Inf(1)
	case p.take("-inf"):
		return math.Inf(-1)
	case p.take("'"):
		return p.string()
	case p.take("["):
		return p.list("]")
	case p.take("("):
		return p.list(")")
	case p.take("{"):
		m := map[string]any{}
		for !p.take("}") {
			require.True(p.t, p.take("'"), p.text)
			key := p.string()
			require.True(p.t, p.take(":"), p.text)
			m[key] = p.value()
			p.take(",")
		}
		return m
	}
	end := strings.IndexFunc(p.text, func(r rune) bool { return !unicode.IsDigit(r) && !strings.ContainsRune("+-.e", r) })
	if end < 0 {
		end = len(p.text)
	}
	literal := p.text[:end]
	p.text = p.text[end:]
	if strings.ContainsAny(literal, ".e") {
		f, err := strconv.ParseFloat(literal, 64)
		require.NoError(p.t, err)
		return f
	}
	n, ok := new(big.Int).SetString(literal, 10)
	require.True(p.t, ok, literal)
	if n.IsInt64() {
		return n.Int64()
	}
	return n
}

func (p *pythonLiteral) list(end string) any {
	list := []any{}
	for !p.take(end) {
		list = append(list, p.value())
		p.take(",")
	}
	return list
}

func (p *pythonLiteral) string() string {
	var s []rune
	for {
		r, _, rest, err := strconv.UnquoteChar(p.text, '\'')
		if err != nil { // the closing quote
			require.True(p.t, p.take("'"), p.text)
			return string(s)
		}
		s, p.text = append(s, r), rest
	}
}
