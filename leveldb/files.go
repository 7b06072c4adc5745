package leveldb

import (
	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// isOwnFile reports whether name is the name of one of LevelDB's own files.
func isOwnFile(name string) bool {
	kind, _ := dbfile.ParseName(name)
	return kind != dbfile.OtherFile
}

// fileError returns an error of the file system as an ErrIO. It returns nil if err is nil.
func fileError(err error) error {
	if err == nil {
		return nil
	}
	return &driver.Error{Class: ErrIO, Text: err.Error(), Cause: err}
}
