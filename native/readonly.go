package native

/*
#include "readonly.h"
*/
import "C"

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/openleveldb/openleveldb/internal/dblock"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// environment is the C++ object through which LevelDB accesses a database that is open read-only;
// see readonly.cc. It belongs to the configuration, and outlives the database.
type environment struct{ c *C.oldb_readonly }

// newEnvironment sets a new environment in options.
func newEnvironment(options *C.leveldb_options_t) *environment {
	return &environment{C.oldb_readonly_new(options)}
}

func (e *environment) close() { C.oldb_readonly_free(e.c) }

// seal marks the end of opening db: see readonly.h.
func (e *environment) seal(db *C.leveldb_t) error {
	text := C.oldb_readonly_seal(e.c, db)
	if text == nil {
		return nil
	}
	return errorOfText(C.GoString(text))
}

// startAttempts is the number of attempts to open a database that a writer changes during each
// attempt.
const startAttempts = 20

// undisturbed opens a database from which writers are not excluded. LevelDB reads the manifest,
// then the directory, then the logs. If a writer converts a log to a table between the first two
// steps, LevelDB misses its entries. A writer adds to the manifest before it removes anything.
// Therefore, if the manifest is the same before and after, nothing is missing: LevelDB has read the
// state of the database at one moment.
func undisturbed(path string, start func(path string) (*levelDB, error)) (*levelDB, error) {
	for range startAttempts {
		before := readStamp(path)
		opened, err := start(path)
		if readStamp(path) == before {
			return opened, err
		}
		if err == nil {
			if err := opened.close(); err != nil {
				return nil, err
			}
		}
	}
	return nil, &driver.Error{Class: driver.ErrLocked, Text: "a writer is changing the database too fast to open it without a lock"}
}

// stamp identifies a state of a manifest. Writers only append to a manifest.
type stamp struct {
	manifest string
	size     int64
	changed  time.Time
}

// readStamp returns the stamp of the database in path. It is empty if the manifest cannot be read,
// because LevelDB reports that problem better.
func readStamp(path string) stamp {
	current, err := os.ReadFile(filepath.Join(path, "CURRENT"))
	if err != nil {
		return stamp{}
	}
	s := stamp{manifest: strings.TrimSuffix(string(current), "\n")}
	if info, err := os.Stat(filepath.Join(path, s.manifest)); err == nil {
		s.size, s.changed = info.Size(), info.ModTime()
	}
	return s
}

// checkReadOnly returns an error for contradictory options.
func (o *Options) checkReadOnly() error {
	refuse := func(text string) error { return &driver.Error{Class: driver.ErrInvalidArgument, Text: text} }
	switch {
	case o.NoLock && !o.ReadOnly:
		return refuse("option NoLock requires ReadOnly")
	case o.CreateIfMissing && o.ReadOnly:
		return refuse("option CreateIfMissing cannot be combined with ReadOnly")
	}
	return nil
}

// lockShared takes the lock of a reader, or returns nil with NoLock.
func (o *Options) lockShared(path string) (*dblock.Lock, error) {
	if o.NoLock {
		return nil, nil
	}
	lock, err := dblock.AcquireShared(path)
	return lock, adviseNoLock(err)
}

// adviseNoLock adds a hint to the error of a file system that cannot lock files.
func adviseNoLock(err error) error {
	var e *driver.Error
	if !dblock.CannotLock(err) || !errors.As(err, &e) {
		return err
	}
	return &driver.Error{Class: e.Class, Text: e.Text + " (option NoLock opens without a lock)", Cause: e.Cause}
}
