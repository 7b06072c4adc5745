package wire

import (
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"regexp"
	"strings"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/internal/printable"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// Errors of the communication between a client and a server. Packages remote and server export
// those that their users can act on.
var (
	ErrUnauthorized = errors.New("credentials are missing or wrong")
	ErrBusy         = errors.New("the server is overloaded")
	ErrStopping     = errors.New("the server is stopping")
	ErrExpired      = driver.ErrExpired
	ErrProtocol     = errors.New("protocol error")
	ErrInternal     = errors.New("internal server error")

	// These two are also errors of a server that follows another process: see package shared.
	ErrUnavailable    = driver.ErrUnavailable
	ErrOutcomeUnknown = driver.ErrOutcomeUnknown
)

// Code is a class of errors, as it is sent to the client.
type Code struct {
	Name   string
	Status int   // HTTP status
	Class  error // matches errors.Is on both sides
	Cause  error // also matches, or nil
}

// codes is in matching order: specific codes come before general ones. The last code is for all
// other errors.
var codes = []*Code{
	{"outcome_unknown", http.StatusInternalServerError, ErrOutcomeUnknown, nil},
	{"unavailable", http.StatusBadGateway, ErrUnavailable, nil},
	{"no_database", http.StatusNotFound, driver.ErrNotFound, fs.ErrNotExist},
	{"exists", http.StatusConflict, driver.ErrInvalidArgument, fs.ErrExist},
	{"forbidden", http.StatusForbidden, driver.ErrInvalidArgument, fs.ErrPermission},
	{"unauthorized", http.StatusUnauthorized, ErrUnauthorized, nil},
	{"busy", http.StatusTooManyRequests, ErrBusy, nil},
	{"stopping", http.StatusServiceUnavailable, ErrStopping, nil},
	{"expired", http.StatusGone, ErrExpired, nil},
	{"protocol", http.StatusBadRequest, ErrProtocol, nil},
	{"corrupt", http.StatusInternalServerError, driver.ErrCorrupt, nil},
	{"locked", http.StatusConflict, driver.ErrLocked, nil},
	{"read_only", http.StatusForbidden, driver.ErrReadOnly, nil},
	{"too_large", http.StatusRequestEntityTooLarge, driver.ErrTooLarge, nil},
	{"not_supported", http.StatusNotImplemented, driver.ErrNotSupported, nil},
	{"out_of_memory", http.StatusInsufficientStorage, driver.ErrOutOfMemory, nil},
	{"missing_file", http.StatusInternalServerError, driver.ErrIO, fs.ErrNotExist},
	{"io", http.StatusInternalServerError, driver.ErrIO, nil},
	{"invalid_argument", http.StatusBadRequest, driver.ErrInvalidArgument, nil},
	{"closed", http.StatusServiceUnavailable, driver.ErrClosed, nil},
	{"not_found", http.StatusNotFound, driver.ErrNotFound, nil},
	{"damaged", http.StatusUnprocessableEntity, codec.ErrDamaged, nil}, // of calls with GET
	{"internal", http.StatusInternalServerError, ErrInternal, nil},
}

// CodeOf returns the code of an error.
func CodeOf(err error) *Code {
	for _, c := range codes {
		if errors.Is(err, c.Class) && (c.Cause == nil || errors.Is(err, c.Cause)) {
			return c
		}
	}
	// An error of the file system without a class.
	for _, c := range codes {
		if c.Cause != nil && errors.Is(err, c.Cause) {
			return c
		}
	}
	return codes[len(codes)-1]
}

// ownPath matches the path of a database's file: the directory and the file name.
var ownPath = regexp.MustCompile(`/(?:[^\s:"/]+/)*(` + dbfile.NamePattern + `)\b`)

// refusal is an error whose response has a status other than that of its code.
type refusal struct {
	status int
	err    error
}

func (r *refusal) Error() string { return r.err.Error() }
func (r *refusal) Unwrap() error { return r.err }

// Refusal returns an ErrProtocol whose response has the given HTTP status.
func Refusal(status int, format string, args ...any) error {
	return &refusal{status, fmt.Errorf("%w: "+format, append([]any{ErrProtocol}, args...)...)}
}

// StatusOf returns the HTTP status of a response that reports err.
func StatusOf(err error) int {
	if r := (*refusal)(nil); errors.As(err, &r) {
		return r.status
	}
	return CodeOf(err).Status
}

// Text returns the text of an error for the client, without the class, which the code names, and
// without the directories of the server. The caller must have removed the operation and its object
// (leveldb.Error), which the client already knows.
func Text(err error) string {
	text := textOf(err)
	if strings.Contains(text, "/") {
		text = ownPath.ReplaceAllString(text, "$1")
	}
	return text
}

func textOf(err error) string {
	var known *driver.Error
	if errors.As(err, &known) && known.Text != "" {
		return known.Text
	}
	// Error will prepend the class to the text again.
	class, text := CodeOf(err).Class.Error(), err.Error()
	if text == class {
		return ""
	}
	return strings.TrimPrefix(text, class+": ")
}

// Error returns the error of the client for a code's name and text. A name unknown to this version
// becomes an ErrInternal whose text begins with that name. Unprintable characters are escaped.
func Error(name, text string) error {
	text = printable.Line(text)
	for _, c := range codes {
		if c.Name != name {
			continue
		}
		if text == "" && c.Cause == nil {
			return c.Class
		}
		return &driver.Error{Class: c.Class, Text: text, Cause: c.Cause}
	}
	return &driver.Error{Class: ErrInternal, Text: printable.Line(name) + ": " + text}
}
