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

// The classes of error a caller can act on; test for them with errors.Is.
var (
	// ErrNotFound: the key is not in the database.
	ErrNotFound = errors.New("not found")
	// ErrClosed: the database, iterator or snapshot was closed.
	ErrClosed = errors.New("closed")
	// ErrReadOnly: a write to something opened for reading.
	ErrReadOnly = errors.New("read-only")
	// ErrCorrupt: stored bytes are damaged.
	ErrCorrupt = errors.New("corrupt")
	// ErrLocked: another process, or another handle of this one, has the database open.
	ErrLocked = errors.New("locked")
	// ErrTooLarge: LevelDB cannot hold an entry or batch of this size.
	ErrTooLarge = errors.New("too large")
	// ErrNotSupported: this LevelDB cannot do what was asked.
	ErrNotSupported = errors.New("not supported")
	// ErrInvalidArgument: LevelDB refused an argument, such as a comparator that is not the database's.
	ErrInvalidArgument = errors.New("invalid argument")
	// ErrIO: the file system failed. errors.Is finds the cause too where LevelDB's text names it: syscall.ENOSPC for a full disk.
	// A write that failed may or may not be there when the database is opened again; all that were acknowledged are. LevelDB
	// refuses further writes, with the same error, until then, also when there is space again; reads go on.
	ErrIO = errors.New("i/o error")
	// ErrOutOfMemory: C++ could not allocate.
	ErrOutOfMemory = errors.New("out of memory")
)

// Error is a failure that LevelDB reported, or that this package found before LevelDB could.
type Error struct {
	Op    string // what was being done: "open", "get", "iterate", …
	Class error  // one of the sentinels above
	Text  string // LevelDB's own words, without the class; may be empty
	Cause error  // a further cause for errors.Is, such as fs.ErrNotExist; may be nil
}

// Error gives class and text. The operation is left to the caller, who also knows the key or path it was about.
func (e *Error) Error() string {
	if e.Text == "" {
		return e.Class.Error()
	}
	return e.Class.Error() + ": " + e.Text
}

// Unwrap makes errors.Is work with the class and the cause.
func (e *Error) Unwrap() []error {
	if e.Cause == nil {
		return []error{e.Class}
	}
	return []error{e.Class, e.Cause}
}

// classes gives the sentinel of each status code of shim.h, and the word LevelDB puts before the text.
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

// statusError is the one way from a status of the shim to an error. It frees the status' text.
func statusError(op string, s *C.oldb_status) error {
	if s.code == C.OLDB_OK {
		return nil
	}
	if s.code == C.OLDB_NOT_FOUND {
		return ErrNotFound // the common answer of a read: not worth an allocation
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
		// A file that should be there is not: to the shim an I/O error, and to errors.Is the one of package fs.
		return &Error{Op: op, Class: entry.class, Text: rest, Cause: fs.ErrNotExist}
	}
	return newError(op, entry.class, strings.TrimPrefix(text, entry.word))
}

// newError says more than LevelDB where its text tells more than its class.
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

// errnos are those that a file may fail with. LevelDB gives strerror's text at the end of its own (util/env_posix.cc, PosixError);
// Go's is the same but for capitals. Neither is translated, as nothing here calls setlocale.
var errnos = []syscall.Errno{
	syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG, syscall.EIO, syscall.EROFS, syscall.EACCES, syscall.EPERM, syscall.EMFILE,
	syscall.ENFILE, syscall.ENOMEM, syscall.EINVAL, syscall.EISDIR, syscall.ENOTDIR, syscall.ESTALE, syscall.ENXIO, syscall.ENODEV,
}

// errnoOf gives the error of the system that a text ends with, or 0.
func errnoOf(text string) syscall.Errno {
	last := strings.TrimPrefix(text[max(0, strings.LastIndex(text, ": ")):], ": ")
	for _, errno := range errnos {
		if strings.EqualFold(last, errno.Error()) {
			return errno
		}
	}
	return 0
}

// pointer gives the C pointer that an integer of a C struct holds.
func pointer(address *C.uintptr_t) unsafe.Pointer { return *(*unsafe.Pointer)(unsafe.Pointer(address)) }

// levigoError is the same for the errors of levigo, which hold LevelDB's text alone.
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
