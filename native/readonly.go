package native

/*
#include "readonly.h"
*/
import "C"

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
	"unsafe"

	"github.com/jmhodges/levigo"
)

// environment is the C++ object through which LevelDB sees a database that is open read-only: see readonly.cc. It belongs to
// the configuration, and outlives the database.
type environment struct{ c *C.oldb_readonly }

// newEnvironment puts a new environment into options.
func newEnvironment(options *levigo.Options) *environment {
	return &environment{C.oldb_readonly_new((*C.leveldb_options_t)(unsafe.Pointer(options.Opt)))}
}

func (e *environment) close() { C.oldb_readonly_free(e.c) }

// seal ends the opening of ldb: see readonly.h.
func (e *environment) seal(ldb *levigo.DB) error {
	text := C.oldb_readonly_seal(e.c, (*C.leveldb_t)(unsafe.Pointer(ldb.Ldb)))
	if text == nil {
		return nil
	}
	return levigoError("open", levigo.DatabaseError(C.GoString(text)))
}

// startAttempts is how often a database that a writer changes meanwhile is opened, before that is an error.
const startAttempts = 20

// undisturbed opens a database that nothing keeps writers away from. LevelDB reads the manifest, then the directory, then
// the logs; a writer that moves a log into a table between the first and the second leaves a hole in what is read. A writer
// adds to the manifest before it removes anything, so a manifest that is the same before and after says that there is no
// hole: what was read is what the database held at one moment.
func undisturbed(path string, start func(path string) (*levigo.DB, *configuration, error)) (*levigo.DB, *configuration, error) {
	for range startAttempts {
		before := readStamp(path)
		ldb, config, err := start(path)
		if readStamp(path) == before {
			return ldb, config, err
		}
		if err == nil {
			ldb.Close()
			config.close()
		}
	}
	return nil, nil, &Error{Op: "open", Class: ErrLocked, Text: "somebody is writing to the database, too much to open it without a lock"}
}

// stamp identifies a state of a manifest, to which a writer only ever adds.
type stamp struct {
	manifest string
	size     int64
	changed  time.Time
}

// readStamp gives the stamp of the database in path. One that cannot be read is empty: what is wrong, LevelDB says better.
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

// checkReadOnly refuses combinations that make no sense.
func (o *Options) checkReadOnly() error {
	refuse := func(text string) error { return &Error{Op: "open", Class: ErrInvalidArgument, Text: text} }
	switch {
	case o.NoLock && !o.ReadOnly:
		return refuse("option NoLock is for ReadOnly")
	case o.CreateIfMissing && o.ReadOnly:
		return refuse("option CreateIfMissing is not for ReadOnly")
	}
	return nil
}

// lockShared takes the lock of a reader, or none if there is to be none.
func (o *Options) lockShared(path string) (*lock, error) {
	if o.NoLock {
		return nil, nil
	}
	l, err := acquireShared(path)
	var refused *fs.PathError
	if errors.As(err, &refused) && refused.Op == "lock" {
		return nil, &Error{Op: "open", Class: ErrIO, Text: err.Error() + " (option NoLock opens without a lock)", Cause: err}
	}
	return l, err
}
