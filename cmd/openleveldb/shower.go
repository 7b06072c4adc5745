package main

import (
	"bufio"
	"encoding/hex"
	"fmt"
	"io"
	"unicode"
	"unicode/utf8"

	"github.com/dustin/go-humanize"
	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/ndarray"
)

const maxBins = 10_000

// A shower shows values.
type shower struct {
	all, histogram, grey bool
	bins                 uint

	out      *bufio.Writer
	style    style
	terminal io.Writer // the writer under out
}

// dumped is the number of bytes shown of a hex dump unless all are requested.
const dumped = 512

func (s *shower) show(stored []byte) error {
	value, tag, err := decode(stored)
	if err != nil {
		return err
	}
	switch tag {
	case codec.Bytes:
		return s.dump(stored[1:])
	case codec.JSON:
		return s.document(document(stored))
	case codec.Array:
		return s.array(value.(*ndarray.Array))
	default:
		return writePrintable(s.out, scalarText(value)+"\n")
	}
}

// dump writes bytes as hexdump -C does.
func (s *shower) dump(b []byte) error {
	fmt.Fprintf(s.out, "%s bytes\n", humanize.Comma(int64(len(b))))
	shown := b
	if !s.all && len(b) > dumped {
		shown = b[:dumped]
	}
	lines := hex.Dumper(s.out)
	if _, err := lines.Write(shown); err != nil {
		return err
	}
	if err := lines.Close(); err != nil {
		return err
	}
	if rest := len(b) - len(shown); rest > 0 {
		_, err := fmt.Fprintf(s.out, "%s %s more bytes, which --all shows\n", ellipsis, humanize.Comma(int64(rest)))
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
