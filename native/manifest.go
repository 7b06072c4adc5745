package native

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// comparatorName is LevelDB's name for the order of bytes, which is the only one that this package opens.
const comparatorName = "leveldb.BytewiseComparator"

// manifest is what a manifest says of the database as a whole.
type manifest struct {
	name       string
	comparator string
	log        uint64          // the number of the first log that no table holds; 0 if it says none
	fields     map[uint64]bool // those that it has
	tables     map[uint64]Table
	merged     map[uint64]bool // tables that a compaction has written since the manifest was begun
}

// Each record of a manifest is a change to the set of tables, a sequence of fields (db/version_edit.cc of LevelDB). A field is a
// varint that says what it is, then
//
//	1  name of the comparator        text: its length, a varint, and the bytes
//	2  number of the log             varint
//	3  next number of a file         varint
//	4  last sequence number          varint
//	5  where a compaction goes on    level, varint; key, text
//	6  table that is no longer       level and number, varints
//	7  table that is new             level, number and size, varints; first and last key, texts
//	9  number of the log before      varint
const (
	fieldComparator   = 1
	fieldLog          = 2
	fieldNextFile     = 3
	fieldLastSequence = 4
	fieldTableGone    = 6
	fieldTableNew     = 7
)

// levels is the number of levels that LevelDB has (db/dbformat.h).
const levels = 7

// fieldParts gives the parts behind each field's number: v is a varint, t a text.
var fieldParts = map[uint64]string{1: "t", 2: "v", 3: "v", 4: "v", 5: "vt", 6: "vv", 7: "vvvtt", 9: "v"}

func newManifest(name string) *manifest {
	return &manifest{name: name, fields: map[uint64]bool{}, tables: map[uint64]Table{}, merged: map[uint64]bool{}}
}

// apply takes what a record changes.
func (m *manifest) apply(record []byte) error {
	number := func() (uint64, bool) {
		v, n := binary.Uvarint(record)
		if n <= 0 {
			return 0, false
		}
		record = record[n:]
		return v, true
	}
	// A record that removes tables is of a compaction, which has written those that it adds. One
	// that is in both lists was moved to another level. LevelDB lists the removed ones first.
	gone := map[uint64]bool{} // whether they had been written by a compaction
	for len(record) > 0 {
		field, ok := number()
		parts := fieldParts[field]
		if !ok || parts == "" {
			return errRecord
		}
		m.fields[field] = true
		var numbers [3]uint64
		var texts [2][]byte
		n, t := 0, 0
		for _, part := range parts {
			v, ok := number()
			if !ok || part == 't' && v > uint64(len(record)) {
				return errRecord
			}
			if part == 't' {
				texts[t], record = record[:v], record[v:]
				t++
			} else {
				numbers[n] = v
				n++
			}
		}
		if (field == fieldTableGone || field == fieldTableNew) && numbers[0] >= levels {
			return errRecord
		}
		switch field {
		case fieldComparator:
			m.comparator = string(texts[0])
		case fieldLog:
			m.log = numbers[0]
		case fieldTableGone:
			gone[numbers[1]] = m.merged[numbers[1]]
			delete(m.tables, numbers[1])
			delete(m.merged, numbers[1])
		case fieldTableNew:
			if merged, moved := gone[numbers[1]]; merged || !moved && len(gone) > 0 {
				m.merged[numbers[1]] = true
			}
			m.tables[numbers[1]] = Table{
				Number: numbers[1], Level: int(numbers[0]), Size: numbers[2],
				First: userKey(texts[0]), Last: userKey(texts[1]),
			}
		}
	}
	return nil
}

// read reads records up to the end, or to the first that is damaged, which is errRecord.
func (m *manifest) read(r io.Reader) error {
	records := newRecordReader(r)
	for {
		record, err := records.next()
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

// readManifest finds the manifest of the database in path and reads it. Errors name the file.
func readManifest(path string) (*manifest, error) {
	current, err := os.Open(filepath.Join(path, "CURRENT"))
	if err != nil {
		return nil, openError(err)
	}
	defer current.Close()
	name, err := io.ReadAll(io.LimitReader(current, 64)) // a whole one is shorter
	if err != nil {
		return nil, openError(err)
	}
	line, whole := strings.CutSuffix(string(name), "\n")
	if !whole || !manifestFile.MatchString(line) {
		return nil, damaged("CURRENT", "it does not name a manifest", nil)
	}
	m := newManifest(line)
	file, err := os.Open(filepath.Join(path, m.name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, damaged(m.name, "CURRENT names this manifest, and it is missing", fs.ErrNotExist)
	}
	if err != nil {
		return nil, openError(err)
	}
	defer file.Close()
	if err := m.read(file); err != nil {
		if errors.Is(err, errRecord) {
			return nil, damaged(m.name, err.Error(), nil)
		}
		return nil, openError(err)
	}
	for _, field := range []uint64{fieldLog, fieldNextFile, fieldLastSequence} {
		if !m.fields[field] {
			return nil, damaged(m.name, "the end is missing", nil)
		}
	}
	return m, nil
}

// examine looks for what LevelDB does not see when it opens the database in path, or says less clearly:
//   - a comparator that is not LevelDB's own, which is named;
//   - a log that has vanished: LevelDB would take what it held for never written;
//   - a CURRENT that has vanished: LevelDB would make a new database in its place, and remove the tables of the old one.
func examine(path string) error {
	found, err := exists(path)
	if err != nil {
		return openError(err)
	}
	if !found {
		entries, err := os.ReadDir(path)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return openError(err)
		}
		for _, e := range entries {
			if holdsEntries(e.Name()) {
				return damaged("CURRENT", fmt.Sprintf("it is missing beside %s; Repair brings back what is there", e.Name()), fs.ErrNotExist)
			}
		}
		return nil
	}
	m, err := readManifest(path)
	if err != nil {
		return err
	}
	if m.comparator != "" && m.comparator != comparatorName {
		return &Error{Op: "open", Class: ErrInvalidArgument,
			Text: fmt.Sprintf("the database is in the order of the comparator %q, and only %q is supported", m.comparator, comparatorName)}
	}
	if m.log == 0 {
		return nil
	}
	// LevelDB makes a log before the manifest names it, and removes it after the manifest has named the next.
	log := fmt.Sprintf("%06d.log", m.log)
	if _, err := os.Stat(filepath.Join(path, log)); errors.Is(err, fs.ErrNotExist) {
		return damaged(log, "the log is missing, and what was written last with it; Repair opens the database without", fs.ErrNotExist)
	} else if err != nil {
		return openError(err)
	}
	return nil
}

// damaged is the error for a file of the database.
func damaged(file, text string, cause error) error {
	return &Error{Op: "open", Class: ErrCorrupt, Text: file + ": " + text, Cause: cause}
}

// openError is the error of the file system.
func openError(err error) error {
	return &Error{Op: "open", Class: ErrIO, Text: err.Error(), Cause: err}
}

// namedLog adds to an error of opening the database in path, if LevelDB does not say which file is damaged, the log that is.
func namedLog(path string, err error) error {
	var e *Error
	if !errors.As(err, &e) || e.Class != ErrCorrupt || strings.Contains(e.Text, path) {
		return err
	}
	entries, readErr := os.ReadDir(path)
	if readErr != nil {
		return err // without the name, then
	}
	for _, entry := range entries {
		if !logFile.MatchString(entry.Name()) {
			continue
		}
		file, openErr := os.Open(filepath.Join(path, entry.Name()))
		if openErr != nil {
			continue
		}
		damage := firstDamage(file)
		file.Close()
		if errors.Is(damage, errRecord) {
			named := *e
			named.Text = entry.Name() + ": " + e.Text
			return &named
		}
	}
	return err
}
