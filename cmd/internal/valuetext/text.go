package valuetext

import (
	"bufio"
	"errors"
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/internal/jsontext"
	"github.com/openleveldb/openleveldb/internal/keytext"
	"github.com/openleveldb/openleveldb/internal/valuejson"
	"github.com/openleveldb/openleveldb/ndarray"
)

// Decode decodes a stored value. An array borrows stored; any other value is copied.
func Decode(stored []byte) (any, codec.Kind, error) {
	tag, err := codec.KindOf(stored)
	if err != nil {
		return nil, tag, err
	}
	if tag == codec.KindArray {
		array, err := ndarray.Decode(stored[1:])
		return array, tag, err
	}
	value, err := codec.Decode(stored)
	return value, tag, err
}

// Document returns the text of a stored JSON value, borrowed. An empty value is null.
func Document(stored []byte) []byte { return valuejson.Document(stored) }

// WriteText prints a value in readable form, as described in the help of get.
func WriteText(out *bufio.Writer, stored []byte, terminal bool) error {
	value, tag, err := Decode(stored)
	if err != nil {
		return err
	}
	switch tag {
	case codec.KindBytes:
		if !terminal {
			_, err = out.Write(stored[1:])
			return err
		}
		_, err = fmt.Fprintln(out, BytesLiteral(stored[1:]))
	case codec.KindJSON:
		_, err = fmt.Fprintf(out, "%s\n", Document(stored))
	case codec.KindArray:
		array := value.(*ndarray.Array)
		_, err = fmt.Fprintf(out, "%s\n%s\n", Describe(array), array)
	default:
		_, err = fmt.Fprintln(out, ScalarText(value))
	}
	return err
}

// ScalarText returns the text of a decoded int or str.
func ScalarText(value any) string {
	if n, ok := value.(*big.Int); ok && n.BitLen() > valuejson.MaxDecimal {
		return valuejson.Hexadecimal(n)
	}
	return fmt.Sprint(value)
}

// Short returns the type of a stored value, and the value on one line, truncated to about width
// characters. A value without a tag has the type Raw.
func Short(stored []byte, width int) (kind, text string, err error) {
	value, tag, err := Decode(stored)
	if errors.Is(err, codec.ErrKind) {
		return Raw, ShortBytes(stored, width), nil
	}
	if err != nil {
		return "", "", err
	}
	switch tag {
	case codec.KindStr:
		head, rest := cutTo(value.(string), width)
		text = Plain(head) + rest
	case codec.KindBytes:
		text = ShortBytes(stored[1:], width)
	case codec.KindJSON:
		head, rest := cutTo(string(jsontext.AppendPrintable(nil, Document(stored), false)), width)
		text = head + rest
	case codec.KindArray:
		array := value.(*ndarray.Array)
		head, rest := cutTo(Describe(array), width)
		text = head + rest
		// numpy prints up to 6 elements along each axis of a large array, which is too many if
		// there are many axes.
		if array.NDim() <= 3 || array.Size() <= 1000 {
			head, rest = cutTo(strings.Join(strings.Fields(array.String()), " "), width)
			text += " " + head + rest
		}
	default:
		head, rest := cutTo(ScalarText(value), width)
		text = head + rest
	}
	return tag.String(), text, nil
}

// ShortWidth is the number of characters, or of bytes, to which values are truncated where the width
// of a terminal does not matter.
const ShortWidth = 60

const Ellipsis = "…"

// Cut truncates a text. rest is a mark that text is missing, or empty.
func Cut(text string) (head, rest string) { return cutTo(text, ShortWidth) }

func cutTo(text string, width int) (head, rest string) {
	if head = FirstRunes(text, width); len(head) < len(text) {
		rest = Ellipsis
	}
	return head, rest
}

// FirstRunes returns the first n characters of a text, or all of it if it has fewer.
func FirstRunes(text string, n int) string {
	for i := range text {
		if n--; n < 0 {
			return text[:i]
		}
	}
	return text
}

// Plain returns a text on one line with visible ends: unchanged, or quoted as in Go. Use
// keytext.Plain for keys, which may be long.
func Plain(text string) string {
	if keytext.NeedsQuotes(text) {
		return strconv.Quote(text)
	}
	return text
}

// BytesLiteral returns bytes as Python's repr does.
func BytesLiteral(b []byte) string {
	quote := byte('\'')
	if strings.ContainsRune(string(b), '\'') && !strings.ContainsRune(string(b), '"') {
		quote = '"'
	}
	text := append(make([]byte, 0, len(b)+3), 'b', quote)
	for _, c := range b {
		switch {
		case c == quote || c == '\\':
			text = append(text, '\\', c)
		case c == '\n':
			text = append(text, `\n`...)
		case c == '\r':
			text = append(text, `\r`...)
		case c == '\t':
			text = append(text, `\t`...)
		case c < 0x20 || c > 0x7e:
			text = fmt.Appendf(text, `\x%02x`, c)
		default:
			text = append(text, c)
		}
	}
	return string(append(text, quote))
}

// Describe returns the dtype and shape of an array, such as "float32 (2, 3)".
func Describe(a *ndarray.Array) string {
	return fmt.Sprintf("%v %s", a.DType(), ShapeText(a.Shape()))
}

// ShapeText returns a shape as Python prints it, such as "(2, 3)", "(5,)" and "()".
func ShapeText(shape []int) string {
	lengths := make([]string, len(shape))
	for axis, n := range shape {
		lengths[axis] = strconv.Itoa(n)
	}
	text := strings.Join(lengths, ", ")
	if len(lengths) == 1 {
		text += ","
	}
	return "(" + text + ")"
}

// WriteNPY writes a stored array as a .npy file, after checking that it is valid.
func WriteNPY(out *bufio.Writer, stored []byte) error {
	_, tag, err := Decode(stored)
	if err != nil {
		return err
	}
	if tag != codec.KindArray {
		return fmt.Errorf("the value is of type %v, not ndarray", tag)
	}
	_, err = out.Write(stored[1:])
	return err
}

func WriteJSON(out *bufio.Writer, stored []byte) error {
	text, err := AppendJSON(nil, stored)
	if err != nil {
		return err
	}
	_, err = out.Write(append(text, '\n'))
	return err
}
