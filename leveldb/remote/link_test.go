package remote_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
	"github.com/openleveldb/openleveldb/leveldb/remote"
)

// linkFake is a server whose links a test plays. It counts the calls over HTTP, and answers them.
type linkFake struct {
	*httptest.Server
	t     testing.TB
	links chan *fakeLink
	http  atomic.Int64
	value atomic.Pointer[string] // of every key, over HTTP
}

// fakeLink is the server's side of a link.
type fakeLink struct {
	t    testing.TB
	conn net.Conn
	in   *bufio.Reader
}

func linkFakeServe(t testing.TB) *linkFake {
	t.Helper()
	f := &linkFake{t: t, links: make(chan *fakeLink, 10)}
	f.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case wire.Prefix + wire.CallOpen:
			clientAnswer(w, 0)
		case wire.PathLink:
			conn, _, err := http.NewResponseController(w).Hijack()
			if !assert.NoError(t, err) {
				return
			}
			_, err = io.WriteString(conn, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: openleveldb-link/1\r\n\r\n")
			assert.NoError(t, err)
			assert.NoError(t, conn.SetDeadline(time.Now().Add(time.Minute)))
			f.links <- &fakeLink{t, conn, bufio.NewReader(conn)}
		default:
			f.http.Add(1)
			clientAnswer(w, []byte(*f.value.Load())...)
		}
	}))
	t.Cleanup(f.Close)
	return f
}

// next returns a link that a client has opened.
func (f *linkFake) next() *fakeLink {
	l := <-f.links
	f.t.Cleanup(func() { l.conn.Close() })
	return l
}

// request reads a request.
func (l *fakeLink) request() wire.LinkHead {
	head := make([]byte, wire.LinkHeadSize)
	_, err := io.ReadFull(l.in, head)
	require.NoError(l.t, err)
	h, err := wire.ParseLinkHead(head)
	require.NoError(l.t, err)
	_, err = l.in.Discard(h.Size)
	require.NoError(l.t, err)
	return h
}

func (l *fakeLink) send(b []byte) {
	_, err := l.conn.Write(b)
	require.NoError(l.t, err)
}

func (l *fakeLink) answer(id uint32, kind byte, body string) {
	l.send(append(wire.LinkHead{ID: id, Kind: kind, Size: len(body)}.Append(nil), body...))
}

// result is what a call returned.
type result struct {
	value string
	err   error
}

func getting(db *leveldb.DB) chan result {
	c := make(chan result, 1)
	go func() {
		b, err := db.AppendRaw(nil, "k")
		c <- result{string(b), err}
	}()
	return c
}

func putting(db *leveldb.DB) chan result {
	c := make(chan result, 1)
	go func() { c <- result{err: db.PutRaw("k", []byte("v"))} }()
	return c
}

// Calls share a link. A call that is cancelled returns at once, whether its goroutine reads for
// others or waits for one that does. The others continue.
func TestLinkCancelled(t *testing.T) {
	f := linkFakeServe(t)
	db := clientDial(t, f.URL, "db", nil)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	reader := getting(db.WithContext(ctx)) // reads first
	l := f.next()
	first := l.request()
	waiter, write := getting(db.WithContext(ctx)), putting(db.WithContext(ctx))
	l.request()
	l.request()
	stays := getting(db)
	last := l.request()
	cancel()
	for _, c := range []chan result{reader, waiter, write} {
		assert.ErrorIs(t, (<-c).err, context.Canceled)
	}
	l.answer(first.ID, wire.LinkBody, "too late")
	l.answer(last.ID, wire.LinkBody, "s1")
	assert.Equal(t, result{"s1", nil}, <-stays)
	again := getting(db)
	l.answer(l.request().ID, wire.LinkBody, "s2")
	assert.Equal(t, result{"s2", nil}, <-again)

	// A write whose request was sent has an unknown outcome.
	ctx, cancel = context.WithCancel(context.Background())
	write = putting(db.WithContext(ctx))
	l.request()
	cancel()
	assert.ErrorIs(t, (<-write).err, remote.ErrOutcomeUnknown)
	assert.ErrorIs(t, db.WithContext(ctx).PutRaw("k", nil), context.Canceled)
	assert.Zero(t, f.http.Load())
}

// A call without a response fails after Timeout, and is not repeated.
func TestLinkTimeout(t *testing.T) {
	f := linkFakeServe(t)
	db := clientDial(t, f.URL, "db", &remote.Options{Timeout: 50 * time.Millisecond})
	read, write := getting(db), putting(db)
	l := f.next()
	ids := []uint32{l.request().ID, l.request().ID}
	for _, c := range []chan result{read, write} {
		err := (<-c).err
		assert.ErrorIs(t, err, remote.ErrUnavailable)
		assert.ErrorIs(t, err, os.ErrDeadlineExceeded)
		assert.Equal(t, c == write, errors.Is(err, remote.ErrOutcomeUnknown))
	}
	for _, id := range ids {
		l.answer(id, wire.LinkBody, "too late")
	}
	later := getting(db)
	l.answer(l.request().ID, wire.LinkBody, "s")
	assert.Equal(t, result{"s", nil}, <-later)
}

// What a server did not execute before it said bye is repeated, writes too.
func TestLinkBye(t *testing.T) {
	f := linkFakeServe(t)
	db := clientDial(t, f.URL, "db", &remote.Options{Retries: -1})
	read, write := getting(db), putting(db)
	l := f.next()
	l.request()
	l.request()
	l.answer(0, wire.LinkBye, "")
	next := f.next()
	for range 2 {
		h := next.request()
		next.answer(h.ID, wire.LinkBody, map[byte]string{wire.LinkNumber(wire.CallGet): "s"}[h.Kind])
	}
	assert.Equal(t, result{"s", nil}, <-read)
	assert.NoError(t, (<-write).err)
}

// If a link breaks, reads are repeated. The outcome of a write is unknown.
func TestLinkBroken(t *testing.T) {
	f := linkFakeServe(t)
	db := clientDial(t, f.URL, "db", &remote.Options{Backoff: time.Microsecond})
	read, write := getting(db), putting(db)
	l := f.next()
	l.request()
	l.request()
	require.NoError(t, l.conn.Close())
	err := (<-write).err
	assert.ErrorIs(t, err, remote.ErrOutcomeUnknown)
	assert.ErrorIs(t, err, remote.ErrUnavailable)
	next := f.next()
	next.answer(next.request().ID, wire.LinkBody, "s")
	assert.Equal(t, result{"s", nil}, <-read)
}

// A server that closes an idle link loses no write.
func TestLinkClosedWhileIdle(t *testing.T) {
	for name, end := range map[string]func(l *fakeLink){
		"bye":    func(l *fakeLink) { l.answer(0, wire.LinkBye, "") },
		"closed": func(*fakeLink) {},
	} {
		t.Run(name, func(t *testing.T) {
			f := linkFakeServe(t)
			db := clientDial(t, f.URL, "db", nil)
			write := putting(db)
			l := f.next()
			l.answer(l.request().ID, wire.LinkBody, "")
			require.NoError(t, (<-write).err)
			end(l)
			require.NoError(t, l.conn.Close())
			time.Sleep(150 * time.Millisecond) // until the client checks a link before it writes
			write = putting(db)
			next := f.next()
			next.answer(next.request().ID, wire.LinkBody, "")
			require.NoError(t, (<-write).err)
		})
	}
}

// What is not a response ends the link with ErrProtocol. A response to no request is ignored.
func TestLinkHostileServers(t *testing.T) {
	for name, bytes := range map[string][]byte{
		"too long":      wire.LinkHead{ID: 1, Size: wire.MaxLinkBody + 1}.Append(nil),
		"kind":          wire.LinkHead{ID: 1, Kind: 9}.Append(nil),
		"bye with id":   wire.LinkHead{ID: 1, Kind: wire.LinkBye}.Append(nil),
		"error":         append(wire.LinkHead{ID: 1, Kind: wire.LinkError, Size: 4}.Append(nil), "text"...),
		"HTTP":          []byte("HTTP/1.1 400 Bad Request\r\n\r\n"),
		"has, 2 bytes":  append(wire.LinkHead{ID: 1, Size: 2}.Append(nil), 1, 1),
		"has, no bytes": wire.LinkHead{ID: 1}.Append(nil),
		"has, 2":        append(wire.LinkHead{ID: 1, Size: 1}.Append(nil), 2),
	} {
		t.Run(name, func(t *testing.T) {
			f := linkFakeServe(t)
			db := clientDial(t, f.URL, "db", nil)
			c := make(chan error, 1)
			go func() { _, err := db.Has("k"); c <- err }()
			l := f.next()
			require.EqualValues(t, 1, l.request().ID)
			l.answer(77, wire.LinkBody, "to nobody")
			l.send(bytes)
			assert.ErrorIs(t, <-c, remote.ErrProtocol)
		})
	}
}

// Close ends calls in progress.
func TestLinkClosedByClient(t *testing.T) {
	f := linkFakeServe(t)
	db := clientDial(t, f.URL, "db", nil)
	calls := []chan result{getting(db), putting(db), getting(db)}
	l := f.next()
	for range calls {
		l.request()
	}
	require.NoError(t, db.Close())
	for _, c := range calls {
		assert.ErrorIs(t, (<-c).err, leveldb.ErrClosed)
	}
	_, err := l.in.ReadByte()
	assert.Error(t, err)
	_, err = db.AppendRaw(nil, "k")
	assert.ErrorIs(t, err, leveldb.ErrClosed)
}

// A value that is too long for the link is read over HTTP, and so is the next one at once. After a
// short value, reads use the link again.
func TestLinkLong(t *testing.T) {
	f := linkFakeServe(t)
	db := clientDial(t, f.URL, "db", nil)
	long := strings.Repeat("l", wire.MaxLinkBody+1)
	f.value.Store(&long)
	c := getting(db)
	l := f.next()
	l.answer(l.request().ID, wire.LinkLong, "")
	assert.Equal(t, result{long, nil}, <-c)
	assert.EqualValues(t, 1, f.http.Load())
	assert.Equal(t, result{long, nil}, <-getting(db))
	assert.EqualValues(t, 2, f.http.Load())
	write := putting(db)
	l.answer(l.request().ID, wire.LinkBody, "")
	require.NoError(t, (<-write).err, "writes use the link")
	short := "short"
	f.value.Store(&short)
	assert.Equal(t, result{short, nil}, <-getting(db))
	assert.EqualValues(t, 3, f.http.Load())
	c = getting(db)
	l.answer(l.request().ID, wire.LinkBody, "again")
	assert.Equal(t, result{"again", nil}, <-c)
	assert.EqualValues(t, 3, f.http.Load())
}

// Many goroutines share a link, some of them with contexts that end. Each gets its own value.
func TestLinkConcurrent(t *testing.T) {
	s := clientServe(t, nil, (*httptest.Server).Start)
	db := clientDial(t, s.URL, "db", nil)
	var wg sync.WaitGroup
	for g := range 16 {
		wg.Go(func() {
			r := rand.New(rand.NewPCG(1, uint64(g)))
			for i := range 300 {
				key := fmt.Sprint(g)
				want := fmt.Sprint("s", g, " ", i, strings.Repeat("x", r.IntN(1<<r.IntN(17))))
				if !assert.NoError(t, db.PutRaw(key, []byte(want))) {
					return
				}
				ctx, cancel := context.WithTimeout(context.Background(), time.Duration(r.IntN(200))*time.Microsecond)
				if got, err := db.WithContext(ctx).AppendRaw(nil, key); err == nil {
					assert.Equal(t, want, string(got))
				} else {
					assert.ErrorIs(t, err, context.DeadlineExceeded)
				}
				cancel()
				got, err := db.AppendRaw(nil, key)
				if !assert.NoError(t, err) || !assert.Equal(t, want, string(got)) {
					return
				}
			}
		})
	}
	wg.Wait()
}
