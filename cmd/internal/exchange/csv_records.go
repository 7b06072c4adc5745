package exchange

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/openleveldb/openleveldb/leveldb"
)

// spaces is the separator of cells between which there are one or more spaces or tabs, as
// numpy.savetxt writes them.
const spaces = ' '

// records reads the records of CSV text. encoding/csv is not used because it changes line breaks
// inside quotes, and does not end lines at a carriage return.
//
// Lines end with LF, CRLF or CR. Empty lines, lines that begin with a number sign, and a byte order
// mark are skipped, and so is the rest of a line of numbers after a number sign. A cell in quotes is returned exactly, with each pair of quotes as one.
type records struct {
	in        *bufio.Reader
	separator byte // 0 until it is detected
	numbers   bool // all cells are numbers, so spaces can separate them
	header    bool // the first record has names; numpy.savetxt writes it after a number sign
	hash      bool // it did

	line    int // of the last record, from 1
	next    int // line of the next byte
	columns int // of the first record
	text    []byte
	ends    []int // in text, of the cells
	cells   []string
	again   bool // read returns the last record once more
}

func newRecords(in io.Reader, separator byte, numbers bool) *records {
	return &records{in: bufio.NewReaderSize(in, 64<<10), separator: separator, numbers: numbers, next: 1}
}

// read returns the cells of the next record, valid until the next call, or io.EOF.
func (r *records) read() ([]string, error) {
	if r.again {
		r.again = false
		return r.cells, nil
	}
	if r.columns == 0 {
		if err := r.skipMark(); err != nil {
			return nil, err
		}
	}
	for empty := true; empty; empty = len(r.cells) == 0 { // a line of spaces is empty
		if err := r.skipLines(); err != nil {
			return nil, err
		}
		if r.separator == 0 {
			if err := r.detect(); err != nil {
				return nil, err
			}
		}
		if err := r.record(); err != nil {
			return nil, fmt.Errorf("line %d, column %d: %w", r.line, len(r.ends)+1, err)
		}
	}
	if r.columns == 0 {
		r.columns = len(r.cells)
	}
	if len(r.cells) != r.columns {
		return nil, fmt.Errorf("line %d: expected %d columns as in the first line, found %d", r.line, r.columns, len(r.cells))
	}
	return r.cells, nil
}

// unread makes the next call of read return the same record.
func (r *records) unread() { r.again = true }

// record reads a record and splits it into its cells.
func (r *records) record() error {
	r.line, r.text, r.ends = r.next, r.text[:0], r.ends[:0]
	for last := false; !last; {
		var err error
		if last, err = r.cell(); err != nil {
			return err
		}
	}
	text := string(r.text)
	if r.separator == spaces {
		r.cells = strings.Fields(text)
		return nil
	}
	r.cells = r.cells[:0]
	start := 0
	for _, end := range r.ends {
		r.cells = append(r.cells, text[start:end])
		start = end
	}
	return nil
}

var errUTF16 = errors.New("the text is UTF-16; convert it to UTF-8, as with iconv -f UTF-16 -t UTF-8")

// skipMark skips the byte order mark that Windows programs write.
func (r *records) skipMark() error {
	mark, err := r.in.Peek(3)
	switch {
	case err != nil && err != io.EOF:
		return err
	case string(mark) == "\ufeff":
		_, err := r.in.Discard(len(mark))
		return err
	case len(mark) > 1 && (string(mark[:2]) == "\xff\xfe" || string(mark[:2]) == "\xfe\xff"):
		return errUTF16
	}
	return nil
}

// skipLines skips empty lines and comments. It returns io.EOF at the end of the text.
func (r *records) skipLines() error {
	for comment := false; ; {
		c, err := r.in.ReadByte()
		switch {
		case err != nil:
			return err
		case c == '\n' || c == '\r':
			comment = false
			if err := r.endLine(c); err != nil {
				return err
			}
		case comment:
		case c == '#' && !(r.header && r.columns == 0):
			comment = true
		case c == '#':
			r.hash = true
			return r.skipSpaces()
		default:
			return r.in.UnreadByte()
		}
	}
}

// skipSpaces skips the spaces after the number sign of a header.
func (r *records) skipSpaces() error {
	for {
		c, err := r.in.ReadByte()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if c != ' ' {
			return r.in.UnreadByte()
		}
	}
}

// endLine ends a line at c. A line feed after a carriage return belongs to the same end.
func (r *records) endLine(c byte) error {
	r.next++
	if c != '\r' {
		return nil
	}
	following, err := r.in.Peek(1)
	if len(following) == 1 && following[0] == '\n' {
		_, err = r.in.Discard(1)
	}
	if err == io.EOF {
		return nil
	}
	return err
}

// detect sets the separator to the one of the next line: the first of comma, semicolon, tab and
// spaces that it contains outside of quotes.
func (r *records) detect() error {
	ahead, err := r.in.Peek(r.in.Size())
	if err != nil && err != io.EOF {
		return err
	}
	r.separator = ','
	quoted, text, gap := false, false, false
	var semicolon, tab, space bool
scan:
	for _, c := range ahead {
		switch {
		case c == '"':
			quoted, text = !quoted, true
		case quoted:
		case c == '\n' || c == '\r' || r.comments(c):
			break scan
		case c == ',':
			return nil
		case c == ';':
			semicolon = true
		case c == '\t':
			tab = true
		case c == ' ':
			gap = text
		default:
			space = space || gap
			text = true
		}
	}
	switch {
	case semicolon:
		r.separator = ';'
	case tab:
		r.separator = '\t'
	case space && r.numbers && (r.hash || !r.header): // not the spaces in a name
		r.separator = spaces
	}
	return nil
}

var (
	errBareQuote = errors.New(`a quote in a cell without quotes; such a cell is written as "a ""b"" c"`)
	errAfter     = errors.New("text after the closing quote")
	errNoEnd     = errors.New("the closing quote is missing")
)

// cell reads a cell and what ends it. last reports whether it is the last one of its record.
func (r *records) cell() (last bool, err error) {
	for start := len(r.text); ; {
		c, err := r.in.ReadByte()
		switch {
		case err == io.EOF:
			r.ends = append(r.ends, len(r.text))
			return true, nil
		case err != nil:
			return true, err
		case c == '\n' || c == '\r':
			r.ends = append(r.ends, len(r.text))
			return true, r.endLine(c)
		case c == r.separator && c != spaces:
			r.ends = append(r.ends, len(r.text))
			return false, nil
		case r.comments(c):
			r.text = append(r.text[:start], bytes.TrimRight(r.text[start:], " \t")...)
			r.ends = append(r.ends, len(r.text))
			return true, r.skipLine()
		case c == '"' && len(r.text) > start:
			return true, errBareQuote
		case c == '"':
			return r.quoted()
		}
		if r.text = append(r.text, c); len(r.text) >= maxValue {
			return true, leveldb.ErrTooLarge
		}
	}
}

// comments reports whether c begins a comment after a cell. Text and names may have number signs.
func (r *records) comments(c byte) bool {
	return c == '#' && r.numbers && !(r.header && r.columns == 0)
}

// skipLine skips the rest of a line.
func (r *records) skipLine() error {
	for {
		c, err := r.in.ReadByte()
		switch {
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		case c == '\n' || c == '\r':
			return r.endLine(c)
		}
	}
}

// quoted reads the rest of a cell in quotes, and what ends it.
func (r *records) quoted() (last bool, err error) {
	for {
		c, err := r.in.ReadByte()
		if err == nil && c == '"' {
			if c, err = r.in.ReadByte(); err == nil && c != '"' || err == io.EOF {
				return r.afterQuote(c, err)
			}
		}
		if err == io.EOF {
			return true, errNoEnd
		}
		if err != nil {
			return true, err
		}
		if c == '\n' {
			r.next++
		}
		if r.text = append(r.text, c); len(r.text) >= maxValue {
			return true, leveldb.ErrTooLarge
		}
	}
}

// afterQuote ends a cell in quotes, which c follows, or the end of the text.
func (r *records) afterQuote(c byte, err error) (last bool, _ error) {
	end := err != nil
	if !end && c != '\n' && c != '\r' && c != r.separator {
		return true, errAfter
	}
	r.ends = append(r.ends, len(r.text))
	switch {
	case end:
		return true, nil
	case c == r.separator:
		return false, nil
	}
	return true, r.endLine(c)
}
