// Package codec converts Go values to stored bytes and back. The bytes are those of the Python
// package openleveldb 0.1.5: a tag, then a payload.
//
//	stored, err := codec.Append(nil, map[string]any{"rate": 3.0, "steps": 7})
//	// j{"rate":3.0,"steps":7}: Python reads a float and an int
//
//	value, err := codec.Decode(stored) // map[string]any{"rate": float64(3), "steps": int64(7)}
//
//	var run struct {
//		Rate  float64 `json:"rate"`
//		Steps int     `json:"steps"`
//	}
//	err = codec.DecodeInto(stored, &run)
//
// # Kinds
//
// [Append] encodes Go values as follows. The last column is the type that Python reads:
//
//	Go                                               tag  Python
//	integers of every width, *big.Int to 128 bits    i    int
//	string and types of that kind                    s    str
//	[]byte and types of that kind                    b    bytes
//	*ndarray.Array                                   n    numpy.ndarray
//	slices of numbers and bools (not []byte)         n    numpy.ndarray with one axis
//	nil, nil pointers, nil maps, other nil slices    j    None
//	bool, float64, float32                           j    bool, float
//	maps, structs, other slices, arrays              j    dict, list
//	JSON{V: value}                                   j    depends on V
//	json.Marshaler, encoding.TextMarshaler           j    depends on its JSON
//	json.Number, json.RawMessage                     j    depends on its text
//	pointers                                              as what they point to
//
// A type with a MarshalJSON or MarshalText method (time.Time, net.IP, big.Float) is JSON regardless
// of its kind, except *big.Int. A [16]byte is a list of 16 ints, as in encoding/json. Append
// rejects channels, functions, single complex numbers, uintptr and ndarrays inside JSON. It writes
// a float32 with the shortest digits that identify it, such as 0.1, which Python reads as the
// float64 0.1.
//
// A slice of numbers or bools is stored as the array with one axis that [ndarray.FromSlice] makes
// of it: every [ndarray.Element] except those of kind uint8, which are bytes. []int is int64 and
// []uint is uint64 on 64-bit machines, []bool is bool, and types of these kinds count. A nil slice
// is an array without elements. Three things are JSON instead: a slice type or element type with a
// MarshalJSON or MarshalText method, a slice inside a map, a struct or another slice, and what
// [JSON] contains.
//
// Python writes True as the int 1. It therefore decodes as int64(1), and [DecodeInto] accepts 0 and
// 1 for a bool.
//
// # JSON
//
// Append writes the text that python-rapidjson writes, except that keys are sorted: compact,
// non-ASCII characters as \uXXXX, floats as Python's repr so that 3.0 stays a float at any depth,
// NaN and Infinity under those names, and integers of up to 4300 digits (rapidjson reads those up
// to about 1.8e308). Structs follow encoding/json: tags with omitempty, omitzero and string,
// embedded structs, and []byte inside JSON as base64. Append rejects text that is not UTF-8,
// including keys, and nesting deeper than 10000, which includes cycles.
//
// Decoding reads the output of both rapidjson and orjson. Integers and floats stay distinct, even
// in an any inside a struct. The last of several duplicate keys wins. A lone surrogate is an error.
// Results are the same on every platform, whether or not sonic has an assembler for it.
//
// sonic (github.com/bytedance/sonic) is used where it is faster: for a flat list of numbers that is
// decoded into an any, a []any, a []float64, a []int64 or a []int. Package internal/jsontext
// decodes everything else. sonic is slower for objects, and for strings and nested lists decoded
// into any; for structs it would not follow the rules of DecodeInto. Encoding does not use sonic,
// which writes 3.0 as 3. BenchmarkSonic compares both.
//
// # Lifetimes and concurrency
//
// Decoded values share no memory with the stored bytes, which may be borrowed. Append keeps no
// reference to its arguments. All functions are safe for concurrent use.
//
// # Memory
//
// Decoding takes memory and time proportional to the size of the stored bytes, regardless of their
// content. The Go values of JSON take up to 60 times the size of its text (for a list of objects
// with one short member each; a list of numbers takes 10 to 30 times). Total allocations are up to
// 80 times that size. Other kinds take up to 4 times. An ndarray takes the size of its elements,
// which must all be present. A slice of a wider type takes more, up to 40 times for a []string of
// single characters. An array without elements can have 65536 rows, which take a slice header each.
// Memory use never depends on a number that the stored bytes only claim.
//
// An int of any length decodes in linear time, but big.Int.String does not format it in linear
// time. Check BitLen before printing.
//
// # Caveats
//
// Like encoding/json, DecodeInto adds to existing maps and fills existing pointees. Start from a
// zero value to get only what is stored.
package codec
