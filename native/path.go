package native

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// AbsolutePath returns path as an absolute path, so that it names the same file after the working
// directory has changed. It resolves nothing else: "a/.." is unchanged, because a may be a symbolic
// link. The error is ErrInvalidArgument if the path is empty or contains a NUL byte, and ErrIO if
// the path is relative and the working directory was removed.
func AbsolutePath(path string) (string, error) {
	switch {
	case path == "":
		return "", &driver.Error{Class: driver.ErrInvalidArgument, Text: "the path is empty"}
	case strings.ContainsRune(path, 0):
		return "", &driver.Error{Class: driver.ErrInvalidArgument, Text: "the path contains a NUL byte"}
	case filepath.IsAbs(path):
		return path, nil
	}
	directory, err := os.Getwd()
	if err != nil {
		return "", &driver.Error{Class: driver.ErrIO, Cause: err,
			Text: "the working directory is unknown; use an absolute path: " + err.Error()}
	}
	return strings.TrimSuffix(directory, "/") + "/" + path, nil
}
