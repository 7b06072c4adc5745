package bench

import (
	"context"
	"errors"
	"net"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/remote"
	"github.com/openleveldb/openleveldb/leveldb/server"
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
	server *remoteServer
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
	server *remoteServer
}

func (w remoteWriter) Close() error { return w.server.close() }

// remoteServer serves one database to one client.
type remoteServer struct {
	db      *leveldb.DB
	handler *server.Handler
	stop    context.CancelFunc
	stopped chan error
	client  *leveldb.DB
}

func openServer(dir string, c Config, create bool) (*remoteServer, error) {
	db, err := openOurs(dir, c, create)
	if err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	ctx, stop := context.WithCancel(context.Background())
	s := &remoteServer{db: db, handler: server.NewHandler(server.Opened{"db": db}, nil), stop: stop, stopped: make(chan error, 1)}
	go func() { s.stopped <- server.Serve(ctx, l, s.handler, nil) }()
	s.client, err = remote.Dial(ctx, l.Addr().String(), "db", &remote.Options{
		ErrorIfMissing: true,
		Write:          leveldb.WriteOptions{Sync: c.Sync},
	})
	if err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

func (s *remoteServer) close() error {
	var err error
	if s.client != nil {
		err = s.client.Close()
	}
	s.stop()
	return errors.Join(err, <-s.stopped, s.handler.Close(), s.db.Close())
}
