package server

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// failingListener is a listener whose Accept and Close fail.
type failingListener struct {
	net.Listener
	accept, close error
}

func (l failingListener) Accept() (net.Conn, error) { return nil, l.accept }
func (l failingListener) Close() error              { return errors.Join(l.Listener.Close(), l.close) }

// A server stops when any of its listeners fails, and closes the others.
func TestServeAllFails(t *testing.T) {
	listen := func() net.Listener {
		l, err := Listen(t.Context(), "127.0.0.1:0")
		require.NoError(t, err)
		return l
	}
	good, bad := listen(), failingListener{listen(), errors.New("accepting failed"), nil}
	h := newAnswerHandler(t)
	err := ServeAll(t.Context(), []net.Listener{good, bad}, h, nil)
	require.ErrorIs(t, err, bad.accept)
	require.ErrorContains(t, err, "server: serve: ")
	require.ErrorIs(t, good.Close(), net.ErrClosed)
	require.True(t, h.stopping.Load())

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	closing := failingListener{newPipeListener(), net.ErrClosed, errors.New("closing failed")}
	require.ErrorIs(t, ServeAll(ctx, []net.Listener{closing}, newAnswerHandler(t), nil), closing.close)
	require.NoError(t, ServeAll(ctx, []net.Listener{listen(), listen()}, newAnswerHandler(t), nil))
}

// Credentials sent over a network without TLS cause a warning.
func TestServeWarns(t *testing.T) {
	made := httptest.NewTLSServer(nil) // for its certificate
	certificate := made.TLS.Certificates[0]
	made.Close()
	secure := &tls.Config{Certificates: []tls.Certificate{certificate}}
	users := safetyCredentials(t, safetyUsers)
	for name, c := range map[string]struct {
		address     string
		credentials *Credentials
		tls         *tls.Config
		warns       bool
	}{
		"network":         {":0", users, nil, true},
		"TLS":             {":0", users, secure, false},
		"loopback":        {"127.0.0.1:0", users, nil, false},
		"unix":            {"unix:" + safetySocket(t), users, nil, false},
		"allowed for all": {":0", nil, nil, false},
	} {
		l, err := Listen(t.Context(), c.address)
		require.NoError(t, err)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		log := &serverLog{}
		h := NewHandler(Opened{}, &HandlerOptions{Credentials: c.credentials})
		require.NoError(t, Serve(ctx, l, h, &ServeOptions{TLS: c.tls, AllowAnonymous: true, Logger: serverLogger(log)}))
		if c.warns {
			require.Contains(t, log.String(), "without TLS", name)
			require.Contains(t, log.String(), "address="+l.Addr().String())
		} else {
			require.Empty(t, log.String(), name)
		}
	}
}

// Server options that are not set have defaults. The minimum TLS version is 1.2.
func TestServerDefaults(t *testing.T) {
	o := (*ServeOptions)(nil).withDefaults()
	require.Equal(t, []any{1024, 16 << 10, 10, 120, 30}, []any{o.MaxConnections, o.MaxHeader,
		int(o.HeaderTimeout.Seconds()), int(o.IdleTimeout.Seconds()), int(o.Grace.Seconds())})
	require.NotNil(t, o.Logger)
	require.Nil(t, o.TLS)
	given := &tls.Config{MinVersion: tls.VersionTLS13, NextProtos: []string{"h2"}}
	o = (&ServeOptions{TLS: given, MaxConnections: 1, MaxHeader: 2, HeaderTimeout: 3, IdleTimeout: 4, Grace: 5}).withDefaults()
	require.Equal(t, []any{1, 2, 3, 4, 5}, []any{o.MaxConnections, o.MaxHeader, int(o.HeaderTimeout), int(o.IdleTimeout), int(o.Grace)})
	require.EqualValues(t, tls.VersionTLS13, o.TLS.MinVersion)
	require.Equal(t, []string{"http/1.1"}, o.TLS.NextProtos)
	require.Equal(t, []string{"h2"}, given.NextProtos, "the caller's is not changed")
	old := (&ServeOptions{TLS: &tls.Config{MinVersion: tls.VersionTLS10}}).withDefaults()
	require.EqualValues(t, tls.VersionTLS12, old.TLS.MinVersion)
}

// An error of opening names the database, but not its path on the server.
func TestNotOpened(t *testing.T) {
	require.NoError(t, notOpened("db", "/proc/self/fd/7", nil))
	err := notOpened("db", "/proc/self/fd/7", &leveldb.Error{Op: "open", Name: "/proc/self/fd/7",
		Err: &driver.Error{Class: leveldb.ErrCorrupt, Text: "/proc/self/fd/7/000005.ldb: bad block"}})
	require.ErrorIs(t, err, leveldb.ErrCorrupt)
	require.Contains(t, err.Error(), "db/000005.ldb: bad block")
	require.NotContains(t, err.Error(), "proc")
	err = notOpened("db", "", &driver.Error{Class: leveldb.ErrCorrupt, Text: "bad block"})
	require.ErrorContains(t, err, `open "db"`)
	long := string(make([]byte, maxName+1))
	require.Less(t, len(notOpened(long, "", leveldb.ErrInvalidArgument).Error()), maxName)
}
