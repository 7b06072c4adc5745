package dbfile

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"io"
	"maps"
	"slices"
)

// ComparatorName is LevelDB's name for bytewise order.
const ComparatorName = "leveldb.BytewiseComparator"

// Manifest holds the content of a manifest: the tables of a database and its counters.
type Manifest struct {
	Name         string // of the file
	Comparator   string // empty if no record holds it
	Log          uint64 // number of the first log not yet in a table; 0 if no record holds it
	PrevLog      uint64 // written by old versions of LevelDB only
	NextFile     uint64
	LastSequence uint64
	Tables       map[uint64]Table // by number
	Merged       map[uint64]bool  // tables that a compaction wrote after this manifest was created

	fields uint16          // the fields that were seen: bit 1<<f of each field f
	gone   map[uint64]bool // see set
}

// Table is a table, as listed in a manifest.
type Table struct {
	Number      uint64
	Level       int
	Size        uint64 // of the file, in bytes
	First, Last string // smallest and largest user key

	firstInternal, lastInternal string // the same keys with sequence number and kind
}

// NewTable returns a table with the keys of the summary.
func NewTable(number uint64, level int, size int64, s *Summary) Table {
	return Table{
		Number: number, Level: level, Size: uint64(size),
		First: s.FirstUser(), Last: s.LastUser(), firstInternal: s.First, lastInternal: s.Last,
	}
}

// Is reports whether a file of this size with these entries is the table t.
func (t Table) Is(size int64, s *Summary) bool {
	return t.Size == uint64(size) && s.Sound() && t.firstInternal == s.First && t.lastInternal == s.Last
}

// Covers reports whether the entries are between the first and the last key of the table.
func (t Table) Covers(s *Summary, o *Order) bool {
	return len(t.firstInternal) >= trailing && len(t.lastInternal) >= trailing &&
		o.compare([]byte(t.firstInternal), []byte(s.First)) <= 0 && o.compare([]byte(s.Last), []byte(t.lastInternal)) <= 0
}

// Each record of a manifest is a change to the set of tables. It is a sequence of fields
// (db/version_edit.cc of LevelDB). A field starts with a varint that identifies it, followed by
//
//	1  name of the comparator           text: its length, a varint, and the bytes
//	2  number of the log                varint
//	3  next file number                 varint
//	4  last sequence number             varint
//	5  start of the next compaction     level, varint; key, text
//	6  table that was removed           level and number, varints
//	7  table that was added             level, number and size, varints; first and last key, texts
//	9  number of the previous log       varint
const (
	fieldComparator   = 1
	fieldLog          = 2
	fieldNextFile     = 3
	fieldLastSequence = 4
	fieldTableGone    = 6
	fieldTableNew     = 7
	fieldPrevLog      = 9
)

// levels is the number of levels that LevelDB has (db/dbformat.h).
const levels = 7

// fieldParts holds the types of the parts after each field's number: v is a varint, t is a text.
var fieldParts = [...]string{1: "t", 2: "v", 3: "v", 4: "v", 5: "vt", 6: "vv", 7: "vvvtt", 9: "v"}

// FieldError reports a manifest record with a correct checksum but with content that LevelDB does
// not write. It comes from another program, or from a newer version of LevelDB.
type FieldError struct {
	Field uint64 // 0 if a known field has a value that LevelDB never writes
}

func (e *FieldError) Error() string {
	if e.Field == 0 {
		return "a record with the right checksum is not one of LevelDB's"
	}
	return fmt.Sprintf("a record has the unknown field %d", e.Field)
}

// NewManifest returns a manifest without tables.
func NewManifest() *Manifest { return newManifest("") }

func newManifest(name string) *Manifest {
	return &Manifest{Name: name, Tables: map[uint64]Table{}, Merged: map[uint64]bool{}, gone: map[uint64]bool{}}
}

// The first record of a manifest lists all tables. tableField is the size of the field of a table
// with short keys. Memory for at most maxExpected tables is allocated before they were read.
const (
	tableField  = 64
	maxExpected = 64 << 10
)

// apply applies the changes of one record. The error is a *FieldError.
func (m *Manifest) apply(record []byte) error {
	if n := min(len(record)/tableField, maxExpected); n > 8 && len(m.Tables) == 0 {
		m.Tables = make(map[uint64]Table, n)
	}
	clear(m.gone)
	whole := string(record) // the keys of all tables are parts of one string
	number := func() (uint64, bool) {
		v, n := binary.Uvarint(record)
		if n <= 0 {
			return 0, false
		}
		record = record[n:]
		return v, true
	}
	for len(record) > 0 {
		field, ok := number()
		if !ok || field >= uint64(len(fieldParts)) || fieldParts[field] == "" {
			return &FieldError{Field: field}
		}
		m.fields |= 1 << field
		var numbers [3]uint64
		var texts [2]string
		n, t := 0, 0
		for _, part := range []byte(fieldParts[field]) {
			v, ok := number()
			if !ok || part == 't' && v > uint64(len(record)) {
				return &FieldError{}
			}
			if part == 't' {
				begin := len(whole) - len(record)
				texts[t], record = whole[begin:begin+int(v)], record[v:]
				t++
			} else {
				numbers[n] = v
				n++
			}
		}
		if err := m.set(field, numbers, texts); err != nil {
			return err
		}
	}
	return nil
}

// set applies one field. m.gone maps the tables that the same record has removed to their value of
// Merged. A record that removes tables is that of a compaction, which wrote the tables that the
// record adds. A table that is both removed and added was moved to another level. LevelDB lists the
// removed tables first.
func (m *Manifest) set(field uint64, numbers [3]uint64, texts [2]string) error {
	if (field == fieldTableGone || field == fieldTableNew) && numbers[0] >= levels {
		return &FieldError{}
	}
	switch field {
	case fieldComparator:
		m.Comparator = texts[0]
	case fieldLog:
		m.Log = numbers[0]
	case fieldPrevLog:
		m.PrevLog = numbers[0]
	case fieldNextFile:
		m.NextFile = numbers[0]
	case fieldLastSequence:
		m.LastSequence = numbers[0]
	case fieldTableGone:
		m.gone[numbers[1]] = m.Merged[numbers[1]]
		delete(m.Tables, numbers[1])
		delete(m.Merged, numbers[1])
	case fieldTableNew:
		if merged, moved := m.gone[numbers[1]]; merged || !moved && len(m.gone) > 0 {
			m.Merged[numbers[1]] = true
		}
		m.Tables[numbers[1]] = Table{
			Number: numbers[1], Level: int(numbers[0]), Size: numbers[2],
			First: userKey(texts[0]), Last: userKey(texts[1]),
			firstInternal: texts[0], lastInternal: texts[1],
		}
	}
	return nil
}

// read reads and applies all records. The error is ErrRecord for a damaged record, or a
// *FieldError.
func (m *Manifest) read(r io.Reader) error {
	records := NewRecordReader(r)
	for {
		record, err := records.Next()
		if err == io.EOF {
			return nil
		}
		if err == nil {
			err = m.apply(record)
		}
		if err != nil {
			return err
		}
	}
}

// complete reports whether the manifest has all fields that LevelDB needs to open the database.
func (m *Manifest) complete() bool {
	const needed = 1<<fieldLog | 1<<fieldNextFile | 1<<fieldLastSequence
	return m.fields&needed == needed
}

// Append appends the manifest to dst, in the form of the first record of a manifest file.
func (m *Manifest) Append(dst []byte) []byte {
	text := func(s string) { dst = append(binary.AppendUvarint(dst, uint64(len(s))), s...) }
	dst = binary.AppendUvarint(dst, fieldComparator)
	text(cmp.Or(m.Comparator, ComparatorName))
	for _, f := range [][2]uint64{
		{fieldLog, m.Log}, {fieldPrevLog, m.PrevLog}, {fieldNextFile, m.NextFile}, {fieldLastSequence, m.LastSequence},
	} {
		dst = binary.AppendUvarint(binary.AppendUvarint(dst, f[0]), f[1])
	}
	for _, number := range slices.Sorted(maps.Keys(m.Tables)) {
		t := m.Tables[number]
		for _, v := range []uint64{fieldTableNew, uint64(t.Level), t.Number, t.Size} {
			dst = binary.AppendUvarint(dst, v)
		}
		text(t.firstInternal)
		text(t.lastInternal)
	}
	return dst
}

// Sorted returns the tables by level, then by number.
func (m *Manifest) Sorted() []Table {
	return slices.SortedFunc(maps.Values(m.Tables), func(a, b Table) int {
		if a.Level != b.Level {
			return a.Level - b.Level
		}
		if a.Number < b.Number {
			return -1
		}
		return 1
	})
}

// CountByLevel returns the number of tables on each level.
func (m *Manifest) CountByLevel() (n [levels]int) {
	for _, t := range m.Tables {
		n[t.Level]++
	}
	return n
}

// userKey returns the user key of an internal key. In a damaged file, the internal key may be too
// short.
func userKey(internal string) string { return internal[:max(len(internal)-trailing, 0)] }
