package remote_test

import (
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// clientProxy forwards connections to a server and cuts them.
type clientProxy struct {
	net.Listener
	target string
	// most returns the byte limits of the next connection. Negative means no limit.
	most atomic.Pointer[func() (up, down int64)]

	mu    sync.Mutex
	open  map[net.Conn]bool
	done  sync.WaitGroup
	taken atomic.Int64 // connections
	cuts  atomic.Int64 // connections cut by their byte limit
}

// clientProxyTo starts a proxy that cuts nothing yet. It stops before the server, which was started
// before it.
func clientProxyTo(t testing.TB, url string) *clientProxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	p := &clientProxy{Listener: l, target: strings.TrimPrefix(url, "http://"), open: map[net.Conn]bool{}}
	p.cut(nil)
	p.done.Go(p.accept)
	t.Cleanup(func() {
		l.Close()
		p.cutAll()
		p.done.Wait()
	})
	return p
}

func (p *clientProxy) url() string { return "http://" + p.Addr().String() }

// cut sets the byte limits of new connections.
func (p *clientProxy) cut(most func() (up, down int64)) {
	if most == nil {
		most = func() (int64, int64) { return -1, -1 }
	}
	p.most.Store(&most)
}

// cutAll cuts all connections.
func (p *clientProxy) cutAll() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for c := range p.open {
		c.Close()
	}
}

func (p *clientProxy) accept() {
	for {
		client, err := p.Accept()
		if err != nil {
			return
		}
		p.taken.Add(1)
		server, err := net.Dial("tcp", p.target)
		if err != nil {
			client.Close()
			continue
		}
		up, down := (*p.most.Load())()
		p.mu.Lock()
		p.open[client], p.open[server] = true, true
		p.mu.Unlock()
		p.done.Go(func() { p.pass(server, client, up) })
		p.done.Go(func() { p.pass(client, server, down) })
	}
}

// pass copies at most that many bytes, and closes both directions if there are more.
func (p *clientProxy) pass(to, from net.Conn, most int64) {
	var r io.Reader = from
	if most >= 0 {
		r = io.LimitReader(from, most)
	}
	if n, err := io.Copy(to, r); err == nil && n == most {
		if _, err := from.Read(make([]byte, 1)); err == nil {
			p.cuts.Add(1)
		}
	}
	to.Close()
	from.Close()
	p.mu.Lock()
	delete(p.open, to)
	delete(p.open, from)
	p.mu.Unlock()
}

// clientWait waits for a condition to become true.
func clientWait(t testing.TB, come func() bool) {
	t.Helper()
	for range 4000 {
		if come() {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Fatal("it did not come")
}
