package leveldb

import (
	"errors"
	"io/fs"
	"os"
	"regexp"

	"github.com/openleveldb/openleveldb/native"
)

// ownFile matches the names of LevelDB's own files (its db/filename.cc).
var ownFile = regexp.MustCompile(`^(CURRENT|LOCK|LOG|LOG\.old|MANIFEST-[0-9]+|[0-9]+\.(log|sst|ldb|dbtmp))$`)

// Files lists LevelDB's own files in the directory path, by their names: those that Destroy deletes. Other files, and the
// subdirectory "lost" that Repair leaves behind, are not among them. The error is fs.ErrNotExist if there is no directory; one
// without a database has no such files.
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
		if !ownFile.MatchString(e.Name()) || e.IsDir() {
			continue
		}
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) {
			continue // a compaction was faster
		}
		if err != nil {
			return nil, fail("list files", path, fileError(err))
		}
		files = append(files, info)
	}
	return files, nil
}

// fileError is the error for what the file system refuses.
func fileError(err error) error {
	if err == nil {
		return nil
	}
	return &native.Error{Op: "files", Class: ErrIO, Text: err.Error(), Cause: err}
}
