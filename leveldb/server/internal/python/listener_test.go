package python

import (
	"bytes"
	"errors"
	"io"
	"net"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// accept returns c wrapped by a Listener.
func accept(t *testing.T, c net.Conn) net.Conn {
	t.Helper()
	c, err := Listener(one{conn: c}).Accept()
	require.NoError(t, err)
	return c
}

// one is a listener that accepts conn, or fails with err.
type one struct {
	net.Listener
	conn net.Conn
	err  error
}

func (o one) Accept() (net.Conn, error) { return o.conn, o.err }

// writing is a connection that supports only writes.
type writing struct {
	net.Conn
	io.Writer
}

func (w writing) Write(b []byte) (int, error) { return w.Writer.Write(b) }

// failing fails to write and to close its half.
type failing struct {
	net.Conn
	err error
}

func (f failing) Write([]byte) (int, error) { return 0, f.err }
func (f failing) CloseWrite() error         { return f.err }

// Only responses written by net/http itself are truncated, regardless of how a write begins.
func TestListener(t *testing.T) {
	for in, out := range map[string]string{
		"":           "",
		"HTTP/1.1 4": "HTTP/1.1 4",
		"HTTP/1.1 431 Request Header Fields Too Large\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n431 no": "HTTP/1.1 431 Request Header Fields Too Large\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n431 no\r\n",
		"HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\nyes":                                 "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\nyes",
		"HTTP/1.1 404 Not Found\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\nDate: x\r\n\r\nno":                "HTTP/1.1 404 Not Found\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\nDate: x\r\n\r\nno",
	} {
		var written bytes.Buffer
		n, err := accept(t, writing{Writer: &written}).Write([]byte(in))
		require.NoError(t, err)
		assert.Equal(t, len(in), n)
		assert.Equal(t, out, written.String())
	}
	err := errors.New("failing")
	_, failed := accept(t, failing{err: err}).Write([]byte("HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n"))
	require.Equal(t, err, failed)
}

// A connection supports CloseWrite if the underlying one does. Errors of Accept are returned
// unchanged.
func TestListenerPassesOn(t *testing.T) {
	err := errors.New("failing")
	below := failing{err: err}
	c := accept(t, below)
	require.Equal(t, err, c.(interface{ CloseWrite() error }).CloseWrite())
	require.Equal(t, below, c.(interface{ NetConn() net.Conn }).NetConn())
	require.NoError(t, accept(t, writing{}).(interface{ CloseWrite() error }).CloseWrite())
	_, failed := Listener(one{err: err}).Accept()
	require.Equal(t, err, failed)
}
