package codec_test

import (
	"errors"
	"fmt"
	"math/big"
	"strings"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/ndarray"
)

func Example() {
	stored, err := codec.Append(nil, map[string]any{"rate": 3.0, "steps": 7})
	fmt.Printf("%s %v\n", stored, err)

	value, err := codec.Decode(stored)
	fmt.Printf("%#v %v\n", value, err)

	var run struct {
		Rate  float64 `json:"rate"`
		Steps int     `json:"steps"`
	}
	err = codec.DecodeInto(stored, &run)
	fmt.Printf("%+v %v\n", run, err)
	// Output:
	// j{"rate":3.0,"steps":7} <nil>
	// map[string]interface {}{"rate":3, "steps":7} <nil>
	// {Rate:3 Steps:7} <nil>
}

func ExampleAppend() {
	array, err := ndarray.FromSlice([]int8{1, 2, 3}, -1)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, v := range []any{7, "text", []byte{1}, true, 3.0, nil, []string{"a", "é"}, array} {
		stored, err := codec.Append(nil, v)
		fmt.Printf("%.20q %v\n", stored, err)
	}
	// Output:
	// "i\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\a" <nil>
	// "stext" <nil>
	// "b\x01" <nil>
	// "jtrue" <nil>
	// "j3.0" <nil>
	// "jnull" <nil>
	// "j[\"a\",\"\\u00E9\"]" <nil>
	// "n\x93NUMPY\x01\x00v\x00{'descr':" <nil>
}

func ExampleDecode() {
	for _, stored := range []string{"i\x01", "stext", "b\x01", "jNaN", "j[1, 1.0, 18446744073709551616]", "?"} {
		value, err := codec.Decode([]byte(stored))
		fmt.Printf("%T %v %v\n", value, value, err)
	}
	// Output:
	// int64 1 <nil>
	// string text <nil>
	// []uint8 [1] <nil>
	// float64 NaN <nil>
	// []interface {} [1 1 18446744073709551616] <nil>
	// <nil> <nil> codec: decode: unknown tag '?'
}

func ExampleDecodeInto() {
	stored, err := codec.Append(nil, 300)
	if err != nil {
		fmt.Println(err)
		return
	}
	var (
		wide   int64
		narrow int8
		big    big.Int
	)
	fmt.Println(codec.DecodeInto(stored, &wide), wide)
	fmt.Println(codec.DecodeInto(stored, &narrow), narrow)
	fmt.Println(codec.DecodeInto(stored, &big), &big)
	// Output:
	// <nil> 300
	// codec: decode int 300 into int8: out of range 0
	// <nil> 300
}

func ExampleMismatchError() {
	var rows []struct{ ID int8 }
	err := codec.DecodeInto([]byte(`j[{"id":1},{"id":1000}]`), &rows)
	var mismatch *codec.MismatchError
	if errors.As(err, &mismatch) {
		fmt.Println(mismatch.Path, mismatch.Stored, mismatch.Type, mismatch.Reason)
	}
	// Output: [1].ID json number 1000 int8 out of range
}

// shouting is a custom codec. It stores text in capitals and everything else as usual.
type shouting struct{ codec.Codec }

func (s shouting) Append(dst []byte, v any) ([]byte, error) {
	if text, ok := v.(string); ok {
		v = strings.ToUpper(text)
	}
	return s.Codec.Append(dst, v)
}

func ExampleCodec() {
	var custom codec.Codec = shouting{codec.Default()}
	for _, v := range []any{"text", 2.5} {
		stored, err := custom.Append(nil, v)
		fmt.Printf("%s %v\n", stored, err)
	}
	// Output:
	// sTEXT <nil>
	// j2.5 <nil>
}

func ExampleJSON() {
	rates := []float64{1, 2.5}
	for _, v := range []any{rates, codec.JSON{V: rates}} {
		stored, err := codec.Append(nil, v)
		fmt.Printf("%.20q %v\n", stored, err)
	}
	// Output:
	// "n\x93NUMPY\x01\x00v\x00{'descr':" <nil>
	// "j[1.0,2.5]" <nil>
}
