package server

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
)

// linkClient is the client's side of a link.
type linkClient struct {
	t    testing.TB
	conn net.Conn
	in   *bufio.Reader
	// Responses to other requests than the one that was expected. A call that takes long is answered
	// after later ones.
	others map[uint32]linkMessage
}

type linkMessage struct {
	wire.LinkHead
	body []byte
}

// linkRequest is what a client sends to get a link.
func linkRequest(database string, headers ...string) string {
	return "GET /v1/link?db=" + database + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: openleveldb-link/1\r\n" +
		strings.Join(append(headers, ""), "\r\n") + "\r\n"
}

// linkTo opens a link.
func linkTo(t testing.TB, address, database string, headers ...string) *linkClient {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	require.NoError(t, err)
	t.Cleanup(func() { conn.Close() })
	require.NoError(t, conn.SetDeadline(time.Now().Add(safetyPatience)))
	_, err = io.WriteString(conn, linkRequest(database, headers...))
	require.NoError(t, err)
	in := bufio.NewReader(conn)
	response, err := http.ReadResponse(in, nil)
	require.NoError(t, err)
	require.Equal(t, http.StatusSwitchingProtocols, response.StatusCode)
	require.True(t, wire.IsLinkRequest(response.Header))
	return &linkClient{t, conn, in, map[uint32]linkMessage{}}
}

// linkFrame returns a request, with the default options.
func linkFrame(id uint32, call string, body ...byte) []byte {
	return linkFrameWith(id, call, wire.Options{}, body...)
}

func linkFrameWith(id uint32, call string, o wire.Options, body ...byte) []byte {
	body = append(o.Append(nil), body...)
	return append(wire.LinkHead{Size: len(body), ID: id, Kind: wire.LinkNumber(call)}.Append(nil), body...)
}

func (l *linkClient) send(frames ...[]byte) {
	l.t.Helper()
	_, err := l.conn.Write(bytes.Join(frames, nil))
	require.NoError(l.t, err)
}

// next reads a message.
func (l *linkClient) next() (h wire.LinkHead, body []byte) {
	l.t.Helper()
	head := make([]byte, wire.LinkHeadSize)
	_, err := io.ReadFull(l.in, head)
	require.NoError(l.t, err)
	h, err = wire.ParseLinkHead(head)
	require.NoError(l.t, err)
	body = make([]byte, h.Size)
	_, err = io.ReadFull(l.in, body)
	require.NoError(l.t, err)
	return h, body
}

// response returns the response to a request.
func (l *linkClient) response(id uint32) (wire.LinkHead, []byte) {
	l.t.Helper()
	for {
		if m, ok := l.others[id]; ok {
			delete(l.others, id)
			return m.LinkHead, m.body
		}
		h, body := l.next()
		require.NotContains(l.t, l.others, h.ID)
		l.others[h.ID] = linkMessage{h, body}
	}
}

// receives expects a response.
func (l *linkClient) receives(id uint32, body string) {
	l.t.Helper()
	h, got := l.response(id)
	require.Equal(l.t, wire.LinkHead{Size: len(body), ID: id, Kind: wire.LinkBody}, h, "%q", got)
	require.Equal(l.t, body, string(got))
}

// fails expects an error as the response.
func (l *linkClient) fails(id uint32, want error) {
	l.t.Helper()
	h, body := l.response(id)
	require.Equal(l.t, wire.LinkHead{Size: len(body), ID: id, Kind: wire.LinkError}, h)
	sent, err := wire.ParseLinkError(body)
	require.NoError(l.t, err)
	require.ErrorIs(l.t, sent, want)
}

// ends expects the end of the link; with bye after the last message.
func (l *linkClient) ends(bye bool) {
	l.t.Helper()
	if bye {
		h, _ := l.next()
		require.Equal(l.t, wire.LinkHead{Kind: wire.LinkBye}, h)
	}
	_, err := l.in.ReadByte()
	require.Error(l.t, err)
	require.NotErrorIs(l.t, err, os.ErrDeadlineExceeded)
}

func (s *serverRig) link(database string) *linkClient {
	return linkTo(s.t, s.server.Listener.Addr().String(), database)
}

func TestLinkServesCalls(t *testing.T) {
	s := serverStart(t, nil)
	for _, database := range []string{"db", "sub"} {
		l := s.link(database)
		long := strings.Repeat("l", wire.MaxLinkBody)
		l.send(linkFrame(1, wire.CallPut, serverPut("k", "s1")...))
		l.receives(1, "")
		l.send(linkFrameWith(2, wire.CallPut, wire.Options{Sync: true}, serverPut("k2", "s2")...))
		l.receives(2, "")
		// Requests that arrive together, and ids in any order.
		l.send(linkFrame(9, wire.CallGet, 'k'), linkFrame(3, wire.CallHas, 'x'), linkFrame(1<<31, wire.CallGet, 'x'), linkFrame(0, wire.CallGet, []byte("k2")...),
			linkFrame(4, wire.CallDelete, []byte("k2")...))
		l.receives(9, "s1")
		l.receives(3, "\x00")
		l.fails(1<<31, leveldb.ErrNotFound)
		h, _ := l.response(0)
		require.Contains(t, []byte{wire.LinkBody, wire.LinkError}, h.Kind) // before or after k2 is deleted
		l.receives(4, "")
		l.send(linkFrame(5, wire.CallHas, []byte("k2")...))
		l.receives(5, "\x00")
		batch := new(driver.Batch)
		require.NoError(t, batch.Put("long", []byte(long)))
		s.must(wire.CallWrite, database, wire.Options{}, batch.Packed())
		s.must(wire.CallPut, database, wire.Options{}, serverPut("longer", long+"x"))
		l.send(linkFrame(6, wire.CallGet, []byte("long")...), linkFrame(7, wire.CallGet, []byte("longer")...), linkFrame(8, wire.CallHas, []byte("longer")...))
		l.receives(6, long)
		h, _ = l.response(7)
		require.Equal(t, wire.LinkHead{ID: 7, Kind: wire.LinkLong}, h)
		l.receives(8, "\x01")
		l.send(linkFrame(10, wire.CallPut), linkFrameWith(11, wire.CallGet, wire.Options{Snapshot: 77}, 'k'), wire.LinkHead{ID: 12, Kind: 1}.Append(nil))
		l.fails(10, wire.ErrProtocol)
		l.fails(11, wire.ErrExpired)
		l.fails(12, wire.ErrProtocol)
		require.NoError(t, l.conn.Close())
	}
	got, err := s.sub.AppendRaw(nil, "k")
	require.NoError(t, err)
	assert.Equal(t, "s1", string(got))
	require.Eventually(t, func() bool { return len(s.handler.links.all()) == 0 }, safetyPatience, time.Millisecond)
}

// Requests that are refused before there is a link.
func TestLinkRefused(t *testing.T) {
	s := serverStart(t, nil)
	get := func(change func(*http.Request)) (status int, code string) {
		r, err := http.NewRequest(http.MethodGet, s.server.URL+wire.PathLink+"?db=db", nil)
		require.NoError(t, err)
		r.Header.Set("Connection", "Upgrade")
		r.Header.Set("Upgrade", wire.LinkProtocol)
		change(r)
		response := s.do(r)
		return response.StatusCode, response.Header.Get(wire.HeaderError)
	}
	for name, c := range map[string]struct {
		change func(*http.Request)
		status int
		code   string
	}{
		"no upgrade": {func(r *http.Request) { r.Header.Del("Upgrade") }, 426, "protocol"},
		"version":    {func(r *http.Request) { r.Header.Set("Upgrade", "openleveldb-link/2") }, 426, "protocol"},
		"method":     {func(r *http.Request) { r.Method = http.MethodPost }, 426, "protocol"},
		"host":       {func(r *http.Request) { r.Host = "example.org" }, 403, "forbidden"},
	} {
		status, code := get(c.change)
		assert.Equal(t, c.status, status, name)
		assert.Equal(t, c.code, code, name)
	}
	// A ResponseWriter that is not a connection.
	w := &recorder{header: http.Header{}}
	r, err := http.NewRequest(http.MethodGet, "http://localhost"+wire.PathLink, nil)
	require.NoError(t, err)
	r.Header.Set("Upgrade", wire.LinkProtocol)
	s.handler.ServeHTTP(w, r)
	assert.Equal(t, http.StatusNotImplemented, w.status)
	assert.Equal(t, "not_supported", w.header.Get(wire.HeaderError))
}

// recorder is a ResponseWriter that supports nothing else.
type recorder struct {
	header http.Header
	status int
}

func (r *recorder) Header() http.Header         { return r.header }
func (r *recorder) Write(b []byte) (int, error) { return len(b), nil }
func (r *recorder) WriteHeader(status int)      { r.status = status }

// Credentials and the permission to write apply to all calls of a link.
func TestLinkCredentials(t *testing.T) {
	file := filepath.Join(t.TempDir(), "users")
	require.NoError(t, os.WriteFile(file, []byte("token w read-write 0123456789abcdef\ntoken r read-only fedcba9876543210\n"), 0o600))
	credentials, err := ReadCredentials(file)
	require.NoError(t, err)
	s := serverStart(t, &HandlerOptions{Credentials: credentials})
	address := s.server.Listener.Addr().String()
	conn, err := net.Dial("tcp", address)
	require.NoError(t, err)
	defer conn.Close()
	_, err = io.WriteString(conn, linkRequest("db"))
	require.NoError(t, err)
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	assert.Equal(t, http.StatusUnauthorized, response.StatusCode)

	w := linkTo(t, address, "db", "Authorization: Bearer 0123456789abcdef")
	w.send(linkFrame(1, wire.CallPut, serverPut("k", "s")...))
	w.receives(1, "")
	r := linkTo(t, address, "db", "Authorization: Bearer fedcba9876543210")
	r.send(linkFrame(1, wire.CallGet, 'k'), linkFrame(2, wire.CallDelete, 'k'), linkFrame(3, wire.CallHas, 'k'))
	r.receives(1, "s")
	r.fails(2, leveldb.ErrReadOnly)
	r.receives(3, "\x01")

	// A reload applies to links that are open.
	require.NoError(t, os.WriteFile(file, []byte("token w read-only 0123456789abcdef\n"), 0o600))
	require.NoError(t, credentials.Reload())
	w.send(linkFrame(2, wire.CallDelete, 'k'), linkFrame(3, wire.CallGet, 'k'))
	w.fails(2, leveldb.ErrReadOnly)
	w.receives(3, "s")
	r.send(linkFrame(4, wire.CallGet, 'k'))
	r.fails(4, wire.ErrUnauthorized)
}

// What is not a request ends the link, and only that.
func TestLinkHostileClients(t *testing.T) {
	s := serverStart(t, &HandlerOptions{Progress: 50 * time.Millisecond})
	good := s.link("db")
	for name, bytes := range map[string][]byte{
		"no call":      wire.LinkHead{ID: 1}.Append(nil),
		"unknown call": wire.LinkHead{ID: 1, Kind: byte(len(wire.LinkCalls))}.Append(nil),
		"too long":     wire.LinkHead{ID: 1, Kind: 1, Size: wire.MaxLinkBody + 1}.Append(nil),
		"HTTP":         []byte(connGet),
		"half a body":  linkFrame(1, wire.CallGet, 'k')[:12], // and then nothing, for longer than Progress
	} {
		t.Run(name, func(t *testing.T) {
			l := s.link("db")
			l.t = t
			l.send(linkFrame(5, wire.CallHas, 'k'))
			l.receives(5, "\x00")
			l.send(bytes)
			l.ends(false)
		})
	}
	half := s.link("db")
	half.send(linkFrame(1, wire.CallGet, 'k')[:5])
	require.NoError(t, half.conn.Close())
	good.send(linkFrame(6, wire.CallHas, 'k'))
	good.receives(6, "\x00")
	require.Eventually(t, func() bool { return len(s.handler.links.all()) == 1 }, safetyPatience, time.Millisecond)
}

// slowStore has keys that take as long as a test wants, or panic.
type slowStore struct {
	driver.Store
	entered, leave chan struct{}
}

func (s *slowStore) Get(ctx context.Context, key string, buf []byte, o driver.ReadOptions) (driver.Value, error) {
	if key == "panic" {
		panic("as requested")
	}
	return s.Store.Get(ctx, key, buf, o)
}

func (s *slowStore) Has(ctx context.Context, key string, o driver.ReadOptions) (bool, error) {
	if key == "slow" {
		s.entered <- struct{}{}
		<-s.leave
	}
	return s.Store.Has(ctx, key, o)
}

func (s *slowStore) Put(ctx context.Context, key string, value []byte, o driver.WriteOptions) error {
	if key == "slow" {
		s.entered <- struct{}{}
		<-s.leave
	}
	return s.Store.Put(ctx, key, value, o)
}

// serveSlow serves a slowStore as "slow".
func (s *serverRig) serveSlow() *slowStore {
	slow := &slowStore{s.db.Driver(), make(chan struct{}), make(chan struct{})}
	s.handler.databases = Opened{"slow": leveldb.New(slow, "slow", nil)}
	return slow
}

// A call that takes long does not delay the others, however many there are.
func TestLinkSlowCalls(t *testing.T) {
	s := serverStart(t, nil)
	slow := s.serveSlow()
	l := s.link("slow")
	l.send(linkFrame(1, wire.CallPut, serverPut("k", "s")...))
	l.receives(1, "")
	const many = 20
	for i := range uint32(many) {
		l.send(linkFrame(100+i, wire.CallHas, []byte("slow")...), linkFrame(200+i, wire.CallGet, 'k'))
		<-slow.entered
		l.receives(200+i, "s")
	}
	l.send(linkFrameWith(2, wire.CallPut, wire.Options{Sync: true}, serverPut("slow", "s")...), linkFrame(3, wire.CallGet, 'k'))
	<-slow.entered
	l.receives(3, "s")
	l.send(linkFrame(5, wire.CallGet, 'k'), linkFrameWith(6, wire.CallPut, wire.Options{Sync: true}, serverPut("slow", "s")...))
	<-slow.entered
	l.receives(5, "s")
	close(slow.leave)
	answered := map[uint32]bool{}
	for range many + 2 {
		h, _ := l.next()
		answered[h.ID] = true
	}
	assert.Len(t, answered, many+2)
	l.send(linkFrame(4, wire.CallGet, 'k'))
	l.receives(4, "s")
}

// A link has at most maxApart calls in progress, and is not read while it has. Its other clients are
// served.
func TestLinkBounded(t *testing.T) {
	s := serverStart(t, nil)
	slow := s.serveSlow()
	l, other := s.link("slow"), s.link("slow")
	const more = 30
	for i := range uint32(maxApart + more) {
		l.send(linkFrame(1+i, wire.CallHas, []byte("slow")...))
	}
	for range maxApart {
		<-slow.entered
	}
	other.send(linkFrame(1, wire.CallGet, 'k'))
	other.fails(1, leveldb.ErrNotFound)
	select {
	case <-slow.entered:
		require.Fail(t, "too many calls of a link are in progress")
	case <-time.After(20 * linkTick):
	}
	go func() {
		for range more {
			<-slow.entered
		}
	}()
	close(slow.leave)
	answered := map[uint32]bool{}
	for range maxApart + more {
		h, _ := l.next()
		answered[h.ID] = true
	}
	assert.Len(t, answered, maxApart+more)
}

// After a slow call, the next calls of its kind do not wait for each other.
func TestLinkAfterSlowCall(t *testing.T) {
	s := serverStart(t, nil)
	slow := s.serveSlow()
	l := s.link("slow")
	l.send(linkFrame(1, wire.CallPut, serverPut("slow", "s")...))
	<-slow.entered
	time.Sleep(2 * linkSlow)
	slow.leave <- struct{}{}
	l.receives(1, "")
	watched := &s.handler.links.watched
	require.Eventually(t, func() bool { return watched.CompareAndSwap(false, true) }, safetyPatience, time.Millisecond)
	// From here on, no other goroutine takes over the reading.
	for i := range uint32(10) {
		l.send(linkFrame(2+i, wire.CallPut, serverPut("slow", "s")...))
		select {
		case <-slow.entered:
		case <-time.After(safetyPatience):
			require.Fail(t, "a call waits for another one")
		}
	}
	close(slow.leave)
	for i := range uint32(10) {
		l.receives(2+i, "")
	}
	watched.Store(false)
}

// Long requests count against the memory of the server. While it is in use, they are not read, and
// short ones on other links are served.
func TestLinkMemory(t *testing.T) {
	s := serverStart(t, nil)
	all := s.handler.memory.account("another client")
	require.True(t, all.tryTake(s.handler.memory.share))
	rest := s.handler.memory.account("a third client")
	for rest.tryTake(1 << 10) {
	}
	l, other := s.link("db"), s.link("db")
	l.send(linkFrame(1, wire.CallPut, serverPut("k", strings.Repeat("v", 32<<10))...))
	other.send(linkFrame(1, wire.CallGet, 'k'))
	other.fails(1, leveldb.ErrNotFound)
	require.Never(t, func() bool {
		stored, err := s.db.Has("k")
		return err != nil || stored
	}, 20*linkTick, linkTick)
	rest.close()
	all.close()
	l.receives(1, "")
	other.send(linkFrame(2, wire.CallPut, serverPut("k", strings.Repeat("v", 32<<10))...)[:16<<10])
	require.NoError(t, other.conn.Close())
	require.NoError(t, l.conn.Close())
	require.Eventually(t, func() bool {
		m := s.handler.memory
		m.mu.Lock()
		defer m.mu.Unlock()
		return len(m.clients) == 0
	}, safetyPatience, time.Millisecond)
}

// A call that panics is an error, and the link continues.
func TestLinkPanics(t *testing.T) {
	s := serverStart(t, nil)
	s.serveSlow()
	l := s.link("slow")
	l.send(linkFrame(1, wire.CallGet, []byte("panic")...), linkFrame(2, wire.CallGet, 'k'))
	l.fails(1, wire.ErrInternal)
	l.fails(2, leveldb.ErrNotFound)
	assert.Contains(t, s.log.String(), "as requested")
	require.Eventually(t, func() bool { return s.handler.metrics.inFlight.Load() == 0 }, safetyPatience, time.Millisecond)
}

// A server that stops finishes the calls in progress, and says that it executes no others.
func TestLinkBye(t *testing.T) {
	s := serverStart(t, nil)
	slow := s.serveSlow()
	l, idle := s.link("slow"), s.link("db")
	l.send(linkFrame(1, wire.CallPut, serverPut("slow", "s")...))
	<-slow.entered
	require.NoError(t, s.handler.Close())
	idle.ends(true)
	close(slow.leave)
	l.receives(1, "")
	l.ends(true)
	found, err := s.db.Has("slow")
	require.NoError(t, err)
	assert.True(t, found)
	_, err = s.call(wire.CallHas, "slow", wire.Options{}, []byte("k"))
	assert.ErrorIs(t, err, wire.ErrStopping)
}

// Serve waits for the calls of links, but not longer than Grace.
func TestLinkServeStops(t *testing.T) {
	for _, grace := range []time.Duration{time.Hour, 20 * time.Millisecond} {
		s := safetyServe(t, nil, &ServeOptions{Grace: grace})
		db, release, err := s.directory.Acquire("db", false)
		require.NoError(t, err)
		slow := &slowStore{db.Driver(), make(chan struct{}), make(chan struct{})}
		s.handler.databases = Opened{"slow": leveldb.New(slow, "slow", nil)}
		l := linkTo(t, s.address, "slow")
		l.send(linkFrame(1, wire.CallPut, serverPut("slow", "s")...))
		<-slow.entered
		stopped := make(chan error, 1)
		go func() { stopped <- s.stop() }()
		if grace < time.Second {
			l.ends(false)
			close(slow.leave)
			assert.ErrorIs(t, <-stopped, ErrCutOff)
		} else {
			time.Sleep(10 * time.Millisecond)
			assert.Empty(t, stopped)
			close(slow.leave)
			l.receives(1, "")
			l.ends(true)
			assert.NoError(t, <-stopped)
		}
		release()
	}
}

// An idle link makes room for other connections, and a busy one does not.
func TestLinkReplaced(t *testing.T) {
	s := safetyServe(t, &HandlerOptions{ClientShare: 100}, &ServeOptions{MaxConnections: 2})
	idle := linkTo(t, s.address, "db")
	idle.send(linkFrame(1, wire.CallHas, 'x'))
	idle.receives(1, "\x00")
	require.Eventually(t, func() bool { return s.handler.links.all()[0].idle.Load() }, safetyPatience, time.Millisecond)
	busy := linkTo(t, s.address, "db") // waits for a shorter time than the other, if at all
	stop := make(chan struct{})
	stopped := make(chan error, 1)
	go func() {
		for id := uint32(1); ; id++ {
			_, err := busy.conn.Write(linkFrame(id, wire.CallHas, 'x'))
			if err == nil {
				_, err = io.ReadFull(busy.in, make([]byte, wire.LinkHeadSize+1))
			}
			select {
			case <-stop:
				err = errors.Join(err, io.EOF)
			default:
			}
			if err != nil {
				stopped <- err
				return
			}
		}
	}()
	answer := s.answer(s.dial(connGet))
	assert.Equal(t, 200, answer.StatusCode)
	idle.ends(true)
	close(stop)
	assert.EqualError(t, <-stopped, io.EOF.Error(), "the busy link was not replaced")
}

// A link that makes calls rarely makes room for other connections, and hears that its next call was
// not executed.
func TestLinkReplacedBetweenCalls(t *testing.T) {
	s := safetyServe(t, &HandlerOptions{ClientShare: 100}, &ServeOptions{MaxConnections: 1})
	l := linkTo(t, s.address, "db")
	admitted := make(chan struct{})
	go func() {
		defer close(admitted)
		assert.Equal(t, 200, s.answer(s.dial(connGet)).StatusCode)
	}()
	for id := uint32(1); ; id++ {
		// The link may have been closed, or the last message is not read yet.
		if _, err := l.conn.Write(linkFrame(id, wire.CallHas, 'x')); err != nil {
			break
		}
		if h, _ := l.next(); h.Kind == wire.LinkBye {
			break
		}
		time.Sleep(linkQuiet / 5 * linkTick)
	}
	<-admitted
}

// The calls of a link are counted and logged like others.
func TestLinkMetrics(t *testing.T) {
	s := serverStart(t, &HandlerOptions{LogRequests: true})
	l := s.link("db")
	l.send(linkFrame(1, wire.CallGet, 'k'), linkFrame(2, wire.CallHas, 'k'))
	l.fails(1, leveldb.ErrNotFound)
	l.receives(2, "\x00")
	require.Eventually(t, func() bool { return strings.Contains(s.log.String(), "path=/v1/has") }, safetyPatience, time.Millisecond)
	assert.Contains(t, s.log.String(), "path=/v1/get")
	response, err := s.client.Get(s.server.URL + wire.PathMetrics)
	require.NoError(t, err)
	text, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	assert.Contains(t, string(text), `openleveldb_requests_total{call="get",code="not_found"} 1`)
	assert.Contains(t, string(text), `openleveldb_requests_total{call="has",code="ok"} 1`)
}

// FuzzLink sends any bytes to a server.
func FuzzLink(f *testing.F) {
	s := serverStart(f, &HandlerOptions{Progress: time.Second})
	f.Add(linkFrame(1, wire.CallPut, serverPut("k", "s")...))
	f.Add(append(linkFrame(1, wire.CallGet, 'k'), linkFrame(2, wire.CallArray, wire.ArrayRequest{Key: "k", Last: -1}.Append(nil)...)...))
	f.Add(binary.LittleEndian.AppendUint32(nil, 1<<31))
	f.Fuzz(func(t *testing.T, sent []byte) {
		l := linkTo(t, s.server.Listener.Addr().String(), "sub")
		if _, err := l.conn.Write(sent); err == nil {
			_ = l.conn.(*net.TCPConn).CloseWrite()
		}
		_, _ = io.Copy(io.Discard, l.in) // until the server closes
		require.NotContains(t, s.log.String(), "panic")
		require.NoError(t, l.conn.Close())
	})
}
