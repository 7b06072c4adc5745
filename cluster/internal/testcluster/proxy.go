package testcluster

import (
	"net"
	"sync"
	"time"
)

// Link is a TCP proxy in front of a store. Clients and the other stores reach the store through it.
type Link struct {
	listener net.Listener
	target   string

	mu    sync.Mutex
	delay time.Duration
	cut   bool
	open  chan struct{} // closed while bytes pass
	conns map[net.Conn]bool
	over  bool
}

// newLink listens on a free loopback port, and connects to target.
func newLink(target string) (*Link, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	l := &Link{listener: listener, target: target, conns: map[net.Conn]bool{}, open: make(chan struct{})}
	close(l.open)
	go l.accept()
	return l, nil
}

// Addr returns the address of the proxy.
func (l *Link) Addr() string { return l.listener.Addr().String() }

// Cut stops all bytes, in both directions. Connections stay open, as when a cable is unplugged.
func (l *Link) Cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.cut {
		l.cut, l.open = true, make(chan struct{})
	}
}

// Restore lets bytes pass again. Connections that were cut are closed.
func (l *Link) Restore() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.cut {
		return
	}
	l.cut = false
	l.closeAll()
	close(l.open)
}

// Delay sets how long bytes take in each direction.
func (l *Link) Delay(d time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.delay = d
}

// Close closes the proxy and all connections.
func (l *Link) Close() error {
	err := l.listener.Close()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.over = true
	l.closeAll()
	if l.cut {
		l.cut = false
		close(l.open)
	}
	return err
}

// closeAll closes the connections. The caller holds mu.
func (l *Link) closeAll() {
	for c := range l.conns {
		c.Close()
	}
	clear(l.conns)
}

func (l *Link) accept() {
	for {
		client, err := l.listener.Accept()
		if err != nil {
			return // closed
		}
		if l.add(client) {
			go l.serve(client)
		}
	}
}

// add registers a connection, or closes it if the proxy is closed.
func (l *Link) add(c net.Conn) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.over {
		c.Close()
		return false
	}
	l.conns[c] = true
	return true
}

func (l *Link) remove(conns ...net.Conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, c := range conns {
		c.Close()
		delete(l.conns, c)
	}
}

func (l *Link) serve(client net.Conn) {
	l.pass()
	store, err := net.Dial("tcp", l.target)
	if err != nil {
		l.remove(client)
		return
	}
	if !l.add(store) {
		l.remove(client)
		return
	}
	defer l.remove(client, store)
	done := make(chan struct{}, 2)
	for _, to := range [][2]net.Conn{{client, store}, {store, client}} {
		go func() {
			l.copy(to[1], to[0])
			done <- struct{}{}
		}()
	}
	<-done
}

// pass waits until bytes may pass, and returns how long they take.
func (l *Link) pass() time.Duration {
	for {
		l.mu.Lock()
		open, delay := l.open, l.delay
		l.mu.Unlock()
		<-open
		l.mu.Lock()
		cut := l.cut
		l.mu.Unlock()
		if !cut {
			return delay
		}
	}
}

func (l *Link) copy(dst, src net.Conn) {
	buf := make([]byte, 64<<10)
	for {
		n, err := src.Read(buf)
		if d := l.pass(); d > 0 {
			time.Sleep(d)
		}
		if _, failed := dst.Write(buf[:n]); failed != nil || err != nil {
			return
		}
	}
}
