package remote

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
)

// broken is the error of a connection that broke.
var broken error = io.ErrUnexpectedEOF

// streamsInTurn responds to successive calls with that name with one stream each.
func (s *scripted) streamsInTurn(name string, id uint64, streams ...[]any) {
	s.answers[name] = func(r *http.Request, _ []byte) (*http.Response, error) {
		return stream(r, id, streams[len(s.of(name))-1]...), nil
	}
}

// A range whose connection broke is resumed by its id, after the last key that arrived. The first
// retry is immediate. The pauses before later ones grow.
func TestClientResumesRange(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScripted(t, &Options{Retries: 3, Backoff: time.Second})
		s.streamsInTurn(wire.CallRange, 7,
			[]any{liarPage("a"), liarPage("b"), broken}, []any{broken}, []any{broken}, []any{liarPage("c"), broken},
			[]any{liarPage("d"), wire.AppendEnd(nil), io.EOF})
		cursor := s.scan()
		defer cursor.Close()
		for _, key := range []string{"a", "b", "c", "d"} {
			requirePage(t, cursor, key)
		}
		requireEnd(t, cursor)
		after := func(taken uint64, key string) wire.RangeRequest {
			return wire.RangeRequest{Resume: 7, Taken: taken, After: key}
		}
		require.Equal(t, []wire.RangeRequest{{}, after(2, "b"), after(2, "b"), after(2, "b"), after(3, "c")}, s.ranges())
		at := s.times(wire.CallRange)
		require.Zero(t, at[1])
		require.Greater(t, at[2], at[1])
		require.GreaterOrEqual(t, at[3]-at[2], 2*time.Second, "the second pause: twice the first, and by up to a half more or less")
		require.Equal(t, at[3], at[4], "another break begins without a pause")
		require.Empty(t, s.of(wire.CallAbandon))
		s.requireClosed()
	})
}

// A range fails when its retries are used up, and is abandoned.
func TestClientGivesRangeUp(t *testing.T) {
	for name, c := range map[string]struct {
		answer func(s *scripted, r *http.Request) *http.Response
		ranges int
		want   error
		text   string
	}{
		"broken": {func(s *scripted, r *http.Request) *http.Response { return stream(r, 7, broken) }, 4, ErrUnavailable, "unexpected EOF"},
		"expired": {func(s *scripted, r *http.Request) *http.Response { return refusing(ErrExpired) }, 2, ErrExpired,
			"no longer has the state of this range"},
		"refused": {func(s *scripted, r *http.Request) *http.Response { return refusing(leveldb.ErrCorrupt) }, 2, leveldb.ErrCorrupt, ""},
		"wrong":   {func(s *scripted, r *http.Request) *http.Response { return stream(r, 7, []byte("?")) }, 2, ErrProtocol, ""},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newScripted(t, &Options{Retries: 3})
				s.answers[wire.CallRange] = func(r *http.Request, _ []byte) (*http.Response, error) {
					if len(s.of(wire.CallRange)) == 1 {
						return stream(r, 7, liarPage("a"), broken), nil
					}
					return c.answer(s, r), nil
				}
				cursor := s.scan()
				requirePage(t, cursor, "a")
				page, err := cursor.Next(ctx)
				require.Nil(t, page)
				require.ErrorIs(t, err, c.want)
				require.ErrorContains(t, err, c.text)
				require.ErrorContains(t, err, "http://server:1/db: ")
				require.Len(t, s.of(wire.CallRange), c.ranges)
				requireEnd(t, cursor)
				require.Len(t, s.of(wire.CallRange), c.ranges, "an error ends the range")
				synctest.Wait()
				require.Len(t, s.of(wire.CallAbandon), 1)
				cursor.Close()
				synctest.Wait()
				require.Len(t, s.of(wire.CallAbandon), 1)
				s.requireClosed()
			})
		})
	}
}

// A range that broke before its first entry starts again, in the current state. The client abandons
// the first range.
func TestClientRestartsRange(t *testing.T) {
	for _, id := range []uint64{7, 0} {
		synctest.Test(t, func(t *testing.T) {
			s := newScripted(t, nil)
			s.streamsInTurn(wire.CallRange, id, []any{broken}, []any{liarPage("a"), broken}, []any{wire.AppendEnd(nil), io.EOF})
			cursor := s.scan()
			defer cursor.Close()
			requirePage(t, cursor, "a")
			require.Equal(t, []wire.RangeRequest{{}, {}}, s.ranges())
			synctest.Wait()
			if id == 0 {
				_, err := cursor.Next(ctx)
				require.ErrorIs(t, err, ErrUnavailable)
				require.ErrorContains(t, err, "look all keys up again", "without an id, the rest would be of another state")
				require.Len(t, s.ranges(), 2)
				require.Empty(t, s.of(wire.CallAbandon))
				return
			}
			require.Len(t, s.of(wire.CallAbandon), 1)
			abandoned, err := wire.ParseNumber(s.of(wire.CallAbandon)[0].body)
			require.NoError(t, err)
			require.Equal(t, id, abandoned)
			requireEnd(t, cursor)
		})
	}
}

// The id of a range must be a number.
func TestClientRangeID(t *testing.T) {
	for _, id := range []string{"0", "x", "-1", "99999999999999999999"} {
		s := newScripted(t, nil)
		s.answers[wire.CallRange] = func(r *http.Request, _ []byte) (*http.Response, error) {
			response := stream(r, 0, liarPage("a"))
			response.Header.Set(wire.HeaderRange, id)
			return response, nil
		}
		_, err := s.store.Scan(ctx, driver.Span{}, leveldb.ReadOptions{})
		require.ErrorIs(t, err, ErrProtocol)
		require.ErrorContains(t, err, strconv.Quote(id))
		s.requireClosed()
	}
}

// keysOf returns the keys of the lookup calls.
func (s *scripted) keysOf() (all [][]string) {
	for _, c := range s.of(wire.CallLookup) {
		keys, err := wire.ParseKeys(c.body)
		require.NoError(s.t, err)
		for i, key := range keys {
			keys[i] = key[:1]
		}
		all = append(all, keys)
	}
	return all
}

// requireLookup looks up the keys and returns the number of pages before the error or the end.
func requireLookup(t *testing.T, store *clientStore, keys []string) (pages int, err error) {
	t.Helper()
	cursor, err := store.Lookup(ctx, keys, leveldb.ReadOptions{})
	require.NoError(t, err)
	defer cursor.Close()
	for {
		page, err := cursor.Next(ctx)
		if page == nil || err != nil {
			return pages, err
		}
		pages++
	}
}

// A lookup is resumed only if the rest has the same state: on a snapshot, or before the first
// value.
func TestClientResumesLookup(t *testing.T) {
	end := []any{wire.AppendEnd(nil), io.EOF}
	for name, c := range map[string]struct {
		snapshot bool
		streams  [][]any
		pages    int
		want     error
		keys     [][]string
	}{
		"before any value": {false, [][]any{{broken}, append([]any{liarLookup(2)}, end...)}, 1, nil, [][]string{{"a", "b"}, {"a", "b"}}},
		"after a value":    {false, [][]any{{liarLookup(1), broken}}, 1, ErrUnavailable, [][]string{{"a", "b"}}},
		"of a snapshot": {true, [][]any{{liarLookup(1), broken}, append([]any{liarLookup(1)}, end...)}, 2, nil,
			[][]string{{"a", "b"}, {"b"}}},
		"without its end": {true, [][]any{{liarLookup(2), broken}, end}, 1, nil, [][]string{{"a", "b"}, nil}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newScripted(t, nil)
				s.sends(wire.CallSnapshot, lasting(time.Hour))
				s.streamsInTurn(wire.CallLookup, 0, c.streams...)
				store := s.store
				if c.snapshot {
					snapshot, err := store.Snapshot(ctx)
					require.NoError(t, err)
					defer snapshot.Close()
					store = snapshot.(*clientStore)
				}
				pages, err := requireLookup(t, store, []string{"a", "b"})
				require.Equal(t, c.pages, pages)
				require.Equal(t, c.keys, s.keysOf())
				require.ErrorIs(t, err, c.want)
				if c.want != nil {
					require.ErrorContains(t, err, "look all keys up again")
				}
			})
		})
	}
}

// In a lookup that needs several calls, each call has its own retries.
func TestClientLookupPartsAreRetriedApart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScripted(t, &Options{Retries: 1})
		s.sends(wire.CallSnapshot, lasting(time.Hour))
		var keys []string
		for _, key := range []string{"a", "b", "c"} {
			keys = append(keys, key+strings.Repeat("x", keysSize/2))
		}
		part := []any{liarLookup(1), wire.AppendEnd(nil), io.EOF}
		s.streamsInTurn(wire.CallLookup, 0, []any{broken}, part, part, []any{broken}, part)
		snapshot, err := s.store.Snapshot(ctx)
		require.NoError(t, err)
		defer snapshot.Close()
		pages, err := requireLookup(t, snapshot.(*clientStore), keys)
		require.NoError(t, err)
		require.Equal(t, 3, pages)
		require.Equal(t, [][]string{{"a"}, {"a"}, {"b"}, {"c"}, {"c"}}, s.keysOf())
	})
}

// A range ends when it is closed or its context or client ends, even if its connection is stalled
// or it is waiting for a retry.
func TestClientRangeIsLeft(t *testing.T) {
	for name, leave := range map[string]struct {
		do   func(s *scripted, cursor driver.Cursor, cancel func())
		want error
	}{
		"closed":        {func(_ *scripted, cursor driver.Cursor, _ func()) { cursor.Close() }, context.Canceled},
		"canceled":      {func(_ *scripted, _ driver.Cursor, cancel func()) { cancel() }, context.Canceled},
		"client closed": {func(s *scripted, _ driver.Cursor, _ func()) { s.client.end() }, leveldb.ErrClosed},
	} {
		for state, streams := range map[string][][]any{
			"stalled": {{liarPage("a")}},
			"waiting": {{liarPage("a"), broken}, {broken}},
		} {
			t.Run(name+", "+state, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					s := newScripted(t, &Options{Timeout: time.Hour, Backoff: time.Hour})
					s.streamsInTurn(wire.CallRange, 7, streams...)
					ctx, cancel := context.WithCancel(t.Context())
					defer cancel()
					cursor, err := s.store.Scan(ctx, driver.Span{}, leveldb.ReadOptions{})
					require.NoError(t, err)
					requirePage(t, cursor, "a")
					ended := make(chan error, 1)
					go func() {
						_, err := cursor.Next(ctx)
						ended <- err
					}()
					synctest.Wait()
					leave.do(s, cursor, cancel)
					require.ErrorIs(t, <-ended, leave.want)
					require.Zero(t, time.Since(s.began))
					require.Len(t, s.of(wire.CallRange), len(streams))
					cursor.Close()
					_, err = cursor.Next(ctx)
					require.ErrorIs(t, err, leveldb.ErrClosed)
					s.client.end()
					s.requireClosed()
				})
			})
		}
	}
}

// The keys of a page stay valid after the range advances, unless the reader has declared that it no
// longer needs them.
func TestClientKeysOfPages(t *testing.T) {
	s := newScripted(t, nil)
	s.streams(wire.CallRange, 7, liarPage("aaa", "bbb"), liarPage("c", "dd"), wire.AppendEnd(nil), io.EOF)
	cursor := s.scan()
	defer cursor.Close()
	first, err := cursor.Next(ctx)
	require.NoError(t, err)
	second, err := cursor.Next(ctx)
	require.NoError(t, err)
	requireEnd(t, cursor)
	require.Equal(t, []string{"aaa", "bbb", "c", "dd"}, []string{first.Key(0), first.Key(1), second.Key(0), second.Key(1)})
}

// After its context or client has ended, a range returns no more entries, not even received ones.
func TestClientRangeEndsWithContext(t *testing.T) {
	for name, leave := range map[string]struct {
		do   func(s *scripted, cancel func())
		want error
	}{
		"canceled":      {func(_ *scripted, cancel func()) { cancel() }, context.Canceled},
		"client closed": {func(s *scripted, _ func()) { s.client.end() }, leveldb.ErrClosed},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScripted(t, nil)
			s.streams(wire.CallRange, 7, liarJoin(liarPage("a"), liarPage("b"), wire.AppendEnd(nil)), io.EOF)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			cursor, err := s.store.Scan(ctx, driver.Span{}, leveldb.ReadOptions{})
			require.NoError(t, err)
			defer cursor.Close()
			page := requirePage(t, cursor, "a")
			leave.do(s, cancel)
			next, err := cursor.Next(ctx)
			require.Nil(t, next)
			require.ErrorIs(t, err, leave.want)
			_, err = page.Value(0)
			require.ErrorIs(t, err, driver.ErrMoved)
			require.Equal(t, 1, s.bodies[0].closed, "the connection is given up at once")
			requireEnd(t, cursor)
			for _, start := range []func() error{
				func() error { _, err := s.store.Scan(ctx, driver.Span{}, leveldb.ReadOptions{}); return err },
				func() error { _, err := s.store.Lookup(ctx, nil, leveldb.ReadOptions{}); return err },
			} {
				require.ErrorIs(t, start(), leave.want)
			}
			require.Len(t, s.ranges(), 1)
		})
	}
}

// A range that is left early is abandoned once. A range read to its end is not abandoned. In both
// cases its last page is no longer valid.
func TestClientAbandonsOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScripted(t, nil)
		s.streams(wire.CallRange, 7, liarPage("a"), liarPage("b"), wire.AppendEnd(nil), io.EOF)
		whole := s.scan()
		requirePage(t, whole, "a")
		page := requirePage(t, whole, "b")
		requireEnd(t, whole)
		whole.Close()
		_, err := page.Value(0)
		require.ErrorIs(t, err, driver.ErrMoved)
		synctest.Wait()
		require.Empty(t, s.of(wire.CallAbandon))

		left := s.scan()
		page = requirePage(t, left, "a")
		value, err := page.Value(0)
		require.NoError(t, err)
		value.Release()
		left.Close()
		_, err = page.Value(0)
		require.ErrorIs(t, err, driver.ErrMoved)
		left.Close()
		synctest.Wait()
		require.Len(t, s.of(wire.CallAbandon), 1)
		cancelled := s.requireClosed()
		require.Equal(t, []bool{false, true}, cancelled[:2], "a connection is kept if its response was read to the end")

		s.streams(wire.CallRange, 0, liarPage("a"))
		unkept := s.scan().(*cursor)
		requirePage(t, unkept, "a")
		require.True(t, unkept.end(), "it was open; if it is collected like this, it leaked")
		require.False(t, unkept.end())
		synctest.Wait()
		require.Len(t, s.of(wire.CallAbandon), 1, "there is no id to abandon")
	})
}

// Abandon messages are limited in number and in time. Beyond the limit none is sent. They are sent
// even if the client is closed right after the range, but not after that.
func TestClientFarewells(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScripted(t, &Options{Timeout: time.Hour})
		most := cap(s.client.notices)
		s.answers[wire.CallAbandon] = func(r *http.Request, _ []byte) (*http.Response, error) { return stall(r) }
		for range most + 3 {
			s.client.abandon(7)
		}
		synctest.Wait()
		require.Len(t, s.of(wire.CallAbandon), most)
		time.Sleep(noticeTimeout - 1)
		s.client.abandon(7)
		synctest.Wait()
		require.Len(t, s.of(wire.CallAbandon), most)
		time.Sleep(time.Nanosecond)
		synctest.Wait()
		delete(s.answers, wire.CallAbandon)
		for range most {
			s.client.abandon(7)
			synctest.Wait()
		}
		s.client.abandon(8)
		s.client.end()
		require.Len(t, s.of(wire.CallAbandon), 2*most+1)
		for range most + 3 {
			s.client.abandon(9)
		}
		synctest.Wait()
		require.Len(t, s.of(wire.CallAbandon), 2*most+1)
		require.Empty(t, s.client.notices)
	})
}

// Neither reading a range nor processing its pages has a total timeout. The timeout applies only
// while the client waits for the server.
func TestClientRangeTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScripted(t, &Options{Timeout: 30 * time.Second, Retries: -1})
		s.streams(wire.CallRange, 0, liarPage("a"), liarPage("b"), 29*time.Second, liarPage("c"))
		cursor := s.scan()
		defer cursor.Close()
		time.Sleep(time.Hour)
		requirePage(t, cursor, "a")
		time.Sleep(time.Hour)
		requirePage(t, cursor, "b")
		requirePage(t, cursor, "c")
		began := time.Now()
		_, err := cursor.Next(ctx)
		require.ErrorIs(t, err, ErrUnavailable)
		require.ErrorContains(t, err, "no progress for 30s")
		require.Equal(t, 30*time.Second, time.Since(began))
		require.Len(t, s.of(wire.CallRange), 1)
	})
}

// Functions that a call registers with the caller's and the client's context are removed when the
// call ends, whatever its outcome. A context may live much longer than the calls that use it.
func TestClientLeavesContextsAlone(t *testing.T) {
	s := newScripted(t, &Options{Retries: 1, Backoff: 1})
	user, own := &watchedContext{Context: t.Context()}, &watchedContext{Context: s.client.ctx}
	s.client.ctx = own
	store := s.store
	get := func() { _, _ = store.Get(user, "k", nil, leveldb.ReadOptions{}) }
	read := func(n int) func() {
		return func() {
			cursor, err := store.Scan(user, driver.Span{}, leveldb.ReadOptions{})
			if err != nil {
				return
			}
			defer cursor.Close()
			for range n {
				_, _ = cursor.Next(user)
			}
		}
	}
	for name, c := range map[string]struct {
		answer func(r *http.Request) (*http.Response, error)
		do     func()
	}{
		"answered":      {func(r *http.Request) (*http.Response, error) { return answered(http.NoBody, 0), nil }, get},
		"refused":       {func(r *http.Request) (*http.Response, error) { return refusing(ErrInternal), nil }, get},
		"unreachable":   {func(r *http.Request) (*http.Response, error) { return nil, broken }, get},
		"broken":        {func(r *http.Request) (*http.Response, error) { return stream(r, 0, broken), nil }, get},
		"too long":      {func(r *http.Request) (*http.Response, error) { return stream(r, 0, make([]byte, 2), io.EOF), nil }, func() { _, _ = store.Has(user, "k", leveldb.ReadOptions{}) }},
		"range to end":  {func(r *http.Request) (*http.Response, error) { return stream(r, 7, wire.AppendEnd(nil), io.EOF), nil }, read(1)},
		"range left":    {func(r *http.Request) (*http.Response, error) { return stream(r, 7, liarPage("a")), nil }, read(1)},
		"range broken":  {func(r *http.Request) (*http.Response, error) { return stream(r, 7, broken), nil }, read(1)},
		"range refused": {func(r *http.Request) (*http.Response, error) { return refusing(ErrInternal), nil }, read(1)},
	} {
		t.Run(name, func(t *testing.T) {
			for _, call := range []string{wire.CallGet, wire.CallHas, wire.CallRange} {
				s.set(call, func(r *http.Request, _ []byte) (*http.Response, error) { return c.answer(r) })
			}
			before := user.registered()
			c.do()
			require.Greater(t, user.registered(), before)
			require.Zero(t, user.left())
			require.Zero(t, own.left())
		})
	}
	s.client.background.Wait() // for the abandon messages
	s.requireClosed()
}

// watchedContext counts the functions registered with AfterFunc.
type watchedContext struct {
	context.Context
	stopped []bool
}

// Value hides the embedded context. Otherwise package context would register functions there
// directly.
func (w *watchedContext) Value(any) any { return nil }

// AfterFunc is called by package context for context types of other packages.
func (w *watchedContext) AfterFunc(f func()) (stop func() bool) {
	inner := context.AfterFunc(w.Context, f)
	n := len(w.stopped)
	w.stopped = append(w.stopped, false)
	return func() bool {
		w.stopped[n] = true
		return inner()
	}
}

func (w *watchedContext) registered() int { return len(w.stopped) }

// left returns the number of functions still registered.
func (w *watchedContext) left() (n int) {
	for _, stopped := range w.stopped {
		if !stopped {
			n++
		}
	}
	return n
}
