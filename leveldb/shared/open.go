package shared

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/openleveldb/openleveldb/internal/leak"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/internal/sharing"
	"github.com/openleveldb/openleveldb/native"
)

func init() { sharing.Register(open) }

// patience is the minimum time for which a process looks for another one that serves a locked
// database. The other process may have locked the database and not be listening yet.
const patience = time.Second

// open opens the database in the absolute path together with other processes.
func open(path string, readOnly bool, o native.Options) (driver.Store, error) {
	create := o.CreateIfMissing && !readOnly
	s := &session{path: path, options: o, limit: o.LockTimeout, turn: make(chan struct{}, 1), log: o.Logger}
	if s.limit >= 0 {
		s.limit = max(s.limit, patience)
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	s.options.LockTimeout = 0
	s.ctx, s.cancel = context.WithCancelCause(context.Background())
	if err := s.join(context.Background(), create); err != nil {
		s.cancel(driver.ErrClosed)
		return nil, err
	}
	// Only the first Open may find, or create, anything but the database.
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

// exists reports whether path holds a database. Like LevelDB, it looks for the file CURRENT.
func exists(path string) bool {
	_, err := os.Stat(filepath.Join(path, "CURRENT"))
	return err == nil
}
