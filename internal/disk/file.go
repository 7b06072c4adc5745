package disk

import (
	"errors"
	"io/fs"
	"os"
	"strconv"
)

// File is a new file that is being written.
type File struct{ file *os.File }

// NewFile creates a file. The error is fs.ErrExist if the path exists.
func NewFile(path string, perm fs.FileMode) (*File, error) {
	f := &File{}
	err := do(Create, path, "", func() (err error) {
		f.file, err = os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, perm)
		return err
	})
	if err != nil {
		return nil, err
	}
	return f, nil
}

// Write appends p.
func (f *File) Write(p []byte) (int, error) {
	if !hooks.active.Load() {
		return f.file.Write(p)
	}
	hooks.Lock()
	defer hooks.Unlock()
	part, planned := planned(Write, f.file.Name())
	if planned != nil {
		p = p[:min(part, len(p))]
	}
	n, err := f.file.Write(p)
	return n, errors.Join(planned, err, record(Write, f.file.Name(), strconv.Itoa(n), p[:n]))
}

// Sync syncs the content to the disk. The name may not be on the disk yet.
func (f *File) Sync() error { return do(SyncFile, f.file.Name(), "", f.file.Sync) }

// Close closes the file.
func (f *File) Close() error { return do(Close, f.file.Name(), "", f.file.Close) }

// WriteFile creates a file with the given content. When it returns nil, the content is on the disk.
// The name may not be.
func WriteFile(path string, content []byte) error {
	f, err := NewFile(path, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	return errors.Join(err, f.Sync(), f.Close())
}
