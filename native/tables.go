package native

import (
	"cmp"
	"errors"
	"io"
	"maps"
	"slices"
)

// Table is a table of a database, as its manifest says.
type Table struct {
	Number      uint64
	Level       int
	Size        uint64 // of the file, in bytes
	First, Last string // the keys that it reaches from and to
}

// Contents is what a database consists of, as its manifest says.
type Contents struct {
	Manifest   string  // the name of the file that says it
	Comparator string  // the name of the order of the keys
	Log        uint64  // the number of the first log that is in no table; 0 if it says none
	Tables     []Table // by level, then by number
}

// ComparatorName is LevelDB's name for the order of bytes, which is the only one that this package opens.
const ComparatorName = comparatorName

// ReadContents reads the manifest of the database in path, which is not opened: it may be open elsewhere, and damaged. Nothing is
// locked, so that a writer may have changed everything when it returns. The error names the file: ErrCorrupt if CURRENT or the
// manifest is damaged or missing, ErrIO if one cannot be read; fs.ErrNotExist also if there is no CURRENT.
func ReadContents(path string) (*Contents, error) {
	path, err := AbsolutePath(path)
	if err != nil {
		return nil, err
	}
	m, err := readManifest(path)
	if err != nil {
		return nil, err
	}
	c := &Contents{Manifest: m.name, Comparator: m.comparator, Log: m.log}
	c.Tables = slices.SortedFunc(maps.Values(m.tables), func(a, b Table) int {
		return cmp.Or(cmp.Compare(a.Level, b.Level), cmp.Compare(a.Number, b.Number))
	})
	return c, nil
}

// CheckLog reads a log to its end and gives the number of records whose checksum fits, and of the places that are damaged, which
// LevelDB passes over when it opens the database, and Repair too. The error is that of r.
func CheckLog(r io.Reader) (records, damages int, err error) {
	reader := newRecordReader(r)
	for {
		_, err := reader.next()
		switch {
		case err == io.EOF:
			return records, damages, nil
		case errors.Is(err, errRecord):
			damages++
		case err != nil:
			return records, damages, err
		default:
			records++
		}
	}
}

// trailer is the size of what LevelDB puts behind each key: sequence number and kind (db/dbformat.h).
const trailer = 8

// userKey gives the key of an internal one, which a damaged manifest may have made shorter than possible.
func userKey(internal []byte) string { return string(internal[:max(len(internal)-trailer, 0)]) }
