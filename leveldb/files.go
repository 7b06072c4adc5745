package leveldb

import (
	"errors"
	"io/fs"
	"os"

	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/native"
)

// isOwnFile reports whether name is the name of one of LevelDB's own files.
func isOwnFile(name string) bool {
	kind, _ := dbfile.ParseName(name)
	return kind != dbfile.OtherFile
}

// Files returns LevelDB's own files in the directory path. It selects them by name only, and does
// not check whether they belong to a database; Destroy does that. Other files are not included, nor
// is the subdirectory "lost", in which Repair keeps what it replaced, and which Destroy deletes
// too. The error is fs.ErrNotExist if there is no directory.
func Files(path string) ([]fs.FileInfo, error) {
	directory, err := native.AbsolutePath(path)
	if err != nil {
		return nil, fail("list files", path, err)
	}
	entries, err := os.ReadDir(directory)
	if err != nil {
		return nil, fail("list files", path, fileError(err))
	}
	var files []fs.FileInfo
	for _, e := range entries {
		if !isOwnFile(e.Name()) || e.IsDir() {
			continue
		}
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) {
			continue // a compaction has just removed it
		}
		if err != nil {
			return nil, fail("list files", path, fileError(err))
		}
		files = append(files, info)
	}
	return files, nil
}

// fileError returns an error of the file system as an ErrIO. It returns nil if err is nil.
func fileError(err error) error {
	if err == nil {
		return nil
	}
	return &driver.Error{Class: ErrIO, Text: err.Error(), Cause: err}
}
