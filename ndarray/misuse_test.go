package ndarray_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"io/fs"
	"iter"
	"maps"
	"math"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/misuse"
	"github.com/openleveldb/openleveldb/ndarray"
)

var documented = []error{
	ndarray.ErrHeader, ndarray.ErrData, ndarray.ErrObject, ndarray.ErrDType, ndarray.ErrShape, ndarray.ErrIndex, ndarray.ErrView,
	ndarray.ErrShort, ndarray.ErrReadOnly, ndarray.ErrValue, misuse.ErrThrown,
	// Of files, readers and archives.
	io.EOF, io.ErrUnexpectedEOF, fs.ErrNotExist, fs.ErrClosed, zip.ErrFormat,
	syscall.EINVAL, // an empty path, in WebAssembly
}

// mistaken checks a call. Its errors must be documented ones. It must not panic, except because of
// a nil argument, or in the one call whose index panics as a slice's does.
func mistaken(t *testing.T, c *misuse.Call) {
	t.Helper()
	if c.Panic != nil && c.Panic != misuse.ErrThrown && !(c.Nil && c.NilDereference()) && !(c.Method == "Dim" && c.OutOfRange()) {
		t.Errorf("%s panics: %v", c.Text, c.Panic)
	}
	for _, err := range c.Errors {
		assert.True(t, slices.ContainsFunc(documented, func(class error) bool { return errors.Is(err, class) }), "%s: %v", c.Text, err)
	}
}

// misused returns arrays of every kind, and dtypes.
func misused(t *testing.T) (arrays []*ndarray.Array, dtypes []ndarray.DType) {
	t.Helper()
	for _, descr := range []string{
		"<f4", "|b1", ">i8", "<f2", "<c16", "<f16", "|S5", "|S0", "<U3", "|V4", "<M8[ns]", ">m8[25s]",
		"[('a', '<f4'), ('b', '|S2', (2,)), ('', '|V3'), ('c', [('d', '>i2')])]",
	} {
		d, err := ndarray.ParseDType(descr)
		require.NoError(t, err, descr)
		dtypes = append(dtypes, d)
		for _, shape := range [][]int{{2, 3}, {}, {0}, {4, 0, 2}, {1, 1, 1, 1, 1, 2}} {
			a, err := ndarray.New(d, shape...)
			require.NoError(t, err)
			npy, err := a.AppendNPY(nil)
			require.NoError(t, err)
			decoded, err := ndarray.Decode(npy)
			require.NoError(t, err)
			arrays = append(arrays, a, a.Transpose(), decoded)
		}
	}
	return arrays, append(dtypes, ndarray.DType{})
}

func ndarguments(t *testing.T, arrays []*ndarray.Array, dtypes []ndarray.DType) *misuse.Arguments {
	t.Helper()
	npy, err := arrays[0].AppendNPY(nil)
	require.NoError(t, err)
	var a misuse.Arguments
	misuse.Add(&a, 0, 1, 2, 3, -1, math.MaxInt, math.MinInt, math.MaxInt32)
	misuse.Add(&a, nil, []int{}, []int{0}, []int{1, 2}, []int{-1}, []int{2, -1}, []int{-1, -1}, []int{math.MaxInt, math.MaxInt, 2}, []int{0, math.MaxInt},
		[]int{math.MinInt}, make([]int, 100), []int{1, 2, 0}, []int{math.MaxInt / 2, 4})
	misuse.AddMade(&a, func() []byte { return slices.Clone(npy) })
	misuse.Add(&a, []byte(nil), []byte{}, npy[:20], npy[:len(npy)-1], make([]byte, 24))
	misuse.Add(&a, "", "a", "c", "nope", "<f4", "|O", "[", "<f4[ns]", "|S99999999999999999999", "<U4611686018427387904", "\xff")
	misuse.Add[any](&a, 1, nil, -1.5, "text", []byte("b"), true, math.NaN(), complex(1, 2), time.Time{}, time.Hour, ndarray.Datetime64{}, ndarray.Timedelta64{},
		ndarray.Record{}, struct{}{}, make(chan int), arrays[0], (*ndarray.Array)(nil), new([]float64), new([][]string), []int{1}, (*[]int)(nil))
	misuse.Add(&a, dtypes...)
	misuse.Add(&a, arrays[0], arrays[1], arrays[9], arrays[100])
	misuse.AddNil[*ndarray.Array](&a)
	misuse.AddBroken(&a, &ndarray.Array{})
	misuse.Add(&a, ndarray.Header{DType: ndarray.Float32, Shape: []int{2, 3}}, ndarray.Header{}, ndarray.Header{DType: ndarray.Int8, Shape: []int{-1}},
		ndarray.Header{DType: ndarray.Int8, Shape: []int{math.MaxInt, 2}, Fortran: true})
	misuse.Add(&a, ndarray.NoCasting, ndarray.SafeCasting, ndarray.UnsafeCasting, ndarray.UnsafeCasting+1, ndarray.Casting(255))
	misuse.AddMade(&a, func() []float32 { return make([]float32, 6) })
	misuse.Add(&a, []float32(nil), []float32{})
	misuse.AddMade(&a, func() []row { return make([]row, 6) })
	misuse.Add(&a, []row(nil))
	misuse.AddMade(&a, func() *ndarray.Decoder { return new(ndarray.Decoder) })
	misuse.AddNil[*ndarray.Decoder](&a)
	misuse.Add(&a, func(dst, src []byte) { copy(dst, src) }, func(dst, src []byte) { panic(misuse.ErrThrown) })
	misuse.AddNil[func(dst, src []byte)](&a)
	misuse.Add(&a, func([]byte) error { return nil }, func([]byte) error { return misuse.ErrThrown }, func([]byte) error { panic(misuse.ErrThrown) })
	misuse.AddNil[func([]byte) error](&a)
	archive := archiveOf(t, arrays[0])
	misuse.Add(&a, int64(len(archive)), 0, -1, math.MaxInt64, math.MinInt64)
	misuse.AddMade(&a, func() io.ReaderAt { return bytes.NewReader(archive) })
	misuse.AddMade(&a, func() io.ReaderAt { return bytes.NewReader(npy) })
	misuse.AddNil[io.ReaderAt](&a)
	misuse.AddMade(&a, func() io.Reader { return bytes.NewReader(npy) })
	misuse.AddMade(&a, func() io.Reader { return bytes.NewReader(npy[:len(npy)-1]) })
	misuse.AddMade(&a, func() io.Reader { return new(bytes.Buffer) })
	misuse.AddNil[io.Reader](&a)
	misuse.AddMade(&a, func() io.Writer { return new(bytes.Buffer) })
	misuse.AddNil[io.Writer](&a)
	misuse.Add[[]ndarray.Span](&a, nil, []ndarray.Span{}, []ndarray.Span{{}}, []ndarray.Span{{Start: -1}}, []ndarray.Span{{Stop: 2, Step: -1}},
		[]ndarray.Span{{Start: 1, Stop: math.MaxInt, Step: math.MaxInt}}, []ndarray.Span{{Start: math.MinInt, Stop: 1, Drop: true}, {Stop: 1}})
	misuse.Add(&a, uint16(0), zip.Deflate, 65535)
	misuse.Add[zip.Decompressor](&a, func(io.Reader) io.ReadCloser { return io.NopCloser(new(bytes.Buffer)) })
	misuse.AddNil[zip.Decompressor](&a)
	misuse.Add[*ndarray.NPZOptions](&a, nil, &ndarray.NPZOptions{Compress: true})
	misuse.Finish(&a, func(z *ndarray.NPZ) { assert.NoError(t, z.Close()) })
	misuse.Finish(&a, func(z *ndarray.NPZWriter) {})
	misuse.Finish(&a, func(m *ndarray.Mapped) { assert.NoError(t, m.Close()) })
	misuse.Finish(&a, func(rows iter.Seq2[int, *ndarray.Array]) {
		for _, row := range rows {
			_ = row.String()
		}
	})
	misuse.Finish(&a, func(blocks iter.Seq[[]float64]) {
		for range blocks {
		}
	})
	misuse.Finish(&a, func(a *ndarray.Array) { _ = a.String() })
	misuse.Finish(&a, func(any) {})
	misuse.Finish(&a, func(d ndarray.DType) { _ = d.String() })
	misuse.Finish(&a, func(ndarray.Field) {})
	misuse.Finish(&a, func([]ndarray.Field) {})
	misuse.Finish(&a, func(ndarray.Header) {})
	misuse.Finish(&a, func(time.Time) {})
	misuse.Finish(&a, func([]row) {})
	return &a
}

// archiveOf returns an .npz archive of one array, "a".
func archiveOf(t *testing.T, a *ndarray.Array) []byte {
	t.Helper()
	var out bytes.Buffer
	z := ndarray.NewNPZWriter(&out, nil)
	require.NoError(t, z.Save("a", a))
	require.NoError(t, z.Close())
	return out.Bytes()
}

type row struct {
	A float32 `npy:"a"`
}

func TestMisuse(t *testing.T) {
	rng := misuse.Seed(t)
	arrays, dtypes := misused(t)
	a := ndarguments(t, arrays, dtypes)
	var zero, null []any
	for _, v := range []any{
		&ndarray.Array{}, &ndarray.Decoder{}, &ndarray.Encoder{}, &ndarray.Stats{}, &ndarray.NPZ{}, &ndarray.NPZWriter{}, &ndarray.Mapped{},
	} {
		z, n := misuse.Zero(v)
		zero, null = append(zero, z), append(null, n)
	}
	receivers := []any{
		ndarray.DType{}, ndarray.Datetime64{}, ndarray.Timedelta64{}, ndarray.Record{}, ndarray.Header{}, ndarray.Unit(200), ndarray.Float32,
		ndarray.Casting(200), ndarray.Span{}, ndarray.Span{Start: math.MinInt, Stop: math.MaxInt, Step: -1},
	}
	archive := archiveOf(t, arrays[0])
	npz, err := ndarray.NewNPZ(bytes.NewReader(archive), int64(len(archive)))
	require.NoError(t, err)
	receivers = append(receivers, npz, ndarray.NewNPZWriter(new(bytes.Buffer), nil))
	for _, d := range dtypes {
		receivers = append(receivers, d)
	}
	for _, array := range arrays {
		receivers = append(receivers, array)
		if array.Size() > 0 && array.NDim() == 2 {
			element, err := array.At(0, 0)
			if record, ok := element.(ndarray.Record); ok && err == nil {
				receivers = append(receivers, record)
			}
		}
	}
	for _, receiver := range append(receivers, zero...) {
		for c := range misuse.Methods(t, rng, receiver, a) {
			mistaken(t, c)
		}
	}
	for _, receiver := range null {
		for c := range misuse.Methods(t, rng, receiver, a) {
			c.Nil = true
			mistaken(t, c)
		}
	}
}

func TestMisuseOfFunctions(t *testing.T) {
	rng := misuse.Seed(t)
	arrays, dtypes := misused(t)
	a := ndarguments(t, arrays, dtypes)
	functions := map[string]any{
		"AppendHeader": ndarray.AppendHeader, "At": ndarray.At[float32], "CopyInto": ndarray.CopyInto[float32],

		"Structs": ndarray.Structs[row], "Values": ndarray.Values[float32], "View": ndarray.View[float32], "ViewStructs": ndarray.ViewStructs[row],
		"Decode": ndarray.Decode, "FromBytes": ndarray.FromBytes, "FromSlice": ndarray.FromSlice[float32], "FromStructs": ndarray.FromStructs[row],
		"New": ndarray.New, "DTypeOf": ndarray.DTypeOf[float32], "DTypeOfStruct": ndarray.DTypeOfStruct[row], "ParseDType": ndarray.ParseDType,
		"ParseHeader": ndarray.ParseHeader, "Save": ndarray.Save, "Load": ndarray.Load, "OpenNPZ": ndarray.OpenNPZ, "NewNPZ": ndarray.NewNPZ,
		"NewNPZWriter": ndarray.NewNPZWriter, "OpenMapped": ndarray.OpenMapped,
		"AsType": ndarray.AsType[float32], "CanCast": ndarray.CanCast, "Convert": ndarray.Convert,
	}
	for name, f := range functions {
		for c := range misuse.Function(t, rng, name, f, a) {
			mistaken(t, c)
		}
	}
	misuse.Covers(t, ".", slices.Collect(maps.Keys(functions)), []string{
		"Array", "DType", "Datetime64", "Timedelta64", "Decoder", "Encoder", "Header", "Record", "Unit", "Casting",
		"Span", "Stats", "NPZ", "NPZWriter", "Mapped",
	})
}
