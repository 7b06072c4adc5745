package bench

import (
	"context"
	"errors"
	"net"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/remote"
)

// openLevelDBRemote is a server and its client in this process, connected over TCP, with arrays in
// new Go memory.
var openLevelDBRemote = Store{
	Name: "openleveldb-remote", Format: "leveldb", Slow: true,
	Create: func(dir string, c Config) (Writer, error) {
		s, err := openServer(dir, c, true)
		if err != nil {
			return nil, err
		}
		return remoteWriter{ourWriter{s.client}, s}, nil
	},
	Open: func(dir string, c Config) (Reader, error) {
		s, err := openServer(dir, c, false)
		if err != nil {
			return nil, err
		}
		return &remoteReader{&getReader{DB: s.client}, s}, nil
	},
}

// openLevelDBRemoteInto is the same with arrays read from the connection into Go memory that is
// reused.
var openLevelDBRemoteInto = Store{
	Name: "openleveldb-remote-into", Format: "leveldb", Slow: true,
	Open: func(dir string, c Config) (Reader, error) {
		s, err := openServer(dir, c, false)
		if err != nil {
			return nil, err
		}
		return &remoteReader{&intoReader{DB: s.client}, s}, nil
	},
}

// remoteReader is a reader of a server's database, and what must be closed with it.
type remoteReader struct {
	reader
	server *server
}

// reader has the operations that all our Readers support.
type reader interface {
	Reader
	ReverseScanner
	Seeker
	Forker
	Updater
}

func (r *remoteReader) Close() error { return r.server.close() }

// remoteWriter is a writer to a server's database, and what must be closed with it.
type remoteWriter struct {
	ourWriter
	server *server
}

func (w remoteWriter) Close() error { return w.server.close() }

// server serves one database to one client.
type server struct {
	db      *leveldb.DB
	handler *remote.Handler
	stop    context.CancelFunc
	stopped chan error
	client  *leveldb.DB
}

func openServer(dir string, c Config, create bool) (*server, error) {
	db, err := openOurs(dir, c, create)
	if err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	ctx, stop := context.WithCancel(context.Background())
	s := &server{db: db, handler: remote.NewHandler(remote.Opened{"db": db}, nil), stop: stop, stopped: make(chan error, 1)}
	go func() { s.stopped <- remote.Serve(ctx, l, s.handler, nil) }()
	s.client, err = remote.Dial(ctx, l.Addr().String(), "db", &remote.Options{
		ErrorIfMissing: true,
		Write:          leveldb.WriteOptions{Sync: c.Sync},
	})
	if err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

func (s *server) close() error {
	var err error
	if s.client != nil {
		err = s.client.Close()
	}
	s.stop()
	return errors.Join(err, <-s.stopped, s.handler.Close(), s.db.Close())
}
