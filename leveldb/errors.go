package leveldb

import (
	"errors"
	"fmt"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/internal/keytext"
	"github.com/openleveldb/openleveldb/native"
)

// What went wrong, for errors.Is.
var (
	ErrNotFound        = native.ErrNotFound        // the key is not in the database
	ErrClosed          = native.ErrClosed          // the database or snapshot was closed
	ErrReadOnly        = native.ErrReadOnly        // a write to a database opened for reading, or to a snapshot
	ErrCorrupt         = native.ErrCorrupt         // stored data are damaged
	ErrLocked          = native.ErrLocked          // the database is open elsewhere
	ErrTooLarge        = native.ErrTooLarge        // LevelDB cannot hold an entry or batch of that size
	ErrInvalidArgument = native.ErrInvalidArgument // an option, key or range that makes no sense
	ErrIO              = native.ErrIO              // the file system failed, or a table can no longer be read
	ErrMoved           = native.ErrMoved           // an entry was read after its loop had moved on
	ErrReleased        = errors.New("released")    // a pinned value was read after its Release
)

// Error is the type of the errors of this package: what was done, to what, and why it failed.
type Error struct {
	Op   string // "open", "get", "put", "iterate", …
	Name string // the key with its prefix, or the path of the database
	Err  error
}

// Error returns one line, as in `leveldb: get "k": not found`. It cuts a key longer than 1 KiB, of
// which Name holds all.
func (e *Error) Error() string {
	return fmt.Sprintf("leveldb: %s %s: %v", e.Op, keytext.Quote(e.Name), e.Err)
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Is makes a payload that does not decode count as ErrCorrupt.
func (e *Error) Is(target error) bool {
	return target == ErrCorrupt && errors.Is(e.Err, codec.ErrDamaged)
}

// fail names what an error was about.
func fail(op, name string, err error) error {
	if err == nil {
		return nil
	}
	return &Error{Op: op, Name: name, Err: err}
}
