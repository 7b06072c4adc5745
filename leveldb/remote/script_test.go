package remote

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"path"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
)

// scripted is a client whose calls are handled by functions of the test, by name, without a
// connection. It records the calls and what happens to the response bodies.
type scripted struct {
	t       *testing.T
	client  *client
	store   *clientStore
	began   time.Time
	answers map[string]func(r *http.Request, body []byte) (*http.Response, error)

	mu     sync.Mutex
	calls  []scriptedCall
	bodies []*scriptedBody
}

type scriptedCall struct {
	name string
	at   time.Duration
	body []byte // without the options
}

func newScripted(t *testing.T, o *Options) *scripted {
	t.Helper()
	c, err := newClient("http://server:1", "db", o)
	require.NoError(t, err)
	s := &scripted{t: t, client: c, began: time.Now(), answers: map[string]func(*http.Request, []byte) (*http.Response, error){}}
	c.where = "http://server:1/db"
	c.transport = roundTrip(s.answer)
	s.store = &clientStore{client: c, handle: new(handle)}
	t.Cleanup(func() { c.end() })
	return s
}

// answer responds with the function set for the call, or with an empty response.
func (s *scripted) answer(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	_, body, err = wire.ParseOptions(body)
	require.NoError(s.t, err)
	name := path.Base(r.URL.Path)
	s.mu.Lock()
	s.calls = append(s.calls, scriptedCall{name, time.Since(s.began), body})
	answer := s.answers[name]
	s.mu.Unlock()
	response := answered(http.NoBody, 0)
	if answer != nil {
		if response, err = answer(r, body); err != nil {
			return nil, err
		}
	}
	b := &scriptedBody{ReadCloser: response.Body, ctx: r.Context(), name: name}
	response.Body = b
	s.mu.Lock()
	s.bodies = append(s.bodies, b)
	s.mu.Unlock()
	return response, nil
}

// of returns the calls with that name.
func (s *scripted) of(name string) (calls []scriptedCall) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.calls {
		if c.name == name {
			calls = append(calls, c)
		}
	}
	return calls
}

// times returns the times of the calls with that name.
func (s *scripted) times(name string) (at []time.Duration) {
	for _, c := range s.of(name) {
		at = append(at, c.at)
	}
	return at
}

// ranges returns the range requests.
func (s *scripted) ranges() (requests []wire.RangeRequest) {
	for _, c := range s.of(wire.CallRange) {
		request, err := wire.ParseRange(c.body)
		require.NoError(s.t, err)
		requests = append(requests, request)
	}
	return requests
}

// requireClosed asserts that every body was closed. For each body it reports whether the request
// had been cancelled by then, which closes the connection.
func (s *scripted) requireClosed() (cancelled []bool) {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, b := range s.bodies {
		require.Equal(s.t, 1, b.closed, b.name)
		require.Error(s.t, b.ctx.Err(), "the request is over: %s", b.name)
		cancelled = append(cancelled, b.cancelled)
	}
	return cancelled
}

// scriptedBody is a response body.
type scriptedBody struct {
	io.ReadCloser
	ctx       context.Context
	name      string
	closed    int
	cancelled bool
}

func (b *scriptedBody) Close() error {
	b.closed++
	b.cancelled = b.ctx.Err() != nil
	return b.ReadCloser.Close()
}

// pieces is a response body that arrives in pieces: bytes, a time to wait, or an error. After the
// last piece, it blocks until the request ends.
type pieces struct {
	ctx  context.Context
	left []any
}

func (p *pieces) Read(b []byte) (int, error) {
	for len(p.left) > 0 {
		switch piece := p.left[0].(type) {
		case []byte:
			n := copy(b, piece)
			if p.left[0] = piece[n:]; n == len(piece) {
				p.left = p.left[1:]
			}
			return n, nil
		case time.Duration:
			p.left = p.left[1:]
			select {
			case <-p.ctx.Done():
				return 0, context.Cause(p.ctx)
			case <-time.After(piece):
			}
		case error:
			return 0, piece
		}
	}
	<-p.ctx.Done()
	return 0, context.Cause(p.ctx)
}

func (p *pieces) Close() error { return nil }

// set sets the function for a call. It may be called while other calls are in progress.
func (s *scripted) set(name string, answer func(r *http.Request, body []byte) (*http.Response, error)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answers[name] = answer
}

// breaks sets a response whose connection breaks.
func (s *scripted) breaks(name string) {
	s.set(name, func(*http.Request, []byte) (*http.Response, error) { return nil, broken })
}

// streams sets a response that is a stream of pieces. For a range, id allows the client to resume
// it.
func (s *scripted) streams(name string, id uint64, parts ...any) {
	s.set(name, func(r *http.Request, _ []byte) (*http.Response, error) { return stream(r, id, parts...), nil })
}

func stream(r *http.Request, id uint64, parts ...any) *http.Response {
	response := answered(&pieces{r.Context(), append([]any(nil), parts...)}, -1)
	response.TransferEncoding = []string{"chunked"}
	if id != 0 {
		response.Header.Set(wire.HeaderRange, strconv.FormatUint(id, 10))
	}
	return response
}

// sends sets a response with a short body.
func (s *scripted) sends(name string, body []byte) {
	s.set(name, func(*http.Request, []byte) (*http.Response, error) {
		return answered(io.NopCloser(bytes.NewReader(body)), int64(len(body))), nil
	})
}

// refusing returns an error response.
func refusing(err error, header ...string) *http.Response {
	text := wire.Text(err)
	response := answered(io.NopCloser(bytes.NewReader([]byte(text))), int64(len(text)))
	response.StatusCode = wire.CodeOf(err).Status
	response.Header.Set(wire.HeaderError, wire.CodeOf(err).Name)
	for i := 0; i < len(header); i += 2 {
		response.Header.Set(header[i], header[i+1])
	}
	return response
}

// scan starts a range.
func (s *scripted) scan() driver.Cursor {
	s.t.Helper()
	cursor, err := s.store.Scan(ctx, driver.Span{}, leveldb.ReadOptions{})
	require.NoError(s.t, err)
	return cursor
}

// requirePage reads the next page, which must hold a single entry with that key.
func requirePage(t *testing.T, cursor driver.Cursor, key string) *driver.Page {
	t.Helper()
	page, err := cursor.Next(ctx)
	require.NoError(t, err)
	require.NotNil(t, page)
	require.Equal(t, 1, page.Len())
	require.Equal(t, key, page.Key(0))
	return page
}

// requireEnd asserts that the range has no more pages.
func requireEnd(t *testing.T, cursor driver.Cursor) {
	t.Helper()
	page, err := cursor.Next(ctx)
	require.NoError(t, err)
	require.Nil(t, page)
}
