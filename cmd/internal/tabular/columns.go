package tabular

import (
	"io"
	"strconv"
	"strings"

	"github.com/mattn/go-runewidth"
	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/openleveldb/openleveldb/cmd/internal/valuetext"
)

// Columns prints entries in columns, a group of lines at a time, so that a long listing begins to
// show at once.
type Columns struct {
	Out   io.Writer
	Style cli.Style
	Width int  // of the terminal; longer lines are truncated; 0 means no limit
	Long  bool // with the size

	group []Entry
	line  []byte
}

// grouped is the number of lines that are aligned with each other.
const grouped = 256

// gap is the number of spaces between columns.
const gap = 2

// Add adds an entry.
func (c *Columns) Add(e Entry) error {
	if c.group = append(c.group, e); len(c.group) < grouped {
		return nil
	}
	return c.Flush()
}

// Flush prints what has been added.
func (c *Columns) Flush() error {
	key, kind, size, text := 0, 0, 0, 0 // the widest in each column
	for _, e := range c.group {
		key, text = max(key, runewidth.StringWidth(e.Key)), max(text, runewidth.StringWidth(e.Text))
		kind, size = max(kind, len(e.Kind)), max(size, digitsOf(e.Size))
	}
	if c.Width > 0 {
		room := c.Width - kind - 2*gap
		if c.Long {
			room -= size + gap
		}
		// A key has half of the room, or what the values leave.
		room = max(room, 2)
		key = min(key, max(room/2, room-text))
		text = room - key
	}
	for _, e := range c.group {
		c.line = appendPadded(c.line[:0], middleCut(e.Key, key), key+gap)
		padding := kind + gap - len(e.Kind)
		c.line = append(append(c.line, c.colored(e.Kind)...), strings.Repeat(" ", padding)...)
		if c.Long {
			c.line = append(c.line, strings.Repeat(" ", size-digitsOf(e.Size))...)
			c.line = append(strconv.AppendInt(c.line, int64(e.Size), 10), strings.Repeat(" ", gap)...)
		}
		c.line = append(append(c.line, runewidth.Truncate(e.Text, text, valuetext.Ellipsis)...), '\n')
		if _, err := c.Out.Write(c.line); err != nil {
			return err
		}
	}
	c.group = c.group[:0]
	return nil
}

// colored returns a type in its colour.
func (c *Columns) colored(kind string) string {
	switch kind {
	case "int":
		return c.Style.Yellow(kind)
	case "str":
		return c.Style.Green(kind)
	case "json":
		return c.Style.Cyan(kind)
	case "ndarray":
		return c.Style.Magenta(kind)
	case Unreadable:
		return c.Style.Red(kind)
	}
	return c.Style.Faint(kind)
}

func digitsOf(n int) int { return len(strconv.Itoa(n)) }

func appendPadded(dst []byte, text string, width int) []byte {
	return append(append(dst, text...), strings.Repeat(" ", max(0, width-runewidth.StringWidth(text)))...)
}

// middleCut replaces the middle of a text by a mark if the text is wider than width. The end of a key
// often matters more than its middle.
func middleCut(text string, width int) string {
	excess := runewidth.StringWidth(text) - width
	if excess <= 0 {
		return text
	}
	front := runewidth.Truncate(text, (width-1)/2, "")
	back := runewidth.TruncateLeft(text, runewidth.StringWidth(text)-(width-1-runewidth.StringWidth(front)), "")
	return front + valuetext.Ellipsis + back
}
