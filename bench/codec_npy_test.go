package bench

import (
	"bytes"
	"io"
	"testing"

	"github.com/kshedden/gonpy"
	dbarrays "github.com/openleveldb/openleveldb/internal/arrays"
	"github.com/sbinet/npyio/npy"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/ndarray"
)

// npyValue holds an array of float32 and its .npy file.
type npyValue struct {
	name     string
	elements []float32
	array    *ndarray.Array
	npy      []byte
}

func npyValues(tb testing.TB) []npyValue {
	var values []npyValue
	for _, size := range []Size{Sizes[0], Sizes[3]} {
		elements := make([]float32, size.Elements())
		for j := range elements {
			elements[j] = element(1, j)
		}
		a, err := ndarray.FromSlice(elements, -1)
		fatal(tb, err)
		stored, err := a.AppendNPY(nil)
		fatal(tb, err)
		values = append(values, npyValue{size.Name, elements, a, stored})
	}
	return values
}

// headerParsers parse the header of a .npy file and return the shape. Peers read from an io.Reader,
// which is created before the clock starts.
var headerParsers = []struct {
	name  string
	parse func(file []byte) func() (shape []int, err error)
}{
	{"openleveldb", func(file []byte) func() ([]int, error) {
		return func() ([]int, error) {
			h, _, err := ndarray.ParseHeader(file)
			return h.Shape, err
		}
	}},
	// A Decoder that has parsed the same header before, as in a database of equal arrays.
	{"openleveldb-decoder", func(file []byte) func() ([]int, error) {
		var d ndarray.Decoder
		var shape []int
		return func() ([]int, error) {
			a, err := d.Decode(file)
			if err != nil {
				return nil, err
			}
			shape = shape[:0]
			for axis := range a.NDim() {
				shape = append(shape, a.Dim(axis))
			}
			return shape, nil
		}
	}},
	{"npyio", func(file []byte) func() ([]int, error) {
		from := bytes.NewReader(nil)
		return func() ([]int, error) {
			from.Reset(file)
			r, err := npy.NewReader(from)
			if err != nil {
				return nil, err
			}
			return r.Header.Descr.Shape, nil
		}
	}},
	{"gonpy", func(file []byte) func() ([]int, error) {
		from := bytes.NewReader(nil)
		return func() ([]int, error) {
			from.Reset(file)
			r, err := gonpy.NewReader(from)
			if err != nil {
				return nil, err
			}
			return r.Shape, nil
		}
	}},
}

// BenchmarkParseHeader parses the header of a one-dimensional array of float32, as numpy writes it.
func BenchmarkParseHeader(b *testing.B) {
	v := npyValues(b)[0]
	for _, parser := range headerParsers {
		b.Run("parser="+parser.name, func(b *testing.B) {
			parse := parser.parse(v.npy)
			shape, err := parse()
			fatal(b, err)
			require.Equal(b, []int{len(v.elements)}, shape)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := parse(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// arrayDecoders return the elements of a .npy file.
var arrayDecoders = []struct {
	name   string
	decode func() func(file []byte) ([]float32, error)
}{
	// Borrowed from the file's memory.
	{"openleveldb-view", func() func(file []byte) ([]float32, error) {
		d := new(dbarrays.Decoder)
		return func(file []byte) ([]float32, error) { return dbarrays.View[float32](d, file) }
	}},
	// Copied.
	{"openleveldb", func() func(file []byte) ([]float32, error) {
		return func(file []byte) ([]float32, error) {
			a, err := ndarray.Decode(file)
			if err != nil {
				return nil, err
			}
			return ndarray.Values[float32](a)
		}
	}},
	{"npyio", func() func(file []byte) ([]float32, error) {
		return func(file []byte) (elements []float32, err error) {
			err = npy.Read(bytes.NewReader(file), &elements)
			return elements, err
		}
	}},
	{"gonpy", func() func(file []byte) ([]float32, error) {
		return func(file []byte) ([]float32, error) {
			r, err := gonpy.NewReader(bytes.NewReader(file))
			if err != nil {
				return nil, err
			}
			return r.GetFloat32()
		}
	}},
}

// BenchmarkDecodeArray decodes an array that is in memory.
func BenchmarkDecodeArray(b *testing.B) {
	for _, decoder := range arrayDecoders {
		for _, v := range npyValues(b) {
			b.Run("decoder="+decoder.name+"/size="+v.name, func(b *testing.B) {
				decode := decoder.decode()
				elements, err := decode(v.npy)
				fatal(b, err)
				require.Equal(b, v.elements, elements)
				b.SetBytes(int64(len(v.elements) * elementSize))
				b.ReportAllocs()
				for b.Loop() {
					if _, err := decode(v.npy); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// arrayEncoders write an array to memory that is reused.
var arrayEncoders = []struct {
	name   string
	encode func() func(v npyValue, dst *bytes.Buffer) error
}{
	{"openleveldb", func() func(v npyValue, dst *bytes.Buffer) error {
		return func(v npyValue, dst *bytes.Buffer) error {
			out, err := v.array.AppendNPY(dst.AvailableBuffer())
			dst.Write(out)
			return err
		}
	}},
	{"npyio", func() func(v npyValue, dst *bytes.Buffer) error {
		return func(v npyValue, dst *bytes.Buffer) error { return npy.Write(dst, v.elements) }
	}},
	{"gonpy", func() func(v npyValue, dst *bytes.Buffer) error {
		return func(v npyValue, dst *bytes.Buffer) error {
			w, err := gonpy.NewWriter(unclosed{dst})
			if err != nil {
				return err
			}
			w.Shape = []int{len(v.elements)}
			return w.WriteFloat32(v.elements)
		}
	}},
}

// unclosed is a buffer for an encoder that closes its writer.
type unclosed struct{ io.Writer }

func (unclosed) Close() error { return nil }

// BenchmarkEncodeArray encodes an array.
func BenchmarkEncodeArray(b *testing.B) {
	for _, encoder := range arrayEncoders {
		for _, v := range npyValues(b) {
			b.Run("encoder="+encoder.name+"/size="+v.name, func(b *testing.B) {
				encode, dst := encoder.encode(), bytes.NewBuffer(make([]byte, 0, 2*len(v.npy)))
				fatal(b, encode(v, dst))
				a, err := ndarray.Decode(dst.Bytes())
				fatal(b, err)
				elements, err := ndarray.View[float32](a)
				fatal(b, err)
				require.Equal(b, v.elements, elements)
				b.SetBytes(int64(len(v.elements) * elementSize))
				b.ReportAllocs()
				for b.Loop() {
					dst.Reset()
					fatal(b, encode(v, dst))
				}
			})
		}
	}
}
