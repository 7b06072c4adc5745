package remote

import (
	"container/list"
	"net"
	"net/http"
	"sync"
)

// connectionLimit is a listener that bounds the open connections. When there are as many as may be, a new one takes the place
// of one that waits for a request: of the client that has most connections, the one that has waited for longest. So silent
// connections keep nobody out. Only if all of them have requests under way do new ones wait.
//
// A client has its share of the connections. Of more, too, the one that has waited for longest goes; if all of them have
// requests under way, the new one is over its share, and its first request is refused.
type connectionLimit struct {
	net.Listener
	most, share int

	mu     sync.Mutex
	room   sync.Cond // a connection was closed, or waits for a request, or closed is set
	open   int
	peers  map[string]*peer
	closed bool
}

// peer is a client as far as its connections go. Its fields are under connectionLimit.mu, but for the name.
type peer struct {
	name    string
	open    int
	waiting list.List // *limitedConn that wait for a request, the longest first
}

// limitedConn is a connection of a connectionLimit.
type limitedConn struct {
	net.Conn
	limit *connectionLimit
	peer  *peer

	// Under limit.mu:
	waits *list.Element // in peer.waiting, or nil
	over  bool          // it is beyond the share of its client
	gone  bool
}

func limitConnections(l net.Listener, most, share int) *connectionLimit {
	c := &connectionLimit{Listener: l, most: most, share: share, peers: map[string]*peer{}}
	c.room.L = &c.mu
	return c
}

// Accept waits, with a connection in hand, until there is room for it.
func (l *connectionLimit) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	c, evicted := l.admit(conn)
	for _, old := range evicted {
		old.Conn.Close() // nobody waits for anything on it, whatever Close returns
	}
	if c == nil {
		conn.Close() // it was not used
		return nil, net.ErrClosed
	}
	return c, nil
}

// admit counts a connection, and takes others off the books that the caller closes. It returns nil if the listener was closed.
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

// largest returns the client with the most connections, of those that have one which waits for a request. The caller holds mu.
func (l *connectionLimit) largest() (most *peer) {
	for _, p := range l.peers {
		if p.waiting.Len() > 0 && (most == nil || p.open > most.open) {
			most = p
		}
	}
	return most
}

// evict takes the connection of p off the books that has waited for longest, nil if there is none. The caller holds mu, and
// closes the connection without it.
func (l *connectionLimit) evict(p *peer) *limitedConn {
	if p == nil || p.waiting.Len() == 0 {
		return nil
	}
	c := p.waiting.Front().Value.(*limitedConn)
	l.forget(c)
	return c
}

// forget takes a connection off the books. The caller holds mu.
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

// Close closes the listener, and ends an Accept that waits.
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

// CloseWrite is what net/http asks for before it closes a connection whose client may still be sending.
func (c *limitedConn) CloseWrite() error {
	if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return nil
}

// beyondShare reports whether a connection is one too many for its client.
func (c *limitedConn) beyondShare() bool {
	c.limit.mu.Lock()
	defer c.limit.mu.Unlock()
	return c.over
}

// connState is for http.Server.ConnState. net/http calls a connection active when the header of a request has arrived.
func connState(conn net.Conn, state http.ConnState) {
	c := limitedOf(conn)
	if c == nil {
		return
	}
	c.limit.mu.Lock()
	defer c.limit.mu.Unlock()
	switch {
	case c.gone:
	case state == http.StateActive:
		c.stopWaiting()
	case state == http.StateIdle && c.waits == nil:
		c.waits = c.peer.waiting.PushBack(c)
		c.limit.room.Signal()
	}
}
