package codec

import (
	"encoding/json"
	"fmt"
	"math/big"
	"strings"
	"testing"

	"github.com/bytedance/sonic"

	"github.com/openleveldb/openleveldb/internal/jsontext"
	"github.com/openleveldb/openleveldb/ndarray"
)

const smallObject = `{"id":12345,"name":"Ada Lovelace","score":97.25,"active":true,"tags":["a","b","c"],` +
	`"address":{"city":"London","zip":"N1 9GU"},"none":null}`

type address struct {
	City string `json:"city"`
	Zip  string `json:"zip"`
}

type person struct {
	ID      int64    `json:"id"`
	Name    string   `json:"name"`
	Score   float64  `json:"score"`
	Active  bool     `json:"active"`
	Tags    []string `json:"tags"`
	Address address  `json:"address"`
	None    any      `json:"none"`
}

func benchmarkValues(b *testing.B) map[string]any {
	array, err := ndarray.FromSlice(make([]float32, 1024), -1)
	if err != nil {
		b.Fatal(err)
	}
	object, err := Decode([]byte("j" + smallObject))
	if err != nil {
		b.Fatal(err)
	}
	floats := make([]any, 1024)
	for i := range floats {
		floats[i] = float64(i) * 1.2345678
	}
	var struc person
	if err := json.Unmarshal([]byte(smallObject), &struc); err != nil {
		b.Fatal(err)
	}
	return map[string]any{
		"int": 42, "bigint": new(big.Int).Lsh(big.NewInt(1), 100), "string": strings.Repeat("text ", 20), "array": array,
		"object": object, "struct": struc, "floats": floats, "objects": slicesOf(object, 100),
	}
}

func slicesOf(v any, n int) []any {
	list := make([]any, n)
	for i := range list {
		list[i] = v
	}
	return list
}

// BenchmarkAppend encodes into a reused buffer. The variant by=sonic is the cost of encoding a
// struct with sonic, whose output differs.
func BenchmarkAppend(b *testing.B) {
	for name, v := range benchmarkValues(b) {
		b.Run("value="+name+"/by=codec", func(b *testing.B) {
			dst, err := Append(nil, v)
			if err != nil {
				b.Fatal(err)
			}
			b.SetBytes(int64(len(dst)))
			b.ReportAllocs()
			for b.Loop() {
				if dst, err = Append(dst[:0], v); err != nil {
					b.Fatal(err)
				}
			}
		})
		if dst, _ := Append(nil, v); dst[0] == byte(KindJSON) {
			b.Run("value="+name+"/by=sonic", func(b *testing.B) {
				api := sonic.Config{SortMapKeys: true, ValidateString: true}.Froze()
				b.SetBytes(int64(len(dst)))
				b.ReportAllocs()
				for b.Loop() {
					if _, err := api.Marshal(v); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// BenchmarkAppendFloats compares a slice with the array that it becomes.
func BenchmarkAppendFloats(b *testing.B) {
	for _, n := range []int{16, 1 << 10, 1 << 20} {
		floats := make([]float32, n)
		array, err := ndarray.FromSlice(floats, -1)
		if err != nil {
			b.Fatal(err)
		}
		named := make([]myFloat32, n)
		for by, v := range map[string]any{"slice": floats, "named": named, "array": array} {
			b.Run(fmt.Sprintf("n=%d/by=%s", n, by), func(b *testing.B) {
				dst, err := Append(nil, v)
				if err != nil {
					b.Fatal(err)
				}
				b.SetBytes(int64(len(dst)))
				b.ReportAllocs()
				for b.Loop() {
					if dst, err = Append(dst[:0], v); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

type myFloat32 float32

// BenchmarkDecode reads dynamic values. JSON is also read with sonic alone.
func BenchmarkDecode(b *testing.B) {
	for name, v := range benchmarkValues(b) {
		stored, err := Append(nil, v)
		if err != nil {
			b.Fatal(err)
		}
		run := func(by string, decode func() error) {
			b.Run("value="+name+"/by="+by, func(b *testing.B) {
				b.SetBytes(int64(len(stored)))
				b.ReportAllocs()
				for b.Loop() {
					if err := decode(); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
		run("codec", func() error { _, err := Decode(stored); return err })
		if stored[0] == byte(KindJSON) {
			run("sonic", func() error { var v any; return sonic.Unmarshal(stored[1:], &v) })
			run("reader", func() error {
				text := string(stored[1:])
				if _, err := checkJSON(text, 0); err != nil {
					return err
				}
				r := reader{jsontext.Reader{Text: text}}
				r.Any()
				return nil
			})
		}
	}
}

// BenchmarkDecodeInto reads into Go types. JSON is also read with sonic alone.
func BenchmarkDecodeInto(b *testing.B) {
	values := benchmarkValues(b)
	run := func(name, by string, v any, decode func(stored []byte) error) {
		stored, err := Append(nil, v)
		if err != nil {
			b.Fatal(err)
		}
		b.Run("value="+name+"/by="+by, func(b *testing.B) {
			b.SetBytes(int64(len(stored)))
			b.ReportAllocs()
			for b.Loop() {
				if err := decode(stored); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	run("int", "codec", values["int"], func(stored []byte) error { var n int64; return DecodeInto(stored, &n) })
	run("string", "codec", values["string"], func(stored []byte) error { var s string; return DecodeInto(stored, &s) })
	run("array", "codec", values["array"], func(stored []byte) error { var x []float32; return DecodeInto(stored, &x) })
	run("struct", "codec", values["struct"], func(stored []byte) error { var p person; return DecodeInto(stored, &p) })
	run("struct", "sonic", values["struct"], func(stored []byte) error { var p person; return sonic.Unmarshal(stored[1:], &p) })
	run("struct", "std", values["struct"], func(stored []byte) error { var p person; return json.Unmarshal(stored[1:], &p) })
	run("floats", "codec", values["floats"], func(stored []byte) error { var x []float64; return DecodeInto(stored, &x) })
	run("floats", "sonic", values["floats"], func(stored []byte) error { var x []float64; return sonic.Unmarshal(stored[1:], &x) })
}
