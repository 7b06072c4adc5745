package server

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/openleveldb/openleveldb/leveldb"
)

// maxNames limits the number of directories that a listing visits.
const maxNames = 100_000

// Names returns the names of the existing databases below the root, open or not, sorted. It visits
// directories that are readable and no deeper than a name may be, and follows no links. The error
// is ErrTooLarge for a root with more than 100,000 directories below it.
func (d *Directory) Names() ([]string, error) {
	d.mu.Lock()
	closed := d.closed
	d.mu.Unlock()
	if closed {
		return nil, fmt.Errorf("server: list databases: %w", leveldb.ErrClosed)
	}
	names := []string{}
	directories := 0
	err := fs.WalkDir(d.root.FS(), ".", func(p string, e fs.DirEntry, err error) error {
		switch {
		case p == "." && err != nil:
			return err
		case err != nil: // it cannot be read, or no longer exists
			return fs.SkipDir
		case e.IsDir() && p != "." && checkName(p) != nil:
			return fs.SkipDir // it cannot be opened by any name
		case e.IsDir():
			if directories++; directories > maxNames {
				return fmt.Errorf("%w: more than %d directories", leveldb.ErrTooLarge, maxNames)
			}
		case e.Name() == "CURRENT" && e.Type().IsRegular() && path.Dir(p) != ".":
			names = append(names, path.Dir(p))
			return fs.SkipDir // skip the rest of a database's files
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("server: list databases: %w", err)
	}
	slices.SortFunc(names, strings.Compare)
	return names, nil
}
