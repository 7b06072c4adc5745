package native

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/internal/dblock"
	"github.com/openleveldb/openleveldb/internal/repair"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// Repair makes a damaged database usable, with all entries that can be read. It changes as little
// as possible:
//
//   - A manifest whose tables are all intact is kept. A missing log is replaced by an empty one,
//     and a damaged log by its intact records. Tables that the manifest does not list are moved to
//     "lost": LevelDB would delete them, and they may hold the only copy of an entry.
//   - Damaged tables are replaced by their intact blocks, and missing ones are left out. If they
//     held the newest value or the deletion of a key, an older value reappears.
//   - Without a usable manifest, all tables and logs are merged by sequence number, which rewrites
//     the database and needs as much additional disk space. Deleted keys reappear if an obsolete
//     table holds them.
//
// All replaced files are kept in the subdirectory "lost". The new state is built and synced first,
// and takes effect when CURRENT is replaced. If Repair fails or is killed, the directory holds
// either the old state or the new one, and Repair can be called again.
//
// The database must be closed; the error is ErrLocked if it is open anywhere. Repair does not
// change a directory unless it is certain to be a LevelDB database that this library can read.
// Otherwise the error is ErrNotSupported for another program's database and for blocks compressed
// in an unknown way, ErrInvalidArgument for another comparator, ErrIO with fs.ErrPermission for
// files that cannot be read, and fs.ErrNotExist if there is no database.
func Repair(path string, options *Options) error {
	if options == nil {
		options = &Options{}
	}
	path, err := AbsolutePath(path)
	if err != nil {
		return err
	}
	strict := *options
	strict.ParanoidChecks, strict.ErrorIfExists = true, false
	may := func(d *dbfile.Directory, order *dbfile.Order) error {
		return ioError(repair.Check(d, repair.Options{Snappy: HasSnappy(), Order: order}))
	}
	return offline("repair", path, &strict, may, func(config *configuration, d *dbfile.Directory, order *dbfile.Order) error {
		return ioError(repair.Repair(d, repair.Options{
			Snappy: HasSnappy(), Order: order, Merge: func(path string) error { return mergeAll(path, config) },
		}))
	})
}

// Destroy deletes the database in path and the files that repairs have kept in the subdirectory
// "lost". It also removes the directory if nothing else is in it. The database must be closed; the
// error is ErrLocked if it is open anywhere. Destroy rejects the same directories as Repair.
//
// If Destroy fails or is killed, or the power fails, either the complete database remains or one
// that Open rejects, and Destroy can be called again. After Destroy has returned nil, no part of
// the database reappears after a power failure.
func Destroy(path string) error {
	path, err := AbsolutePath(path)
	if err != nil {
		return err
	}
	sampled := func(*dbfile.Directory, *dbfile.Order) error { return nil }
	return offline("destroy", path, nil, sampled, func(*configuration, *dbfile.Directory, *dbfile.Order) error {
		return ioError(repair.Destroy(path))
	})
}

// offline calls work on a database that is not open anywhere. It rejects a directory, and leaves it
// unchanged, unless it is certain to be a database that this library can read. may returns an error
// if work would reject the directory.
func offline(op, path string, options *Options, may func(*dbfile.Directory, *dbfile.Order) error,
	work func(*configuration, *dbfile.Directory, *dbfile.Order) error) (err error) {
	upkeep.acquire()
	defer upkeep.release()
	if options == nil {
		options = &Options{}
	}
	if err := options.check(); err != nil {
		return err
	}
	if options.ReadOnly {
		return &driver.Error{Class: driver.ErrReadOnly, Text: "Options.ReadOnly is set"}
	}
	// Locking would create the file LOCK, even in a directory that is rejected.
	if _, err := os.Lstat(filepath.Join(path, "LOCK")); errors.Is(err, fs.ErrNotExist) {
		d := dbfile.Recognize(path, lookAtAll(options.Comparator))
		if err := mayChange(op, d); err != nil {
			return err
		}
		order := newOrdering(comparatorFor(d, options.Comparator))
		defer order.free()
		if err := order.guarded(func() error { return may(d, order.inFiles()) }); err != nil {
			return err
		}
	}
	lock, err := dblock.Acquire(path, fmt.Sprintf("is at work on the database (%s)", op))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.Release()) }()
	d := dbfile.Recognize(path, lookAtAll(options.Comparator))
	if err := mayChange(op, d); err != nil {
		return err
	}
	fresh := *options
	fresh.ReuseLogs = false
	config := fresh.configure(comparatorFor(d, options.Comparator))
	defer func() { config.log.flush() }()
	defer config.close()
	if err := config.logTo(options.Logger, path); err != nil {
		return err
	}
	return config.order.guarded(func() error { return work(config, d, config.order.inFiles()) })
}

// lookAtAll returns the options with which Recognize checks every table. c is the comparator of the
// options.
func lookAtAll(c *driver.Comparator) dbfile.Options {
	return orders(dbfile.Options{Snappy: HasSnappy()}, c)
}

// mayChange returns an error if the directory must not be changed.
func mayChange(op string, d *dbfile.Directory) error {
	if err := refusal(op, d); err != nil {
		return err
	}
	if len(d.Links) > 0 {
		return &driver.Error{Class: driver.ErrNotSupported,
			Text: fmt.Sprintf("%s is a symbolic link, and may belong to another directory; replace it by a copy first", d.Links[0])}
	}
	return nil
}
