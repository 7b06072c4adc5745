package native

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/openleveldb/openleveldb/internal/dbfile"
)

// sampledTables is the number of tables that are looked into before a database is opened. A program
// compresses all of its tables alike.
const sampledTables = 3

// recognize decides what the directory is. The error says why it must be left alone.
func recognize(op, path string, tables int) (*dbfile.Directory, error) {
	d := dbfile.Recognize(path, dbfile.Options{Snappy: HasSnappy(), Tables: tables})
	return d, refusal(op, d)
}

// refusal is the error for a directory that is not certainly a database that this library can read.
func refusal(op string, d *dbfile.Directory) error {
	err := d.Refusal()
	if err == nil {
		return nil
	}
	class := ErrNotSupported // another program's, or another compression
	switch d.Class {
	case dbfile.Nothing, dbfile.NotDatabase:
		class = ErrNotFound
	case dbfile.OtherOrder:
		class = ErrInvalidArgument
	case dbfile.Unreadable:
		class = ErrIO
	}
	return &Error{Op: op, Class: class, Text: err.Error(), Cause: err}
}

// examine looks for what LevelDB does not see when it opens the database in path, or reports less
// clearly: another program's database, another comparator, compression that it cannot read, and
// files that have vanished. LevelDB would take what a missing log held for never written, and
// without CURRENT it would create a new database and remove the tables of the old one.
//
// A directory without a database is no error.
func examine(path string) error {
	d, err := recognize("open", path, sampledTables)
	switch {
	case d.Class == dbfile.Nothing:
		return nil
	case err != nil:
		return err
	case d.Class == dbfile.Intact || strings.HasSuffix(d.File, ".ldb"): // LevelDB names a missing table
		return nil
	}
	var cause error
	if _, err := os.Stat(filepath.Join(path, d.File)); errors.Is(err, fs.ErrNotExist) {
		cause = fs.ErrNotExist
	}
	return &Error{Op: "open", Class: ErrCorrupt, Text: d.Reason + "; " + d.Advice, Cause: cause}
}

// namedLog adds to an error of opening the database in path, if LevelDB does not name the damaged
// file, the log that is damaged.
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

// manifestError is the error for a manifest that cannot be read.
func manifestError(err error) error {
	var damage *dbfile.FileError
	var field *dbfile.FieldError
	switch {
	case errors.As(err, &field):
		return &Error{Op: "open", Class: ErrNotSupported, Text: err.Error(), Cause: err}
	case errors.As(err, &damage):
		return &Error{Op: "open", Class: ErrCorrupt, Text: err.Error(), Cause: err}
	}
	return &Error{Op: "open", Class: ErrIO, Text: fmt.Sprint(err), Cause: err}
}
