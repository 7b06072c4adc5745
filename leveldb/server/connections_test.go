package server

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
)

const (
	connGet  = "GET /v1/health HTTP/1.1\r\nHost: localhost\r\n\r\n"
	connBody = "POST /setitem?dbpath=db&key=k HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\ns"
)

// dial opens a connection and sends text.
func (s *safetyServer) dial(text string) net.Conn {
	s.t.Helper()
	conn, err := net.Dial("tcp", s.address)
	require.NoError(s.t, err)
	s.t.Cleanup(func() { conn.Close() })
	_, err = io.WriteString(conn, text)
	require.NoError(s.t, err)
	return conn
}

// answer reads a response.
func (s *safetyServer) answer(conn net.Conn) *http.Response {
	s.t.Helper()
	require.NoError(s.t, conn.SetReadDeadline(time.Now().Add(safetyPatience)))
	a, err := http.ReadResponse(bufio.NewReader(conn), nil)
	require.NoError(s.t, err)
	_, _ = io.Copy(io.Discard, a.Body) // a refused response is truncated
	require.NoError(s.t, a.Body.Close())
	return a
}

// busy waits until n requests are in progress.
func (s *safetyServer) busy(n int64) {
	s.t.Helper()
	require.Eventually(s.t, func() bool { return s.handler.metrics.inFlight.Load() == n }, safetyPatience, time.Millisecond)
}

// Silent connections keep nobody out. The one that has been silent longest is closed.
func TestSilentConnections(t *testing.T) {
	s := safetyServe(t, &HandlerOptions{ClientShare: 100}, &ServeOptions{MaxConnections: 4})
	used := s.dial(connGet)
	require.Equal(t, 200, s.answer(used).StatusCode)
	// The server counts the connection as silent some time after it has answered, and then closes
	// it before later ones.
	var silent []net.Conn
	require.Eventually(t, func() bool {
		silent = append(silent, s.dial(""))
		require.NoError(t, used.SetReadDeadline(time.Now().Add(time.Millisecond)))
		_, err := used.Read(make([]byte, 1))
		return len(silent) >= 12 && err != nil && !errors.Is(err, os.ErrDeadlineExceeded)
	}, safetyPatience, time.Millisecond)
	require.Equal(t, 200, s.answer(s.dial(connGet)).StatusCode)
	open := len(silent) - 3 // and the one that was answered
	for _, conn := range silent[:open] {
		safetyClosed(t, conn)
	}
	for _, conn := range silent[open:] {
		require.NoError(t, conn.Close())
	}
}

// The same holds for connections that sent half a header.
func TestHalfHeaders(t *testing.T) {
	s := safetyServe(t, &HandlerOptions{ClientShare: 100}, &ServeOptions{MaxConnections: 4})
	first := s.dial(connGet[:20])
	for range 8 {
		s.dial(connGet[:20])
	}
	require.Equal(t, 200, s.answer(s.dial(connGet)).StatusCode)
	safetyClosed(t, first)
}

// A connection with a request in progress is not closed. If all connections are busy, a new one
// waits.
func TestBusyConnections(t *testing.T) {
	s := safetyServe(t, &HandlerOptions{ClientShare: 100}, &ServeOptions{MaxConnections: 2})
	first, second := s.dial(connBody), s.dial(connBody)
	s.busy(2)
	third := s.dial(connGet)
	require.NoError(t, third.SetReadDeadline(time.Now().Add(50*time.Millisecond)))
	_, err := third.Read(make([]byte, 1))
	require.ErrorIs(t, err, os.ErrDeadlineExceeded, "it must wait")
	for _, conn := range []net.Conn{first, second} {
		_, err = io.WriteString(conn, "v")
		require.NoError(t, err)
		require.Equal(t, 200, s.answer(conn).StatusCode)
	}
	require.Equal(t, 200, s.answer(third).StatusCode)
	require.NoError(t, s.stop())
}

// A client whose share of connections is busy is refused. Other clients are not.
func TestConnectionShare(t *testing.T) {
	s := safetyServe(t, &HandlerOptions{ClientShare: 50}, &ServeOptions{MaxConnections: 4})
	first, second := s.dial(connBody), s.dial(connBody)
	s.busy(2)
	refused := s.answer(s.dial("POST /v1/open?db=db HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-openleveldb\r\nContent-Length: 0\r\n\r\n"))
	require.Equal(t, http.StatusTooManyRequests, refused.StatusCode)
	require.Equal(t, "busy", refused.Header.Get(wire.HeaderError))
	require.True(t, refused.Close, "its connection is closed")
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, 2)}}
	other, err := dialer.Dial("tcp", s.address)
	require.NoError(t, err)
	defer other.Close()
	_, err = io.WriteString(other, "GET /getitem?dbpath=db&key=k HTTP/1.1\r\nHost: localhost\r\n\r\n")
	require.NoError(t, err)
	require.Equal(t, 200, s.answer(other).StatusCode)
	for _, conn := range []net.Conn{first, second} {
		_, err := io.WriteString(conn, "v")
		require.NoError(t, err)
		require.Equal(t, 200, s.answer(conn).StatusCode)
	}
	require.NoError(t, s.stop())
}

// On a unix socket, the limits per client apply to the user ID of the peer.
func TestUnixPeer(t *testing.T) {
	l, err := Listen(t.Context(), "unix:"+safetySocket(t))
	require.NoError(t, err)
	defer l.Close()
	client, err := net.Dial("unix", l.Addr().String())
	require.NoError(t, err)
	defer client.Close()
	server, err := l.Accept()
	require.NoError(t, err)
	defer server.Close()
	require.Equal(t, "uid "+strconv.Itoa(os.Getuid()), peerOf(server))
	require.Equal(t, "ip 10.1.2.3", peerOfAddress("10.1.2.3:5000"))
	require.Equal(t, "ip 10.1.2.3", peerOfAddress("[::ffff:10.1.2.3]:5000"))
	require.Equal(t, peerOfAddress("[2001:db8:1:2:3::4]:1"), peerOfAddress("[2001:db8:1:2::9]:2"))
	require.NotEqual(t, peerOfAddress("[2001:db8:1:2:3::4]:1"), peerOfAddress("[2001:db8:1:3::9]:2"))
}
