package native

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/openleveldb/openleveldb/internal/dbfile"
)

// salvageLogs puts, in place of each log of the database in path that is damaged, one of its records that are not. LevelDB's repair
// reads logs without checking them, against what its own comment says (db/repair.cc of 1.23, ConvertLogToTable), and would take
// damaged bytes for values. The damaged log goes to the subdirectory "lost", where repair puts what it replaces, as NNNNNN.log.damaged.
func salvageLogs(path string) error {
	entries, err := os.ReadDir(path)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if kind, _ := dbfile.ParseName(e.Name()); kind == dbfile.LogFile && e.Type().IsRegular() {
			if err := salvageLog(path, e.Name()); err != nil {
				return err
			}
		}
	}
	return nil
}

func salvageLog(path, name string) error {
	file := filepath.Join(path, name)
	log, err := os.Open(file)
	if err != nil {
		return err
	}
	defer log.Close()
	if err := dbfile.FirstDamage(log); !errors.Is(err, dbfile.ErrRecord) {
		return err
	}
	if _, err := log.Seek(0, io.SeekStart); err != nil {
		return err
	}
	lost := filepath.Join(path, "lost")
	if err := os.Mkdir(lost, 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	// LevelDB does not know files of this name, so that nothing is lost if we do not get to the end.
	salvaged := filepath.Join(lost, name+".salvaged")
	if err := copyRecords(salvaged, log); err != nil {
		return err
	}
	if err := os.Rename(file, filepath.Join(lost, name+".damaged")); err != nil {
		return err
	}
	return os.Rename(salvaged, file)
}

// copyRecords writes the records of a log that are whole to a new file.
func copyRecords(path string, log io.Reader) (err error) {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	records, out := dbfile.NewRecordReader(log), dbfile.NewRecordWriter(file)
	for {
		record, err := records.Next()
		switch {
		case err == io.EOF:
			return errors.Join(out.Flush(), file.Sync())
		case errors.Is(err, dbfile.ErrRecord):
		case err != nil:
			return err
		default:
			if err := out.Write(record); err != nil {
				return err
			}
		}
	}
}
