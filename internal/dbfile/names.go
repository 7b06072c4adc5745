package dbfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// FileKind is the role of a file in a database's directory.
type FileKind int

// The roles, which follow from the name (db/filename.cc of LevelDB).
const (
	OtherFile    FileKind = iota // not a LevelDB file
	CurrentFile                  // CURRENT, which names the manifest
	ManifestFile                 // MANIFEST-NNNNNN
	LogFile                      // NNNNNN.log, the write-ahead log
	TableFile                    // NNNNNN.ldb, or NNNNNN.sst before LevelDB 1.14
	TempFile                     // NNNNNN.dbtmp, an unfinished file
	LockFile                     // LOCK
	InfoFile                     // LOG and LOG.old, LevelDB's human-readable logs
)

// LostDir is the subdirectory in which a repair keeps the files that it replaces.
const LostDir = "lost"

// SocketName is the name of the socket through which a process serves a shared database to others.
// With NewSuffix it is a socket on which the process does not listen yet.
const (
	SocketName = "openleveldb.sock"
	NewSuffix  = ".new"
)

// SharedName is the name of the database on the server that listens on that socket.
const SharedName = "shared"

// IsSocket reports whether a file is such a socket.
func IsSocket(e fs.DirEntry) bool {
	return e.Type() == fs.ModeSocket && (e.Name() == SocketName || e.Name() == SocketName+NewSuffix)
}

// NamePattern is a regular expression for the names that ParseName accepts, without anchors.
const NamePattern = `(?:CURRENT|LOCK|LOG(?:\.old)?|MANIFEST-[0-9]+|[0-9]+\.(?:log|sst|ldb|dbtmp))`

// ParseName returns the role of the file with the given name, and its number if it has one.
func ParseName(name string) (kind FileKind, number uint64) {
	switch name {
	case "CURRENT":
		return CurrentFile, 0
	case "LOCK":
		return LockFile, 0
	case "LOG", "LOG.old":
		return InfoFile, 0
	}
	text, manifest := strings.CutPrefix(name, "MANIFEST-")
	if manifest {
		kind = ManifestFile
	} else {
		var suffix string
		text, suffix, _ = strings.Cut(name, ".")
		switch suffix {
		case "log":
			kind = LogFile
		case "ldb", "sst":
			kind = TableFile
		case "dbtmp":
			kind = TempFile
		default:
			return OtherFile, 0
		}
	}
	// LevelDB does not accept a larger number either. A sign is refused.
	number, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return OtherFile, 0
	}
	return kind, number
}

// HoldsEntries reports whether a file of this kind holds entries of a database.
func (k FileKind) HoldsEntries() bool { return k == LogFile || k == TableFile }

// LogName returns the name of a log.
func LogName(number uint64) string { return fmt.Sprintf("%06d.log", number) }

// TableName returns the name of a table, in the form used since LevelDB 1.14.
func TableName(number uint64) string { return fmt.Sprintf("%06d.ldb", number) }

// oldTableName returns the name of a table before LevelDB 1.14.
func oldTableName(number uint64) string { return fmt.Sprintf("%06d.sst", number) }

// FindTable returns the name of a table that is in the directory, in either form. The error is
// fs.ErrNotExist if there is neither; the name then has the present form.
func FindTable(dir string, number uint64) (name string, err error) {
	name = TableName(number)
	if _, err := os.Stat(filepath.Join(dir, name)); !errors.Is(err, fs.ErrNotExist) {
		return name, err
	}
	old := oldTableName(number)
	if _, err := os.Stat(filepath.Join(dir, old)); err == nil {
		return old, nil
	}
	return name, fs.ErrNotExist
}

// kept matches what a repair may append to the name of a file that it keeps in LostDir.
var kept = regexp.MustCompile(`(\.damaged|\.salvaged)?(\.[0-9]+)?$`)

// IsKept reports whether a file in LostDir has the name of one that a repair kept, by this library
// or by LevelDB.
func IsKept(name string) bool {
	switch kind, _ := ParseName(kept.ReplaceAllString(name, "")); kind {
	case CurrentFile, ManifestFile, LogFile, TableFile, TempFile:
		return true
	}
	return false
}

// ManifestName returns the name of a manifest.
func ManifestName(number uint64) string { return fmt.Sprintf("MANIFEST-%06d", number) }

// TempName returns the name of an unfinished file.
func TempName(number uint64) string { return fmt.Sprintf("%06d.dbtmp", number) }

// parseCurrent returns the manifest that the content of CURRENT names, and reports whether it names
// one.
func parseCurrent(content string) (name string, ok bool) {
	name, ok = strings.CutSuffix(content, "\n")
	if !ok {
		return "", false
	}
	kind, _ := ParseName(name)
	return name, kind == ManifestFile
}

// PartialSuffix is the suffix of the path of a database that leveldb.Backup has not finished.
const PartialSuffix = ".partial"
