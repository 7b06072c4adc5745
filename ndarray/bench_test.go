package ndarray

import (
	"fmt"
	"testing"
)

func BenchmarkParseHeader(b *testing.B) {
	for _, c := range []struct{ name, descr string }{
		{"plain", "<f4"}, {"structured", "[('a', '<f4'), ('b', '<i4', (2,))]"},
	} {
		b.Run("dtype="+c.name, func(b *testing.B) {
			header, err := AppendHeader(nil, Header{DType: parse(b, c.descr), Shape: []int{100, 32}})
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if _, _, err := ParseHeader(header); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// benchmarkSizes are numbers of float32 elements: 128 B, 64 KiB and 1 MiB.
var benchmarkSizes = []int{32, 16 << 10, 256 << 10}

// stored returns an array of n float32 elements as it is stored, after a tag.
func stored(b *testing.B, n int) []byte {
	a, err := FromSlice(make([]float32, n), -1)
	if err != nil {
		b.Fatal(err)
	}
	npy, err := a.AppendNPY([]byte{'n'})
	if err != nil {
		b.Fatal(err)
	}
	return npy[1:]
}

// These benchmarks compare the ways from stored bytes to []float32: no copy, a copy into existing
// memory, and a copy into new memory.

func BenchmarkView(b *testing.B) {
	benchmarkDecode(b, func(a *Array, _ []float32) error {
		_, err := View[float32](a)
		return err
	})
}

func BenchmarkCopyInto(b *testing.B) {
	benchmarkDecode(b, func(a *Array, dst []float32) error {
		_, err := CopyInto(dst, a)
		return err
	})
}

func BenchmarkValues(b *testing.B) {
	benchmarkDecode(b, func(a *Array, _ []float32) error {
		_, err := Values[float32](a)
		return err
	})
}

func BenchmarkClone(b *testing.B) {
	benchmarkDecode(b, func(a *Array, _ []float32) error {
		a.Clone()
		return nil
	})
}

func benchmarkDecode(b *testing.B, read func(a *Array, dst []float32) error) {
	for _, n := range benchmarkSizes {
		b.Run(fmt.Sprintf("size=%d", 4*n), func(b *testing.B) {
			npy, dst := stored(b, n), make([]float32, n)
			b.SetBytes(int64(4 * n))
			b.ReportAllocs()
			for b.Loop() {
				a, err := Decode(npy)
				if err == nil {
					err = read(a, dst)
				}
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkAppendNPY(b *testing.B) {
	for _, order := range []string{"C", "F", "strided"} {
		for _, n := range benchmarkSizes {
			b.Run(fmt.Sprintf("order=%s/size=%d", order, 4*n), func(b *testing.B) {
				a, err := FromSlice(make([]float32, 2*n), -1, 16)
				if err != nil {
					b.Fatal(err)
				}
				switch order {
				case "F":
					a = a.Transpose()
				case "strided":
					a, err = a.Transpose().Slice(0, 8)
				}
				if err != nil {
					b.Fatal(err)
				}
				dst := make([]byte, 0, 1024+a.NBytes())
				b.SetBytes(int64(a.NBytes()))
				b.ReportAllocs()
				for b.Loop() {
					if _, err := a.AppendNPY(dst); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
