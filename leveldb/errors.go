package leveldb

import (
	"errors"
	"fmt"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/internal/keytext"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// Classes of errors, for use with errors.Is.
var (
	ErrNotFound        = driver.ErrNotFound        // the key is not in the database
	ErrClosed          = driver.ErrClosed          // the database or snapshot was closed
	ErrReadOnly        = driver.ErrReadOnly        // a write to a read-only database or snapshot
	ErrCorrupt         = driver.ErrCorrupt         // stored data is damaged
	ErrLocked          = driver.ErrLocked          // the database is open elsewhere
	ErrTooLarge        = driver.ErrTooLarge        // an entry or batch is too large for LevelDB
	ErrInvalidArgument = driver.ErrInvalidArgument // an invalid option, key or range
	ErrNotSupported    = driver.ErrNotSupported    // not possible with this database, order or engine
	ErrIO              = driver.ErrIO              // a file system error, or an unreadable table
	ErrMoved           = driver.ErrMoved           // an entry was read after its loop continued
	ErrReleased        = errors.New("released")    // a pinned value was read after its Release
	// ErrShapeMismatch: the dtype or shape of an array differs from that of the other gathered
	// arrays.
	ErrShapeMismatch = errors.New("dtype or shape mismatch")
)

// Error is the error type of this package. It holds the operation, its subject and the cause.
type Error struct {
	Op   string // "open", "get", "put", "iterate", …
	Name string // the key with its prefix, or the path of the database
	Err  error
}

// Error returns a single line, such as `leveldb: get "k": not found`. It shortens keys longer than
// 1 KiB; Name holds the complete key.
func (e *Error) Error() string {
	return fmt.Sprintf("leveldb: %s %s: %v", e.Op, keytext.Quote(e.Name), e.Err)
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Is reports whether target is ErrCorrupt and the cause is a payload that did not decode. Other
// targets are compared with the cause.
func (e *Error) Is(target error) bool {
	return target == ErrCorrupt && errors.Is(e.Err, codec.ErrDamaged)
}

// fail adds the operation and its subject to an error. It returns nil if err is nil.
func fail(op, name string, err error) error {
	if err == nil {
		return nil
	}
	return &Error{Op: op, Name: name, Err: err}
}
