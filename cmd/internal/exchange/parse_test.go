package exchange

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/ndarray"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A line is rejected or always becomes the same value. An array can be decoded.
func FuzzLine(f *testing.F) {
	for _, line := range []string{
		`{"key":"k","type":"int","value":1}`, `{"key":{"base64":"/w=="},"type":"str","value":"\u00fc"}`, `{"key":"","stored":{"base64":""}}`,
		`{"key":"k","type":"json","value":{"a":[1.0,null]}}`, `{"key":"k","type":"bytes","value":{"base64":"AA=="}}`,
		`{"key":"k","type":"ndarray","value":{"dtype":"<f4","shape":[2,1],"data":[[1.5],["NaN"]]},"order":"F"}`,
		`{"key":"k","type":"ndarray","value":{"dtype":">c8","shape":[1],"data":[[1,"-Infinity"]]}}`,
		`{"key":"k","type":"ndarray","value":{"dtype":"<U2","shape":[],"data":"ab"}}`,
		`{"key":"k","type":"ndarray","value":{"dtype":"|S2","shape":[1],"data":[{"base64":"AA=="}]}}`,
		`{"key":"k","type":"ndarray","value":{"dtype":"<f16","shape":[0],"base64":""}}`,
		`{"key":"k","type":"ndarray","value":{"dtype":"|S2147483647","shape":[1],"data":[{"base64":""}]}}`,
		`{"key":"k","type":"ndarray","value":{"dtype":"|V0","shape":[4611686018427387904],"data":[]}}`,
	} {
		f.Add([]byte(line))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		var p lineParser
		stored, err := p.append(nil, line)
		if err != nil {
			return
		}
		again, err := p.append([]byte("before"), line)
		require.NoError(t, err)
		assert.Equal(t, "before"+string(stored), string(again))
		if parsed, err := p.parse(line); err == nil && parsed.Stored == nil && parsed.Type == codec.KindArray.String() {
			_, err := ndarray.Decode(stored[1:])
			assert.NoError(t, err)
		}
	})
}

// An array read from CSV is written to CSV, and read again with the same elements.
func FuzzCSV(f *testing.F) {
	f.Add("1,2\n3,4\n", "<f8")
	f.Add("1\n", "|b1")
	f.Add("1+2j\n", "<c8")
	f.Add("\"a\",b\n", "<U3")
	f.Add("1,a\n", "[('x', '>i2'), ('y', 'S2')]")
	f.Add("2024-02-29 12:00,\n", "<M8[m]")
	f.Add("# x\n\"#;\r\n\"\r", "<U9")
	f.Fuzz(func(t *testing.T, text, descr string) {
		dtype, err := ndarray.ParseDType(descr)
		if err != nil || dtype.ItemSize() > 1000 {
			return
		}
		c := CSV{DType: dtype}
		stored, err := c.appendStored(nil, strings.NewReader(text))
		if err != nil {
			return
		}
		var in contents
		a := in.array(stored)
		require.NotNil(t, a)
		written, err := c.append(nil, a)
		if err != nil {
			assert.ErrorIs(t, err, ErrCannotHold)
			return
		}
		again, err := c.appendStored(nil, bytes.NewReader(written))
		require.NoError(t, err, "%q", written)
		b, err := ndarray.Decode(again[1:])
		require.NoError(t, err)
		assert.True(t, a.Equal(b), "%v %v", a, b)
	})
}

func TestAppendAll(t *testing.T) {
	for _, size := range []int{0, 1, 511, 1 << 16, 1<<16 + 1} {
		content := strings.Repeat("x", size)
		for claimed := range 3 {
			got, err := appendAll([]byte("before"), io.MultiReader(strings.NewReader(content[:size/2]), strings.NewReader(content[size/2:])), int64(size*claimed/2))
			require.NoError(t, err)
			assert.Equal(t, "before"+content, string(got))
		}
		_, err := appendAll(nil, strings.NewReader(content), int64(size)+1)
		assert.ErrorIs(t, err, io.ErrUnexpectedEOF)
	}
}
