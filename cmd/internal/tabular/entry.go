package tabular

import (
	"strconv"

	"github.com/openleveldb/openleveldb/cmd/internal/valuetext"
	"github.com/openleveldb/openleveldb/internal/keytext"
)

// Entry is what is printed about an entry.
type Entry struct {
	Key  string // as printed
	Kind string // the type, or Unreadable
	Size int    // of the stored value, in bytes
	Text string // the value, truncated, or why it cannot be read
}

// Unreadable is the type of a value that cannot be read.
const Unreadable = "?"

// Of returns what is printed about an entry, with the value truncated to about width characters. raw
// selects the stored bytes in place of the value. The error reports why the value cannot be read; the
// text does so too.
func Of(key string, stored []byte, raw bool, width int) (Entry, error) {
	e := Entry{Key: keytext.Plain(key), Size: len(stored)}
	if raw {
		e.Kind, e.Text = valuetext.Raw, valuetext.ShortBytes(stored, width)
		return e, nil
	}
	var err error
	if e.Kind, e.Text, err = valuetext.Short(stored, width); err != nil {
		e.Kind, e.Text = Unreadable, valuetext.Plain(err.Error())
	}
	return e, err
}

// AppendLine appends the entry with tabs between its parts. long adds the size.
func (e Entry) AppendLine(dst []byte, long bool) []byte {
	dst = append(append(dst, e.Key...), '\t')
	dst = append(append(dst, e.Kind...), '\t')
	if long {
		dst = append(strconv.AppendInt(dst, int64(e.Size), 10), '\t')
	}
	return append(append(dst, e.Text...), '\n')
}
