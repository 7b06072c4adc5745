package native

import (
	"errors"
	"io"

	"github.com/openleveldb/openleveldb/internal/dbfile"
)

// Table is a table of a database, as listed in its manifest.
type Table = dbfile.Table

// Contents holds the content of a database's manifest.
type Contents struct {
	Manifest   string  // the name of the file
	Comparator string  // name of the comparator
	Log        uint64  // number of the first log not yet in a table; 0 if the manifest has none
	Tables     []Table // by level, then by number
}

// ComparatorName is LevelDB's name for bytewise order, the only order that this package opens.
const ComparatorName = dbfile.ComparatorName

// ReadContents reads the manifest of the database in path without opening the database, which may
// be open elsewhere or damaged. It takes no lock, so a writer may have changed everything when it
// returns. The error names the file. It is ErrCorrupt if CURRENT or the manifest is damaged or
// missing, ErrNotSupported if another program wrote the manifest, and ErrIO if a file cannot be
// read. It is also fs.ErrNotExist if there is no CURRENT.
func ReadContents(path string) (*Contents, error) {
	path, err := AbsolutePath(path)
	if err != nil {
		return nil, err
	}
	m, err := dbfile.ReadManifest(path)
	if err != nil {
		return nil, manifestError(err)
	}
	return &Contents{Manifest: m.Name, Comparator: m.Comparator, Log: m.Log, Tables: m.Sorted()}, nil
}

// CheckLog reads a log to its end. It returns the number of records with a correct checksum, and
// the number of damaged places. LevelDB skips damaged places when it opens the database, and so
// does Repair. Errors are those of r.
func CheckLog(r io.Reader) (records, damages int, err error) {
	reader := dbfile.NewRecordReader(r)
	for {
		_, err := reader.Next()
		switch {
		case err == io.EOF:
			return records, damages, nil
		case errors.Is(err, dbfile.ErrRecord):
			damages++
		case err != nil:
			return records, damages, err
		default:
			records++
		}
	}
}
