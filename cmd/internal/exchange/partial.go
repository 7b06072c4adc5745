package exchange

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// ErrExists: the destination already exists, and overwriting was not requested.
var ErrExists = fs.ErrExist

var errNotRegular = errors.New("not a regular file; write to standard output to fill it")

// Partial is a file that receives its final name when it is complete. Until then it is a hidden
// file in the same directory, .NAME.partial. If the process is killed, the next attempt replaces
// that file.
type Partial struct {
	*os.File
	path      string
	replace   bool
	committed bool
	closed    bool
}

// CreatePartial starts the file path. The error wraps ErrExists if path exists and must not be
// replaced.
func CreatePartial(path string, replace bool) (*Partial, error) {
	switch info, err := os.Lstat(path); {
	case err == nil && !replace:
		return nil, &fs.PathError{Op: "create", Path: path, Err: ErrExists}
	case err == nil && !info.Mode().IsRegular(): // renaming would destroy a device or link
		return nil, &fs.PathError{Op: "replace", Path: path, Err: errNotRegular}
	}
	hidden := filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+".partial")
	f, err := os.OpenFile(hidden, os.O_RDWR|os.O_CREATE|unix.O_NOFOLLOW, 0o666)
	if errors.Is(err, fs.ErrNotExist) {
		err = noParent(path)
	}
	if err != nil {
		return nil, err
	}
	p := &Partial{File: f, path: path, replace: replace}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		return nil, errors.Join(fmt.Errorf("%s: another process is writing it: %w", hidden, err), f.Close())
	}
	if err := f.Truncate(0); err != nil {
		return nil, errors.Join(err, p.Abort())
	}
	return p, nil
}

// noParent returns the error for a file or directory whose parent directory does not exist.
func noParent(path string) error {
	return &fs.PathError{Op: "create", Path: path, Err: noDirectoryError(filepath.Dir(path))}
}

// noDirectoryError names a missing directory. It is an fs.ErrNotExist.
type noDirectoryError string

func (e noDirectoryError) Error() string { return "there is no directory " + string(e) }

func (noDirectoryError) Unwrap() error { return fs.ErrNotExist }

// Commit syncs the file to the disk and then renames it to its final name.
func (p *Partial) Commit() error {
	if err := p.Sync(); err != nil {
		return err
	}
	if err := p.rename(); err != nil {
		return err
	}
	p.committed = true
	p.closed = true
	return p.File.Close()
}

// rename renames the file to its final name. It does not replace a file that has been created since,
// unless it may.
func (p *Partial) rename() error {
	if p.replace {
		return os.Rename(p.Name(), p.path)
	}
	err := os.Link(p.Name(), p.path) // atomic, unlike a look before Rename
	switch {
	case err == nil:
		return os.Remove(p.Name())
	case errors.Is(err, fs.ErrExist):
		return &fs.PathError{Op: "create", Path: p.path, Err: ErrExists}
	}
	// The file system has no links.
	if _, err := os.Lstat(p.path); err == nil {
		return &fs.PathError{Op: "create", Path: p.path, Err: ErrExists}
	}
	return os.Rename(p.Name(), p.path)
}

// Abort removes the file if it was not committed. It is idempotent.
func (p *Partial) Abort() error {
	if p.closed {
		return nil
	}
	p.closed = true
	return errors.Join(os.Remove(p.Name()), p.File.Close())
}

// An Output is the destination of a single file: a Partial, or a Stream.
type Output interface {
	io.Writer
	Commit() error // completes the output
	Abort() error  // discards it, unless it was committed
}

// Stream is an Output that writes to a writer such as standard output. It cannot be undone.
type Stream struct{ io.Writer }

// Commit does nothing.
func (Stream) Commit() error { return nil }

// Abort does nothing.
func (Stream) Abort() error { return nil }
