package server

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// Limits of a name in a Directory.
const (
	maxName    = 1024 // bytes
	maxElement = 255  // bytes between two slashes: the limit of file systems
	maxDepth   = 16   // elements
)

// ownFile matches the names of LevelDB's own files. It ignores case, as some file systems do.
var ownFile = regexp.MustCompile(`(?i)^` + dbfile.NamePattern + `$`)

// relative converts the name of a database into its slash-separated path below the root. An
// absolute name must be inside the root, either as the root was given or with its links resolved.
// relative does not access the file system, so its result does not reveal what exists.
func (d *Directory) relative(name string) (string, error) {
	rest := name
	if strings.HasPrefix(name, "/") {
		inside := false
		for _, root := range d.roots {
			if rest, inside = strings.CutPrefix(name, strings.TrimSuffix(root, "/")+"/"); inside {
				break
			}
		}
		if !inside {
			return "", forbidden("it is outside the root")
		}
	}
	return rest, checkName(rest)
}

// checkName refuses a name that is not a path below the root or is not in canonical form.
func checkName(name string) error {
	elements := strings.Split(name, "/")
	switch {
	case name == "":
		return invalid("the name is empty")
	case len(name) > maxName:
		return invalid("the name has %d bytes, at most %d are allowed", len(name), maxName)
	case len(elements) > maxDepth:
		return invalid("the name has %d elements, at most %d are allowed", len(elements), maxDepth)
	case !utf8.ValidString(name):
		return invalid("the name is not UTF-8")
	case strings.ContainsFunc(name, unicode.IsControl):
		return invalid("the name contains a control character")
	case strings.Contains(name, `\`):
		return invalid("the name contains a backslash; use slashes")
	}
	for _, e := range elements {
		switch {
		case e == "..":
			return forbidden("the name contains ..")
		case e == "" || e == ".":
			return invalid("the name has an empty or \".\" element")
		case len(e) > maxElement:
			return invalid("the name has an element of %d bytes, at most %d are allowed", len(e), maxElement)
		case ownFile.MatchString(e):
			return forbidden("%s is the name of one of LevelDB's own files", e)
		}
	}
	if !filepath.IsLocal(filepath.FromSlash(name)) {
		return forbidden("it is outside the root")
	}
	return nil
}

// forbidden returns the error for a name that must not be served or created: fs.ErrPermission.
func forbidden(format string, args ...any) error {
	return &driver.Error{Class: leveldb.ErrInvalidArgument, Text: fmt.Sprintf(format, args...), Cause: fs.ErrPermission}
}

// invalid returns the error for an invalid name: leveldb.ErrInvalidArgument.
func invalid(format string, args ...any) error {
	return &driver.Error{Class: leveldb.ErrInvalidArgument, Text: fmt.Sprintf(format, args...)}
}

// missing returns the error for a database that does not exist: fs.ErrNotExist.
func missing() error {
	return &driver.Error{Class: leveldb.ErrNotFound, Text: "there is no database", Cause: fs.ErrNotExist}
}

// notOpened wraps an error so that it shows the database's name instead of the path it was opened
// by.
func notOpened(name, path string, err error) error {
	if err == nil {
		return nil
	}
	var named *leveldb.Error
	if errors.As(err, &named) {
		err = named.Err
	}
	var known *driver.Error
	if errors.As(err, &known) && path != "" && strings.Contains(known.Text, path) {
		renamed := *known
		renamed.Text = strings.ReplaceAll(known.Text, path, name)
		err = &renamed
	}
	if len(name) > maxName {
		name = strings.ToValidUTF8(name[:64], "") + "…"
	}
	return &leveldb.Error{Op: "open", Name: name, Err: err}
}
