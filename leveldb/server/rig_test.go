package server

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
	"github.com/openleveldb/openleveldb/native"
)

// ctx is for calls that are not cancelled.
var ctx = context.Background()

// serverRig is a Handler on a real port. Tests send it raw protocol messages.
type serverRig struct {
	t       testing.TB
	db      *leveldb.DB // served as "db"
	sub     *leveldb.DB // served as "sub": the part of db below serverPrefix
	handler *Handler
	server  *httptest.Server
	client  *http.Client
	log     *serverLog
}

const serverPrefix = "p\xff"

// serverLog collects what a Handler logs.
type serverLog struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *serverLog) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *serverLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func serverLogger(l *serverLog) *slog.Logger { return slog.New(slog.NewTextHandler(l, nil)) }

func serverStart(t testing.TB, o *HandlerOptions) *serverRig {
	t.Helper()
	live := native.LiveHandles()
	db, err := leveldb.Open(filepath.Join(t.TempDir(), "db"), nil)
	require.NoError(t, err)
	s := &serverRig{t: t, db: db, sub: db.Sub(serverPrefix), client: &http.Client{Transport: &http.Transport{DisableCompression: true}}, log: &serverLog{}}
	options := HandlerOptions{}
	if o != nil {
		options = *o
	}
	options.Logger = serverLogger(s.log)
	s.handler = NewHandler(Opened{"db": db, "sub": s.sub}, &options)
	s.server = httptest.NewServer(s.handler)
	t.Cleanup(func() {
		s.client.CloseIdleConnections()
		assert.NoError(t, s.handler.Close())
		s.server.Close() // waits for requests in progress
		assert.NoError(t, db.Close())
		assert.Equal(t, live, native.LiveHandles(), "something was not released")
	})
	return s
}

// request builds the request of a call.
func (s *serverRig) request(call, database string, body []byte) *http.Request {
	s.t.Helper()
	r, err := http.NewRequest(http.MethodPost, s.server.URL+wire.Prefix+call+"?db="+url.QueryEscape(database), bytes.NewReader(body))
	require.NoError(s.t, err)
	r.Header.Set("Content-Type", wire.ContentType)
	return r
}

func (s *serverRig) do(r *http.Request) *http.Response {
	s.t.Helper()
	response, err := s.client.Do(r)
	require.NoError(s.t, err)
	s.t.Cleanup(func() { response.Body.Close() })
	return response
}

// stream starts a call and returns the response with its body unread.
func (s *serverRig) stream(call, database string, o wire.Options, body []byte) *http.Response {
	s.t.Helper()
	response := s.do(s.request(call, database, append(o.Append(nil), body...)))
	return response
}

// call makes a call and returns the response body, or the error sent by the server.
func (s *serverRig) call(call, database string, o wire.Options, body []byte) ([]byte, error) {
	s.t.Helper()
	return serverAnswer(s.t, s.stream(call, database, o, body))
}

// serverAnswer reads a response.
func serverAnswer(t testing.TB, response *http.Response) ([]byte, error) {
	t.Helper()
	defer response.Body.Close()
	b, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	if response.StatusCode == http.StatusOK {
		require.Empty(t, response.Header.Get(wire.HeaderError))
		return b, nil
	}
	require.NotEmpty(t, response.Header.Get(wire.HeaderError), "an error says its code")
	return nil, wire.Error(response.Header.Get(wire.HeaderError), string(b))
}

// must is like call for calls that must succeed.
func (s *serverRig) must(call, database string, o wire.Options, body []byte) []byte {
	s.t.Helper()
	b, err := s.call(call, database, o, body)
	require.NoError(s.t, err)
	return b
}

// serverPair is an entry. Missing reports that a lookup did not find it.
type serverPair struct {
	Key, Value string
	Missing    bool
}

// serverPages reads the frames of a range, or of a lookup of the wanted keys. It returns the
// entries of the pages that were received completely.
func serverPages(r io.Reader, wanted []string) (all []serverPair, err error) {
	frames := &wire.FrameReader{R: r}
	for {
		kind, err := frames.Next()
		if err == io.EOF {
			return all, nil
		}
		if err != nil {
			return all, err
		}
		if kind != wire.FramePage {
			return all, wire.ErrProtocol
		}
		p, err := frames.ReadPage(nil, nil)
		if err != nil {
			return all, err
		}
		for i, end := range p.Ends[1:] {
			from := p.Ends[i]
			pair := serverPair{Value: string(p.Values[from.Value:end.Value])}
			if wanted == nil {
				pair.Key = string(p.Keys[from.Key:end.Key])
			} else {
				pair.Key, pair.Missing = wanted[len(all)], end.Key == 0
			}
			all = append(all, pair)
		}
	}
}

func (s *serverRig) scan(database string, o wire.Options, r wire.RangeRequest) (all []serverPair, id uint64, err error) {
	s.t.Helper()
	response := s.stream(wire.CallRange, database, o, r.Append(nil))
	if response.StatusCode != http.StatusOK {
		_, err := serverAnswer(s.t, response)
		return nil, 0, err
	}
	id, err = strconv.ParseUint(response.Header.Get(wire.HeaderRange), 10, 64)
	require.NoError(s.t, err)
	require.NotZero(s.t, id)
	all, err = serverPages(response.Body, nil)
	return all, id, err
}

// store puts stored bytes directly into the database.
func (s *serverRig) store(key, value string) {
	s.t.Helper()
	require.NoError(s.t, s.db.Driver().Put(ctx, key, []byte(value), leveldb.WriteOptions{}))
}

// eventually waits for a condition to become true.
func (s *serverRig) eventually(condition func() bool, what string) {
	s.t.Helper()
	require.Eventually(s.t, condition, time.Minute, time.Millisecond, what)
}
