package remote_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver/drivertest"
	"github.com/openleveldb/openleveldb/leveldb/remote"
	"github.com/openleveldb/openleveldb/leveldb/server"
	"github.com/openleveldb/openleveldb/native"
)

// clientServer is a server with one new database, "db", for client tests.
type clientServer struct {
	*httptest.Server
	db      *leveldb.DB
	handler *server.Handler
}

// clientServe starts a server and stops it when the test ends. It then asserts that no handles and
// no goroutines are left.
func clientServe(t testing.TB, o *server.HandlerOptions, start func(s *httptest.Server)) *clientServer {
	t.Helper()
	handles, goroutines := native.LiveHandles(), runtime.NumGoroutine()
	db, err := leveldb.Open(filepath.Join(t.TempDir(), "db"), nil)
	require.NoError(t, err)
	s := &clientServer{db: db}
	s.handler = server.NewHandler(server.Opened{"db": db, "sub": db.Sub("a prefix/")}, o)
	s.Server = httptest.NewUnstartedServer(s.handler)
	start(s.Server)
	t.Cleanup(func() {
		require.NoError(t, s.handler.Close())
		s.Server.Close()
		require.NoError(t, db.Close())
		assert.Equal(t, handles, native.LiveHandles(), "handles that were left open")
		clientSettled(t, goroutines)
	})
	return s
}

// clientSettled waits until there are no more goroutines than before, and fails if that takes too
// long.
func clientSettled(t testing.TB, before int) {
	t.Helper()
	for range 2000 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	stacks := make([]byte, 1<<20)
	t.Errorf("goroutines that were left:\n%s", stacks[:runtime.Stack(stacks, true)])
}

// clientDial opens the database of a server and closes it when the test ends.
func clientDial(t testing.TB, address, database string, o *remote.Options) *leveldb.DB {
	t.Helper()
	db, err := remote.Dial(context.Background(), address, database, o)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}

func TestClientConformance(t *testing.T) {
	plain := (*httptest.Server).Start
	for name, open := range map[string]drivertest.Open{
		"tcp": func(t testing.TB) *leveldb.DB {
			return clientDial(t, clientServe(t, nil, plain).URL, "db", nil)
		},
		"sub-database of the server": func(t testing.TB) *leveldb.DB {
			s := clientServe(t, nil, plain)
			require.NoError(t, s.db.Put("a prefix", "is not in it"))
			require.NoError(t, s.db.Put("b", "is not in it"))
			return clientDial(t, s.URL, "sub", nil)
		},
		"unix socket": func(t testing.TB) *leveldb.DB {
			dir, err := os.MkdirTemp("", "remote") // the path of a socket must be short
			require.NoError(t, err)
			t.Cleanup(func() { require.NoError(t, os.RemoveAll(dir)) })
			socket := filepath.Join(dir, "s")
			l, err := net.Listen("unix", socket)
			require.NoError(t, err)
			clientServe(t, nil, func(s *httptest.Server) {
				require.NoError(t, s.Listener.Close())
				s.Listener = l
				s.Start()
			})
			return clientDial(t, "unix:"+socket, "db", nil)
		},
		"tls with credentials": func(t testing.TB) *leveldb.DB {
			return clientDialTLS(t, &remote.Options{User: "alice", Password: "open: sesame"})
		},
		"tls with a token": func(t testing.TB) *leveldb.DB {
			return clientDialTLS(t, &remote.Options{Token: "0123456789abcdef"})
		},
	} {
		if testing.Short() && name != "tcp" {
			continue // the code of this library is the same for the others
		}
		t.Run(name, func(t *testing.T) { drivertest.Run(t, open) })
	}
}

// A caller with read-only credentials can read everything that others can, and write nothing.
func TestClientReadOnlyConformance(t *testing.T) {
	drivertest.RunReadOnly(t, func(t testing.TB, fill func(*leveldb.DB)) *leveldb.DB {
		s := clientServe(t, &server.HandlerOptions{Credentials: clientCredentials(t)}, (*httptest.Server).Start)
		writer, err := remote.Dial(context.Background(), s.URL, "db", &remote.Options{User: "alice", Password: "open: sesame"})
		require.NoError(t, err)
		fill(writer)
		require.NoError(t, writer.Close())
		return clientDial(t, s.URL, "db", &remote.Options{User: "viewer", Password: "look"})
	})
}

// clientDialTLS opens the database over TLS on a server that requires credentials.
func clientDialTLS(t testing.TB, o *remote.Options) *leveldb.DB {
	t.Helper()
	s := clientServe(t, &server.HandlerOptions{Credentials: clientCredentials(t)}, (*httptest.Server).StartTLS)
	o.TLS = clientTrust(s)
	return clientDial(t, s.URL, "db", o)
}

// clientTrust returns a TLS configuration that trusts the certificate of a test server.
func clientTrust(s *clientServer) *tls.Config {
	roots := x509.NewCertPool()
	roots.AddCert(s.Certificate())
	return &tls.Config{RootCAs: roots}
}

func clientCredentials(t testing.TB) *server.Credentials {
	t.Helper()
	path := filepath.Join(t.TempDir(), "credentials")
	require.NoError(t, os.WriteFile(path, []byte("user alice read-write open: sesame\nuser viewer read-only look\ntoken ci read-write 0123456789abcdef\n"), 0o600))
	c, err := server.ReadCredentials(path)
	require.NoError(t, err)
	return c
}
