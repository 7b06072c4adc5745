package leveldb

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/openleveldb/openleveldb/internal/disk"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// BackupOptions configure [Backup]. nil and the zero value select the defaults.
type BackupOptions struct {
	// Range, NoVerify, Progress and Reached have the same meaning as in CopyOptions.
	Range    *Range
	NoVerify bool
	Progress func(verifying bool, entries int, bytes int64)
	Reached  func(key string)
	// Open holds the options for the new database; nil selects the defaults.
	Open *Options
}

// Backup copies entries, as [Copy] does, to a new database in path. The database appears at path
// only when it is complete. Until then it is in PATH.partial, in the same parent directory. It is
// renamed to path once it is complete, verified and on disk. path may be an empty directory; if
// anything else exists there, the error is fs.ErrExist.
//
// Each entry is written once, as with [Build]. After an error PATH.partial remains, unless nothing
// was written. The next Backup to the same path resumes from it, even from another source: entries
// that it already holds are compared instead of written, and entries that do not belong there are
// deleted. If the process is killed, everything copied until a few seconds before remains.
// [Destroy] removes PATH.partial. Two backups to the same path do not interfere: the second returns
// ErrLocked.
func Backup(ctx context.Context, path string, src *DB, o *BackupOptions) (CopyStats, error) {
	if o == nil {
		o = &BackupOptions{}
	}
	copied, err := backup(ctx, path, src, o)
	if named := (*Error)(nil); errors.As(err, &named) {
		return copied, err
	}
	return copied, fail("backup", path, err)
}

func backup(ctx context.Context, path string, src *DB, o *BackupOptions) (copied CopyStats, err error) {
	r, err := o.Range.whole()
	if err != nil {
		return CopyStats{}, err
	}
	path, partial, err := partialOf(path)
	if err != nil {
		return CopyStats{}, err
	}
	open := Options{}
	if o.Open != nil {
		open = *o.Open
	}
	if open.Comparator == nil {
		open.Comparator = src.order
	}
	if err := sameOrder(src, open.Comparator); err != nil {
		return CopyStats{}, err
	}
	open.ErrorIfMissing, open.ErrorIfExists, open.ReadOnly, open.NoLock = false, false, false, false
	mirror := CopyOptions{Range: o.Range, Into: CopyMirror, NoVerify: o.NoVerify, Progress: o.Progress, Reached: o.Reached}
	var c *copier
	if _, unfinished := os.Lstat(filepath.Join(partial, "CURRENT")); unfinished == nil || src.order != nil {
		c, err = fill(ctx, partial, &open, src, r, &mirror)
	} else {
		c, err = fillNew(ctx, path, partial, &open, src, r, &mirror)
	}
	if err != nil {
		return c.CopyStats, err
	}
	// Until the directory is renamed, the open reader locks out other backups that would resume
	// from it.
	open.ReadOnly = true
	db, err := Open(partial, &open)
	if err != nil {
		return c.CopyStats, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if !o.NoVerify {
		if err := c.verify(db.WithContext(ctx), nil); err != nil {
			return c.CopyStats, err
		}
	}
	if err := ctx.Err(); err != nil {
		return c.CopyStats, err
	}
	// Everything is on disk already. A build syncs what it writes. Otherwise the last write of the
	// copy was synced, which also synced the tables and their directory entries.
	return c.CopyStats, fileError(disk.Rename(partial, path))
}

// vacant returns an error if path cannot become a new database.
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

// unfinished returns an error if partial exists and is not an unfinished Backup.
func unfinished(partial string) error {
	entries, err := os.ReadDir(partial)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fileError(err)
	}
	for _, e := range entries {
		if !isOwnFile(e.Name()) || !e.Type().IsRegular() {
			return inTheWay(fmt.Sprintf("%s is not an unfinished copy: it holds %q", partial, e.Name()))
		}
	}
	return nil
}

// inTheWay returns an fs.ErrExist error: something exists where a database is to be created.
func inTheWay(text string) error {
	return &driver.Error{Class: ErrInvalidArgument, Text: text, Cause: fs.ErrExist}
}

// fillNew builds a database in partial with the entries of the range of src. After an error, if any
// entries were written, it leaves a database from which fill can resume.
func fillNew(ctx context.Context, path, partial string, open *Options, src *DB, r *Range, o *CopyOptions) (*copier, error) {
	b, err := startBuild(path, partial, &BuildOptions{Open: open})
	if err != nil {
		return &copier{}, err
	}
	c := newCopier(ctx, &DB{name: partial}, o)
	c.into = b.parts[0]
	err = c.copy(src.WithContext(ctx), r, nil)
	return c, b.keep(err, c.Written > 0)
}

// fill makes the entries of the database in partial equal to the range of src.
func fill(ctx context.Context, partial string, open *Options, src *DB, r *Range, o *CopyOptions) (*copier, error) {
	_, before := os.Lstat(partial)
	dst, err := Open(partial, open)
	if err != nil {
		return &copier{}, err
	}
	c := newCopier(ctx, dst, o)
	err = errors.Join(c.copy(src.WithContext(ctx), r, &Range{}), dst.Close())
	if err != nil && c.Written == 0 && errors.Is(before, fs.ErrNotExist) && open.Comparator == nil {
		err = errors.Join(err, Destroy(partial))
	}
	return c, err
}
