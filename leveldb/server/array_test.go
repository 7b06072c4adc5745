package server

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
	"github.com/openleveldb/openleveldb/ndarray"
)

// serverArray parses the response to an array call: whether it holds rows, the header, and the
// elements.
func serverArray(t *testing.T, answer []byte) (rows bool, header, elements []byte) {
	t.Helper()
	rows, size, err := wire.ParseArrayHead(answer[:wire.ArrayHeadSize])
	require.NoError(t, err)
	rest := answer[wire.ArrayHeadSize:]
	require.LessOrEqual(t, size, len(rest))
	return rows, rest[:size], rest[size:]
}

func TestServerArray(t *testing.T) {
	s := serverStart(t, nil)
	elements := make([]float32, 1000*300)
	for i := range elements {
		elements[i] = float32(i)
	}
	a, err := ndarray.FromSlice(elements, 1000, 300)
	require.NoError(t, err)
	stored, err := codec.Append(nil, a)
	require.NoError(t, err)
	s.store(serverPrefix+"a", string(stored))
	header, data := stored[:len(stored)-len(elements)*4], stored[len(stored)-len(elements)*4:]
	ask := func(first, last int64) (bool, []byte, []byte) {
		return serverArray(t, s.must(wire.CallArray, "sub", wire.Options{}, wire.ArrayRequest{Key: "a", First: first, Last: last}.Append(nil)))
	}
	rows, gotHeader, got := ask(0, -1)
	require.False(t, rows)
	require.Equal(t, header, gotHeader)
	require.True(t, bytes.Equal(data, got))
	for _, r := range [][2]int64{{0, 1000}, {0, 0}, {1000, 1000}, {0, 1}, {999, 1000}, {17, 401}} {
		rows, gotHeader, got := ask(r[0], r[1])
		require.True(t, rows)
		require.Equal(t, header, gotHeader)
		require.True(t, bytes.Equal(data[r[0]*1200:r[1]*1200], got), "%v", r)
	}
	// The server does not report rows out of range. The client detects them.
	for _, r := range [][2]int64{{0, 1001}, {-1, 3}, {4, 3}, {math.MinInt64, math.MaxInt64}, {1001, 1001}} {
		rows, gotHeader, got := ask(r[0], r[1])
		require.True(t, rows)
		require.Equal(t, header, gotHeader)
		require.Empty(t, got, "%v", r)
	}
	_, err = s.call(wire.CallArray, "sub", wire.Options{}, wire.ArrayRequest{Key: "none", Last: -1}.Append(nil))
	require.Equal(t, leveldb.ErrNotFound, err)
}

// serverHeader returns the stored bytes of an array up to its elements.
func serverHeader(t *testing.T, dtype ndarray.DType, fortran bool, shape ...int) string {
	t.Helper()
	header, err := ndarray.AppendHeader([]byte("n"), ndarray.Header{DType: dtype, Shape: shape, Fortran: fortran})
	require.NoError(t, err)
	return string(header)
}

// If the rows are not contiguous, or do not match the header, the server sends the whole value. If
// the value has no header, the response has none.
func TestServerArrayPart(t *testing.T) {
	data := strings.Repeat("x", 24)
	c, fortran := serverHeader(t, ndarray.Int32, false, 2, 3), serverHeader(t, ndarray.Int32, true, 2, 3)
	vector, scalar := serverHeader(t, ndarray.Int32, true, 6), serverHeader(t, ndarray.Int32, false)
	empty := serverHeader(t, ndarray.Int32, false, 0, 1<<20)
	for _, test := range []struct {
		name        string
		stored      string
		first, last int64
		rows        bool
		header      string
		elements    string
	}{
		{"C", c + data, 1, 2, true, c, data[:12]},
		{"all", c + data, 0, -1, false, c, data},
		{"Fortran", fortran + data, 1, 2, false, fortran, data},
		{"a vector is in both orders", vector + data, 1, 3, true, vector, data[:8]},
		{"a scalar has no rows", scalar + data[:4], 0, 1, true, scalar, ""},
		{"a scalar", scalar + data[:4], 0, -1, false, scalar, data[:4]},
		{"no rows", empty, 0, 0, true, empty, ""},
		{"too short", c + data[:20], 0, 1, false, c, data[:20]},
		{"too long", c + data + "x", 0, 1, false, c, data + "x"},
		{"no value", "", 0, 1, false, "", ""},
		{"a text", "stext", 0, -1, false, "s", ""},
		{"damaged", "n\x93NUMPY\x01\x00\x10\x00{'descr'", 0, 1, false, "n\x93NUMPY\x01\x00\x10\x00{'descr'", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			head, elements := wire.ArrayPart([]byte(test.stored), test.first, test.last)
			assert.Equal(t, test.rows, head.Rows)
			assert.Equal(t, test.header, string(head.Header))
			assert.Equal(t, test.elements, string(elements))
		})
	}
}
