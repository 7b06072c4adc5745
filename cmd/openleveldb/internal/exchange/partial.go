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

// ErrExists: there is something already where the result should be. Overwriting must be asked for.
var ErrExists = fs.ErrExist

var errNotRegular = errors.New("not a regular file; write to standard output to fill it")

// Partial is a file that gets its name when it is whole. Until then it lies beside that name,
// hidden, as .NAME.partial, where the next attempt takes its place if this one is killed.
type Partial struct {
	*os.File
	path      string
	replace   bool
	committed bool
	closed    bool
}

// CreatePartial begins the file path. The error wraps ErrExists if there is one already that it
// must not replace.
func CreatePartial(path string, replace bool) (*Partial, error) {
	switch info, err := os.Lstat(path); {
	case err == nil && !replace:
		return nil, &fs.PathError{Op: "create", Path: path, Err: ErrExists}
	case err == nil && !info.Mode().IsRegular(): // a device or link would be gone
		return nil, &fs.PathError{Op: "replace", Path: path, Err: errNotRegular}
	}
	hidden := filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+".partial")
	f, err := os.OpenFile(hidden, os.O_RDWR|os.O_CREATE|unix.O_NOFOLLOW, 0o666)
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

// Commit gives the file its name, once it is on the disk.
func (p *Partial) Commit() error {
	if err := p.Sync(); err != nil {
		return err
	}
	if !p.replace { // a file that has come meanwhile stays
		if _, err := os.Lstat(p.path); err == nil {
			return &fs.PathError{Op: "create", Path: p.path, Err: ErrExists}
		}
	}
	if err := os.Rename(p.Name(), p.path); err != nil {
		return err
	}
	p.committed = true
	p.closed = true
	return p.File.Close()
}

// Abort removes the file if it was not committed. Calling it again is harmless.
func (p *Partial) Abort() error {
	if p.closed {
		return nil
	}
	p.closed = true
	return errors.Join(os.Remove(p.Name()), p.File.Close())
}

// An Output is where a single file goes: a Partial, or a Stream.
type Output interface {
	io.Writer
	Commit() error // the output is whole
	Abort() error  // gives it up, unless it was committed
}

// Stream is an Output that goes on to a writer, such as standard output, which cannot be taken
// back.
type Stream struct{ io.Writer }

// Commit does nothing.
func (Stream) Commit() error { return nil }

// Abort does nothing.
func (Stream) Abort() error { return nil }
