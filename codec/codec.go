package codec

// A Codec turns Go values to stored bytes and back. [Default] is the one that the Python package understands. Another can be
// given to a database, as custom encoders and decoders can in Python; embed Default in a struct to change only some methods.
//
// A Codec is used from many goroutines at once.
type Codec interface {
	// Append encodes v and returns dst with the stored bytes appended. It neither keeps dst nor anything v points to.
	// After an error the returned slice is dst as it was up to its length.
	Append(dst []byte, v any) ([]byte, error)
	// Decode returns the stored value as the Go type that fits its kind. Copied: the result shares nothing with stored, which
	// may be borrowed memory that ends when Decode returns.
	Decode(stored []byte) (any, error)
	// DecodeInto decodes the stored value into what dst points to. Copied, as with Decode.
	DecodeInto(stored []byte, dst any) error
}

// Default is the codec of this package's functions.
var Default Codec = standard{}

type standard struct{}

func (standard) Append(dst []byte, v any) ([]byte, error) { return Append(dst, v) }
func (standard) Decode(stored []byte) (any, error)        { return Decode(stored) }
func (standard) DecodeInto(stored []byte, dst any) error  { return DecodeInto(stored, dst) }
