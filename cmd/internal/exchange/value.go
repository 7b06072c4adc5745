package exchange

import (
	"errors"
	"fmt"
	"math/big"
	"strings"
	"unicode/utf8"

	"github.com/openleveldb/openleveldb/cmd/internal/valuetext"
	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/ndarray"
)

// The extensions of the files of a directory, by content.
const (
	extArray = ".npy"  // an array, as numpy.save writes it
	extStr   = ".txt"  // the text only
	extBytes = ".bin"  // the bytes
	extJSON  = ".json" // the document as it is stored
	extInt   = ".int"  // the digits, and a newline
	// extRaw: the stored bytes, including the tag, of values that the others would not reproduce
	extRaw = ".raw"
	extCSV = ".csv"
)

var extensions = []string{extArray, extStr, extBytes, extJSON, extInt, extRaw}

// extensionOf returns the extension of a name, spelled as in the name, if it is one of these
// regardless of case. Otherwise it returns "".
func extensionOf(name string) string {
	for _, extension := range append(extensions, extCSV) {
		if at := len(name) - len(extension); at >= 0 && strings.EqualFold(name[at:], extension) {
			return name[at:]
		}
	}
	return ""
}

// contents reads stored values. It must not be used by multiple goroutines at once.
type contents struct {
	decoder ndarray.Decoder
}

// array returns the array of a stored value, borrowed and valid until the next call. It returns nil
// if the value is not an array, or is damaged.
func (c *contents) array(stored []byte) *ndarray.Array {
	if len(stored) == 0 || stored[0] != byte(codec.KindArray) {
		return nil
	}
	a, err := c.decoder.Decode(stored[1:])
	if err != nil {
		return nil
	}
	return a
}

// file returns the extension and the content of the file for a stored value. The content is
// borrowed, unless the value is an int.
func (c *contents) file(stored []byte) (extension string, content []byte) {
	if len(stored) == 0 {
		return extRaw, stored
	}
	payload := stored[1:]
	switch codec.Kind(stored[0]) {
	case codec.KindArray:
		if c.array(stored) != nil {
			return extArray, payload
		}
	case codec.KindStr:
		if utf8.Valid(payload) {
			return extStr, payload
		}
	case codec.KindBytes:
		return extBytes, payload
	case codec.KindJSON:
		if readable(stored) {
			return extJSON, payload
		}
	case codec.KindInt:
		if value, ok := intOf(stored); ok {
			return extInt, fmt.Appendln(nil, value)
		}
	}
	return extRaw, stored
}

// readable reports whether a stored value can be decoded.
func readable(stored []byte) bool {
	_, err := codec.Decode(stored)
	return err == nil
}

// intOf returns the int of a stored value, and reports whether it is stored in the form in which
// ints are written.
func intOf(stored []byte) (value any, ok bool) {
	value, err := codec.Decode(stored)
	if err != nil {
		return nil, false
	}
	again, err := codec.Append(nil, value)
	return value, err == nil && string(again) == string(stored)
}

// tagOf returns the tag of the stored values in files with that extension. ok is false for .raw,
// whose files contain the tag.
func tagOf(extension string) (tag codec.Kind, ok bool) {
	switch extension {
	case extArray:
		return codec.KindArray, true
	case extStr:
		return codec.KindStr, true
	case extBytes:
		return codec.KindBytes, true
	case extJSON:
		return codec.KindJSON, true
	case extInt:
		return codec.KindInt, true
	}
	return 0, false
}

// cannotHold makes ErrCannotHold of the error for an array that no database holds: one of Python
// objects.
func cannotHold(err error) error {
	if errors.Is(err, ndarray.ErrObject) {
		return skippable{fmt.Errorf("%w; --skip-others skips it", ndarray.ErrObject)}
	}
	return err
}

// skippable is the error for something in a file that no database holds. It counts as ErrCannotHold,
// whose text is about formats.
type skippable struct{ error }

func (s skippable) Is(target error) bool { return target == ErrCannotHold }
func (s skippable) Unwrap() error        { return s.error }

// maxDigits is the maximum number of digits of a number in a text.
const maxDigits = valuetext.MaxDigits

// appendStored appends the stored value of a file with that extension. read appends the content of
// the file.
func (c *contents) appendStored(dst []byte, extension string, read func(dst []byte) ([]byte, error)) ([]byte, error) {
	extension = strings.ToLower(extension)
	start := len(dst)
	if tag, ok := tagOf(extension); ok {
		dst = append(dst, byte(tag))
	}
	dst, err := read(dst)
	if err != nil {
		return dst, err
	}
	stored := dst[start:]
	switch extension {
	case extArray:
		_, err = c.decoder.Decode(stored[1:])
		err = cannotHold(err)
	case extStr:
		if !utf8.Valid(stored[1:]) {
			err = fmt.Errorf("text that is not UTF-8; bytes are in %s files", extBytes)
		}
	case extJSON:
		_, err = codec.Decode(stored)
	case extInt:
		digits := strings.TrimSpace(string(stored[1:]))
		value, ok := new(big.Int), false
		if len(digits) <= maxDigits {
			value, ok = value.SetString(digits, 10)
		}
		if !ok {
			return dst, fmt.Errorf("%.40q is not an integer", digits)
		}
		return codec.Append(dst[:start], value)
	}
	return dst, err
}
