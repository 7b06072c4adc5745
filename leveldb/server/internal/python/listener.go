package python

import (
	"bytes"
	"fmt"
	"net"
	"regexp"
)

// Listener returns a listener whose connections abort the responses that net/http itself generates,
// such as 431 for a header that is too long. The Python client ignores the status, so it would take
// such a response to a write for success, and the write would be lost.
//
// l may be a TLS listener. The handshake is then part of the first read, within the time limit for
// the header.
func Listener(l net.Listener) net.Listener { return listener{l} }

type listener struct{ net.Listener }

func (l listener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return conn{c}, nil
}

// conn is a connection of a Listener.
type conn struct{ net.Conn }

// NetConn returns the connection of the underlying listener.
func (c conn) NetConn() net.Conn { return c.Conn }

// CloseWrite implements the method that net/http calls before it waits briefly for a client that is
// still sending.
func (c conn) CloseWrite() error {
	if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return nil
}

// own matches the start of a response that net/http itself generates. Unlike a handler's response,
// it has no Date header.
var own = regexp.MustCompile(`^HTTP/1\.1 [45]\d\d [^\r\n]*\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n(\r\n)`)

// Write writes b. If b is a response of net/http itself, it is written as one chunk, without the
// final one.
func (c conn) Write(b []byte) (int, error) {
	if !bytes.HasPrefix(b, []byte("HTTP/1.1 4")) && !bytes.HasPrefix(b, []byte("HTTP/1.1 5")) {
		return c.Conn.Write(b)
	}
	found := own.FindSubmatchIndex(b)
	if found == nil {
		return c.Conn.Write(b)
	}
	head, body := b[:found[2]], b[found[3]:]
	if _, err := fmt.Fprintf(c.Conn, "%sTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n", head, len(body), body); err != nil {
		return 0, err
	}
	return len(b), nil
}
