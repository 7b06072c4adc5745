package leveldb

import (
	"errors"
	"io/fs"
	"os"

	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/native"
)

// isOwnFile reports whether a name is one of LevelDB's own files.
func isOwnFile(name string) bool {
	kind, _ := dbfile.ParseName(name)
	return kind != dbfile.OtherFile
}

// Files lists LevelDB's own files in the directory path, by their names. Other files are not among
// them, nor is the subdirectory "lost" in which Repair keeps what it replaced; Destroy deletes that
// too. The error is fs.ErrNotExist if there is no directory. Only the names count: whether they
// belong to a database is for Destroy to find out.
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

// fileError is an error of the file system.
func fileError(err error) error {
	if err == nil {
		return nil
	}
	return &native.Error{Op: "files", Class: ErrIO, Text: err.Error(), Cause: err}
}
