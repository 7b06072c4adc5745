package leveldb

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/openleveldb/openleveldb/internal/disk"
	"github.com/openleveldb/openleveldb/native"
)

// PartialSuffix is behind the path of a database that Backup has not finished.
const PartialSuffix = ".partial"

// Backup copies entries as [Copy] does to a new database in path, which is there whole or not at all. It is made beside
// path, in PATH.partial, and gets its name when it is complete, verified and on the disk. path may be an empty directory; anything
// else is fs.ErrExist.
//
// After an error PATH.partial stays, unless nothing was written. The next Backup to path, of whatever, goes on with it: what it
// holds already is compared instead of written, and what does not belong there is deleted. [Destroy] removes it. Two at the
// same time do not get into each other's way: the second gets ErrLocked.
func Backup(ctx context.Context, path string, src *DB, o *CopyOptions) (Copied, error) {
	if o == nil {
		o = &CopyOptions{}
	}
	copied, err := backup(ctx, path, src, o)
	if named := (*Error)(nil); errors.As(err, &named) {
		return copied, err
	}
	return copied, fail("backup", path, err)
}

func backup(ctx context.Context, path string, src *DB, o *CopyOptions) (copied Copied, err error) {
	r, err := o.Range.whole()
	if err != nil {
		return Copied{}, err
	}
	if path, err = filepath.Abs(path); err != nil {
		return Copied{}, fileError(err)
	}
	partial := path + PartialSuffix
	if err := vacant(path); err != nil {
		return Copied{}, err
	}
	if err := unfinished(partial); err != nil {
		return Copied{}, err
	}
	open := Options{}
	if o.Open != nil {
		open = *o.Open
	}
	open.ErrorIfMissing, open.ErrorIfExists, open.ReadOnly, open.NoLock = false, false, false, false
	mirror := *o
	mirror.Into = CopyMirror
	c, err := fill(ctx, partial, &open, src, r, &mirror)
	if err != nil {
		return c.Copied, err
	}
	// As a reader it keeps away others that would go on with it, until it has its name.
	open.ReadOnly = true
	db, err := Open(partial, &open)
	if err != nil {
		return c.Copied, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if !o.NoVerify {
		if err := c.verify(db.WithContext(ctx), nil); err != nil {
			return c.Copied, err
		}
	}
	if err := ctx.Err(); err != nil {
		return c.Copied, err
	}
	// All of it is on the disk already: the last write of the copy was synced, and the tables and names in the directory with it.
	return c.Copied, fileError(disk.Rename(partial, path))
}

// vacant looks whether path may become a database.
func vacant(path string) error {
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fileError(err)
	}
	if info.IsDir() {
		entries, err := os.ReadDir(path)
		if err != nil || len(entries) == 0 {
			return fileError(err)
		}
	}
	return inTheWay("something is there already")
}

// unfinished looks whether what is in partial, if anything, is what a Backup left behind.
func unfinished(partial string) error {
	entries, err := os.ReadDir(partial)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fileError(err)
	}
	for _, e := range entries {
		if !ownFile.MatchString(e.Name()) || !e.Type().IsRegular() {
			return inTheWay(fmt.Sprintf("%s is not an unfinished copy: it holds %q", partial, e.Name()))
		}
	}
	return nil
}

// inTheWay is the error for what is where a database is to be made: fs.ErrExist.
func inTheWay(text string) error {
	return &native.Error{Op: "backup", Class: ErrInvalidArgument, Text: text, Cause: fs.ErrExist}
}

// fill makes the database in partial the range of src.
func fill(ctx context.Context, partial string, open *Options, src *DB, r *Range, o *CopyOptions) (*copier, error) {
	_, before := os.Lstat(partial)
	dst, err := Open(partial, open)
	if err != nil {
		return &copier{}, err
	}
	c := newCopier(ctx, dst, o)
	err = errors.Join(c.copy(src.WithContext(ctx), r, &Range{}), dst.Close())
	if err != nil && c.Written == 0 && errors.Is(before, fs.ErrNotExist) {
		err = errors.Join(err, Destroy(partial))
	}
	return c, err
}
