package server

import (
	"container/list"
	"net"
	"net/http"
	"sync"
)

// connectionLimit is a listener that bounds the number of open connections. At the limit, a new
// connection replaces one that waits for a request: of the client with the most connections, the
// one that has waited longest. Silent connections therefore keep nobody out. A new connection waits
// only if all others have requests in progress.
//
// Each client has a share of the connections. Beyond its share, a new connection replaces the
// client's connection that has waited longest. If all of them have requests in progress, the new
// connection is over the share, and its first request is refused.
type connectionLimit struct {
	net.Listener
	most, share int

	mu     sync.Mutex
	room   sync.Cond // a connection was closed, or waits for a request, or closed is set
	open   int
	peers  map[string]*peer
	closed bool
}

// peer holds the connections of one client. Its fields, except name, are guarded by
// connectionLimit.mu.
type peer struct {
	name    string
	open    int
	waiting list.List // *limitedConn that wait for a request, longest first
}

// limitedConn is a connection of a connectionLimit.
type limitedConn struct {
	net.Conn
	limit *connectionLimit
	peer  *peer

	// Guarded by limit.mu:
	waits *list.Element // in peer.waiting, or nil
	over  bool          // beyond the share of its client
	gone  bool
	stop  func() // ends a link; nil for HTTP
}

func limitConnections(l net.Listener, most, share int) *connectionLimit {
	c := &connectionLimit{Listener: l, most: most, share: share, peers: map[string]*peer{}}
	c.room.L = &c.mu
	return c
}

// Accept accepts a connection, and then waits until there is room for it.
func (l *connectionLimit) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	c, evicted := l.admit(conn)
	for _, old := range evicted {
		old.end() // the connection is unused, so its error does not matter
	}
	if c == nil {
		conn.Close() // it was not used
		return nil, net.ErrClosed
	}
	return c, nil
}

// admit counts a connection. It removes the connections that it replaces; the caller must close
// them. It returns nil if the listener was closed.
func (l *connectionLimit) admit(conn net.Conn) (c *limitedConn, evicted []*limitedConn) {
	name := peerOf(conn)
	l.mu.Lock()
	defer l.mu.Unlock()
	c = &limitedConn{Conn: conn, limit: l}
	if p := l.peers[name]; p != nil && p.open >= l.share {
		if oldest := l.evict(p); oldest != nil {
			evicted = append(evicted, oldest)
		} else {
			c.over = true
		}
	}
	for l.open >= l.most && !l.closed {
		if oldest := l.evict(l.largest()); oldest != nil {
			evicted = append(evicted, oldest)
		} else {
			l.room.Wait()
		}
	}
	if l.closed {
		return nil, evicted
	}
	if c.peer = l.peers[name]; c.peer == nil {
		c.peer = &peer{name: name}
		l.peers[name] = c.peer
	}
	c.peer.open++
	l.open++
	c.waits = c.peer.waiting.PushBack(c)
	return c, evicted
}

// largest returns the client with the most connections, among those with a connection that waits
// for a request. The caller must hold mu.
func (l *connectionLimit) largest() (most *peer) {
	for _, p := range l.peers {
		if p.waiting.Len() > 0 && (most == nil || p.open > most.open) {
			most = p
		}
	}
	return most
}

// evict removes the connection of p that has waited longest, and returns it, or nil if none waits.
// The caller must hold mu, and must close the connection after releasing it.
func (l *connectionLimit) evict(p *peer) *limitedConn {
	if p == nil || p.waiting.Len() == 0 {
		return nil
	}
	c := p.waiting.Front().Value.(*limitedConn)
	l.forget(c)
	return c
}

// forget removes a connection from the counts. The caller must hold mu.
func (l *connectionLimit) forget(c *limitedConn) {
	if c.gone {
		return
	}
	c.gone = true
	c.stopWaiting()
	l.open--
	if c.peer.open--; c.peer.open == 0 {
		delete(l.peers, c.peer.name)
	}
	l.room.Signal()
}

func (c *limitedConn) stopWaiting() {
	if c.waits != nil {
		c.peer.waiting.Remove(c.waits)
		c.waits = nil
	}
}

// replace sets what happens if another connection replaces this one: stop is called, which closes
// it.
func (c *limitedConn) replace(stop func()) {
	c.limit.mu.Lock()
	defer c.limit.mu.Unlock()
	c.stop = stop
}

// end closes a connection that another one has replaced.
func (c *limitedConn) end() {
	c.limit.mu.Lock()
	stop := c.stop
	c.limit.mu.Unlock()
	if stop != nil {
		stop()
		return
	}
	_ = c.Conn.Close() // nobody uses it
}

// waiting and working record that the connection waits for a request, and that a request has
// arrived.
func (c *limitedConn) waiting() {
	c.limit.mu.Lock()
	defer c.limit.mu.Unlock()
	if !c.gone && c.waits == nil {
		c.waits = c.peer.waiting.PushBack(c)
		c.limit.room.Signal()
	}
}

func (c *limitedConn) working() {
	c.limit.mu.Lock()
	defer c.limit.mu.Unlock()
	if !c.gone {
		c.stopWaiting()
	}
}

// Close closes the listener and ends a waiting Accept.
func (l *connectionLimit) Close() error {
	l.mu.Lock()
	l.closed = true
	l.room.Broadcast()
	l.mu.Unlock()
	return l.Listener.Close()
}

// Close closes the connection.
func (c *limitedConn) Close() error {
	c.limit.mu.Lock()
	c.limit.forget(c)
	c.limit.mu.Unlock()
	return c.Conn.Close()
}

// CloseWrite implements the method that net/http calls before it closes a connection whose client
// may still be sending.
func (c *limitedConn) CloseWrite() error {
	if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return nil
}

// beyondShare reports whether the connection is beyond its client's share.
func (c *limitedConn) beyondShare() bool {
	c.limit.mu.Lock()
	defer c.limit.mu.Unlock()
	return c.over
}

// connState is for http.Server.ConnState. net/http reports StateActive when the header of a request
// has arrived.
func connState(conn net.Conn, state http.ConnState) {
	c := limitedOf(conn)
	if c == nil {
		return
	}
	switch state {
	case http.StateActive:
		c.working()
	case http.StateIdle:
		c.waiting()
	}
}
