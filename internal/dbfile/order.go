package dbfile

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
)

// Order is the order of the keys of a database. nil is LevelDB's default, bytewise order.
type Order struct {
	Name    string
	Compare func(a, b []byte) int // of user keys
}

// compare compares internal keys in LevelDB's order: by user key, and then newest first.
func (o *Order) compare(a, b []byte) int {
	n, m := len(a)-trailing, len(b)-trailing
	compare := bytes.Compare
	if o != nil {
		compare = o.Compare
	}
	if c := compare(a[:n:n], b[:m:m]); c != 0 {
		return c
	}
	x, y := binary.LittleEndian.Uint64(a[n:]), binary.LittleEndian.Uint64(b[m:])
	switch {
	case x > y:
		return -1
	case x < y:
		return 1
	}
	return 0
}

func (o *Order) violated() error {
	if o == nil {
		return &OrderError{}
	}
	return &OrderError{Comparator: o.Name}
}

// CheckLevels returns a *FileError if two tables of a level other than 0 overlap. LevelDB aborts
// the process when it opens such a database. goleveldb can write one if it has a comparator,
// because it compares the bounds of tables bytewise.
func (m *Manifest) CheckLevels(o *Order) error {
	levels := map[int][]Table{}
	for _, t := range m.Tables {
		if t.Level > 0 && len(t.firstInternal) >= trailing && len(t.lastInternal) >= trailing {
			levels[t.Level] = append(levels[t.Level], t)
		}
	}
	for level, tables := range levels {
		slices.SortFunc(tables, func(a, b Table) int { return o.compare([]byte(a.firstInternal), []byte(b.firstInternal)) })
		for i := 1; i < len(tables); i++ {
			if a, b := tables[i-1], tables[i]; o.compare([]byte(a.lastInternal), []byte(b.firstInternal)) >= 0 {
				return &FileError{File: m.Name, Text: fmt.Sprintf("the tables %s and %s of level %d overlap", TableName(a.Number), TableName(b.Number), level)}
			}
		}
	}
	return nil
}
