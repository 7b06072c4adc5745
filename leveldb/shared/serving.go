package shared

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/internal/dblock"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/server"
	"github.com/openleveldb/openleveldb/native"
)

// servedName is the name by which followers open the database. Other clients may also use the last
// element of its path.
const servedName = dbfile.SharedName

// serving is the database of a process that serves it.
type serving struct {
	db      *native.DB
	path    string // for logs and errors
	socket  *socket
	log     *slog.Logger
	handler atomic.Pointer[server.Handler]
	cancel  context.CancelFunc
	ended   chan error // receives the error of the server
}

// Limits of the server. All clients may read and write the database anyway, so the limits only
// protect the process from accidents.
const (
	maxConnections = 16 << 10
	maxSnapshots   = 16 << 10
	maxRequests    = 1 << 10
	grace          = 2 * time.Second      // for requests in progress at Close
	notice         = 5 * time.Millisecond // for followers to receive a response to their last request
	listenPause    = 100 * time.Millisecond
)

// start locks and opens the database, and starts to serve it. The caller holds turn.
func (s *session) start(first bool) (*serving, error) {
	o := s.options
	o.LockTimeout = 0
	// Without ReuseLogs, each process that opens the database, and each takeover, creates a small
	// table. Tables whose keys do not overlap are never merged.
	o.ReuseLogs = true
	o.CreateIfMissing = o.CreateIfMissing && first
	var l net.Listener
	// Followers may connect before LevelDB has replayed its log. They then wait for a response, and
	// do not try to lock the database.
	o.Locked = func() (undo func(), err error) {
		if err := s.find(); err != nil {
			return nil, err
		}
		if l, err = s.socket.listen(); err != nil {
			return nil, err
		}
		return func() { l.Close() }, nil // the error that follows matters more
	}
	db, err := native.Open(s.path, &o)
	if err != nil {
		return nil, err
	}
	if order := db.Comparator(); order != nil {
		err := &driver.Error{Class: driver.ErrNotSupported, Text: fmt.Sprintf(
			"option Shared requires bytewise order of the keys; the database has the comparator %q", order.Name)}
		return nil, errors.Join(err, l.Close(), db.Close())
	}
	v := &serving{db: db, path: s.name, socket: s.socket, log: s.log, ended: make(chan error, 1)}
	v.handler.Store(v.newHandler())
	var ctx context.Context
	ctx, v.cancel = context.WithCancel(context.Background())
	go func() { v.ended <- v.run(ctx, l) }()
	s.log.Info("serving the database to other processes", "path", s.name, "process", os.Getpid())
	return v, nil
}

func (v *serving) newHandler() *server.Handler {
	db := leveldb.New(v.db, v.path, nil)
	names := server.Opened{servedName: db, filepath.Base(v.path): db}
	return server.NewHandler(names, &server.HandlerOptions{
		MaxBody: driver.MaxEntrySize, MaxRequests: maxRequests, MaxSnapshots: maxSnapshots, ClientShare: 100, MaxLease: -1, Logger: v.log,
	})
}

// run serves until ctx ends. If the socket fails, it creates another one.
func (v *serving) run(ctx context.Context, l net.Listener) error {
	for {
		err := server.Serve(ctx, l, v.handler.Load(), &server.ServeOptions{MaxConnections: maxConnections, Grace: grace, Logger: v.log})
		if ctx.Err() != nil {
			return err
		}
		if l = v.listenAgain(ctx, err); l == nil {
			return nil // the error was logged
		}
		v.handler.Store(v.newHandler()) // Serve has closed the last one
	}
}

// listenAgain returns another socket after the last one failed with cause, or nil when ctx ends.
func (v *serving) listenAgain(ctx context.Context, cause error) net.Listener {
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(listenPause):
		}
		v.log.Error("the socket of the database failed; creating another one", "path", v.path, "error", cause)
		l, err := v.socket.listen()
		if err == nil {
			return l
		}
		cause = err
	}
}

// close stops the server, removes the socket, closes the database and unlocks it, in this order.
func (v *serving) close() error {
	if v.socket.used.Load() {
		// If a connection is closed while a follower sends a write on it, the outcome of the write
		// is unknown. So first refuse new requests, which makes followers look for another process.
		if err := v.handler.Load().Close(); err != nil {
			return err
		}
		time.Sleep(notice)
	}
	v.cancel()
	err := <-v.ended
	if errors.Is(err, server.ErrCutOff) {
		err = nil // followers repeat what was cut off, or know that its outcome is unknown
	}
	return errors.Join(err, v.db.Close())
}

// processOf returns a description of the process that holds the lock.
func processOf(path string) string {
	holders, err := dblock.Holders(path)
	if err != nil || len(holders) == 0 || holders[0].Process == 0 {
		return "another process" // the description is optional
	}
	if holders[0].Name == "" {
		return fmt.Sprintf("process %d", holders[0].Process)
	}
	return fmt.Sprintf("process %d (%s)", holders[0].Process, holders[0].Name)
}
