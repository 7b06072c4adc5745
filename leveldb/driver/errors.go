package driver

import (
	"errors"
	"fmt"
)

// The classes of error that a caller can act on. Test for them with errors.Is.
var (
	// ErrNotFound: the key is not in the database.
	ErrNotFound = errors.New("not found")
	// ErrClosed: the database, cursor or snapshot was closed.
	ErrClosed = errors.New("closed")
	// ErrReadOnly: a write to a database that was opened for reading.
	ErrReadOnly = errors.New("read-only")
	// ErrCorrupt: stored bytes are damaged.
	ErrCorrupt = errors.New("corrupt")
	// ErrLocked: another process, or another handle of this one, has the database open.
	ErrLocked = errors.New("locked")
	// ErrTooLarge: LevelDB cannot hold an entry or batch of this size.
	ErrTooLarge = errors.New("too large")
	// ErrNotSupported: this engine does not support the operation.
	ErrNotSupported = errors.New("not supported")
	// ErrInvalidArgument: an argument was rejected, such as a comparator other than the database's.
	ErrInvalidArgument = errors.New("invalid argument")
	// ErrIO: the file system failed. errors.Is also finds the cause if LevelDB's text names it,
	// such as syscall.ENOSPC for a full disk. After a failed write, later writes fail with the same
	// error until the database is closed and opened again, even if there is space again; reads
	// continue. In the reopened database, the failed write may or may not be present; all
	// acknowledged writes are.
	ErrIO = errors.New("i/o error")
	// ErrOutOfMemory: the engine could not allocate memory.
	ErrOutOfMemory = errors.New("out of memory")
	// ErrMoved: a value was requested after its cursor had moved on.
	ErrMoved = errors.New("the iterator has moved on")
)

// The classes of error of engines on other machines.
var (
	// ErrUnavailable: the other side cannot be reached, or the connection to it broke. If errors.Is
	// also finds os.ErrDeadlineExceeded, a timeout has passed.
	ErrUnavailable = errors.New("no connection to the server")
	// ErrOutcomeUnknown: a write was sent and no response came. The write may have been done, may
	// still be done, or may never be done. The error wraps the cause, such as ErrUnavailable or
	// context.Canceled.
	ErrOutcomeUnknown = errors.New("the write may or may not have been done")
	// ErrExpired: the other side no longer has the state of a snapshot or an iteration.
	ErrExpired = errors.New("expired on the server")
)

// Error is a failure that an engine reports.
type Error struct {
	Class error  // one of the Err values
	Text  string // details, without the class; may be empty
	Cause error  // another cause for errors.Is, such as fs.ErrNotExist; may be nil
}

// Error returns the class and the text. The caller adds the operation and the key or path.
func (e *Error) Error() string {
	if e.Text == "" {
		return e.Class.Error()
	}
	return e.Class.Error() + ": " + e.Text
}

// Unwrap returns the class and the cause, for errors.Is.
func (e *Error) Unwrap() []error {
	if e.Cause == nil {
		return []error{e.Class}
	}
	return []error{e.Class, e.Cause}
}

// MaxEntrySize is the maximum size in bytes of a key and its value together, and of all entries of
// a batch, where each entry counts its key, its value and BatchOverhead. LevelDB keeps offsets and
// lengths in 32 bits and checks none of them. 8 MiB are reserved for what LevelDB adds to an entry
// in the same block or log record: a block may hold up to 4 MiB before its last entry is added.
const MaxEntrySize = 1<<32 - 8<<20

// CheckSize returns ErrTooLarge for a key and value of more than MaxEntrySize bytes together.
func CheckSize(key, value int) error {
	if uint64(key)+uint64(value) <= MaxEntrySize {
		return nil
	}
	return &Error{Class: ErrTooLarge,
		Text: fmt.Sprintf("key of %d and value of %d bytes; LevelDB holds %d in all", key, value, uint64(MaxEntrySize))}
}
