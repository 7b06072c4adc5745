package codec

// A Codec converts Go values to stored bytes and back. [Default] returns the one that the Python
// package understands. A database can use another one, like custom encoders and decoders in Python.
// Embed a Codec in a struct to change only some methods.
//
// A Codec must be safe for concurrent use.
type Codec interface {
	// Append encodes v and returns dst with the stored bytes appended. It keeps no reference to dst
	// or to anything v points to. After an error it returns dst with its original length and
	// contents.
	Append(dst []byte, v any) ([]byte, error)
	// Decode returns the stored value as the Go type that fits its kind. The result is a copy: it
	// shares no memory with stored, which may be borrowed memory that is valid only until Decode
	// returns.
	Decode(stored []byte) (any, error)
	// DecodeInto decodes the stored value into what dst points to. The result is a copy, as with
	// Decode.
	DecodeInto(stored []byte, dst any) error
}

// Default returns the codec of this package's functions.
func Default() Codec { return standard{} }

type standard struct{}

func (standard) Append(dst []byte, v any) ([]byte, error) { return Append(dst, v) }
func (standard) Decode(stored []byte) (any, error)        { return Decode(stored) }
func (standard) DecodeInto(stored []byte, dst any) error  { return DecodeInto(stored, dst) }
