package remote

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
)

// roundTrip implements http.RoundTripper with a function.
type roundTrip func(r *http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// stalled is a body that stalls after its first bytes.
type stalled struct {
	io.Reader
	ctx context.Context
}

func (s *stalled) Read(p []byte) (int, error) {
	if n, err := s.Reader.Read(p); err == nil {
		return n, nil
	}
	<-s.ctx.Done()
	return 0, context.Cause(s.ctx)
}

func (s *stalled) Close() error { return nil }

// stall blocks until the request ends.
func stall(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, context.Cause(r.Context())
}

func answered(body io.ReadCloser, length int64) *http.Response {
	return &http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {wire.ContentType}}, Body: body, ContentLength: length}
}

// A call to a server that makes no progress fails at any stage, and is not retried. The test uses
// fake time.
func TestClientTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const timeout = 30 * time.Second
		c, err := newClient("http://server:1", "db", &Options{Timeout: timeout})
		require.NoError(t, err)
		c.where = "http://server:1/db"
		defer c.end()
		db := leveldb.New(&clientStore{client: c, handle: new(handle)}, "db", nil)
		calls := 0
		serve := func(f roundTrip) {
			calls = 0
			c.transport = roundTrip(func(r *http.Request) (*http.Response, error) { calls++; return f(r) })
		}
		get := func() error { _, err := db.AppendRaw(nil, "k"); return err }
		put := func(n int) func() error { return func() error { return db.PutRaw("k", make([]byte, n)) } }
		all := func(r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) }
		for name, test := range map[string]struct {
			serve   roundTrip
			do      func() error
			unknown bool // whether the outcome of the write is unknown
		}{
			"no answer": {stall, get, false},
			"half an answer": {func(r *http.Request) (*http.Response, error) {
				return answered(&stalled{bytes.NewReader([]byte("some")), r.Context()}, 100), nil
			}, get, false},
			"half a body": {func(r *http.Request) (*http.Response, error) {
				_, _ = io.ReadFull(r.Body, make([]byte, 1000))
				return stall(r)
			}, put(64 << 10), false},
			"no answer to a write": {func(r *http.Request) (*http.Response, error) { all(r); return stall(r) }, put(64 << 10), true},
		} {
			serve(test.serve)
			began := time.Now()
			err := test.do()
			require.ErrorIs(t, err, ErrUnavailable, name)
			require.ErrorIs(t, err, os.ErrDeadlineExceeded, name)
			require.Equal(t, test.unknown, errors.Is(err, ErrOutcomeUnknown), name)
			require.ErrorContains(t, err, "http://server:1/db: ", name)
			require.Equal(t, timeout, time.Since(began), name)
			require.Equal(t, 1, calls, name)
		}
		// A compaction may take any time.
		serve(func(r *http.Request) (*http.Response, error) {
			all(r)
			time.Sleep(time.Hour)
			return answered(http.NoBody, 0), nil
		})
		require.NoError(t, db.Compact(nil))
	})
}
