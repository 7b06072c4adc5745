package server

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb/server/internal/python"
)

// Limits apply to the name in the credentials, or else to the peer of the connection, or else to
// its address. IPv6 addresses count per network.
func TestCallers(t *testing.T) {
	for address, want := range map[string]string{
		"1.2.3.4:5": "ip 1.2.3.4", "[::ffff:1.2.3.4]:5": "ip 1.2.3.4", "[2001:db8:1:2:3::4]:5": "ip 2001:db8:1:2::/64",
		"[2001:db8:1:2::]:6": "ip 2001:db8:1:2::/64", "[fe80::1%eth0]:5": "ip fe80::/64", "nothing": "at nothing", "1.2.3.4": "at 1.2.3.4",
	} {
		require.Equal(t, want, peerOfAddress(address), address)
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = address
		require.Equal(t, want, callerOf(r, Access{}))
		require.Equal(t, "name alice", callerOf(r, Access{Name: "alice"}))
		c := &limitedConn{peer: &peer{name: "uid 7"}}
		r = r.WithContext(withConn(r.Context(), c))
		require.Equal(t, "uid 7", callerOf(r, Access{}))
		require.Equal(t, "name alice", callerOf(r, Access{Name: "alice"}))
	}
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	require.Equal(t, r.Context(), withConn(r.Context(), safetyConn{}), "a connection of another server")
}

// The limits find their connection below the wrappers of a server.
func TestLimitedConnections(t *testing.T) {
	c := &limitedConn{Conn: safetyConn{}}
	require.Same(t, c, limitedOf(c))
	require.Same(t, c, limitedOf(breaking(t, c)))
	require.Same(t, c, limitedOf(breaking(t, tls.Server(c, &tls.Config{}))))
	require.Nil(t, limitedOf(breaking(t, safetyConn{})))
	connState(safetyConn{}, http.StateActive) // of another server
	require.NoError(t, c.CloseWrite())
	closing := errors.New("closing")
	c.Conn = halfConn{err: closing}
	require.Equal(t, closing, c.CloseWrite())
}

// breaking returns c wrapped by python.Listener.
func breaking(t *testing.T, c net.Conn) net.Conn {
	t.Helper()
	l := newPipeListener()
	l.conns <- c
	c, err := python.Listener(l).Accept()
	require.NoError(t, err)
	return c
}

// halfConn is a connection that supports closing one half.
type halfConn struct {
	net.Conn
	err error
}

func (c halfConn) CloseWrite() error { return c.err }

// pipeListener accepts connections created by a test.
type pipeListener struct {
	conns chan net.Conn
	done  context.Context
	close context.CancelFunc
}

func newPipeListener() *pipeListener {
	l := &pipeListener{conns: make(chan net.Conn, 10)}
	l.done, l.close = context.WithCancel(context.Background())
	return l
}

func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.done.Done():
		return nil, net.ErrClosed
	}
}

func (l *pipeListener) Close() error   { l.close(); return nil }
func (l *pipeListener) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)} }

// closedConn is a connection with a fixed address that records whether it was closed.
type closedConn struct {
	net.Conn
	from   *net.TCPAddr
	closed chan struct{}
}

func (l *pipeListener) dial(last byte) *closedConn {
	c := &closedConn{from: &net.TCPAddr{IP: net.IPv4(10, 0, 0, last), Port: 1}, closed: make(chan struct{})}
	l.conns <- c
	return c
}

func (c *closedConn) RemoteAddr() net.Addr { return c.from }
func (c *closedConn) Close() error         { close(c.closed); return nil }

func (c *closedConn) isClosed() bool {
	select {
	case <-c.closed:
		return true
	default:
		return false
	}
}

// accept accepts the connection created by the test.
func accept(t *testing.T, l *connectionLimit) *limitedConn {
	t.Helper()
	c, err := l.Accept()
	require.NoError(t, err)
	return c.(*limitedConn)
}

// At the limit, a new connection replaces an idle one. The client with the most idle connections
// loses the one that has been idle longest.
func TestConnectionsReplaced(t *testing.T) {
	under := newPipeListener()
	l := limitConnections(under, 4, 100)
	one := under.dial(1)
	accept(t, l)
	two, three, four := under.dial(2), under.dial(2), under.dial(2)
	second, third, fourth := accept(t, l), accept(t, l), accept(t, l)
	connState(second, http.StateActive)
	under.dial(3)
	fifth := accept(t, l)
	require.Equal(t, []bool{false, false, true, false}, []bool{one.isClosed(), two.isClosed(), three.isClosed(), four.isClosed()})
	connState(fourth, http.StateActive)
	connState(second, http.StateIdle)
	connState(second, http.StateIdle) // changes nothing
	connState(fourth, http.StateIdle)
	under.dial(4)
	accept(t, l)
	require.True(t, two.isClosed())
	require.False(t, four.isClosed())
	connState(third, http.StateIdle)
	require.Equal(t, 4, l.open, "a connection that is gone does not count again")
	require.NoError(t, fifth.Close())
	require.Equal(t, 3, l.open)
	require.NotContains(t, l.peers, "ip 10.0.0.3")
}

// A connection beyond the client's share replaces one of the same client, or is refused.
func TestConnectionsBeyondShare(t *testing.T) {
	under := newPipeListener()
	l := limitConnections(under, 10, 2)
	other := under.dial(2)
	accept(t, l)
	first, second := under.dial(1), under.dial(1)
	accept(t, l)
	busy := accept(t, l)
	connState(busy, http.StateActive)
	under.dial(1)
	third := accept(t, l)
	require.True(t, first.isClosed())
	require.False(t, third.beyondShare())
	connState(third, http.StateActive)
	under.dial(1)
	require.True(t, accept(t, l).beyondShare())
	require.False(t, second.isClosed())
	require.False(t, other.isClosed())
	require.Equal(t, 4, l.open)
}

// If all connections have requests in progress, a new connection waits until one is free or the
// listener is closed.
func TestConnectionsWait(t *testing.T) {
	for name, end := range map[string]func(l *connectionLimit, first *limitedConn) bool{
		"idle":   func(_ *connectionLimit, first *limitedConn) bool { connState(first, http.StateIdle); return true },
		"closed": func(_ *connectionLimit, first *limitedConn) bool { return first.Close() == nil },
		"end":    func(l *connectionLimit, _ *limitedConn) bool { return l.Close() != nil },
	} {
		t.Run(name, func(t *testing.T) {
			under := newPipeListener()
			l := limitConnections(under, 1, 1)
			under.dial(1)
			first := accept(t, l)
			connState(first, http.StateActive)
			second := under.dial(2)
			accepted := make(chan error, 1)
			go func() {
				_, err := l.Accept()
				accepted <- err
			}()
			require.Eventually(t, func() bool { return len(under.conns) == 0 }, safetyPatience, 1)
			require.Empty(t, accepted)
			if end(l, first) {
				require.NoError(t, <-accepted)
				require.True(t, first.Conn.(*closedConn).isClosed())
				require.False(t, second.isClosed())
				require.Equal(t, 1, l.open)
				return
			}
			require.ErrorIs(t, <-accepted, net.ErrClosed)
			require.True(t, second.isClosed())
			require.False(t, first.Conn.(*closedConn).isClosed())
			_, err := l.Accept()
			require.ErrorIs(t, err, net.ErrClosed)
		})
	}
}
