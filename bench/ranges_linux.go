package bench

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
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

// layoutOf finds the arrays of a compacted database. It reads the indexes and the start of each
// entry.
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

// addBlock adds the arrays of a block, which reads the start of each of its entries.
//
//	entries
//	  shared   varint, length of the part of the key that equals the key before
//	  rest     varint, length of the rest of the key
//	  length   varint, of the value
//	  key      rest bytes; the key ends with 8 bytes of LevelDB, of which the first is the kind
//	  value    length bytes
//	restarts   4 bytes each
//	count      4 bytes, number of restarts
func (l *layout) addBlock(f *os.File, b dbfile.Block) error {
	var count [4]byte
	if _, err := f.ReadAt(count[:], b.Offset+b.Size-int64(len(count))); err != nil {
		return err
	}
	at, end := b.Offset, b.Offset+b.Size-4*(int64(binary.LittleEndian.Uint32(count[:]))+1)
	var key []byte
	for at < end {
		var head [64]byte
		size, err := f.ReadAt(head[:], at)
		if err != nil && err != io.EOF {
			return err
		}
		rest := head[:size]
		var lengths [3]int
		for i := range lengths {
			n, size := binary.Uvarint(rest)
			if size <= 0 {
				return errors.New("malformed entry")
			}
			lengths[i], rest = int(n), rest[size:]
		}
		if lengths[0] > len(key) || lengths[1] > len(rest) {
			return errors.New("malformed key")
		}
		key = append(key[:lengths[0]], rest[:lengths[1]]...)
		rest = rest[lengths[1]:]
		value := at + int64(size-len(rest))
		if err := l.addEntry(key, rest[:min(lengths[2], len(rest))], value, lengths[2]); err != nil {
			return err
		}
		at = value + int64(lengths[2])
	}
	return nil
}

// addEntry adds an array that is stored at an offset. A compaction of openleveldb may leave the
// deletion of a key that never existed, which is not an array.
func (l *layout) addEntry(internal, start []byte, offset int64, length int) error {
	const trailer, headLength = 8, 11 // of LevelDB's key; of the tag and the start of a .npy file
	key, kind := internal[:max(len(internal)-trailer, 0)], internal[max(len(internal)-trailer, 0):]
	if len(kind) == trailer && kind[0] == 0 && len(key) != keySize {
		return nil
	}
	number, err := strconv.ParseUint(string(key), 10, 32)
	if err != nil || len(key) != keySize || kind[0] != 1 || len(start) < headLength {
		return fmt.Errorf("the entry at %d is not an array under a key of %d digits", offset, keySize)
	}
	before := headLength + int(binary.LittleEndian.Uint16(start[9:])) // the elements
	i := int(number / 2)
	for len(l.rows) <= i {
		l.rows = append(l.rows, row{})
	}
	if l.rows[i].offset != 0 {
		return fmt.Errorf("entry %d occurs twice: the database is not compacted", i)
	}
	if l.bytes == 0 {
		l.bytes = length - before
	}
	if l.bytes != length-before {
		return errors.New("arrays differ in length")
	}
	l.rows[i] = row{len(l.tables) - 1, offset + int64(before)}
	l.scan = append(l.scan, uint32(i))
	return nil
}
