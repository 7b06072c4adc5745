package remote

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
)

// A connection is kept for other calls if its response was read to the end, and closed otherwise.
func TestClientKeepsConnections(t *testing.T) {
	for name, c := range map[string]struct {
		answer    func(r *http.Request) *http.Response
		cancelled bool
	}{
		"empty":            {func(*http.Request) *http.Response { return answered(http.NoBody, 0) }, false},
		"read to the end":  {func(r *http.Request) *http.Response { return stream(r, 0, []byte("sv"), io.EOF) }, false},
		"refused":          {func(*http.Request) *http.Response { return refusing(leveldb.ErrCorrupt) }, false},
		"refused, no text": {func(*http.Request) *http.Response { return refusing(ErrBusy) }, false},
		"not the protocol": {func(r *http.Request) *http.Response {
			return &http.Response{StatusCode: 500, Body: stream(r, 0).Body, ContentLength: 9}
		}, true},
		"broken":            {func(r *http.Request) *http.Response { return stream(r, 0, []byte("s"), broken) }, true},
		"shorter than said": {func(r *http.Request) *http.Response { return answered(stream(r, 0, []byte("s"), io.EOF).Body, 9) }, false},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScripted(t, &Options{Retries: -1})
			s.answers[wire.CallGet] = func(r *http.Request, _ []byte) (*http.Response, error) { return c.answer(r), nil }
			_, _ = s.store.Get(ctx, "k", nil, leveldb.ReadOptions{})
			require.Equal(t, []bool{c.cancelled}, s.requireClosed())
		})
	}
}

// The error of a call that ended early names the cause: the caller, the client, or the connection.
func TestClientExplains(t *testing.T) {
	own := errors.New("the caller's reason")
	for name, c := range map[string]struct {
		end  func(s *scripted, cancel context.CancelCauseFunc)
		want error
	}{
		"caller":            {func(_ *scripted, cancel context.CancelCauseFunc) { cancel(own) }, context.Canceled},
		"client":            {func(s *scripted, _ context.CancelCauseFunc) { s.client.cancel(leveldb.ErrClosed) }, leveldb.ErrClosed},
		"caller and client": {func(s *scripted, cancel context.CancelCauseFunc) { cancel(own); s.client.cancel(leveldb.ErrClosed) }, context.Canceled},
	} {
		for _, bound := range []bool{true, false} {
			for _, begun := range []bool{true, false} {
				if !bound && name != "client" {
					continue
				}
				t.Run(fmt.Sprint(name, bound, begun), func(t *testing.T) {
					synctest.Test(t, func(t *testing.T) {
						s := newScripted(t, &Options{Timeout: time.Hour})
						s.answers[wire.CallGet] = func(r *http.Request, _ []byte) (*http.Response, error) {
							if begun {
								return stream(r, 0, []byte("s")), nil
							}
							return stall(r)
						}
						ctx, cancel := context.WithCancelCause(t.Context())
						defer cancel(nil)
						store, given := driver.Store(s.store), t.Context()
						if bound {
							given = ctx
						}
						ended := make(chan error, 1)
						go func() {
							_, err := store.Get(given, "k", nil, leveldb.ReadOptions{})
							ended <- err
						}()
						synctest.Wait()
						c.end(s, cancel)
						err := <-ended
						require.ErrorIs(t, err, c.want)
						require.NotErrorIs(t, err, ErrUnavailable)
						require.Zero(t, time.Since(s.began))
						require.Len(t, s.calls, 1, "it is not retried")
						_, err = store.Get(given, "k", nil, leveldb.ReadOptions{})
						require.ErrorIs(t, err, c.want)
						require.Len(t, s.calls, 1, "nothing is sent any more")
					})
				})
			}
		}
	}
}

// A response that a proxy may have changed is refused. The error describes the change.
func TestClientChecksResponse(t *testing.T) {
	for text, change := range map[string]func(r *http.Response){
		"status 502 without " + wire.HeaderError: func(r *http.Response) { r.StatusCode = 502 },
		`status 200 with the error "busy"`:       func(r *http.Response) { r.Header.Set(wire.HeaderError, "busy") },
		`content type "text/html"`:               func(r *http.Response) { r.Header.Set("Content-Type", "text/html") },
		`content type ""`:                        func(r *http.Response) { r.Header.Del("Content-Type") },
		`content encoding "gzip"`:                func(r *http.Response) { r.Header.Set("Content-Encoding", "gzip") },
		"neither Content-Length nor chunks":      func(r *http.Response) { r.TransferEncoding = nil },
	} {
		s := newScripted(t, &Options{Retries: 3, Backoff: 1})
		s.answers[wire.CallGet] = func(r *http.Request, _ []byte) (*http.Response, error) {
			response := stream(r, 0, []byte("sv"), io.EOF)
			change(response)
			return response, nil
		}
		_, err := s.store.Get(ctx, "k", nil, leveldb.ReadOptions{})
		require.ErrorIs(t, err, ErrProtocol)
		require.ErrorContains(t, err, text)
		require.Len(t, s.calls, 1)
	}
	s := newScripted(t, nil)
	s.answers[wire.CallGet] = func(r *http.Request, _ []byte) (*http.Response, error) {
		response := stream(r, 0, []byte("sv"), io.EOF)
		response.Header.Set("Content-Type", wire.ContentType+"; charset=binary")
		return response, nil
	}
	value, err := s.store.Get(ctx, "k", nil, leveldb.ReadOptions{})
	require.NoError(t, err, "parameters of the type do not matter")
	require.Equal(t, "sv", string(value.Bytes()))
}

// The text of an error is limited in length. If it is truncated, the call reports a connection
// error.
func TestClientErrorText(t *testing.T) {
	s := newScripted(t, &Options{Retries: -1})
	s.answers[wire.CallGet] = func(r *http.Request, _ []byte) (*http.Response, error) {
		response := refusing(leveldb.ErrCorrupt)
		response.Body = io.NopCloser(io.MultiReader(&pieces{left: []any{make([]byte, maxErrorText), []byte("beyond"), io.EOF}}))
		return response, nil
	}
	_, err := s.store.Get(ctx, "k", nil, leveldb.ReadOptions{})
	require.ErrorIs(t, err, leveldb.ErrCorrupt)
	require.NotContains(t, err.Error(), "beyond")
	s.answers[wire.CallGet] = func(r *http.Request, _ []byte) (*http.Response, error) {
		response := refusing(leveldb.ErrCorrupt)
		response.Body = stream(r, 0, []byte("half a te"), broken).Body
		return response, nil
	}
	_, err = s.store.Get(ctx, "k", nil, leveldb.ReadOptions{})
	require.ErrorIs(t, err, ErrUnavailable)
	require.NotErrorIs(t, err, leveldb.ErrCorrupt)
}

// The pause between attempts doubles. It is longer if the server asks for that.
func TestClientPauses(t *testing.T) {
	between := func(t *testing.T, s *scripted, answer func() (*http.Response, error), want ...time.Duration) {
		t.Helper()
		s.calls = nil
		s.answers[wire.CallGet] = func(*http.Request, []byte) (*http.Response, error) { return answer() }
		_, err := s.store.Get(ctx, "k", nil, leveldb.ReadOptions{})
		require.Error(t, err)
		at := s.times(wire.CallGet)
		require.Len(t, at, len(want)+1)
		for i, usual := range want {
			pause := at[i+1] - at[i]
			if usual >= maxBackoff+maxBackoff/2 {
				require.Equal(t, usual, pause, "pause %d", i)
				continue
			}
			require.GreaterOrEqual(t, pause, usual/2, "pause %d", i)
			require.LessOrEqual(t, pause, usual+usual/2+1, "pause %d", i)
		}
	}
	unreachable := func() (*http.Response, error) { return nil, broken }
	asking := func(seconds string) func() (*http.Response, error) {
		return func() (*http.Response, error) { return refusing(ErrBusy, "Retry-After", seconds), nil }
	}
	synctest.Test(t, func(t *testing.T) {
		s := newScripted(t, &Options{Retries: 5, Backoff: 400 * time.Millisecond})
		const ms = time.Millisecond
		between(t, s, unreachable, 400*ms, 800*ms, 1600*ms, 3200*ms, maxBackoff)
		between(t, s, asking("0"), 400*ms, 800*ms, 1600*ms, 3200*ms, maxBackoff)
		between(t, s, asking("8"), 8*time.Second, 8*time.Second, 8*time.Second, 8*time.Second, 8*time.Second)
		between(t, s, asking("3600"), maxRetryAfter, maxRetryAfter, maxRetryAfter, maxRetryAfter, maxRetryAfter)
		between(t, s, asking("Wed, 21 Oct 2099 07:28:00 GMT"), 400*ms, 800*ms, 1600*ms, 3200*ms, maxBackoff)
	})
	synctest.Test(t, func(t *testing.T) {
		s := newScripted(t, &Options{Retries: 40, Backoff: time.Nanosecond})
		s.breaks(wire.CallGet)
		_, err := s.store.Get(ctx, "k", nil, leveldb.ReadOptions{})
		require.ErrorIs(t, err, ErrUnavailable)
		at := s.times(wire.CallGet)
		require.Less(t, at[40], 40*time.Millisecond, "the pause doubles 16 times")
	})
}

// A call that is waiting for its next attempt ends immediately with its context or the client.
func TestClientPauseEnds(t *testing.T) {
	for name, c := range map[string]struct {
		end  func(s *scripted, cancel func())
		want error
	}{
		"context": {func(_ *scripted, cancel func()) { cancel() }, context.Canceled},
		"client":  {func(s *scripted, _ func()) { s.client.end() }, leveldb.ErrClosed},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newScripted(t, &Options{Backoff: time.Hour})
				s.breaks(wire.CallGet)
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				ended := make(chan error, 1)
				go func() {
					_, err := s.store.Get(ctx, "k", nil, leveldb.ReadOptions{})
					ended <- err
				}()
				synctest.Wait()
				c.end(s, cancel)
				require.ErrorIs(t, <-ended, c.want)
				require.Zero(t, time.Since(s.began))
				require.Len(t, s.calls, 1)
			})
		})
	}
}

// A call is not retried if the server's certificate does not match.
func TestClientDoesNotRetryCertificates(t *testing.T) {
	s := newScripted(t, &Options{Backoff: 1})
	s.answers[wire.CallGet] = func(*http.Request, []byte) (*http.Response, error) {
		return nil, &tls.CertificateVerificationError{Err: errors.New("of somebody else")}
	}
	_, err := s.store.Get(ctx, "k", nil, leveldb.ReadOptions{})
	require.ErrorIs(t, err, ErrUnavailable)
	require.ErrorContains(t, err, "of somebody else")
	require.Len(t, s.calls, 1)
}

// After the client is closed, only the messages that release resources are still sent. Closing does
// not cancel them.
func TestClientLeaving(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScripted(t, &Options{Backoff: 1})
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		for _, user := range []context.Context{ctx, context.Background()} {
			s.calls = nil
			s.answers[wire.CallRelease] = func(r *http.Request, _ []byte) (*http.Response, error) {
				s.client.cancel(leveldb.ErrClosed)
				synctest.Wait()
				return answered(&pieces{r.Context(), []any{time.Second, []byte("x"), io.EOF}}, 1), nil
			}
			release := &call{name: wire.CallRelease, head: wire.Options{}.Append(nil), atOnce: true, closing: true}
			body, err := s.client.plain(user, release, nil, 1)
			require.NoError(t, err)
			require.Equal(t, "x", string(body))
			s.breaks(wire.CallRelease)
			_, err = s.client.plain(user, release, nil, 1)
			require.ErrorIs(t, err, ErrUnavailable)
			require.Len(t, s.calls, 2, "it is not retried")
		}
		_, err := s.store.Get(ctx, "k", nil, leveldb.ReadOptions{})
		require.ErrorIs(t, err, leveldb.ErrClosed)
		require.Empty(t, s.of(wire.CallGet))
	})
}

// An upload may take any time as long as it makes progress, and so may the response.
func TestClientSlowUpload(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScripted(t, &Options{Timeout: 30 * time.Second, Retries: -1})
		s.client.transport = roundTrip(func(r *http.Request) (*http.Response, error) {
			piece := make([]byte, 10<<10)
			for {
				time.Sleep(20 * time.Second)
				if r.Context().Err() != nil {
					return nil, r.Context().Err()
				}
				if _, err := io.ReadFull(r.Body, piece); err == io.ErrUnexpectedEOF || err == io.EOF {
					break
				}
			}
			return stream(r, 0, 20*time.Second, 9*time.Second, io.EOF), nil
		})
		require.NoError(t, s.store.Put(ctx, "k", make([]byte, 100<<10), leveldb.WriteOptions{}))
		require.Greater(t, time.Since(s.began), 200*time.Second)
	})
}

// An upload stops once the caller's bytes may no longer be used. It reports whether all bytes were
// sent.
func TestUpload(t *testing.T) {
	s := newScripted(t, nil)
	load := func(head, payload int, write bool) (*http.Request, func() bool) {
		f := s.client.begin(t.Context(), &call{})
		t.Cleanup(f.finish)
		r := &http.Request{}
		return r, f.load(r, &call{head: make([]byte, head), payload: make([]byte, payload), write: write})
	}
	for _, size := range [][2]int{{1, 0}, {1, 1}, {together - 1, 1}, {together, 1}, {1, together}, {0, together + 1}} {
		r, stop := load(size[0], size[1], true)
		whole := size[0] + size[1]
		require.EqualValues(t, whole, r.ContentLength)
		for _, body := range []func() (io.ReadCloser, error){
			func() (io.ReadCloser, error) { return r.Body, nil }, r.GetBody,
		} {
			b, err := body()
			require.NoError(t, err)
			n, err := b.Read(nil)
			require.NoError(t, err)
			require.Zero(t, n)
			all, err := io.ReadAll(b)
			require.NoError(t, err)
			require.Len(t, all, whole)
			require.NoError(t, b.Close())
		}
		require.Equal(t, whole > together, stop(), "a short body without a connection was not sent")
	}
	r, stop := load(2, together, true)
	first := r.Body
	_, err := io.ReadFull(first, make([]byte, 10))
	require.NoError(t, err)
	second, err := r.GetBody()
	require.NoError(t, err)
	_, err = first.Read(make([]byte, 1))
	require.ErrorIs(t, err, errOver, "another body has replaced it")
	_, err = io.ReadFull(second, make([]byte, together+1))
	require.NoError(t, err)
	require.False(t, stop(), "one byte is left")
	_, err = second.Read(make([]byte, 1))
	require.ErrorIs(t, err, errOver)

	r, stop = load(2, together, true)
	_, err = io.ReadFull(r.Body, make([]byte, together+2))
	require.NoError(t, err)
	require.True(t, stop())
	_, err = r.Body.Read(make([]byte, 1))
	require.ErrorIs(t, err, io.EOF, "nothing is left to be used")

	_, stop = load(0, 0, true)
	require.True(t, stop())
	_, stop = load(1, 0, false)
	require.True(t, stop())
}

// Invalid calls are refused before a request is sent.
func TestClientRefusesItself(t *testing.T) {
	s := newScripted(t, nil)
	_, err := s.store.Gather(ctx, []string{"a", "b"}, nil, make([]byte, 3), leveldb.ReadOptions{})
	require.ErrorIs(t, err, leveldb.ErrInvalidArgument)
	require.ErrorContains(t, err, "3 bytes for 2 rows")
	states, err := s.store.Gather(ctx, nil, nil, nil, leveldb.ReadOptions{})
	require.NoError(t, err)
	require.Empty(t, states)
	require.NoError(t, s.store.Write(ctx, new(driver.Batch), leveldb.WriteOptions{}))
	require.Empty(t, s.calls)
	require.NoError(t, s.store.Write(ctx, new(driver.Batch), leveldb.WriteOptions{Sync: true}))
	require.Len(t, s.of(wire.CallWrite), 1, "an empty batch may sync those before")
	readOnly := *s.store
	readOnly.readOnly = true
	require.ErrorIs(t, readOnly.Write(ctx, new(driver.Batch), leveldb.WriteOptions{}), leveldb.ErrReadOnly)
	require.Len(t, s.calls, 1)
	require.ErrorIs(t, driver.CheckSize(1<<31, 1<<31), leveldb.ErrTooLarge)
	require.NoError(t, driver.CheckSize(1<<10, 1<<20))
}

// A count up to the limit of the range is valid.
func TestClientCounts(t *testing.T) {
	s := newScripted(t, nil)
	for _, c := range []struct {
		limit int
		n     uint64
		ok    bool
	}{{2, 2, true}, {2, 3, false}, {0, 3, true}, {-1, 3, true}, {2, 0, true}} {
		s.sends(wire.CallCount, wire.AppendNumber(nil, c.n))
		n, err := s.store.Count(ctx, driver.Span{Limit: c.limit}, leveldb.ReadOptions{})
		if c.ok {
			require.NoError(t, err)
			require.Equal(t, c.n, n)
		} else {
			require.ErrorIs(t, err, ErrProtocol)
		}
	}
	for answer, want := range map[string]bool{"\x00": false, "\x01": true} {
		s.sends(wire.CallHas, []byte(answer))
		found, err := s.store.Has(ctx, "k", leveldb.ReadOptions{})
		require.NoError(t, err)
		require.Equal(t, want, found)
	}
	for _, answer := range []string{"", "\x02"} {
		s.sends(wire.CallHas, []byte(answer))
		found, err := s.store.Has(ctx, "k", leveldb.ReadOptions{})
		require.ErrorIs(t, err, ErrProtocol, strconv.Quote(answer))
		require.False(t, found)
	}
}

// Credentials come from the options or from the address. The options take precedence.
func TestClientAuthorization(t *testing.T) {
	for name, c := range map[string]struct {
		address string
		o       Options
		want    string // the header, or a substring of the error
	}{
		"none":           {"http://h", Options{}, ""},
		"user":           {"http://h", Options{User: "u", Password: "p"}, "Basic dTpw"},
		"name only":      {"http://h", Options{User: "u"}, "Basic dTo="},
		"password only":  {"http://h", Options{Password: "p"}, "Basic OnA="},
		"token":          {"http://h", Options{Token: "!t~"}, "Bearer !t~"},
		"address":        {"http://u:p@h", Options{}, "Basic dTpw"},
		"address, name":  {"http://u@h", Options{}, "Basic dTo="},
		"user, address":  {"http://x:y@h", Options{User: "u", Password: "p"}, "Basic dTpw"},
		"token, address": {"http://u:p@h", Options{Token: "t"}, "Basic dTpw"},
		"colon":          {"http://h", Options{User: "a:b"}, "colon"},
		"space":          {"http://h", Options{Token: "a b"}, "printable ASCII"},
		"not ASCII":      {"http://h", Options{Token: "é"}, "printable ASCII"},
		"both":           {"http://h", Options{Token: "t", Password: "p"}, "both"},
	} {
		client, err := newClient(c.address, "db", &c.o)
		if err != nil {
			require.ErrorContains(t, err, c.want, name)
			require.ErrorIs(t, err, leveldb.ErrInvalidArgument)
			continue
		}
		require.Equal(t, c.want, client.header.Get("Authorization"), name)
		client.end()
	}
}
