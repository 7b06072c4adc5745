package main

import (
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/internal/keytext"
)

func appendKeyLine(dst []byte, key string) []byte {
	return append(append(dst, keytext.Plain(key)...), '\n')
}

func appendJSONKeyLine(dst []byte, key string) []byte {
	return append(appendJSONKey(append(dst, `{"key":`...), key), "}\n"...)
}

func appendLine(dst []byte, key string, stored []byte) ([]byte, error) {
	kind, text, err := short(stored)
	if err != nil {
		kind, text = "?", plain(err.Error())
	}
	return fmt.Appendf(dst, "%s\t%s\t%s\n", keytext.Plain(key), kind, text), err
}

func appendJSONLine(dst []byte, key string, stored []byte) ([]byte, error) {
	dst = append(appendJSONKey(append(dst, `{"key":`...), key), `,"type":`...)
	head := len(dst)
	kind, err := codec.TagOf(stored)
	if err == nil {
		dst = append(appendJSONString(dst, kind.String()), `,"value":`...)
		dst, err = appendJSON(dst, stored)
	}
	if err != nil {
		dst = appendJSONString(append(dst[:head], `"?","error":`...), err.Error())
	}
	return append(dst, "}\n"...), err
}

// columns aligns lines of cells, a group of lines at a time, so that a long listing begins to show
// at once.
type columns struct {
	*tabwriter.Writer
	lines int
}

func newColumns(out io.Writer) *columns {
	return &columns{Writer: tabwriter.NewWriter(out, 0, 8, 2, ' ', 0)}
}

// Write adds one line.
func (c *columns) Write(line []byte) (int, error) {
	n, err := c.Writer.Write(line)
	if c.lines++; err == nil && c.lines%256 == 0 {
		err = c.Flush()
	}
	return n, err
}
