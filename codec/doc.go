// Package codec turns Go values to stored bytes and back. The bytes are those of the Python package openleveldb 0.1.5: a tag,
// then a payload.
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
// What [Append] makes of a Go value, and what Python reads it as:
//
//	Go                                               tag  Python
//	integers of every width, *big.Int to 128 bits    i    int
//	string and types of that kind                    s    str
//	[]byte and types of that kind                    b    bytes
//	*ndarray.Array                                   n    numpy.ndarray
//	nil, nil pointers, maps and slices (not []byte)  j    None
//	bool, float64, float32                           j    bool, float
//	maps, structs, slices, arrays                    j    dict, list
//	json.Marshaler, encoding.TextMarshaler           j    what its JSON says
//	json.Number, json.RawMessage                     j    what its text says
//	pointers                                             as what they point to
//
// A type with a MarshalJSON or MarshalText method (time.Time, net.IP, big.Float) is JSON whatever its kind; only *big.Int is
// not. A [16]byte is a list of 16 ints, as for encoding/json. Channels, functions, complex numbers, uintptr and ndarrays
// inside JSON are refused. A float32 is written with the digits that it needs, as 0.1, which Python reads as the float64 0.1.
//
// Python writes True as the int 1, so a bool of Python's is read as int64(1), and [DecodeInto] takes 0 and 1 for a bool.
//
// # JSON
//
// Text is written as python-rapidjson writes it, except that keys are sorted: compact, non-ASCII as \uXXXX, floats as Python's
// repr so that 3.0 stays a float at any depth, NaN and Infinity as such, integers of up to 4300 digits (rapidjson reads those
// up to about 1.8e308). Structs follow encoding/json: tags with omitempty, omitzero and string, embedded structs, []byte inside
// JSON as base64. Text that is not UTF-8, also in a key, is refused, and so is nesting past 10000, which a cycle is.
//
// Both rapidjson's and orjson's text is read. Integers and floats stay apart, also in an any inside a struct; of duplicate keys
// the last wins; a lone surrogate is an error. Results are the same on every platform, whether or not sonic has an assembler
// for it.
//
// # Lifetimes and concurrency
//
// Nothing decoded shares memory with the stored bytes, which may be borrowed, and nothing encoded is kept. Everything here may
// be used from many goroutines at once.
//
// # Memory
//
// Decoding takes memory and time in proportion to the stored bytes, whatever they are. JSON takes up
// to 60 times its text as Go values (a list of objects with one short member each; a list of numbers
// takes 10 to 30 times), and up to 80 times is allocated in all. Other kinds take up to 4 times. An
// ndarray takes the size of its elements, which must all be there. Nothing of it depends on a number
// that the stored bytes only claim.
//
// An int of any length decodes in linear time, but big.Int.String does not format it so: check BitLen
// before printing.
//
// # Caveats
//
// DecodeInto adds to maps and fills pointees that are there already, as encoding/json does; start from a zero value to get only
// what is stored.
package codec
