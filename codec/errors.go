package codec

import (
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

// Errors of this package wrap one of these, for errors.Is.
var (
	// ErrKind: the first byte of a stored value is not one of the five tags. Versions of the Python
	// package before 0.1.5 stored bytes without a tag.
	ErrKind = errors.New("unknown tag")
	// ErrDamaged: the payload does not match its tag, such as JSON that does not parse.
	ErrDamaged = errors.New("damaged payload")
	// ErrMismatch: the requested Go type cannot hold the stored value. errors.As extracts the
	// [MismatchError].
	ErrMismatch = errors.New("type mismatch")
	// ErrUnsupported: the Go value has no stored form, or the destination cannot hold any stored
	// value.
	ErrUnsupported = errors.New("unsupported value")
)

// A MismatchError describes a stored value that the requested Go type cannot hold. It wraps
// [ErrMismatch].
type MismatchError struct {
	// Stored is the kind of the stored value, and the value if it is short, such as "int 300".
	Stored string
	Type   reflect.Type // the Go type that cannot hold it
	// Path is the position in a JSON document, such as `rows[3].id`. It is empty at the top, and
	// "…" replaces outer steps that do not fit.
	Path   string
	Reason string // further detail, such as "out of range"; may be empty
}

// Error returns one line, such as "codec: decode int 300 into int8: out of range".
func (e *MismatchError) Error() string {
	text := "codec: decode " + e.Stored + " into " + e.Type.String()
	if e.Path != "" {
		text += " at " + e.Path
	}
	if e.Reason == "" {
		return text + ": " + ErrMismatch.Error()
	}
	return text + ": " + e.Reason
}

// Unwrap returns [ErrMismatch].
func (e *MismatchError) Unwrap() error { return ErrMismatch }

const outOfRange = "out of range"

// maxPath is the maximum length in bytes of an error's path. Longer paths lose their outer steps. A
// document can be nested thousands of levels deep.
const maxPath = 512

// within prepends a step (a name or an index) to the path of an error from inside a container.
func within(err error, step string) error {
	var mismatch *MismatchError
	if errors.As(err, &mismatch) {
		if len(mismatch.Path) > maxPath {
			if !strings.HasPrefix(mismatch.Path, ellipsis) {
				mismatch.Path = ellipsis + mismatch.Path
			}
			return err
		}
		if mismatch.Path != "" && mismatch.Path[0] != '[' {
			step += "."
		}
		mismatch.Path = step + mismatch.Path
	}
	return err
}

func withinIndex(err error, i int) error { return within(err, "["+strconv.Itoa(i)+"]") }

// A SyntaxError reports where JSON text violates the grammar. It wraps [ErrDamaged].
type SyntaxError struct {
	Offset int    // bytes from the start of the text
	Reason string // what is wrong there
}

// Error returns the reason and the offset.
func (e *SyntaxError) Error() string { return fmt.Sprintf("%s at offset %d", e.Reason, e.Offset) }

// Unwrap returns [ErrDamaged].
func (e *SyntaxError) Unwrap() error { return ErrDamaged }

func unsupported(t reflect.Type, reason string) error {
	return fmt.Errorf("codec: encode %v: %w: %s", t, ErrUnsupported, reason)
}

// shorten truncates a text for use in an error.
func shorten(text string) string {
	const most = 48
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + ellipsis
}

const ellipsis = "…"
