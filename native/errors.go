package native

/*
#include "shim.h"
*/
import "C"

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"
	"unsafe"

	"github.com/jmhodges/levigo"
)

// The classes of error that a caller can act on. Test for them with errors.Is.
var (
	// ErrNotFound: the key is not in the database.
	ErrNotFound = errors.New("not found")
	// ErrClosed: the database, iterator or snapshot was closed.
	ErrClosed = errors.New("closed")
	// ErrReadOnly: a write to a database that was opened for reading.
	ErrReadOnly = errors.New("read-only")
	// ErrCorrupt: stored bytes are damaged.
	ErrCorrupt = errors.New("corrupt")
	// ErrLocked: another process, or another handle of this one, has the database open.
	ErrLocked = errors.New("locked")
	// ErrTooLarge: LevelDB cannot hold an entry or batch of this size.
	ErrTooLarge = errors.New("too large")
	// ErrNotSupported: this LevelDB library does not support the operation.
	ErrNotSupported = errors.New("not supported")
	// ErrInvalidArgument: an argument was rejected, such as a comparator other than the database's.
	ErrInvalidArgument = errors.New("invalid argument")
	// ErrIO: the file system failed. errors.Is also finds the cause if LevelDB's text names it,
	// such as syscall.ENOSPC for a full disk. After a failed write, later writes fail with the same
	// error until the database is closed and opened again, even if there is space again; reads
	// continue. In the reopened database, the failed write may or may not be present; all
	// acknowledged writes are.
	ErrIO = errors.New("i/o error")
	// ErrOutOfMemory: C++ could not allocate memory.
	ErrOutOfMemory = errors.New("out of memory")
)

// Error is a failure that LevelDB reported, or that this package detected first.
type Error struct {
	Op    string // the operation: "open", "get", "iterate", …
	Class error  // one of the sentinels above
	Text  string // LevelDB's text, without the class; may be empty
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

// classes holds the sentinel error of each status code in shim.h, and the prefix that LevelDB puts
// before the text.
var classes = [...]struct {
	class error
	word  string
}{
	C.OLDB_NOT_FOUND:        {ErrNotFound, "NotFound: "},
	C.OLDB_CORRUPTION:       {ErrCorrupt, "Corruption: "},
	C.OLDB_NOT_SUPPORTED:    {ErrNotSupported, "Not implemented: "},
	C.OLDB_INVALID_ARGUMENT: {ErrInvalidArgument, "Invalid argument: "},
	C.OLDB_IO_ERROR:         {ErrIO, "IO error: "},
	C.OLDB_OUT_OF_MEMORY:    {ErrOutOfMemory, ""},
}

// statusError converts a status of the shim to an error. All statuses are converted here. It frees
// the text of the status.
func statusError(op string, s *C.oldb_status) error {
	if s.code == C.OLDB_OK {
		return nil
	}
	if s.code == C.OLDB_NOT_FOUND {
		return ErrNotFound // a common result of reads, so it does not allocate
	}
	text := ""
	if s.text != 0 {
		p := pointer(&s.text)
		text = C.GoString((*C.char)(p))
		C.oldb_free(p)
		s.text = 0
	}
	entry := classes[s.code]
	if rest, ok := strings.CutPrefix(text, classes[C.OLDB_NOT_FOUND].word); ok {
		// The shim reports a missing file as an I/O error; errors.Is finds fs.ErrNotExist.
		return &Error{Op: op, Class: entry.class, Text: rest, Cause: fs.ErrNotExist}
	}
	return newError(op, entry.class, strings.TrimPrefix(text, entry.word))
}

// newError returns an Error, with a cause or a more exact class if LevelDB's text contains one.
func newError(op string, class error, text string) *Error {
	e := &Error{Op: op, Class: class, Text: text}
	switch class {
	case ErrIO:
		if errno := errnoOf(text); errno != 0 {
			e.Cause = errno
		}
	case ErrCorrupt:
		if better := lacking(op, text, HasSnappy); better != nil {
			return better
		}
	}
	return e
}

// errnos are the errors that file operations may return. LevelDB ends its text with that of
// strerror (PosixError in util/env_posix.cc). Go's text differs only in case. Neither is
// translated, because nothing here calls setlocale.
var errnos = []syscall.Errno{
	syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG, syscall.EIO, syscall.EROFS, syscall.EACCES, syscall.EPERM, syscall.EMFILE,
	syscall.ENFILE, syscall.ENOMEM, syscall.EINVAL, syscall.EISDIR, syscall.ENOTDIR, syscall.ESTALE, syscall.ENXIO, syscall.ENODEV,
}

// errnoOf returns the errno whose text ends the given text, or 0.
func errnoOf(text string) syscall.Errno {
	last := strings.TrimPrefix(text[max(0, strings.LastIndex(text, ": ")):], ": ")
	for _, errno := range errnos {
		if strings.EqualFold(last, errno.Error()) {
			return errno
		}
	}
	return 0
}

// pointer returns the C pointer that is stored as an integer in a C struct.
func pointer(address *C.uintptr_t) unsafe.Pointer { return *(*unsafe.Pointer)(unsafe.Pointer(address)) }

// levigoError is statusError for the errors of levigo, which hold only LevelDB's text.
func levigoError(op string, err error) error {
	if err == nil {
		return nil
	}
	var text levigo.DatabaseError
	if !errors.As(err, &text) {
		return fmt.Errorf("%s: %w", op, err)
	}
	for code, entry := range classes {
		if rest, ok := strings.CutPrefix(string(text), entry.word); ok && entry.word != "" {
			if code == C.OLDB_NOT_FOUND {
				return &Error{Op: op, Class: ErrIO, Text: rest, Cause: fs.ErrNotExist}
			}
			return newError(op, entry.class, rest)
		}
	}
	return newError(op, ErrIO, string(text))
}
