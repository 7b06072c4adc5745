package server

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
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
	"github.com/openleveldb/openleveldb/native"
)

// serverFailing returns errors instead of databases.
type serverFailing struct {
	Databases
	err error
}

func (f serverFailing) Acquire(name string, create bool) (*leveldb.DB, func(), error) {
	return nil, nil, f.err
}
func (f serverFailing) Names() ([]string, error) { return nil, f.err }

// Every class of error is sent with its code and status. The text omits what the client already
// knows.
func TestServerErrorCodes(t *testing.T) {
	for _, test := range []struct {
		err    error
		code   string
		status int
		text   string
	}{
		{fmt.Errorf("it is: %w", fs.ErrNotExist), "no_database", 404, "it is: file does not exist"},
		{fmt.Errorf("it is: %w", fs.ErrExist), "exists", 409, "it is: file already exists"},
		{fmt.Errorf("it is: %w", fs.ErrPermission), "forbidden", 403, "it is: permission denied"},
		{wire.ErrBusy, "busy", 429, ""},
		{wire.ErrStopping, "stopping", 503, ""},
		{wire.ErrUnavailable, "unavailable", 502, ""},
		{fmt.Errorf("%w: %w: reset", wire.ErrOutcomeUnknown, wire.ErrUnavailable), "outcome_unknown", 500, "no connection to the server: reset"},
		{wire.ErrExpired, "expired", 410, ""},
		{fmt.Errorf("%w: why", wire.ErrProtocol), "protocol", 400, "why"},
		{&driver.Error{Class: driver.ErrCorrupt, Text: "block"}, "corrupt", 500, "block"},
		{&leveldb.Error{Op: "open", Name: "x", Err: &driver.Error{Class: driver.ErrLocked, Text: "by 7"}}, "locked", 409, "by 7"},
		{leveldb.ErrReadOnly, "read_only", 403, ""},
		{fmt.Errorf("%w: of 7 bytes", leveldb.ErrTooLarge), "too_large", 413, "of 7 bytes"},
		{driver.ErrNotSupported, "not_supported", 501, ""},
		{driver.ErrOutOfMemory, "out_of_memory", 507, ""},
		{&driver.Error{Class: driver.ErrIO, Text: "7.ldb", Cause: fs.ErrNotExist}, "missing_file", 500, "7.ldb"},
		{&driver.Error{Class: driver.ErrIO, Text: "disk"}, "io", 500, "disk"},
		{driver.ErrInvalidArgument, "invalid_argument", 400, ""},
		{leveldb.ErrClosed, "closed", 503, ""},
		{errors.New("anything"), "internal", 500, "anything"},
	} {
		t.Run(test.code, func(t *testing.T) {
			h := NewHandler(serverFailing{err: test.err}, &HandlerOptions{Logger: serverQuiet()})
			defer h.Close()
			for call := range procedures {
				if ofLease(call) {
					continue // these need no database
				}
				r := httptest.NewRequest(http.MethodPost, wire.Prefix+call+"?db=x", bytes.NewReader(append(wire.Options{}.Append(nil), serverBodies[call]...)))
				r.Header.Set("Content-Type", wire.ContentType)
				w := httptest.NewRecorder()
				h.ServeHTTP(w, r)
				assert.Equal(t, test.status, w.Code, call)
				assert.Equal(t, test.code, w.Header().Get(wire.HeaderError), call)
				assert.Equal(t, test.text, w.Body.String(), call)
				assert.Equal(t, test.status == 429 || test.status == 503, w.Header().Get("Retry-After") != "", call)
			}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, wire.PathDatabases, nil))
			assert.Equal(t, test.code, w.Header().Get(wire.HeaderError))
		})
	}
}

// serverBodies holds valid bodies, without their options.
var serverBodies = map[string][]byte{
	wire.CallGet:      []byte("k"),
	wire.CallArray:    wire.ArrayRequest{Key: "k", Last: -1}.Append(nil),
	wire.CallPart:     wire.PartRequest{Key: "k"}.Append(nil),
	wire.CallLocate:   []byte("k"),
	wire.CallHas:      []byte("k"),
	wire.CallPut:      serverPut("k", "s"),
	wire.CallDelete:   []byte("k"),
	wire.CallWrite:    {1, 1, 0, 0, 0, 1, 0, 0, 0, 'k', 's'},
	wire.CallLookup:   wire.AppendKeys(nil, []string{"k"}),
	wire.CallGather:   wire.GatherRequest{Header: []byte("n"), Keys: []string{"k"}}.Append(nil),
	wire.CallRange:    wire.RangeRequest{}.Append(nil),
	wire.CallCursor:   wire.Span{}.Append(nil),
	wire.CallSeek:     wire.SeekRequest{}.Append(nil),
	wire.CallCount:    wire.Span{}.Append(nil),
	wire.CallSize:     wire.Span{}.Append(nil),
	wire.CallSplit:    wire.Span{Limit: 2}.Append(nil),
	wire.CallEstimate: wire.Span{}.Append(nil),
	wire.CallCompact:  wire.Span{}.Append(nil),
	wire.CallProperty: []byte("leveldb.stats"),
	wire.CallOpen:     wire.OpenRequest{Create: true}.Append(nil),
	wire.CallSnapshot: nil,
	wire.CallRenew:    nil,
	wire.CallRelease:  nil,
	wire.CallAbandon:  make([]byte, 8),
}

// ofLease reports whether a call uses what the server holds for the client, and no database.
func ofLease(call string) bool {
	return call == wire.CallRenew || call == wire.CallRelease || call == wire.CallAbandon || call == wire.CallSeek
}

func serverQuiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// Malformed requests are refused.
func TestServerRefusals(t *testing.T) {
	s := serverStart(t, &HandlerOptions{MaxBody: 100})
	good := func() *http.Request {
		return s.request(wire.CallGet, "db", append(wire.Options{}.Append(nil), "k"...))
	}
	for _, test := range []struct {
		name   string
		change func(r *http.Request)
		status int
		code   string
		text   string
	}{
		{"GET", func(r *http.Request) { r.Method = "GET" }, 405, "protocol", "get requires POST, not GET"},
		{"PUT", func(r *http.Request) { r.Method = "PUT" }, 405, "protocol", "get requires POST, not PUT"},
		{"no type", func(r *http.Request) { r.Header.Del("Content-Type") }, 415, "protocol", ""},
		{"a form", func(r *http.Request) { r.Header.Set("Content-Type", "text/plain") }, 415, "protocol", `not "text/plain"`},
		{"unknown call", func(r *http.Request) { r.URL.Path = "/v1/fetch" }, 404, "protocol", `no call "fetch"`},
		{"no call", func(r *http.Request) { r.URL.Path = "/v1/" }, 404, "protocol", ""},
		{"below a call", func(r *http.Request) { r.URL.Path = "/v1/get/k" }, 404, "protocol", ""},
		{"another host", func(r *http.Request) { r.Host = "evil.example" }, 403, "forbidden", "evil.example"},
		{"another origin", func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") }, 403, "forbidden", ""},
		{"database", func(r *http.Request) { r.URL.RawQuery = "db=none" }, 404, "no_database", `there is no database "none"`},
		{"no database", func(r *http.Request) { r.URL.RawQuery = "" }, 404, "no_database", `there is no database ""`},
		{"announced too long", func(r *http.Request) {
			r.Body, r.ContentLength = io.NopCloser(strings.NewReader(strings.Repeat("x", 101))), 101
		}, 413, "too_large", "body of 101 bytes; the server accepts at most 100"},
		{"too long", func(r *http.Request) {
			r.Body, r.ContentLength = io.NopCloser(strings.NewReader(strings.Repeat("x", 101))), -1
		}, 413, "too_large", "at most 100 bytes"},
		{"no options", func(r *http.Request) { r.Body, r.ContentLength = http.NoBody, 0 }, 400, "protocol", "too short"},
		{"unknown options", func(r *http.Request) {
			r.Body, r.ContentLength = io.NopCloser(strings.NewReader("\x0800000000")), 9
		}, 400, "protocol", "unknown flags"},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := good()
			test.change(r)
			response := s.do(r)
			b, err := io.ReadAll(response.Body)
			require.NoError(t, err)
			assert.Equal(t, test.status, response.StatusCode)
			assert.Equal(t, test.code, response.Header.Get(wire.HeaderError))
			assert.Contains(t, string(b), test.text)
			if test.status == 405 {
				assert.Equal(t, "POST", response.Header.Get("Allow"))
			}
		})
	}
	// Bodies that do not match the call.
	for call, body := range map[string]string{
		wire.CallArray: "short", wire.CallPart: "short", wire.CallPut: "\x09\x00\x00\x00k", wire.CallLookup: "\x09\x00\x00\x00k", wire.CallGather: "\x01",
		wire.CallRange: "\x00", wire.CallCount: string(wire.Span{}.Append(nil)) + "more", wire.CallSize: "", wire.CallSplit: "", wire.CallEstimate: "", wire.CallCompact: "\xff",
		wire.CallOpen: "\x08", wire.CallRenew: "odd", wire.CallAbandon: "odd", wire.CallCursor: string(wire.Span{}.Append(nil)) + "more", wire.CallSeek: "short",
	} {
		_, err := s.call(call, "db", wire.Options{}, []byte(body))
		require.ErrorIs(t, err, wire.ErrProtocol, call)
	}
	_, err := s.call(wire.CallWrite, "db", wire.Options{}, []byte("\x07 no batch"))
	require.ErrorIs(t, err, leveldb.ErrInvalidArgument)
	// An unknown id is reported as expired.
	for call, body := range map[string][]byte{wire.CallRenew: nil, wire.CallRelease: nil, wire.CallGet: []byte("k"), wire.CallRange: wire.RangeRequest{}.Append(nil)} {
		_, err := s.call(call, "db", wire.Options{Snapshot: 77}, body)
		require.Equal(t, wire.ErrExpired, err, call)
	}
	for call, body := range map[string][]byte{
		wire.CallAbandon: wire.AppendNumber(nil, 77), wire.CallRenew: wire.AppendNumber(nil, 77),
		wire.CallRange: wire.RangeRequest{Resume: 77, Taken: 1, After: "k"}.Append(nil), wire.CallSeek: wire.SeekRequest{ID: 77}.Append(nil),
	} {
		_, err := s.call(call, "db", wire.Options{}, body)
		require.Equal(t, wire.ErrExpired, err, call)
	}
	require.Empty(t, serverContent(t, s.db))
}

// Bodies with so many keys that the server would reserve more memory than was sent are refused.
func TestServerTooManyKeys(t *testing.T) {
	s := serverStart(t, nil)
	for call, head := range map[string][]byte{wire.CallLookup: nil, wire.CallGather: wire.GatherRequest{Row: driver.MaxEntrySize}.Append(nil)} {
		_, err := s.call(call, "db", wire.Options{}, append(head, make([]byte, 4*(wire.MaxKeys+1))...))
		require.ErrorIs(t, err, leveldb.ErrTooLarge, call)
	}
	_, err := s.call(wire.CallGet, "db", wire.Options{}, make([]byte, wire.MaxShortBody))
	require.ErrorIs(t, err, leveldb.ErrTooLarge)
	_, err = s.call(wire.CallGather, "db", wire.Options{}, wire.GatherRequest{Row: driver.MaxEntrySize + 1}.Append(nil))
	require.ErrorIs(t, err, wire.ErrProtocol)
}

func TestServerReadOnly(t *testing.T) {
	s := serverStart(t, &HandlerOptions{ReadOnly: true})
	s.store("k", "sv")
	for call, p := range procedures {
		if p.writes {
			_, err := s.call(call, "db", wire.Options{}, serverBodies[call])
			require.Equal(t, leveldb.ErrReadOnly, err, call)
		}
	}
	require.Equal(t, []serverPair{{Key: "k", Value: "sv"}}, serverContent(t, s.db))
	answer, err := wire.ParseOpenAnswer(s.must(wire.CallOpen, "db", wire.Options{}, wire.OpenRequest{Create: true}.Append(nil)))
	require.NoError(t, err)
	require.True(t, answer.ReadOnly)
	_, err = s.call(wire.CallOpen, "none", wire.Options{}, wire.OpenRequest{Create: true}.Append(nil))
	require.ErrorIs(t, err, fs.ErrNotExist)
	lease, err := wire.ParseLease(s.must(wire.CallSnapshot, "db", wire.Options{}, nil))
	require.NoError(t, err)
	require.Equal(t, "sv", string(s.must(wire.CallGet, "db", wire.Options{Snapshot: lease.ID}, []byte("k"))))
}

// serverMaking creates databases in a directory.
type serverMaking struct {
	Opened
	t    *testing.T
	root string
}

func (m serverMaking) Acquire(name string, create bool) (*leveldb.DB, func(), error) {
	if db, ok := m.Opened[name]; ok || !create {
		if !ok {
			return nil, nil, fs.ErrNotExist
		}
		return db, func() {}, nil
	}
	db, err := leveldb.Open(filepath.Join(m.root, name), nil)
	require.NoError(m.t, err)
	m.Opened[name] = db
	m.t.Cleanup(func() { assert.NoError(m.t, db.Close()) })
	return db, func() {}, nil
}

// A database is created only if the request asks for it and the caller is allowed to.
func TestServerCreation(t *testing.T) {
	s := serverStart(t, nil)
	root := t.TempDir()
	s.handler.databases = serverMaking{Opened{}, t, root}
	made := func() (names []string) {
		entries, err := os.ReadDir(root)
		require.NoError(t, err)
		for _, e := range entries {
			names = append(names, e.Name())
		}
		return names
	}
	for call, body := range serverBodies {
		if call != wire.CallPut && call != wire.CallWrite && call != wire.CallOpen && !ofLease(call) {
			_, err := s.call(call, "new", wire.Options{}, body)
			require.ErrorIs(t, err, fs.ErrNotExist, call)
		}
	}
	_, err := s.call(wire.CallWrite, "new", wire.Options{}, []byte("no batch"))
	require.ErrorIs(t, err, leveldb.ErrInvalidArgument)
	_, err = s.call(wire.CallPut, "new", wire.Options{}, []byte("no"))
	require.ErrorIs(t, err, wire.ErrProtocol)
	_, err = s.call(wire.CallOpen, "new", wire.Options{}, wire.OpenRequest{}.Append(nil))
	require.ErrorIs(t, err, fs.ErrNotExist)
	_, err = s.call(wire.CallOpen, "new", wire.Options{}, wire.OpenRequest{ErrorIfExists: true}.Append(nil))
	require.ErrorIs(t, err, fs.ErrNotExist)
	require.Empty(t, made())
	s.must(wire.CallOpen, "a", wire.Options{}, wire.OpenRequest{Create: true, ErrorIfExists: true}.Append(nil))
	_, err = s.call(wire.CallOpen, "a", wire.Options{}, wire.OpenRequest{Create: true, ErrorIfExists: true}.Append(nil))
	require.ErrorIs(t, err, fs.ErrExist)
	s.must(wire.CallOpen, "a", wire.Options{}, wire.OpenRequest{Create: true}.Append(nil))
	s.must(wire.CallPut, "b", wire.Options{}, serverPut("k", "s"))
	s.must(wire.CallWrite, "c", wire.Options{}, serverBodies[wire.CallWrite])
	require.Equal(t, []string{"a", "b", "c"}, made())
}

func TestOpened(t *testing.T) {
	s := serverStart(t, nil)
	_, _, err := s.handler.databases.Acquire("none", false)
	require.ErrorIs(t, err, fs.ErrNotExist)
	_, _, err = s.handler.databases.Acquire("none", true)
	require.ErrorIs(t, err, fs.ErrPermission)
}

// A panic is logged with its stack and reported to the client. Other requests are unaffected.
func TestServerPanic(t *testing.T) {
	s := serverStart(t, nil)
	s.handler.databases = struct{ Databases }{} // a nil pointer
	_, err := s.call(wire.CallGet, "db", wire.Options{}, []byte("k"))
	require.Equal(t, wire.ErrInternal, err)
	require.Contains(t, s.log.String(), "a request panicked")
	require.Contains(t, s.log.String(), "call_read.go")
	s.handler.databases = Opened{"db": s.db}
	require.Equal(t, []byte{0}, s.must(wire.CallHas, "db", wire.Options{}, []byte("k")))
	s.eventually(func() bool { return s.handler.metrics.inFlight.Load() == 0 }, "both are over")
}

// A request beyond MaxRequests waits for a slot. The slot is released on every path.
func TestServerMaxRequests(t *testing.T) {
	s := serverStart(t, &HandlerOptions{MaxRequests: 1})
	other := s.handler.places.account("another client")
	require.True(t, other.tryTake(1))
	r := s.request(wire.CallHas, "db", append(wire.Options{}.Append(nil), "k"...))
	done := make(chan error, 1)
	go func() {
		response, err := s.client.Do(r)
		if err == nil {
			_, err = io.Copy(io.Discard, response.Body)
			response.Body.Close()
		}
		done <- err
	}()
	s.eventually(func() bool { return s.handler.metrics.inFlight.Load() == 1 }, "it waits")
	for _, path := range []string{wire.PathHealth, wire.PathMetrics, wire.PathDatabases} {
		response, err := s.client.Get(s.server.URL + path)
		require.NoError(t, err)
		_, err = serverAnswer(t, response)
		require.NoError(t, err, "%s does not wait", path)
	}
	select {
	case err := <-done:
		require.FailNow(t, "it did not wait", "%v", err)
	default:
	}
	other.close()
	require.NoError(t, <-done)
	_, err := s.call(wire.CallGet, "none", wire.Options{}, nil)
	require.ErrorIs(t, err, fs.ErrNotExist)
	require.Equal(t, []byte{0}, s.must(wire.CallHas, "db", wire.Options{}, []byte("k")), "the place of the one that failed is free")
}

// A request that waited in vain is refused as busy.
func TestServerBusy(t *testing.T) {
	s := serverStart(t, &HandlerOptions{MaxRequests: 1})
	other := s.handler.places.account("another client")
	require.True(t, other.tryTake(1))
	defer other.close()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	r := httptest.NewRequest(http.MethodPost, "/v1/get?db=db", nil).WithContext(ctx)
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	require.Equal(t, http.StatusTooManyRequests, w.Code)
	require.Equal(t, "busy", w.Header().Get(wire.HeaderError))
	require.NotEmpty(t, w.Header().Get("Retry-After"))
}

// Large bodies reserve memory from the budget and wait for it. Small bodies do not.
func TestServerBodyBudget(t *testing.T) {
	s := serverStart(t, nil)
	all := s.handler.options.free()
	first, second := s.handler.memory.account("one"), s.handler.memory.account("two")
	require.True(t, first.tryTake(all/2))
	require.True(t, second.tryTake(all-all/2))
	s.must(wire.CallPut, "db", wire.Options{}, serverPut("small", strings.Repeat("v", smallBody/2)))
	r := s.request(wire.CallPut, "db", append(wire.Options{}.Append(nil), serverPut("large", strings.Repeat("v", 2*atOnce))...))
	done := make(chan error, 1)
	go func() {
		response, err := s.client.Do(r)
		if err == nil {
			err = response.Body.Close()
		}
		done <- err
	}()
	s.eventually(func() bool { return s.handler.metrics.inFlight.Load() == 1 }, "it waits")
	select {
	case err := <-done:
		require.FailNow(t, "it did not wait", "%v", err)
	default:
	}
	first.close()
	require.NoError(t, <-done)
	require.Len(t, s.must(wire.CallGet, "db", wire.Options{}, []byte("large")), 2*atOnce)
	second.close()
	s.eventually(s.nothingHeld, "its memory is given back")
}

// nothingHeld reports whether no request holds any resources.
func (s *serverRig) nothingHeld() bool {
	for _, b := range []*budget{s.handler.memory, s.handler.places} {
		b.mu.Lock()
		held := len(b.clients)
		b.mu.Unlock()
		if held > 0 {
			return false
		}
	}
	return true
}

// The server does not wait for a body that makes no progress.
func TestServerSlowBody(t *testing.T) {
	s := serverStart(t, &HandlerOptions{Progress: 200 * time.Millisecond})
	for _, announced := range []int64{100, -1} {
		r := s.request(wire.CallPut, "db", nil)
		body, more := io.Pipe()
		r.Body, r.ContentLength = body, announced
		go func() { _, _ = more.Write(make([]byte, 12)) }() // never completed
		response, err := s.client.Do(r)
		if err == nil { // or the connection is reset, which the client may notice first
			assert.Equal(t, http.StatusRequestTimeout, response.StatusCode)
			response.Body.Close()
		}
		more.Close()
		s.eventually(func() bool { return s.handler.metrics.inFlight.Load() == 0 }, "nothing is held")
	}
	require.Empty(t, serverContent(t, s.db))
}

// serverThinking is a database that takes a while to respond.
type serverThinking struct {
	driver.Store
	time time.Duration
}

func (d serverThinking) Property(ctx context.Context, name string) (string, error) {
	time.Sleep(d.time)
	return name, nil
}

func (d serverThinking) Scan(ctx context.Context, s driver.Span, o leveldb.ReadOptions) (driver.Cursor, error) {
	c, err := d.Store.Scan(ctx, s, o)
	return serverThinkingCursor{c, d.time}, err
}

type serverThinkingCursor struct {
	driver.Cursor
	time time.Duration
}

func (c serverThinkingCursor) Next(ctx context.Context) (*driver.Page, error) {
	time.Sleep(c.time)
	return c.Cursor.Next(ctx)
}

// The server's own processing time does not count as a stalled client. The connection is reused.
func TestServerLongCall(t *testing.T) {
	s := serverStart(t, &HandlerOptions{Progress: 200 * time.Millisecond})
	s.handler.databases = Opened{"db": leveldb.New(serverThinking{s.db.Driver(), 3 * s.handler.options.Progress}, "thinking", nil)}
	s.store("k", "sv")
	for turn, call := range []string{wire.CallProperty, wire.CallRange, wire.CallProperty} {
		r := s.request(call, "db", append(wire.Options{}.Append(nil), serverBodies[call]...))
		reused := false
		trace := &httptrace.ClientTrace{GotConn: func(info httptrace.GotConnInfo) { reused = info.Reused }}
		b, err := serverAnswer(t, s.do(r.WithContext(httptrace.WithClientTrace(r.Context(), trace))))
		require.NoError(t, err)
		require.NotEmpty(t, b)
		require.Equal(t, turn > 0, reused)
	}
}

// Close ends all leases and refuses new requests. The databases stay open.
func TestServerClose(t *testing.T) {
	s := serverStart(t, nil)
	s.store("k", "sv")
	lease, err := wire.ParseLease(s.must(wire.CallSnapshot, "db", wire.Options{}, nil))
	require.NoError(t, err)
	_, id, err := s.scan("db", wire.Options{}, wire.RangeRequest{})
	require.NoError(t, err)
	s.eventually(func() bool { return s.handler.metrics.inFlight.Load() == 0 }, "the range is kept")
	live := native.LiveHandles()
	require.NoError(t, s.handler.Close())
	require.NoError(t, s.handler.Close())
	require.Equal(t, live-2, native.LiveHandles(), "a snapshot and an iterator less")
	for call, body := range serverBodies {
		_, err := s.call(call, "db", wire.Options{Snapshot: lease.ID}, body)
		require.Equal(t, wire.ErrStopping, err, call)
	}
	_, _, err = s.scan("db", wire.Options{}, wire.RangeRequest{Resume: id})
	require.Equal(t, wire.ErrStopping, err)
	for _, path := range []string{wire.PathHealth, wire.PathDatabases} {
		response, err := s.client.Get(s.server.URL + path)
		require.NoError(t, err)
		_, err = serverAnswer(t, response)
		require.Equal(t, wire.ErrStopping, err, path)
		require.Equal(t, http.StatusServiceUnavailable, response.StatusCode)
	}
	found, err := s.db.Has("k")
	require.NoError(t, err)
	require.True(t, found)
}

// serverCredentials accepts two callers.
func serverCredentials(t *testing.T) *Credentials {
	path := filepath.Join(t.TempDir(), "credentials")
	require.NoError(t, os.WriteFile(path, []byte("user alice read-write secret\nuser bob read-only hidden\n"), 0o600))
	c, err := ReadCredentials(path)
	require.NoError(t, err)
	return c
}

func TestServerCredentials(t *testing.T) {
	s := serverStart(t, &HandlerOptions{Credentials: serverCredentials(t)})
	s.store("k", "sv")
	call := func(user, password, call string, o wire.Options, body []byte) ([]byte, error) {
		r := s.request(call, "db", append(o.Append(nil), body...))
		if user != "" {
			r.SetBasicAuth(user, password)
		}
		response := s.do(r)
		if response.StatusCode == http.StatusUnauthorized {
			assert.Contains(t, response.Header.Values("WWW-Authenticate")[0], "Basic realm=")
		}
		return serverAnswer(t, response)
	}
	none := wire.Options{}
	for _, wrong := range [][2]string{{"", ""}, {"alice", "hidden"}, {"eve", "secret"}} {
		_, err := call(wrong[0], wrong[1], wire.CallGet, none, []byte("k"))
		require.Equal(t, wire.ErrUnauthorized, err)
	}
	got, err := call("alice", "secret", wire.CallGet, none, []byte("k"))
	require.NoError(t, err)
	require.Equal(t, "sv", string(got))
	_, err = call("bob", "hidden", wire.CallPut, none, serverPut("k", "s"))
	require.Equal(t, leveldb.ErrReadOnly, err)
	got, err = call("bob", "hidden", wire.CallOpen, none, wire.OpenRequest{Create: true}.Append(nil))
	require.NoError(t, err)
	require.Equal(t, wire.OpenAnswer{ReadOnly: true}.Append(nil), got)

	// A snapshot belongs to the caller that took it, and to its database.
	b, err := call("alice", "secret", wire.CallSnapshot, none, nil)
	require.NoError(t, err)
	lease, err := wire.ParseLease(b)
	require.NoError(t, err)
	o := wire.Options{Snapshot: lease.ID}
	for name, body := range map[string][]byte{wire.CallGet: []byte("k"), wire.CallRenew: nil, wire.CallRelease: nil} {
		_, err = call("bob", "hidden", name, o, body)
		require.Equal(t, wire.ErrExpired, err, name)
	}
	_, err = call("alice", "secret", wire.CallGet, o, []byte("k"))
	require.NoError(t, err)

	for path, status := range map[string]int{wire.PathHealth: 200, wire.PathMetrics: 401, wire.PathDatabases: 401, "/v1/none": 401, "/getitem": 401} {
		response, err := s.client.Get(s.server.URL + path)
		require.NoError(t, err, path) // also for /getitem, whose response breaks off after the header
		assert.Equal(t, status, response.StatusCode, path)
		require.NoError(t, response.Body.Close())
	}
}
