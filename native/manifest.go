package native

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// sampledTables is the number of tables that are checked before a database is opened. A program
// compresses all of its tables in the same way.
const sampledTables = 3

// recognize examines the directory. An error is the reason why it must not be changed.
func recognize(op, path string, tables int, c *driver.Comparator) (*dbfile.Directory, error) {
	d := dbfile.Recognize(path, orders(dbfile.Options{Snappy: HasSnappy(), Tables: tables}, c))
	return d, refusal(op, d)
}

// refusal returns an error unless the directory is certain to be a database that this library can
// read.
func refusal(op string, d *dbfile.Directory) error {
	err := d.Refusal()
	if err == nil {
		return nil
	}
	class := driver.ErrNotSupported // another program's database, or another compression
	switch d.Class {
	case dbfile.Nothing, dbfile.NotDatabase:
		class = driver.ErrNotFound
	case dbfile.OtherOrder:
		class = driver.ErrInvalidArgument
	case dbfile.Unreadable:
		class = driver.ErrIO
	}
	return &driver.Error{Class: class, Text: err.Error(), Cause: err}
}

// examined holds the results of examine.
type examined struct {
	manifest   *dbfile.Manifest   // nil if there is no database
	comparator *driver.Comparator // for opening the database
}

// examine checks the directory for problems that LevelDB does not detect when it opens the
// database, or reports less clearly: another program's database, another comparator, unreadable
// compression, and missing files. LevelDB would ignore the writes of a missing log. Without CURRENT
// it would create a new database and remove the tables of the old one.
//
// A directory without a database is not an error. wanted is the comparator of the options.
func examine(path string, wanted *driver.Comparator) (examined, error) {
	d, err := recognize("open", path, sampledTables, wanted)
	switch {
	case d.Class == dbfile.Nothing:
		return examined{comparator: wanted}, nil
	case err != nil:
		return examined{}, err
	case d.Class == dbfile.Intact || strings.HasSuffix(d.File, ".ldb"):
		// LevelDB names a missing table.
		return examined{d.Manifest, comparatorFor(d, wanted)}, nil
	}
	var cause error
	if _, err := os.Stat(filepath.Join(path, d.File)); errors.Is(err, fs.ErrNotExist) {
		cause = fs.ErrNotExist
	}
	return examined{}, &driver.Error{Class: driver.ErrCorrupt, Text: d.Reason + "; " + d.Advice, Cause: cause}
}

// namedLog adds the name of the damaged log to an error of opening the database in path, if LevelDB
// did not name the damaged file.
func namedLog(path string, err error) error {
	var e *driver.Error
	if !errors.As(err, &e) || e.Class != driver.ErrCorrupt || strings.Contains(e.Text, path) {
		return err
	}
	entries, readErr := os.ReadDir(path)
	if readErr != nil {
		return err // without the name
	}
	for _, entry := range entries {
		if kind, _ := dbfile.ParseName(entry.Name()); kind != dbfile.LogFile {
			continue
		}
		file, openErr := os.Open(filepath.Join(path, entry.Name()))
		if openErr != nil {
			continue
		}
		damage := dbfile.FirstDamage(file)
		file.Close()
		if errors.Is(damage, dbfile.ErrRecord) {
			named := *e
			named.Text = entry.Name() + ": " + e.Text
			return &named
		}
	}
	return err
}

// manifestError converts the error of reading a manifest.
func manifestError(err error) error {
	var damage *dbfile.FileError
	var field *dbfile.FieldError
	switch {
	case errors.As(err, &field):
		return &driver.Error{Class: driver.ErrNotSupported, Text: err.Error(), Cause: err}
	case errors.As(err, &damage):
		return &driver.Error{Class: driver.ErrCorrupt, Text: err.Error(), Cause: err}
	}
	return &driver.Error{Class: driver.ErrIO, Text: fmt.Sprint(err), Cause: err}
}
