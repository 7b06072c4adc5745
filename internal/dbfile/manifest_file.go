package dbfile

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/openleveldb/openleveldb/internal/disk"
)

// WriteManifest writes the manifest to a new file, and syncs it.
func WriteManifest(path string, m *Manifest) (err error) {
	file, err := disk.NewFile(path, 0o644)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	w := NewRecordWriter(file)
	return errors.Join(w.Write(m.Append(nil)), w.Flush(), file.Sync())
}

// FileError reports damage to one file of a database.
type FileError struct {
	File string // its name in the directory
	Text string
	Err  error // the cause; may be nil
}

func (e *FileError) Error() string { return e.File + ": " + e.Text }
func (e *FileError) Unwrap() error { return e.Err }

// ReadCurrent returns the name of the manifest that CURRENT names. The error is fs.ErrNotExist if
// there is no CURRENT, and a *FileError if CURRENT does not name a manifest.
func ReadCurrent(dir string) (string, error) {
	current, err := openRegular(filepath.Join(dir, "CURRENT"))
	if err != nil {
		return "", err
	}
	defer current.Close()
	content, err := io.ReadAll(io.LimitReader(current, 64)) // a valid one is shorter
	if err != nil {
		return "", err
	}
	name, ok := parseCurrent(string(content))
	if !ok {
		return "", &FileError{File: "CURRENT", Text: "it does not name a manifest"}
	}
	return name, nil
}

// ReadManifest reads the manifest that CURRENT names. Damage is reported as a *FileError. It wraps
// a *FieldError if no known version of LevelDB wrote the manifest, and fs.ErrNotExist if the
// manifest is missing. Other errors are those of the file system; fs.ErrNotExist outside a
// *FileError means that there is no CURRENT.
func ReadManifest(dir string) (*Manifest, error) {
	name, err := ReadCurrent(dir)
	if err != nil {
		return nil, err
	}
	m, err := ReadManifestFile(dir, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &FileError{File: name, Text: "CURRENT names this manifest, and it is missing", Err: fs.ErrNotExist}
	}
	return m, err
}

// ReadManifestFile reads the manifest with that name. If it is damaged, ReadManifestFile returns
// both the error and the content before the damage.
func ReadManifestFile(dir, name string) (*Manifest, error) {
	file, err := openRegular(filepath.Join(dir, name))
	if err != nil {
		return nil, err
	}
	defer file.Close()
	m := newManifest(name)
	err = m.read(file)
	var field *FieldError
	switch {
	case errors.Is(err, ErrRecord), errors.As(err, &field):
		return m, &FileError{File: name, Text: err.Error(), Err: err}
	case err != nil:
		return m, err
	case !m.complete():
		return m, &FileError{File: name, Text: "the end is missing"}
	}
	return m, nil
}

// errNotRegular: the file is a directory, a device, a pipe or a socket.
var errNotRegular = errors.New("it is not a regular file")

// openRegular opens a regular file for reading. It never blocks, as opening a pipe would.
func openRegular(path string) (*os.File, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, &fs.PathError{Op: "open", Path: path, Err: errNotRegular}
	}
	return os.Open(path)
}
