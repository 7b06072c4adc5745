package valuetext

import (
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/internal/jsontext"
	"github.com/openleveldb/openleveldb/internal/keytext"
)

func AppendKeyLine(dst []byte, key string) []byte {
	return append(append(dst, keytext.Plain(key)...), '\n')
}

func AppendJSONKeyLine(dst []byte, key string) []byte {
	return append(appendJSONKey(append(dst, `{"key":`...), key), "}\n"...)
}

func AppendLine(dst []byte, key string, stored []byte) ([]byte, error) {
	kind, text, err := Short(stored)
	if err != nil {
		kind, text = "?", Plain(err.Error())
	}
	return fmt.Appendf(dst, "%s\t%s\t%s\n", keytext.Plain(key), kind, text), err
}

func AppendJSONLine(dst []byte, key string, stored []byte) ([]byte, error) {
	dst = append(appendJSONKey(append(dst, `{"key":`...), key), `,"type":`...)
	head := len(dst)
	kind, err := codec.KindOf(stored)
	if err == nil {
		dst = append(jsontext.AppendText(dst, kind.String()), `,"value":`...)
		dst, err = AppendJSON(dst, stored)
	}
	if err != nil {
		dst = jsontext.AppendText(append(dst[:head], `"?","error":`...), err.Error())
	}
	return append(dst, "}\n"...), err
}

// Columns aligns lines of cells, a group of lines at a time, so that a long listing begins to show
// at once.
type Columns struct {
	*tabwriter.Writer
	lines int
}

func NewColumns(out io.Writer) *Columns {
	return &Columns{Writer: tabwriter.NewWriter(out, 0, 8, 2, ' ', 0)}
}

// Write adds one line.
func (c *Columns) Write(line []byte) (int, error) {
	n, err := c.Writer.Write(line)
	if c.lines++; err == nil && c.lines%256 == 0 {
		err = c.Flush()
	}
	return n, err
}
