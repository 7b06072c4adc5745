package native

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"slices"

	"github.com/jmhodges/levigo"
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
	return offline("repair", path, &strict, func(_ *lock, config *configuration) error {
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
	return offline("destroy", path, nil, func(_ *lock, config *configuration) error {
		return levigoError("destroy", levigo.DestroyDatabase(path, config.options))
	})
}

// offline does work on a directory that nobody has open.
func offline(op, path string, options *Options, work func(*lock, *configuration) error) error {
	if options == nil {
		options = &Options{}
	}
	if err := options.check(); err != nil {
		return err
	}
	if options.ReadOnly {
		return &Error{Op: op, Class: ErrReadOnly, Text: "so the options say"}
	}
	if _, err := exists(path); err != nil {
		return &Error{Op: op, Class: ErrIO, Text: err.Error(), Cause: err}
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return &Error{Op: op, Class: ErrIO, Text: err.Error(), Cause: err}
	}
	if !holdsDatabase(entries) {
		return &Error{Op: op, Class: ErrNotFound, Text: "there is no database", Cause: fs.ErrNotExist}
	}
	lock, err := acquire(path, fmt.Sprintf("is at work on the database (%s)", op))
	if err != nil {
		return lockError(op, err)
	}
	config := options.configure()
	defer config.close()
	return errors.Join(work(lock, config), lock.release())
}

// holdsDatabase says whether a directory holds files of a database, of which CURRENT may be lost.
func holdsDatabase(entries []os.DirEntry) bool {
	return slices.ContainsFunc(entries, func(e os.DirEntry) bool {
		return e.Name() == "CURRENT" || manifestFile.MatchString(e.Name()) || holdsEntries(e.Name())
	})
}

// The names of LevelDB's files (db/filename.cc).
var (
	manifestFile = regexp.MustCompile(`^MANIFEST-[0-9]+$`)
	logFile      = regexp.MustCompile(`^[0-9]+\.log$`)
	tableFile    = regexp.MustCompile(`^[0-9]+\.(ldb|sst)$`)
)

// holdsEntries says whether a file of this name holds entries of a database.
func holdsEntries(name string) bool { return logFile.MatchString(name) || tableFile.MatchString(name) }
