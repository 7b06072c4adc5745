package server

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/openleveldb/openleveldb/internal/dbfile"
)

// place is the directory of a database, held open. It stays the directory that was checked,
// wherever its path leads later.
type place struct {
	dir  *os.File
	path string // to open it by
	// exact reports that path leads to dir itself, through no directory that somebody could
	// replace.
	exact bool
}

func (p *place) Close() error { return p.dir.Close() }

// verify reports an error if the path, after its use, no longer leads to the directory.
func (p *place) verify() error {
	if p.exact {
		return nil
	}
	held, err := p.dir.Stat()
	if err != nil {
		return err
	}
	if there, err := os.Stat(p.path); err != nil || !os.SameFile(held, there) {
		return forbidden("the directory was replaced while it was opened")
	}
	return nil
}

// find opens the directory of that name, element by element, without following symbolic links. If
// make is set, it creates missing directories; the caller must then hold d.creating. The result is
// the directory of a database, or with make one in which a new database may be created.
func (d *Directory) find(name string, make bool) (*place, error) {
	dir, err := openAt(d.dir, ".")
	if err != nil {
		return nil, err
	}
	elements := strings.Split(name, "/")
	for i, element := range elements {
		var next *os.File
		if make && i > 0 && isDatabase(dir) {
			// LevelDB would accept this, but someone who copies or destroys the outer database
			// would not expect it.
			err = forbidden("%s is a database and cannot contain others", strings.Join(elements[:i], "/"))
		} else if next, err = openAt(dir, element); make && errors.Is(err, fs.ErrNotExist) {
			next, err = makeAt(dir, element)
		}
		if errors.Is(err, fs.ErrNotExist) {
			err = missing()
		}
		if err := errors.Join(err, dir.Close()); err != nil {
			return nil, err
		}
		dir = next
	}
	p := locate(dir, filepath.Join(d.roots[0], filepath.FromSlash(name)))
	if err := p.check(make); err != nil {
		return nil, errors.Join(err, p.Close())
	}
	return p, nil
}

// locate returns a place for an open directory. On Linux its path leads to the directory even if
// the directory's names change.
func locate(dir *os.File, path string) *place {
	if runtime.GOOS == "linux" {
		held, err := dir.Stat()
		link := fmt.Sprintf("/proc/self/fd/%d", dir.Fd())
		if there, again := os.Stat(link); err == nil && again == nil && os.SameFile(held, there) {
			return &place{dir: dir, path: link, exact: true}
		}
	}
	return &place{dir: dir, path: path}
}

// leftover matches the files that LevelDB leaves if creating a database is interrupted: all but
// CURRENT.
var leftover = regexp.MustCompile(`^(LOCK|LOG|LOG\.old|MANIFEST-000001|000001\.dbtmp)$`)

// check returns nil if the directory holds a database, or with make may become one, and nothing in
// it leads elsewhere. It permits the subdirectory in which repairs keep what they replaced, left
// from an earlier database.
func (p *place) check(make bool) error {
	entries, err := os.ReadDir(p.path)
	if err != nil {
		return err
	}
	database, other := false, ""
	for _, e := range entries {
		if dbfile.IsSocket(e) {
			continue // of a shared database; LevelDB does not open it
		}
		if kind := e.Type(); !kind.IsRegular() && !kind.IsDir() {
			// LevelDB would write through a link, and would block forever on a pipe.
			return forbidden("%s in the directory is neither a file nor a directory (%v)", e.Name(), kind)
		}
		if e.Name() == "CURRENT" && e.Type().IsRegular() {
			database = true
		} else if kept := e.IsDir() && e.Name() == dbfile.LostDir; !kept && (e.IsDir() || !leftover.MatchString(e.Name())) {
			other = e.Name()
		}
	}
	switch {
	case database:
		return nil
	case !make:
		return missing()
	case ownFile.MatchString(other):
		return forbidden("the directory holds a damaged database without its file CURRENT; repair it, because a new database would delete its files")
	case other != "":
		return forbidden("the directory is not a database and not empty; it holds %s", other)
	}
	return nil
}

// isDatabase reports whether a directory is a database, by LevelDB's own criterion.
func isDatabase(dir *os.File) bool {
	var st unix.Stat_t
	return unix.Fstatat(int(dir.Fd()), "CURRENT", &st, unix.AT_SYMLINK_NOFOLLOW) == nil
}

// openAt opens a directory inside a directory. It does not follow a link.
func openAt(dir *os.File, element string) (*os.File, error) {
	for {
		fd, err := unix.Openat(int(dir.Fd()), element, unix.O_RDONLY|unix.O_DIRECTORY|unix.O_NOFOLLOW|unix.O_CLOEXEC, 0)
		switch {
		case errors.Is(err, unix.EINTR):
			continue
		case errors.Is(err, unix.ENOTDIR) || errors.Is(err, unix.ELOOP):
			var st unix.Stat_t
			if err := unix.Fstatat(int(dir.Fd()), element, &st, unix.AT_SYMLINK_NOFOLLOW); err == nil && st.Mode&unix.S_IFMT == unix.S_IFLNK {
				return nil, forbidden("%s is a symbolic link", element)
			}
			return nil, invalid("%s is not a directory", element)
		case err != nil:
			return nil, &fs.PathError{Op: "open", Path: element, Err: err}
		}
		return os.NewFile(uintptr(fd), element), nil
	}
}

// makeAt creates a directory inside a directory and opens it.
func makeAt(dir *os.File, element string) (*os.File, error) {
	if err := unix.Mkdirat(int(dir.Fd()), element, 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, &fs.PathError{Op: "mkdir", Path: element, Err: err}
	}
	return openAt(dir, element)
}
