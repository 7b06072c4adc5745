package native

/*
#include "shim.h"
*/
import "C"

import (
	"errors"
	"io/fs"
	"strings"
	"syscall"
	"unsafe"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// classes holds the sentinel error of each status code in shim.h, and the prefix that LevelDB puts
// before the text.
var classes = [...]struct {
	class error
	word  string
}{
	C.OLDB_NOT_FOUND:        {driver.ErrNotFound, "NotFound: "},
	C.OLDB_CORRUPTION:       {driver.ErrCorrupt, "Corruption: "},
	C.OLDB_NOT_SUPPORTED:    {driver.ErrNotSupported, "Not implemented: "},
	C.OLDB_INVALID_ARGUMENT: {driver.ErrInvalidArgument, "Invalid argument: "},
	C.OLDB_IO_ERROR:         {driver.ErrIO, "IO error: "},
	C.OLDB_OUT_OF_MEMORY:    {driver.ErrOutOfMemory, ""},
}

// statusError converts a status of the shim to an error. All statuses are converted here. It frees
// the text of the status.
func statusError(s *C.oldb_status) error {
	if s.code == C.OLDB_OK {
		return nil
	}
	if s.code == C.OLDB_NOT_FOUND {
		return driver.ErrNotFound // a common result of reads, so it does not allocate
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
		return &driver.Error{Class: entry.class, Text: rest, Cause: fs.ErrNotExist}
	}
	return newError(entry.class, strings.TrimPrefix(text, entry.word))
}

// newError returns an Error, with a cause or a more exact class if LevelDB's text contains one.
func newError(class error, text string) *driver.Error {
	e := &driver.Error{Class: class, Text: text}
	switch class {
	case driver.ErrIO:
		if errno := errnoOf(text); errno != 0 {
			e.Cause = errno
		}
	case driver.ErrCorrupt:
		if better := lacking(text, HasSnappy); better != nil {
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

// ioError returns err, as a driver.ErrIO if it has no class yet. It returns nil if err is nil.
func ioError(err error) error {
	var known *driver.Error
	if err == nil || errors.As(err, &known) {
		return err
	}
	return &driver.Error{Class: driver.ErrIO, Text: err.Error(), Cause: err}
}

// pointer returns the C pointer that is stored as an integer in a C struct.
func pointer(address *C.uintptr_t) unsafe.Pointer { return *(*unsafe.Pointer)(unsafe.Pointer(address)) }

// errorOfText converts the text of a LevelDB status, which begins with the class.
func errorOfText(text string) error {
	for code, entry := range classes {
		if rest, ok := strings.CutPrefix(text, entry.word); ok && entry.word != "" {
			if code == C.OLDB_NOT_FOUND {
				return &driver.Error{Class: driver.ErrIO, Text: rest, Cause: fs.ErrNotExist}
			}
			return newError(entry.class, rest)
		}
	}
	return newError(driver.ErrIO, text)
}
