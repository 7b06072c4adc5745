package shared

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/openleveldb/openleveldb/internal/leak"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/internal/sharing"
	"github.com/openleveldb/openleveldb/native"
)

func init() { sharing.Register(open) }

// patience is the minimum time for which a process retries if the database is locked but not
// served. The process that holds the lock may not be listening yet.
const patience = time.Second

// handover is the minimum time for which a follower whose server has ended waits for the next one. A
// server that closes the database removes its socket first, and unlocks the database after the
// requests in progress: see server.ServeOptions. Tests change it.
var handover = 15 * time.Second

// open opens the database at an absolute path and shares it with other processes.
func open(path string, readOnly bool, o native.Options) (driver.Store, error) {
	if o.ErrorIfExists && exists(path) {
		return nil, errExists
	}
	o.CreateIfMissing = o.CreateIfMissing && !readOnly
	s := &session{path: path, name: nameOf(path), options: o, turn: make(chan struct{}, 1), log: o.Logger}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	err := s.join(s.ctx, true, patience)
	if err == nil && o.ErrorIfExists && s.served == nil {
		err = errExists // another process has created it at the same time
	}
	if err != nil {
		return nil, errors.Join(err, s.close())
	}
	st := &store{session: s, handle: new(handle), readOnly: readOnly}
	made := leak.Here()
	runtime.AddCleanup(st.handle, func(s *session) {
		if s.ctx.Err() == nil {
			leak.Report("the database "+s.path, made)
			_ = s.close() // nobody can receive the error
		}
	}, s)
	return st, nil
}

var errExists = &driver.Error{Class: driver.ErrInvalidArgument, Text: "the database exists", Cause: fs.ErrExist}

// nameOf returns the path for logs and errors. Package server opens a directory as
// /proc/self/fd/N.
func nameOf(path string) string {
	if !strings.HasPrefix(path, "/proc/self/fd/") {
		return path
	}
	if target, err := os.Readlink(path); err == nil {
		return target
	}
	return path
}

// exists reports whether path holds a database. Like LevelDB, it looks for the file CURRENT.
func exists(path string) bool {
	_, err := os.Stat(filepath.Join(path, "CURRENT"))
	return err == nil
}
