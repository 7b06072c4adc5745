package dbfile

import (
	"bytes"
	"encoding/binary"
)

// Order is the order of the keys of a database. nil is LevelDB's default, the order of their bytes.
type Order struct {
	Name    string
	Compare func(a, b []byte) int // of user keys
}

// compare compares internal keys in LevelDB's order: by user key, then the newest first.
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
