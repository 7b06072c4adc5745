// Package disk makes changes to directories that survive a power cut, and lets tests record the
// library's changes to files and make them fail.
package disk

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// Mkdir creates a directory. When it returns nil, the name is on the disk. After an error there is
// no new directory.
func Mkdir(path string) error {
	path = filepath.Clean(path)
	err := do(Makedir, path, "", func() error { return os.Mkdir(path, 0o755) })
	if err != nil {
		return err
	}
	if err := Sync(filepath.Dir(path)); err != nil {
		return errors.Join(err, Remove(path))
	}
	return nil
}

// Rename renames a file or directory. It replaces an existing file, or an empty directory. When it
// returns nil, the new name is on the disk. If the sync fails, the file already has the new name.
func Rename(from, to string) error {
	err := do(RenameTo, from, to, func() error {
		// os.Rename refuses to replace an empty directory.
		if err := unix.Rename(from, to); err != nil {
			return &os.LinkError{Op: "rename", Old: from, New: to, Err: err}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return Sync(filepath.Dir(to))
}

// Link makes to another name of the file from. The error is fs.ErrExist if to exists. The name is
// on the disk only after a sync of its directory.
func Link(from, to string) error {
	return do(LinkTo, from, to, func() error { return os.Link(from, to) })
}

// Remove removes a file or an empty directory. The removal is on the disk only after a sync of its
// directory.
func Remove(path string) error {
	return do(Delete, path, "", func() error { return os.Remove(path) })
}

// RemoveAll removes a file, or a directory and everything in it. It returns nil if path does not
// exist.
func RemoveAll(path string) error {
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if info.IsDir() {
		entries, err := os.ReadDir(path)
		if err != nil {
			return err
		}
		for _, e := range entries {
			if err := RemoveAll(filepath.Join(path, e.Name())); err != nil {
				return err
			}
		}
	}
	return Remove(path)
}

// Sync syncs the content of a file, or the names in a directory, to the disk.
func Sync(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	operation := SyncFile
	if info, err := f.Stat(); err != nil {
		return errors.Join(err, f.Close())
	} else if info.IsDir() {
		operation = SyncDir
	}
	return errors.Join(do(operation, path, "", f.Sync), f.Close())
}
