package repair

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/internal/disk"
)

// lost is the subdirectory of a database in which a repair keeps the files that it replaces.
// LevelDB's own repair uses the same name.
type lost struct {
	db, path string
}

// Scratch is the subdirectory of lost in which a repair builds the new state.
const Scratch = "repair.tmp"

// openLost creates the subdirectory if it does not exist, and an empty scratch directory in it.
func openLost(db string) (*lost, error) {
	l := &lost{db: db, path: filepath.Join(db, dbfile.LostDir)}
	info, err := os.Lstat(l.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		err = disk.Mkdir(l.path)
	case err == nil && !info.IsDir():
		err = &fs.PathError{Path: l.path, Err: errors.New("a file with this name exists; move it elsewhere")}
	}
	if err != nil {
		return nil, err
	}
	if err := disk.RemoveAll(l.scratch()); err != nil { // left by a repair that was killed
		return nil, err
	}
	return l, disk.Mkdir(l.scratch())
}

// scratch returns the path of the scratch directory.
func (l *lost) scratch() string { return filepath.Join(l.path, Scratch) }

// close removes the scratch directory, and the subdirectory itself if it is empty.
func (l *lost) close() error {
	if err := disk.RemoveAll(l.scratch()); err != nil {
		return err
	}
	entries, err := os.ReadDir(l.path)
	if err != nil || len(entries) > 0 {
		return err
	}
	return disk.Remove(l.path)
}

// free returns an unused path in lost for a file of that name. If lost already holds the same file,
// free returns its path, and found is true.
func (l *lost) free(name string) (path string, found bool, err error) {
	file, err := os.Lstat(filepath.Join(l.db, name))
	if err != nil {
		return "", false, err
	}
	path = filepath.Join(l.path, name)
	for n := 1; ; n++ {
		there, err := os.Lstat(path)
		if errors.Is(err, fs.ErrNotExist) {
			return path, false, nil
		}
		if err != nil || os.SameFile(file, there) {
			return path, err == nil, err
		}
		path = filepath.Join(l.path, fmt.Sprintf("%s.%d", name, n))
	}
}

// keep keeps a file of the database in lost; the file also stays where it is. When keep returns
// nil, the content is on the disk. The name in lost is on the disk after a sync of lost.
func (l *lost) keep(name string) error {
	path, found, err := l.free(name)
	if err != nil || found {
		return err
	}
	Step("keep " + name)
	file := filepath.Join(l.db, name)
	return errors.Join(disk.Sync(file), link(file, path))
}

// link makes to a hard link to from, or a copy if the file system has no hard links.
func link(from, to string) error {
	err := disk.Link(from, to)
	if err == nil || errors.Is(err, fs.ErrExist) || errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return copyFile(from, to)
}

// copyFile copies a file, with its modification time, and syncs the copy.
func copyFile(from, to string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	info, err := in.Stat()
	if err != nil {
		return err
	}
	out, err := disk.NewFile(to, info.Mode().Perm())
	if err != nil {
		return err
	}
	defer func() {
		err = errors.Join(err, out.Close())
		if err == nil {
			err = os.Chtimes(to, info.ModTime(), info.ModTime())
		}
	}()
	if _, err := io.Copy(out, in); err != nil {
		return err
	}
	return out.Sync()
}

// removeLost removes the files that repairs have kept, and the subdirectory if it is empty then.
func removeLost(db string) error {
	path := filepath.Join(db, dbfile.LostDir)
	if info, err := os.Lstat(path); err != nil || !info.IsDir() {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return err // nil for a file or a link: this package did not create it
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return err
	}
	left := false
	for _, e := range entries {
		switch {
		case e.IsDir() && e.Name() == Scratch:
			err = disk.RemoveAll(filepath.Join(path, Scratch))
		case e.Type().IsRegular() && dbfile.IsKept(e.Name()):
			err = disk.Remove(filepath.Join(path, e.Name()))
		default:
			left = true
		}
		if err != nil {
			return err
		}
	}
	if left {
		return disk.Sync(path)
	}
	return disk.Remove(path)
}
