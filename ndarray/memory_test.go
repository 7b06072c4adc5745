package ndarray

import (
	"math"
	"strings"
	"testing"

	"github.com/openleveldb/openleveldb/internal/gomemory"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A header that is identical to the previous one may be followed by more or fewer elements. A view
// of them would read out of bounds.
func TestDecoderChecksLength(t *testing.T) {
	for _, shape := range []string{"(3,)", "(3, 1)", "()", "(0,)"} {
		head := rawHeader(1, header("'|i1'", "False", shape)) // can be viewed on every processor
		h, _, err := ParseHeader(head)
		require.NoError(t, err)
		var d Decoder
		for _, extra := range []int{0, 1, 8, 100, -1, -3, 0, -3, 8} {
			size := h.NBytes() + extra
			if size < 0 {
				continue
			}
			npy := append(head[:len(head):len(head)], make([]byte, size)...)
			decoded, decoding := d.Decode(npy)
			_, once := Decode(npy)
			if extra == 0 {
				require.NoError(t, decoding)
				require.NoError(t, once)
				require.Equal(t, h.NBytes(), decoded.Size())
			} else {
				require.ErrorIs(t, decoding, ErrData, "%s, %d bytes more", shape, extra)
				require.ErrorIs(t, once, ErrData, "%s, %d bytes more", shape, extra)
			}
		}
		short := head[:len(head)-5]
		_, err = d.Decode(short)
		require.ErrorIs(t, err, ErrHeader)
	}
}

// No memory is allocated for the elements that a header claims. What the header describes takes a
// small multiple of its text.
func TestHeadersAllocateAMultiple(t *testing.T) {
	fields := make([]string, 35_000)
	for i := range fields {
		fields[i] = "('" + string(rune(0x4e00+i/200)) + string(rune(0x4e00+i%200)) + "', '|S0')"
	}
	nested := strings.Repeat("[('a', ", maxNesting-1) + "'<f8'" + strings.Repeat(")]", maxNesting-1)
	for name, c := range map[string]struct {
		descr, shape string
		times        int
		err          error
	}{
		"fields":             {"[" + strings.Join(fields, ",") + "]", "(4611686018427387904,)", 40, nil},
		"nested":             {nested, "(0, 1152921504606846975)", 100, nil},
		"nested deeper":      {strings.Repeat("[('a', ", 50_000) + "'<f8'" + strings.Repeat(")]", 50_000), "(1,)", 20, ErrHeader},
		"sub-arrays":         {strings.Repeat("(", 50_000) + "'<f8'" + strings.Repeat(", (1,))", 50_000), "(1,)", 20, ErrHeader},
		"large sub-array":    {"[('a', '|u1', (2147483647,))]", "(1,)", 100, ErrData},
		"free values":        {"[('a', [('b', '|S0')], (256, 256))]", "(1000000,)", 100, nil},
		"too many of them":   {"[('a', [('b', '|S0')], (256, 257))]", "(1000000,)", 100, ErrDType},
		"product":            {"[('a', '|u1', (65536, 65536))]", "(1,)", 100, ErrShape},
		"product to zero":    {"[('a', '|u1', (2147483647, 2147483647, 2147483647, 2147483647, 8))]", "(1,)", 100, ErrShape},
		"text":               {"'<U536870911'", "(1,)", 100, ErrData},
		"text of 2 GiB":      {"'<U536870912'", "(1,)", 100, ErrDType},
		"digits":             {"'|S" + strings.Repeat("9", 100_000) + "'", "(1,)", 20, ErrDType},
		"digits to zero":     {"'|S18446744073709551616'", "(1,)", 100, ErrDType},
		"multiple":           {"'<M8[4294967297s]'", "(1,)", 100, ErrDType},
		"axis":               {"'<f8'", "(18446744073709551617,)", 100, ErrShape},
		"many axes":          {"'<f8'", "(" + strings.Repeat("1,", 100_000) + ")", 20, ErrShape},
		"elements":           {"'|u1'", "(9223372036854775807,)", 100, ErrData},
		"elements past that": {"'|u1'", "(9223372036854775808,)", 100, ErrShape},
		"elements times":     {"'|u1'", "(4294967296, 4294967297)", 100, ErrShape},
		"bytes":              {"'<f8'", "(1152921504606846976,)", 100, ErrShape},
		"bytes to zero":      {"'<f8'", "(2305843009213693952,)", 100, ErrShape},
	} {
		npy := rawHeader(2, header(c.descr, "False", c.shape))
		require.LessOrEqual(t, gomemory.Allocated(func() {
			a, err := Decode(npy)
			require.ErrorIs(t, err, c.err, name)
			if err == nil {
				require.NotEmpty(t, a.String(), name)
			}
		}), c.times*len(npy)+64<<10, name)
	}
}

// Printing an array allocates a small multiple of its bytes, whatever its shape is.
func TestPrintingAllocatesAMultiple(t *testing.T) {
	shapes := map[string][]int{"long": {1 << 16}, "deep": {}, "deep and long": {1 << 16}, "sevens": {7, 7, 7, 7, 7, 7}}
	for range 63 {
		shapes["deep"] = append(shapes["deep"], 1)
		shapes["deep and long"] = append(shapes["deep and long"], 1)
	}
	for name, shape := range shapes {
		a, err := New(Uint8, shape...)
		require.NoError(t, err)
		text := ""
		assert.LessOrEqual(t, gomemory.Allocated(func() { text = a.String() }), 100*a.Size()+256<<10, name)
		assert.LessOrEqual(t, len(text), 10*a.Size()+16<<10, name)
	}
}

// A size that exceeds any memory is an error, not a panic.
func TestNewOfTooMuch(t *testing.T) {
	for _, shape := range [][]int{{math.MaxInt}, {math.MaxInt/2 + 1}, {math.MaxInt >> 13}, {math.MaxInt32, math.MaxInt32}} {
		_, err := New(Uint8, shape...)
		require.ErrorIs(t, err, ErrShape)
	}
	_, err := New(Uint8, 2, -1)
	require.ErrorIs(t, err, ErrShape)
	require.ErrorContains(t, err, "negative dimension")
}
