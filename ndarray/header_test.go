package ndarray

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/openleveldb/openleveldb/internal/python"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// rawHeader builds a header of the given version around any text.
func rawHeader(major byte, text string) []byte {
	b := append([]byte(magic), major, 0)
	if major == 1 {
		b = binary.LittleEndian.AppendUint16(b, uint16(len(text)))
	} else {
		b = binary.LittleEndian.AppendUint32(b, uint32(len(text)))
	}
	return append(b, text...)
}

func header(descr, fortran, shape string) string {
	return fmt.Sprintf("{'descr': %s, 'fortran_order': %s, 'shape': %s, }\n", descr, fortran, shape)
}

// headerCase is a header text and its result: the header h, or an error that wraps err.
type headerCase struct {
	name    string
	version byte
	text    string
	want    string // dtype, shape and order; empty for an error
	err     error
}

var headerCases = []headerCase{
	{"plain", 1, header("'<f4'", "False", "(3,)"), "float32 (3,) false", nil},
	{"no axes", 1, header("'<f4'", "False", "()"), "float32 () false", nil},
	{"Fortran", 1, header("'<f4'", "True", "(3, 4)"), "float32 (3, 4) true", nil},
	{"version 2", 2, header("'>i8'", "False", "(3, 4)"), ">i8 (3, 4) false", nil},
	{"version 3", 3, header("'|b1'", "False", "(3, 4)"), "bool (3, 4) false", nil},
	{"other keys first", 1, "{'shape': (2, 3), 'descr': '<i4', 'fortran_order': False}", "int32 (2, 3) false", nil},
	{"no spaces", 1, "{'shape':(2,3),'descr':'<i4','fortran_order':False}", "int32 (2, 3) false", nil},
	{"many spaces", 1, " \n{ 'shape' :\t( 2 , 3 , ) , 'descr' : '<i4' ,\n 'fortran_order' : False } \n\n", "int32 (2, 3) false", nil},
	{"double quotes", 1, `{"descr": "<i4", "fortran_order": False, "shape": (2, 3)}`, "int32 (2, 3) false", nil},
	{"Python 2 integers", 1, header("'<i4'", "False", "(2L, 3L)"), "int32 (2, 3) false", nil},
	{"Python 2 axis", 1, header("'<i4'", "False", "(10L,)"), "int32 (10,) false", nil},
	{"unicode prefix", 1, header("u'<i4'", "False", "(1,)"), "int32 (1,) false", nil},
	{"trailing comma", 1, header("'<i4'", "False", "(1, 2,)"), "int32 (1, 2) false", nil},
	{"key twice", 1, "{'shape': (1,), 'shape': (2,), 'descr': '<i4', 'fortran_order': False}", "int32 (2,) false", nil},
	{"escapes", 1, header(`'\x3cf\64'`, "False", "(1,)"), "float32 (1,) false", nil},
	{"no order", 1, header("'f8'", "False", "(1,)"), "float64 (1,) false", nil},
	{"bar", 1, header("'|i4'", "False", "(1,)"), "int32 (1,) false", nil},
	{"padding past 128", 1, strings.TrimSpace(header("'<f4'", "False", "(3,)")) + strings.Repeat(" ", 500) + "\n", "float32 (3,) false", nil},
	{"latin-1 name", 1, header("[('\xe9', '<f4')]", "False", "(3,)"), "[('é', '<f4')] (3,) false", nil},
	{"UTF-8 name", 3, header("[('é☃', '<f4')]", "False", "(3,)"), "[('é☃', '<f4')] (3,) false", nil},
	{"escaped name", 1, header(`[('\u2603\U0001d11e\n\'', '<f4')]`, "False", "(3,)"), `[("☃𝄞\n'", '<f4')] (3,) false`, nil},
	{"nested", 1, header("[('a', [('b', '<f4', (2,)), ('c', '|S3')], (3, 1)), (('t', 'd'), '<M8[25s]')]", "False", "(3,)"),
		"[('a', [('b', '<f4', (2,)), ('c', 'S3')], (3, 1)), (('t', 'd'), '<M8[25s]')] (3,) false", nil},
	{"padding", 1, header("[('a', '|i1'), ('', '|V3'), ('b', '<i4'), ('', '|V2')]", "False", "(3,)"),
		"{'names': ['a', 'b'], 'formats': ['i1', '<i4'], 'offsets': [0, 4], 'itemsize': 10} (3,) false", nil},
	{"only padding", 1, header("[('', '|V8')]", "False", "(3,)"),
		"{'names': [], 'formats': [], 'offsets': [], 'itemsize': 8} (3,) false", nil},
	{"no fields", 1, header("[]", "False", "(3,)"), "[] (3,) false", nil},
	{"sub-array without name is padding", 1, header("[('', '<f4', (2,)), ('a', '|i1')]", "False", "(3,)"),
		"{'names': ['a'], 'formats': ['i1'], 'offsets': [8], 'itemsize': 9} (3,) false", nil},
	{"sub-array of sub-array", 1, header("[('a', ('<f4', (2,)), (3,))]", "False", "(3,)"), "[('a', ('<f4', (2,)), (3,))] (3,) false", nil},
	{"sub-array of one number", 1, header("[('a', '<f4', 2)]", "False", "(3,)"), "[('a', '<f4', (2,))] (3,) false", nil},
	{"sub-array of no axes", 1, header("[('a', '<f4', ())]", "False", "(3,)"), "[('a', '<f4')] (3,) false", nil},
	{"sub-array of length 0", 1, header("[('a', '<f4', (0,))]", "False", "(3,)"), "[('a', '<f4', (0,))] (3,) false", nil},
	{"30 axes", 1, header("'<f4'", "False", "("+strings.Repeat("1, ", 30)+")"), "float32 (" + strings.Repeat("1, ", 29) + "1) false", nil},
	{"length zero", 1, header("'|S0'", "False", "(3,)"), "|S0 (3,) false", nil},

	{"object", 1, header("'|O'", "False", "(3,)"), "", ErrObject},
	{"object field", 1, header("[('a', '<f4'), ('b', '|O')]", "False", "(3,)"), "", ErrObject},
	{"unknown dtype", 1, header("'<f3'", "False", "(3,)"), "", ErrDType},
	{"dtype with space", 1, header("' <f4'", "False", "(3,)"), "", ErrDType},
	{"empty dtype", 1, header("''", "False", "(3,)"), "", ErrDType},
	{"unknown unit", 1, header("'<M8[sec]'", "False", "(3,)"), "", ErrDType},
	{"negative axis", 1, header("'<f4'", "False", "(-3,)"), "", ErrShape},
	{"axis past int64", 1, header("'<f4'", "False", "(9223372036854775808,)"), "", ErrShape},
	{"axis of many digits", 1, header("'<f4'", "False", "("+strings.Repeat("9", 100)+",)"), "", ErrShape},
	{"product past int64", 1, header("'|i1'", "False", "(4294967296, 4294967296)"), "", ErrShape},
	{"bytes past int64", 1, header("'<f8'", "False", "(2305843009213693952,)"), "", ErrShape},
	{"product past int64 but for a zero", 1, header("'<f8'", "False", "(0, 4294967296, 4294967296)"), "", ErrShape},
	{"65 axes", 1, header("'<f4'", "False", "("+strings.Repeat("1, ", 65)+")"), "", ErrShape},
	{"shape is a list", 1, header("'<f4'", "False", "[3]"), "", ErrHeader},
	{"shape is a number", 1, header("'<f4'", "False", "3"), "", ErrHeader},
	{"shape is a number in brackets", 1, header("'<f4'", "False", "(3)"), "", ErrHeader},
	{"shape holds text", 1, header("'<f4'", "False", "('3',)"), "", ErrHeader},
	{"shape holds a float", 1, header("'<f4'", "False", "(3.0,)"), "", ErrHeader},
	{"shape holds a letter", 1, header("'<f4'", "False", "(3x,)"), "", ErrHeader},
	{"order is a number", 1, header("'<f4'", "0", "(3,)"), "", ErrHeader},
	{"order is lower case", 1, header("'<f4'", "false", "(3,)"), "", ErrHeader},
	{"order is longer", 1, header("'<f4'", "Falsehood", "(3,)"), "", ErrHeader},
	{"no descr", 1, "{'fortran_order': False, 'shape': (3,)}", "", ErrHeader},
	{"no order", 1, "{'descr': '<f4', 'shape': (3,)}", "", ErrHeader},
	{"no shape", 1, "{'descr': '<f4', 'fortran_order': False}", "", ErrHeader},
	{"unknown key", 1, "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), 'more': 1}", "", ErrHeader},
	{"nothing", 1, "", "", ErrHeader},
	{"spaces", 1, "      \n", "", ErrHeader},
	{"not a dict", 1, "('descr', '<f4')", "", ErrHeader},
	{"dict not closed", 1, "{'descr': '<f4', 'fortran_order': False, 'shape': (3,)", "", ErrHeader},
	{"unterminated string", 1, "{'descr': '<f4", "", ErrHeader},
	{"text after the dict", 1, header("'<f4'", "False", "(3,)") + "x", "", ErrHeader},
	{"no comma", 1, "{'descr': '<f4' 'fortran_order': False, 'shape': (3,)}", "", ErrHeader},
	{"two commas", 1, header("'<f4'", "False", "(3,,)"), "", ErrHeader},
	{"descr is a number", 1, header("4", "False", "(3,)"), "", ErrHeader},
	{"field of one part", 1, header("[('a',)]", "False", "(3,)"), "", ErrHeader},
	{"field of four parts", 1, header("[('a', '<f4', (2,), 3)]", "False", "(3,)"), "", ErrHeader},
	{"field name is a number", 1, header("[(1, '<f4')]", "False", "(3,)"), "", ErrHeader},
	{"field twice", 1, header("[('a', '<f4'), ('a', '<f4')]", "False", "(3,)"), "", ErrDType},
	{"title is a name", 1, header("[(('b', 'a'), '<f4'), ('b', '<f4')]", "False", "(3,)"), "", ErrDType},
	{"sub-array outside a structure", 1, header("('<f4', (2,))", "False", "(3,)"), "", ErrHeader},
	{"sub-array of nothing", 1, header("[('a', '|S0', (2,))]", "False", "(3,)"), "", ErrDType},
	{"sub-array of 2 GiB", 1, header("[('a', '<f4', (536870912,))]", "False", "(3,)"), "", ErrShape},
	{"element of 2 GiB", 1, header("[('a', '|V1073741824'), ('b', '|V1073741824')]", "False", "(3,)"), "", ErrDType},
	{"text of 2 GiB", 1, header("'<U536870912'", "False", "(3,)"), "", ErrDType},
	{"invalid escape", 1, header(`[('\u12', '<f4')]`, "False", "(3,)"), "", ErrHeader},
	{"lone surrogate", 1, header(`[('\ud800', '<f4')]`, "False", "(3,)"), "", ErrHeader},
	{"invalid UTF-8", 3, header("[('\xe9', '<f4')]", "False", "(3,)"), "", ErrHeader},
	{"NUL", 1, strings.TrimSpace(header("'<f4'", "False", "(3,)")) + "\x00", "", ErrHeader},
}

func describeHeader(h Header) string {
	return fmt.Sprintf("%v %s %v", h.DType, formatShape(h.Shape), h.Fortran)
}

func TestParseHeader(t *testing.T) {
	for _, c := range headerCases {
		t.Run(c.name, func(t *testing.T) {
			b := rawHeader(c.version, c.text)
			h, offset, err := ParseHeader(append(b, "data"...))
			if c.err != nil {
				require.ErrorIs(t, err, c.err)
				require.ErrorContains(t, err, "ndarray: parse header: ")
				return
			}
			require.NoError(t, err)
			assert.Equal(t, len(b), offset)
			assert.Equal(t, c.want, describeHeader(h))
		})
	}
}

// TestNumpyAgreesOnHeaders reads the same headers with numpy. Headers that numpy accepts and this
// package refuses are listed.
func TestNumpyAgreesOnHeaders(t *testing.T) {
	script := `
import base64, io, json, sys, warnings
from numpy.lib import format as npy
import numpy as np
warnings.simplefilter("ignore")
for line in json.load(sys.stdin):
    f = io.BytesIO(base64.b64decode(line))
    try:
        version = npy.read_magic(f)
        shape, fortran, dtype = npy._read_array_header(f, version, max_header_size=2**30)
        if dtype.hasobject:
            raise ValueError("object")
        np.broadcast_to(np.ndarray((), dtype), shape)
        print(json.dumps("%s %s %s" % (dtype, shape, str(fortran).lower())))
    except Exception as e:
        print(json.dumps(""))
`
	// Python text may contain an unpaired surrogate, which is not a character, so Go cannot
	// represent the field name.
	notRead := []string{"lone surrogate"}
	var texts [][]byte
	for _, c := range headerCases {
		texts = append(texts, rawHeader(c.version, c.text))
	}
	stdin, err := json.Marshal(texts)
	require.NoError(t, err)
	lines := readLines[string](t, python.Run(t, []string{"numpy"}, script, stdin))
	require.Len(t, lines, len(headerCases))
	for i, c := range headerCases {
		if slices.Contains(notRead, c.name) {
			assert.NotEmpty(t, lines[i], c.name)
		} else {
			assert.Equal(t, lines[i], c.want, c.name)
		}
	}
}

func TestParseHeaderOfBytes(t *testing.T) {
	whole := rawHeader(1, header("'<f4'", "False", "(3,)"))
	for n := range len(whole) {
		_, _, err := ParseHeader(whole[:n])
		require.ErrorIs(t, err, ErrHeader, "first %d bytes", n)
	}
	whole2 := rawHeader(2, header("'<f4'", "False", "(3,)"))
	for n := range len(whole2) {
		_, _, err := ParseHeader(whole2[:n])
		require.ErrorIs(t, err, ErrHeader, "first %d bytes of version 2.0", n)
	}
	for _, version := range [][2]byte{{0, 0}, {1, 1}, {4, 0}, {255, 255}} {
		b := slices.Clone(whole)
		b[6], b[7] = version[0], version[1]
		_, _, err := ParseHeader(b)
		require.ErrorIs(t, err, ErrHeader)
		require.ErrorContains(t, err, fmt.Sprintf("version %d.%d", version[0], version[1]))
	}
	_, _, err := ParseHeader([]byte("PK\x03\x04 a zip file"))
	require.ErrorIs(t, err, ErrHeader)
	require.ErrorContains(t, err, "starts with")

	// A damaged length is refused before memory is allocated for it.
	huge := append([]byte(magic), 2, 0, 0xff, 0xff, 0xff, 0xff)
	_, _, err = ParseHeader(huge)
	require.ErrorIs(t, err, ErrHeader)
	require.ErrorContains(t, err, "4294967295 bytes")
}

func TestNestingIsBounded(t *testing.T) {
	nest := func(depth int) string {
		return strings.Repeat("[('a', ", depth) + "'<f4'" + strings.Repeat(")]", depth)
	}
	_, _, err := ParseHeader(rawHeader(2, header(nest(maxNesting), "False", "()")))
	require.NoError(t, err)
	_, _, err = ParseHeader(rawHeader(2, header(nest(maxNesting+1), "False", "()")))
	require.ErrorIs(t, err, ErrHeader)
	_, _, err = ParseHeader(rawHeader(2, header(strings.Repeat("(", 1<<19), "False", "()")))
	require.ErrorIs(t, err, ErrHeader)
}

// TestOtherVersions checks that versions are chosen as by numpy: 2.0 for headers of more than 65535
// bytes, 3.0 for names that are not latin-1.
func TestOtherVersions(t *testing.T) {
	script := `
import base64, io, json, warnings
import numpy as np
warnings.simplefilter("ignore")
for fields in [[("f%05d" % i, "<f4") for i in range(n)] for n in (3100, 3110, 3118, 3119, 3120, 3121, 3122, 3130, 4000, 12000)] + [
        [("é%05d" % i, "<f4") for i in range(3119)], [("é☃", "<f4")], [("☃%05d" % i, "<f4") for i in range(4000)]]:
    f = io.BytesIO()
    np.save(f, np.zeros(1, fields))
    print(json.dumps(base64.b64encode(f.getvalue()).decode()))
`
	versions := map[byte]int{}
	for _, npy := range readLines[[]byte](t, python.Run(t, []string{"numpy"}, script, nil)) {
		a, err := Decode(npy)
		require.NoError(t, err)
		again, err := a.AppendNPY(nil)
		require.NoError(t, err)
		require.True(t, bytes.Equal(npy, again), "version %d.0", npy[6])
		versions[npy[6]]++
	}
	for _, version := range []byte{1, 2, 3} {
		assert.Positive(t, versions[version], "version %d.0", version)
	}
}

// TestLongTextIsRefused reads and writes texts up to the documented length, and checks that longer
// ones are refused.
func TestLongTextIsRefused(t *testing.T) {
	var descr strings.Builder
	for i := 0; descr.Len() < maxDescr+100; i++ {
		fmt.Fprintf(&descr, "('f%d', '|i1'), ", i)
	}
	cut := strings.LastIndex(descr.String()[:maxDescr-10], "('")
	fits, tooLong := "["+descr.String()[:cut-2]+"]", "["+descr.String()+"]"
	dtype, err := ParseDType(fits)
	require.NoError(t, err)
	a, err := New(dtype, 1)
	require.NoError(t, err)
	npy, err := a.AppendNPY(nil)
	require.NoError(t, err)
	again, err := Decode(npy)
	require.NoError(t, err)
	require.True(t, again.DType().Equal(dtype))

	_, err = ParseDType(tooLong)
	require.ErrorIs(t, err, ErrDType)
	_, _, err = ParseHeader(rawHeader(2, header(tooLong, "False", "(1,)")))
	require.ErrorIs(t, err, ErrDType)
}

// TestOldPadding reads headers of numpy before 1.14, whose length is a multiple of 16 bytes. The
// one below has 80 bytes.
func TestOldPadding(t *testing.T) {
	text := strings.TrimSpace(header("'<f8'", "False", "(3,)"))
	npy := rawHeader(1, text+strings.Repeat(" ", 69-len(text))+"\n")
	require.Len(t, npy, 80)
	npy = append(npy, make([]byte, 24)...)
	a, err := Decode(npy)
	require.NoError(t, err)
	assert.Equal(t, []int{3}, a.Shape())
}

func TestAppendHeader(t *testing.T) {
	b, err := AppendHeader([]byte("before"), Header{DType: Float32, Shape: []int{2, 3}})
	require.NoError(t, err)
	require.Len(t, b, len("before")+128)
	h, offset, err := ParseHeader(b[len("before"):])
	require.NoError(t, err)
	assert.Equal(t, 128, offset)
	assert.Equal(t, Header{DType: Float32, Shape: []int{2, 3}}, h)

	subarray, err := ParseDType("('<f4', (2,))")
	require.NoError(t, err)
	for _, c := range []struct {
		h   Header
		err error
	}{
		{Header{}, ErrDType},
		{Header{DType: subarray}, ErrDType},
		{Header{DType: Float32, Shape: []int{-1}}, ErrShape},
		{Header{DType: Float32, Shape: []int{math.MaxInt}}, ErrShape},
		{Header{DType: Float32, Shape: make([]int, 65)}, ErrShape},
	} {
		b, err := AppendHeader([]byte("before"), c.h)
		require.ErrorIs(t, err, c.err)
		require.Equal(t, "before", string(b))
	}
}

// TestPlainHeaderFastPath checks that both parsers agree whenever the fast one succeeds, and that
// it succeeds for text that numpy writes.
func TestPlainHeaderFastPath(t *testing.T) {
	for _, d := range []DType{Bool, Int8, Uint64, Float16, Float64, Complex128} {
		for _, shape := range [][]int{{}, {0}, {1}, {1 << 20}, {2, 3}, {1, 2, 3, 4, 5, 6, 7}, longShape(8)} {
			for _, fortran := range []bool{false, true} {
				b, err := AppendHeader(nil, Header{d, shape, fortran})
				require.NoError(t, err)
				text := b[10:]
				var fast Header
				ok := fast.parsePlainText(text, nil)
				require.True(t, ok, "%s", text)
				slow, err := parseText(text, nil, false)
				require.NoError(t, err)
				require.Equal(t, slow, fast)
				require.Equal(t, Header{d, shape, fortran}, fast)
			}
		}
	}
	for _, c := range headerCases {
		var fast Header
		if fast.parsePlainText([]byte(c.text), nil) {
			slow, err := parseText([]byte(c.text), nil, c.version == 3)
			require.NoError(t, err, c.name)
			require.Equal(t, slow, fast, c.name)
		}
	}
}
