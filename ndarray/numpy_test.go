package ndarray

import (
	"bufio"
	"bytes"
	_ "embed"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/openleveldb/openleveldb/internal/python"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/x448/float16"
)

//go:embed testdata/arrays.py
var arraysScript string

// numpyArray is one line of testdata/arrays.py.
type numpyArray struct {
	NPY                []byte
	Shape              []int
	DType, Descr, Text string
	Elements           []any
}

func (n *numpyArray) UnmarshalJSON(b []byte) error {
	var line struct {
		NPY      []byte `json:"npy"`
		Shape    []int  `json:"shape"`
		DType    string `json:"dtype"`
		Descr    string `json:"descr"`
		Text     string `json:"str"`
		Elements []any  `json:"elements"`
	}
	err := json.Unmarshal(b, &line)
	*n = numpyArray(line)
	return err
}

// readLines decodes JSON lines.
func readLines[T any](t *testing.T, b []byte) []T {
	t.Helper()
	var lines []T
	decoder := json.NewDecoder(bytes.NewReader(b))
	for decoder.More() {
		var line T
		require.NoError(t, decoder.Decode(&line))
		lines = append(lines, line)
	}
	require.NotEmpty(t, lines)
	return lines
}

// check compares everything that numpy reports about an array with what this package reads from its
// bytes.
func (n *numpyArray) check(t *testing.T) {
	t.Helper()
	a, err := Decode(n.NPY)
	require.NoError(t, err)
	require.Equal(t, n.Shape, a.Shape())
	require.Equal(t, n.DType, a.DType().String())
	require.Equal(t, n.Descr, a.DType().Descr())
	require.Equal(t, n.Text, a.String())
	require.True(t, a.ReadOnly())

	npy, err := a.AppendNPY(nil)
	require.NoError(t, err)
	require.Equal(t, n.NPY, npy)

	parsed, err := ParseDType(a.DType().Descr())
	require.NoError(t, err)
	require.True(t, parsed.Equal(a.DType()))

	for i, want := range n.Elements {
		got, err := a.At(unravel(i, n.Shape)...)
		require.NoError(t, err)
		require.Equal(t, want, spell(t, got), "element %d", i)
	}
	for _, c := range []*Array{a.Clone(), a.AsCContiguous(), a.Transpose().Transpose()} {
		require.True(t, c.Equal(a))
		require.True(t, a.Equal(c))
		require.Equal(t, n.Text, c.String())
	}
	require.Equal(t, a.Clone().fortranOnly(), a.fortranOnly())
}

// unravel returns the indices of an element from its position in C order.
func unravel(i int, shape []int) []int {
	index := make([]int, len(shape))
	for axis := len(shape) - 1; axis >= 0; axis-- {
		index[axis] = i % shape[axis]
		i /= shape[axis]
	}
	return index
}

// spell formats an element as element() of arrays.py does.
func spell(t *testing.T, value any) any {
	t.Helper()
	list := func(n int, at func(i int) (any, error)) any {
		items := make([]any, n)
		for i := range items {
			item, err := at(i)
			require.NoError(t, err)
			items[i] = spell(t, item)
		}
		return items
	}
	switch v := value.(type) {
	case bool:
		return "bool " + strconv.FormatBool(v)
	case int8, int16, int32, int64, uint8, uint16, uint32, uint64:
		return fmt.Sprintf("%T %d", v, v)
	case float16.Float16:
		return fmt.Sprintf("float16 %04x", v.Bits())
	case float32:
		return fmt.Sprintf("float32 %08x", math.Float32bits(v))
	case float64:
		return fmt.Sprintf("float64 %016x", math.Float64bits(v))
	case complex64:
		return fmt.Sprintf("complex64 %08x%08x", math.Float32bits(real(v)), math.Float32bits(imag(v)))
	case complex128:
		return fmt.Sprintf("complex128 %016x%016x", math.Float64bits(real(v)), math.Float64bits(imag(v)))
	case Datetime64:
		return fmt.Sprintf("M %d %v %d", v.Count, v.Unit, v.Multiple)
	case Timedelta64:
		return fmt.Sprintf("m %d %v %d", v.Count, v.Unit, v.Multiple)
	case string:
		return "string " + hex.EncodeToString([]byte(v))
	case []byte:
		return "bytes " + hex.EncodeToString(v)
	case Record:
		return list(v.Len(), v.At)
	case *Array:
		return list(v.Size(), func(i int) (any, error) { return v.At(unravel(i, v.Shape())...) })
	}
	require.Failf(t, "unexpected type of element", "%T", value)
	return nil
}

func TestFrozenNumpyArrays(t *testing.T) {
	text, err := os.ReadFile("testdata/arrays.jsonl")
	require.NoError(t, err)
	for i, line := range readLines[numpyArray](t, text) {
		t.Run(strconv.Itoa(i), func(t *testing.T) { line.check(t) })
	}
}

func TestLiveNumpyArrays(t *testing.T) {
	seed := strconv.FormatUint(uint64(time.Now().UnixNano())%1e9, 10)
	t.Logf("seed %s", seed)
	for i, line := range readLines[numpyArray](t, python.Run(t, []string{"numpy"}, arraysScript, nil, seed, "1500")) {
		line.check(t)
		if t.Failed() {
			t.Fatalf("array %d of seed %s", i, seed)
		}
	}
}

// TestGoldenValues reads arrays that the Python package stored. The file holds the rows of kind
// ndarray of codec/testdata/values.jsonl, and has the same generator.
func TestGoldenValues(t *testing.T) {
	f, err := os.Open("testdata/values.jsonl")
	require.NoError(t, err)
	defer f.Close()
	rows := 0
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for ; lines.Scan(); rows++ {
		var row struct {
			Name, Hex, Descr string
			Shape            []int
			Fortran          bool
			Elements         string `json:"c_order_hex"`
		}
		require.NoError(t, json.Unmarshal(lines.Bytes(), &row))
		t.Run(row.Name, func(t *testing.T) {
			stored, err := hex.DecodeString(row.Hex)
			require.NoError(t, err)
			require.Equal(t, byte('n'), stored[0])
			a, err := Decode(stored[1:])
			require.NoError(t, err)
			assert.Equal(t, row.Descr, a.DType().Descr())
			assert.Equal(t, row.Shape, a.Shape())
			assert.Equal(t, row.Fortran, a.fortranOnly())
			elements, err := a.AsCContiguous().Bytes()
			require.NoError(t, err)
			assert.Equal(t, row.Elements, hex.EncodeToString(elements))
			again, err := a.AppendNPY(nil)
			require.NoError(t, err)
			assert.Equal(t, stored[1:], again)
		})
	}
	require.NoError(t, lines.Err())
	require.Equal(t, 39, rows)
}

// loadScript reads .npy files, each preceded by its length, and prints what numpy reports about
// them.
const loadScript = `
import io, json, struct, sys
import numpy as np
data = sys.stdin.buffer
while True:
    length = data.read(8)
    if not length:
        break
    npy = data.read(struct.unpack("<Q", length)[0])
    a = np.load(io.BytesIO(npy), allow_pickle=False)
    again = io.BytesIO()
    np.save(again, a)
    print(json.dumps({"dtype": str(a.dtype), "shape": list(a.shape), "elements": a.tobytes("C").hex(),
        "same": again.getvalue() == npy, "str": str(a)}))
`

// TestNumpyReadsOurs reads arrays that this package wrote with numpy, of every plain dtype in many
// shapes and orders.
func TestNumpyReadsOurs(t *testing.T) {
	var arrays []*Array
	for _, descr := range []string{"|b1", "|i1", "<i2", "<i4", "<i8", "|u1", "<u2", "<u4", "<u8", "<f2", "<f4", "<f8", "<c8", "<c16",
		">i2", ">u4", ">f8", ">c16", ">f2", "|S3", "<U2", ">U2", "|V5", "<M8[D]", "<M8[25s]", ">m8[ns]", "<m8",
		"[('a', '|i1'), ('', '|V3'), ('b', '<f4', (2, 2)), (('t', 'é'), [('x', '>i2')]), ('', '|V1')]", "[('名', '<f4')]"} {
		dtype, err := ParseDType(descr)
		require.NoError(t, err)
		for _, shape := range [][]int{{}, {0}, {1}, {7}, {8}, {9}, {0, 3}, {3, 0}, {2, 3}, {1, 5, 1}, {2, 3, 4}, {2, 1, 2, 1, 2}, longShape(30)} {
			a, err := New(dtype, shape...)
			require.NoError(t, err)
			for i := range a.data {
				a.data[i] = byte(i % 2)
				switch {
				case dtype.Kind() == KindBytes || dtype.Kind() == KindVoid && dtype.composite == nil:
					a.data[i] = byte(i)
				case dtype.Kind() == KindString:
					a.data[i] = 0
					if last := dtype.ByteOrder() == BigEndian; i%4 == 0 && !last || i%4 == 3 && last {
						a.data[i] = byte('a' + i%7)
					}
				}
			}
			arrays = append(arrays, a, a.Transpose())
			if len(shape) > 1 && shape[0] > 1 {
				sliced, err := a.Transpose().Slice(0, a.Transpose().Dim(0)/2)
				require.NoError(t, err)
				row, err := a.Transpose().Row(0)
				if shape[len(shape)-1] > 0 {
					require.NoError(t, err)
					arrays = append(arrays, row)
				}
				arrays = append(arrays, sliced)
			}
		}
	}
	var stdin []byte
	for _, a := range arrays {
		npy, err := a.AppendNPY(nil)
		require.NoError(t, err)
		stdin = append(binary.LittleEndian.AppendUint64(stdin, uint64(len(npy))), npy...)
	}
	type loaded struct {
		DType    string `json:"dtype"`
		Shape    []int  `json:"shape"`
		Elements string `json:"elements"`
		Same     bool   `json:"same"`
		Text     string `json:"str"`
	}
	lines := readLines[loaded](t, python.Run(t, []string{"numpy"}, loadScript, stdin))
	require.Len(t, lines, len(arrays))
	for i, a := range arrays {
		elements, err := a.AsCContiguous().Bytes()
		require.NoError(t, err)
		if strings.Contains(a.DType().String(), "offsets") {
			// numpy.load copies fields, but not the padding between them.
			elements, lines[i].Elements, lines[i].Same = nil, "", true
		}
		require.Equal(t, loaded{a.DType().String(), a.Shape(), hex.EncodeToString(elements), true, a.String()}, lines[i])
	}
}

// longShape returns a shape of n axes, all of length 1 except for two.
func longShape(n int) []int {
	shape := make([]int, n)
	for i := range shape {
		shape[i] = 1
	}
	shape[0], shape[n-1] = 2, 3
	return shape
}
