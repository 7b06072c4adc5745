package bench

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"github.com/openleveldb/openleveldb/internal/dbfile"
)

// row is the place of an array's elements in a table.
type row struct {
	table  int // index of layout.tables
	offset int64
}

// layout describes where a database in LevelDB's format holds its arrays, for reads without
// LevelDB.
type layout struct {
	tables []string // paths
	sizes  []int64
	rows   []row // by entry
	bytes  int   // of the elements of each array
	scan   []uint32
	starts []int // scan[starts[t]:starts[t+1]] are the entries of table t, by offset
}

// layoutOf finds the arrays of a compacted database whose arrays each fill a block. It reads the
// indexes and the start of each block.
func layoutOf(dir string) (*layout, error) {
	paths, err := filepath.Glob(filepath.Join(dir, "*.ldb"))
	if err != nil {
		return nil, err
	}
	l := &layout{}
	for _, path := range paths {
		if err := l.add(path); err != nil {
			return nil, fmt.Errorf("bench: layout of %s: %w", path, err)
		}
	}
	l.starts = append(l.starts, len(l.scan))
	for i, r := range l.rows {
		if r.offset == 0 {
			return nil, fmt.Errorf("bench: layout of %s: entry %d is in no table", dir, i)
		}
	}
	return l, nil
}

// add adds the arrays of a table.
func (l *layout) add(path string) (err error) {
	t, err := dbfile.OpenTable(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, t.Close()) }()
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	l.tables = append(l.tables, path)
	l.sizes = append(l.sizes, info.Size())
	l.starts = append(l.starts, len(l.scan))
	for _, b := range t.Blocks {
		kind, err := t.Kind(b)
		if err != nil {
			return err
		}
		if kind != dbfile.Plain {
			return fmt.Errorf("%v is compressed", b)
		}
		if err := l.addBlock(f, b); err != nil {
			return fmt.Errorf("%v: %w", b, err)
		}
	}
	return nil
}

// addBlock adds the array of a block.
//
//	shared length of the key   varint, 0 for the first entry of a block
//	rest of the key's length   varint
//	value's length             varint
//	key                        16 digits, and 8 bytes of LevelDB
//	value                      'n' and a .npy file
//	restarts                   one offset and their number, 4 bytes each
func (l *layout) addBlock(f *os.File, b dbfile.Block) error {
	const internal, restarts, headLength = 8, 8, 11
	head := make([]byte, min(b.Size, 64))
	if _, err := f.ReadAt(head, b.Offset); err != nil {
		return err
	}
	at := 0
	var lengths [3]uint64
	for i := range lengths {
		n, size := binary.Uvarint(head[at:])
		if size <= 0 {
			return errors.New("malformed entry")
		}
		lengths[i], at = n, at+size
	}
	shared, key, value := lengths[0], int(lengths[1]), int(lengths[2])
	if shared != 0 || key != keySize+internal || int64(at+key+value+restarts) != b.Size || at+key+headLength > len(head) {
		return errors.New("not one array under a key of 16 digits")
	}
	number, err := strconv.ParseUint(string(head[at:at+keySize]), 10, 32)
	if err != nil {
		return err
	}
	stored := head[at+key:]
	start := headLength + int(binary.LittleEndian.Uint16(stored[9:])) // of the elements in the value
	i := int(number / 2)
	for len(l.rows) <= i {
		l.rows = append(l.rows, row{})
	}
	if l.rows[i].offset != 0 {
		return fmt.Errorf("entry %d occurs twice: the database is not compacted", i)
	}
	if l.bytes == 0 {
		l.bytes = value - start
	}
	if l.bytes != value-start {
		return errors.New("arrays differ in length")
	}
	l.rows[i] = row{len(l.tables) - 1, b.Offset + int64(at+key+start)}
	l.scan = append(l.scan, uint32(i))
	return nil
}
