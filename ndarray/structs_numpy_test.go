package ndarray

import (
	"bytes"
	_ "embed"
	"encoding/binary"
	"encoding/hex"
	"os"
	"reflect"
	"strconv"
	"testing"
	"time"

	"github.com/openleveldb/openleveldb/internal/mem"
	"github.com/openleveldb/openleveldb/internal/python"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/x448/float16"
)

//go:embed testdata/structs.py
var structsScript string

// innerFields and allFields have the fields of testdata/structs.py with the layout of align=True.
type innerFields struct {
	Flag bool
	Z    complex128
}

type allFields struct {
	B      bool
	I1     int8
	I2     int16
	I4     int32
	I8     int64
	U1     uint8
	U2     uint16
	U4     uint32
	U8     uint64
	F2     float16.Float16
	F4     float32
	F8     float64
	C8     complex64
	C16    complex128
	When   int64
	Span   int64
	Tag    [3]byte
	Text   [5]rune
	Raw    [4]byte
	Bits   [3]bool
	Grid   [2][3]float32
	Words  [2][2]rune
	Inner  innerFields
	Inners [2][2]innerFields
	Final  int16 `npy:"last"`
}

// convertedFields has types that can only be copied, in a different order.
type convertedFields struct {
	TagBytes []byte `npy:"tag"`
	Text     string
	Raw      []byte
	When     Datetime64
	Span     Timedelta64
	Words    [2]string
	Inners   [2][2]struct{ Z complex128 }
	B        bool
}

type goTimes struct {
	When time.Time
	Tag  string
}

// spellField formats a field of a struct as element() of structs.py formats one of d.
func spellField(t *testing.T, v reflect.Value, d DType) any {
	t.Helper()
	if d.isSubarray() {
		base, shape := d.flatten()
		items := []any{}
		var each func(v reflect.Value, axes int)
		each = func(v reflect.Value, axes int) {
			if axes == 0 {
				items = append(items, spellField(t, v, base))
				return
			}
			for i := range v.Len() {
				each(v.Index(i), axes-1)
			}
		}
		each(v, len(shape))
		return items
	}
	value := v.Interface()
	switch {
	case d.isStructured():
		return spellStruct(t, v, d)
	case d.kind == KindDatetime && v.Kind() == reflect.Int64:
		value = Datetime64{Count: v.Int(), Unit: d.unit, Multiple: int(d.multiple)}
	case d.kind == KindTimedelta && v.Kind() == reflect.Int64:
		value = Timedelta64{Count: v.Int(), Unit: d.unit, Multiple: int(d.multiple)}
	case d.kind == KindString && v.Kind() == reflect.Array:
		runes := []rune{}
		for i := range v.Len() {
			runes = append(runes, rune(v.Index(i).Int()))
		}
		value = string(bytes.TrimRight([]byte(string(runes)), "\x00"))
	case v.Kind() == reflect.Array:
		b := make([]byte, v.Len())
		reflect.Copy(reflect.ValueOf(b), v)
		if d.kind == KindBytes {
			b = bytes.TrimRight(b, "\x00")
		}
		value = b
	}
	return spell(t, value)
}

// spellStruct formats a struct, with the names of the dtype's fields.
func spellStruct(t *testing.T, v reflect.Value, d DType) map[string]any {
	t.Helper()
	fields := map[string]any{}
	goFields, err := structFields(v.Type())
	require.NoError(t, err)
	for _, g := range goFields {
		i, err := d.matchField("", g)
		require.NoError(t, err)
		f := d.composite.fields[i]
		for n := range v.NumField() {
			if v.Type().Field(n).Offset == g.offset {
				fields[f.Name] = spellField(t, v.Field(n), f.DType)
			}
		}
	}
	return fields
}

// numpyStructs is one line of structs.py.
type numpyStructs struct {
	Layout   string           `json:"layout"`
	NPY      []byte           `json:"npy"`
	Elements []map[string]any `json:"elements"`
}

// only returns the fields of an element of numpy's that like has, at every depth.
func only(element any, like any) any {
	switch like := like.(type) {
	case map[string]any:
		fields := map[string]any{}
		for name := range like {
			fields[name] = only(element.(map[string]any)[name], like[name])
		}
		return fields
	case []any:
		items := []any{}
		for i := range like {
			items = append(items, only(element.([]any)[i], like[i]))
		}
		return items
	}
	return element
}

func requireStructs[S any](t *testing.T, line numpyStructs, d DType, structs []S) {
	t.Helper()
	require.Len(t, structs, len(line.Elements))
	for i := range structs {
		got := spellStruct(t, reflect.ValueOf(structs[i]), d)
		require.Equal(t, only(line.Elements[i], got), any(got), "element %d", i)
	}
}

func (n numpyStructs) check(t *testing.T) {
	t.Helper()
	a, err := Decode(n.NPY)
	require.NoError(t, err)
	structs, err := Structs[allFields](a)
	require.NoError(t, err)
	requireStructs(t, n, a.dtype, structs)
	require.Len(t, spellStruct(t, reflect.ValueOf(structs[0]), a.dtype), reflect.TypeFor[allFields]().NumField())

	view, err := ViewStructs[allFields](a)
	if n.Layout == "aligned" && (mem.UnalignedLoads || mem.IsAligned(a.data, 8)) && strconv.IntSize == 64 {
		require.NoError(t, err)
		require.Same(t, &a.data[0], &mem.Bytes(view)[0], "a view is not a copy")
		requireStructs(t, n, a.dtype, view)
	} else {
		require.ErrorIs(t, err, ErrView)
	}

	converted, err := Structs[convertedFields](a)
	require.NoError(t, err)
	requireStructs(t, n, a.dtype, converted)
	_, err = ViewStructs[convertedFields](a)
	require.ErrorIs(t, err, ErrView)

	times, err := Structs[goTimes](a)
	require.NoError(t, err)
	for i := range times {
		want, err := converted[i].When.Time()
		require.NoError(t, err)
		require.Equal(t, want, times[i].When)
		require.Equal(t, string(converted[i].TagBytes), times[i].Tag)
	}

	reversed, err := Structs[allFields](a.Transpose())
	require.NoError(t, err)
	requireStructs(t, n, a.dtype, reversed)
}

func TestFrozenNumpyStructs(t *testing.T) {
	text, err := os.ReadFile("testdata/structs.jsonl")
	require.NoError(t, err)
	for _, line := range readLines[numpyStructs](t, text) {
		t.Run(line.Layout, func(t *testing.T) { line.check(t) })
	}
}

func TestLiveNumpyStructs(t *testing.T) {
	seed := uint64(time.Now().UnixNano()) % 1e9
	for range 10 {
		seed++
		t.Logf("seed %d", seed)
		out := python.Run(t, []string{"numpy"}, structsScript, nil, strconv.FormatUint(seed, 10))
		for _, line := range readLines[numpyStructs](t, out) {
			line.check(t)
		}
	}
}

// fieldsScript reads one .npy file and prints its dtype and its elements field by field. It
// compares the offsets with those that numpy chooses for the same fields with align=True.
const fieldsScript = `
import io, json, sys
import numpy as np
a = np.load(io.BytesIO(sys.stdin.buffer.read()), allow_pickle=False)
def aligned(dt):
    if dt.subdtype:
        return np.dtype((aligned(dt.subdtype[0]), dt.subdtype[1]))
    if dt.names is None:
        return dt
    return np.dtype([(n, aligned(dt.fields[n][0])) for n in dt.names], align=True)
def offsets(dt):
    if dt.subdtype:
        return offsets(dt.subdtype[0])
    if dt.names is None:
        return dt.itemsize
    return [dt.itemsize, [[n, dt.fields[n][1], offsets(dt.fields[n][0])] for n in dt.names]]
again = io.BytesIO()
np.save(again, a)
print(json.dumps({
    "str": a.dtype.str, "shape": list(a.shape), "names": list(a.dtype.names), "aligned": offsets(a.dtype) == offsets(aligned(a.dtype)),
    "fields": {n: [str(a.dtype.fields[n][0].base), list(a.dtype.fields[n][0].shape), a[n].tobytes().hex()] for n in a.dtype.names},
    "flag": a["Inners"]["Flag"].tolist(), "z": [str(z) for z in a["Inners"]["Z"].reshape(-1)],
}))
`

// TestNumpyReadsStructs reads an array made from a Go slice with numpy.
func TestNumpyReadsStructs(t *testing.T) {
	data := make([]allFields, 6)
	for i := range data {
		f := &data[i]
		f.B, f.I1, f.I2, f.I4, f.I8 = i%2 == 1, int8(-i), int16(-300*i), int32(-70000*i), int64(-5e9)*int64(i)
		f.U1, f.U2, f.U4, f.U8 = uint8(250+i), uint16(300*i), uint32(70000*i), uint64(5e9)*uint64(i)
		f.F2, f.F4, f.F8 = float16.Fromfloat32(float32(i)/2), float32(i)/4, float64(i)/8
		f.C8, f.C16 = complex(float32(i), 1), complex(1, float64(i))
		f.When, f.Span, f.Final = int64(i), NaT, int16(i)
		f.Inners[1][0] = innerFields{i > 2, complex(float64(i), -1)}
		copy(f.Tag[:], "ab")
		copy(f.Text[:], []rune("é☃𝄞"))
		f.Grid = [2][3]float32{{1, 2, 3}, {4, 5, float32(i)}}
	}
	a, err := FromStructs(data, 3, -1)
	require.NoError(t, err)
	npy, err := a.AppendNPY(nil)
	require.NoError(t, err)

	type loaded struct {
		Str     string            `json:"str"`
		Shape   []int             `json:"shape"`
		Names   []string          `json:"names"`
		Aligned bool              `json:"aligned"`
		Fields  map[string][3]any `json:"fields"`
		Flag    [][][][]bool      `json:"flag"`
		Z       []string          `json:"z"`
	}
	got := readLines[loaded](t, python.Run(t, []string{"numpy"}, fieldsScript, npy))[0]
	assert.Equal(t, got.Str, a.DType().Str())
	assert.Equal(t, []int{3, 2}, got.Shape)
	assert.Equal(t, strconv.IntSize == 64, got.Aligned)
	assert.Equal(t, [][]bool{{false, false}, {true, false}}, got.Flag[1][1])
	assert.Contains(t, got.Z, "(5-1j)")

	names := []string{}
	for i, f := range reflect.VisibleFields(reflect.TypeFor[allFields]()) {
		name := f.Tag.Get("npy")
		if name == "" {
			name = f.Name
		}
		names = append(names, name)
		if f.Type.Kind() == reflect.Struct || f.Name == "Inners" {
			continue
		}
		var raw []byte
		for n := range data {
			var err error
			raw, err = binary.Append(raw, binary.NativeEndian, reflect.ValueOf(data[n]).Field(i).Interface())
			require.NoError(t, err)
		}
		shape, elem := []any{}, f.Type
		for ; elem.Kind() == reflect.Array; elem = elem.Elem() {
			shape = append(shape, float64(elem.Len()))
		}
		want := elem.String()
		if want == "float16.Float16" {
			want = "float16"
		}
		assert.Equal(t, [3]any{want, shape, hex.EncodeToString(raw)}, got.Fields[name], name)
	}
	assert.Equal(t, names, got.Names)

	again, err := ViewStructs[allFields](must(Decode(npy)))
	if mem.UnalignedLoads {
		require.NoError(t, err)
		assert.Equal(t, data, again)
	}
	copied, err := Structs[allFields](must(Decode(npy)))
	require.NoError(t, err)
	assert.Equal(t, data, copied)
}
