package show

import (
	"bufio"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"unicode"
	"unicode/utf8"

	"github.com/dustin/go-humanize"
	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/openleveldb/openleveldb/cmd/internal/valuetext"
	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/ndarray"
)

const MaxBins = 10_000

// Printer shows values.
type Printer struct {
	All, Histogram, Grey bool
	Raw                  bool // another program stored the values: they have no types
	Hex                  bool // dump the stored bytes of any value
	Force, NoAxes        bool // for Draw
	Bins                 uint

	Out      *bufio.Writer
	Style    cli.Style
	Terminal io.Writer // the writer under out
}

// asRaw describes the bytes of a raw value.
const asRaw = "bytes without a type tag, as another program stored them"

// dumped is the number of bytes that a hex dump shows unless all are requested.
const dumped = 512

// Show shows a value as described in the help of show.
func (s *Printer) Show(stored []byte) error {
	if s.Hex {
		return s.dump(stored, "bytes, as stored")
	}
	if s.Raw {
		return s.dump(stored, asRaw)
	}
	value, tag, err := valuetext.Decode(stored)
	if errors.Is(err, codec.ErrKind) {
		return s.dump(stored, asRaw)
	}
	if err != nil {
		return fmt.Errorf("%w; --hex prints the stored bytes", err)
	}
	switch tag {
	case codec.KindBytes:
		return s.dump(stored[1:], "bytes")
	case codec.KindJSON:
		return s.document(valuetext.Document(stored))
	case codec.KindArray:
		return s.array(value.(*ndarray.Array))
	default:
		return writePrintable(s.Out, valuetext.ScalarText(value)+"\n")
	}
}

// dump writes bytes as hexdump -C does, below a line with their number and what they are.
func (s *Printer) dump(b []byte, what string) error {
	fmt.Fprintf(s.Out, "%s %s\n", humanize.Comma(int64(len(b))), what)
	shown := b
	if !s.All && len(b) > dumped {
		shown = b[:dumped]
	}
	lines := hex.Dumper(s.Out)
	if _, err := lines.Write(shown); err != nil {
		return err
	}
	if err := lines.Close(); err != nil {
		return err
	}
	if rest := len(b) - len(shown); rest > 0 {
		_, err := fmt.Fprintf(s.Out, "%s %s more bytes, which --all shows\n", valuetext.Ellipsis, humanize.Comma(int64(rest)))
		return err
	}
	return nil
}

// writePrintable writes a text, keeping its line breaks. Other unprintable characters are escaped
// as in Go, so that they cannot affect a terminal.
func writePrintable(out *bufio.Writer, text string) error {
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		var err error
		switch {
		case r == utf8.RuneError && size == 1:
			_, err = fmt.Fprintf(out, `\x%02x`, text[i])
		case r == '\n' || r == '\t' || unicode.IsPrint(r):
			_, err = out.WriteRune(r)
		case r < 0x80:
			_, err = fmt.Fprintf(out, `\x%02x`, r)
		case r < 0x10000:
			_, err = fmt.Fprintf(out, `\u%04x`, r)
		default:
			_, err = fmt.Fprintf(out, `\U%08x`, r)
		}
		if err != nil {
			return err
		}
		i += size
	}
	return nil
}
