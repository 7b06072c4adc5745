package native

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/jmhodges/levigo"

	"github.com/openleveldb/openleveldb/internal/dbfile"
)

// Repair rebuilds the database in path from what is readable there. Some data may be lost; nothing whose checksum does not fit
// is kept. What is replaced goes to the subdirectory "lost"; the rest is rewritten, which takes its time and space. The database must be closed: the error is ErrLocked if it is open
// anywhere.
func Repair(path string, options *Options) error {
	if options == nil {
		options = &Options{}
	}
	strict := *options
	strict.ParanoidChecks = true // else LevelDB keeps damaged blocks as they are
	return offline("repair", path, &strict, func(l *lock, config *configuration, _ *dbfile.Directory) error {
		// LevelDB's repair takes no lock of its own.
		if err := l.recordLock(); err != nil {
			return lockError("repair", err)
		}
		if err := salvageLogs(path); err != nil {
			return &Error{Op: "repair", Class: ErrIO, Text: err.Error(), Cause: err}
		}
		if err := levigo.RepairDatabase(path, config.options); err != nil {
			return levigoError("repair", err)
		}
		return levigoError("repair", order(path, config))
	})
}

// order merges the tables of a database that was repaired. Repair leaves all of them on level 0, where a Get believes that the table
// with the highest number is the newest: but that may be one that a compaction made of old ones. A compaction goes by the sequence
// numbers of the entries.
func order(path string, config *configuration) error {
	db, err := levigo.Open(path, config.options)
	if err != nil {
		return err
	}
	defer db.Close()
	db.CompactRange(levigo.Range{})
	// A compaction reports no error; the next write does, also an empty one.
	batch, options := levigo.NewWriteBatch(), levigo.NewWriteOptions()
	defer batch.Close()
	defer options.Close()
	return db.Write(options, batch)
}

// Destroy deletes the database in path, and the directory if nothing else is in it. The database must be closed: the error
// is ErrLocked if it is open anywhere.
func Destroy(path string) error {
	return offline("destroy", path, nil, func(_ *lock, config *configuration, _ *dbfile.Directory) error {
		return levigoError("destroy", levigo.DestroyDatabase(path, config.options))
	})
}

// offline does work on a database that nobody has open. What is not certainly a database that this library can read is refused
// and left as it is.
func offline(op, path string, options *Options, work func(*lock, *configuration, *dbfile.Directory) error) error {
	if options == nil {
		options = &Options{}
	}
	if err := options.check(); err != nil {
		return err
	}
	if options.ReadOnly {
		return &Error{Op: op, Class: ErrReadOnly, Text: "Options.ReadOnly is set"}
	}
	if _, err := exists(path); err != nil {
		return &Error{Op: op, Class: ErrIO, Text: err.Error(), Cause: err}
	}
	// The lock would create the file LOCK.
	if _, err := os.Lstat(filepath.Join(path, "LOCK")); err != nil {
		if _, err := recognize(op, path, 0); err != nil {
			return err
		}
	}
	lock, err := acquire(path, fmt.Sprintf("is at work on the database (%s)", op))
	if err != nil {
		return lockError(op, err)
	}
	config := options.configure()
	defer config.close()
	d, err := recognize(op, path, 0)
	if err == nil {
		err = work(lock, config, d)
	}
	return errors.Join(err, lock.release())
}
