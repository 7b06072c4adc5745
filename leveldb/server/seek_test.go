package server

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
	"github.com/openleveldb/openleveldb/native"
)

// cursor opens a cursor.
func (s *serverRig) cursor(database string, o wire.Options, span wire.Span) wire.Lease {
	s.t.Helper()
	lease, err := wire.ParseLease(s.must(wire.CallCursor, database, o, span.Append(nil)))
	require.NoError(s.t, err)
	return lease
}

// seek returns the entries of a response, and reports whether there may be more.
func (s *serverRig) seek(database string, r wire.SeekRequest) (all []serverPair, more bool, err error) {
	s.t.Helper()
	response := s.stream(wire.CallSeek, database, wire.Options{}, r.Append(nil))
	if response.StatusCode != 200 {
		_, err := serverAnswer(s.t, response)
		return nil, false, err
	}
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, false, err
	}
	last := len(body) - 1
	more = body[last] == wire.FrameMore
	if more {
		body[last] = wire.FrameEnd
	}
	all, err = serverPages(strings.NewReader(string(body)), nil)
	return all, more, err
}

// A cursor sends entries from any position, in the state in which it was opened, until it is
// abandoned. It is valid only for its own database.
func TestServerSeek(t *testing.T) {
	s := serverStart(t, nil)
	live := native.LiveHandles()
	key := func(i int) string { return fmt.Sprintf("%03d", i) }
	for i := range 100 {
		s.store(serverPrefix+key(i), "s"+key(i))
	}
	s.store("a", "s")
	s.store("q", "s")
	c := s.cursor("sub", wire.Options{}, wire.Span{Lower: key(10), Upper: key(90)})
	require.EqualValues(t, s.handler.options.Lease.Milliseconds(), c.Milliseconds)
	require.Equal(t, live+1, native.LiveHandles())
	s.store(serverPrefix+key(50), "slater")

	all := func(to driver.Position, wanted uint64) (keys []string, more bool) {
		got, more, err := s.seek("sub", wire.SeekRequest{ID: c.ID, Wanted: wanted, To: to})
		require.NoError(t, err)
		for _, p := range got {
			require.Equal(t, "s"+p.Key, p.Value)
			keys = append(keys, p.Key)
		}
		return keys, more
	}
	keys, more := all(driver.Position{}, 1)
	require.Equal(t, []string{key(10)}, keys)
	require.True(t, more)
	keys, more = all(driver.Position{Reverse: true}, 1)
	require.Equal(t, []string{key(89)}, keys)
	require.True(t, more)
	keys, more = all(driver.Position{Place: driver.AtKey, Key: key(50)}, 1<<40)
	require.Len(t, keys, 40)
	require.Equal(t, key(50), keys[0])
	require.False(t, more)
	keys, more = all(driver.Position{Place: driver.AfterKey, Key: key(50), Reverse: true}, 10)
	require.GreaterOrEqual(t, len(keys), 10)
	require.Equal(t, key(49), keys[0])
	require.True(t, more)
	keys, more = all(driver.Position{Place: driver.AtKey, Key: key(90)}, 5)
	require.Empty(t, keys)
	require.False(t, more)

	_, _, err := s.seek("db", wire.SeekRequest{ID: c.ID, Wanted: 1})
	require.Equal(t, wire.ErrExpired, err, "in another database")
	id := wire.AppendNumber(nil, c.ID)
	renewed, err := wire.ParseLease(s.must(wire.CallRenew, "sub", wire.Options{}, id))
	require.NoError(t, err)
	require.Equal(t, c, renewed)
	require.Equal(t, 1, s.handler.cursors.len())
	require.Empty(t, s.must(wire.CallAbandon, "sub", wire.Options{}, id))
	require.Equal(t, live, native.LiveHandles())
	for call, body := range map[string][]byte{wire.CallRenew: id, wire.CallAbandon: id, wire.CallSeek: wire.SeekRequest{ID: c.ID}.Append(nil)} {
		_, err := s.call(call, "sub", wire.Options{}, body)
		require.Equal(t, wire.ErrExpired, err, call)
	}
}

// A cursor opened in a snapshot has the state of the snapshot, and outlives it.
func TestServerSeekInSnapshot(t *testing.T) {
	s := serverStart(t, nil)
	s.store("a", "s1")
	o := s.snapshot("db")
	s.store("a", "s2")
	c := s.cursor("db", o, wire.Span{})
	s.must(wire.CallRelease, "db", o, nil)
	got, _, err := s.seek("db", wire.SeekRequest{ID: c.ID, Wanted: 1})
	require.NoError(t, err)
	require.Equal(t, []serverPair{{Key: "a", Value: "s1"}}, got)
}

// A response ends after about seekSize bytes, and after the number of entries that are wanted.
func TestServerSeekSize(t *testing.T) {
	s := serverStart(t, nil)
	for i := range 20 {
		s.store(fmt.Sprintf("%02d", i), "s"+strings.Repeat("v", 100_000))
	}
	c := s.cursor("db", wire.Options{}, wire.Span{})
	to, seen := driver.Position{}, 0
	for more := true; more; {
		var got []serverPair
		var err error
		got, more, err = s.seek("db", wire.SeekRequest{ID: c.ID, Wanted: 1000, To: to})
		require.NoError(t, err)
		require.LessOrEqual(t, len(got), seekSize/100_000+1)
		seen += len(got)
		if more {
			to = driver.Position{Place: driver.AfterKey, Key: got[len(got)-1].Key}
		}
	}
	require.Equal(t, 20, seen)
	keys := s.cursor("db", wire.Options{}, wire.Span{KeysOnly: true})
	got, _, err := s.seek("db", wire.SeekRequest{ID: keys.ID, Wanted: 1000})
	require.NoError(t, err)
	require.Len(t, got, 20)
	require.Empty(t, got[7].Value)
}

// Cursors are limited as snapshots are, and an unused one expires.
func TestServerSeekLimits(t *testing.T) {
	s := serverStart(t, &HandlerOptions{MaxSnapshots: 20})
	live := native.LiveHandles()
	var last wire.Lease
	for range 10 {
		last = s.cursor("db", wire.Options{}, wire.Span{})
	}
	_, err := s.call(wire.CallCursor, "db", wire.Options{}, wire.Span{}.Append(nil))
	require.ErrorIs(t, err, wire.ErrBusy)
	require.ErrorContains(t, err, "one client may hold 10")
	require.Equal(t, live+10, native.LiveHandles())
	l, err := s.handler.cursors.take(last.ID, owner{"db", ""}, nil)
	require.NoError(t, err)
	s.handler.cursors.release(l, time.Nanosecond)
	s.eventually(func() bool { return native.LiveHandles() == live+9 }, "it goes")
	_, _, err = s.seek("db", wire.SeekRequest{ID: last.ID, Wanted: 1})
	require.Equal(t, wire.ErrExpired, err)
	require.NoError(t, s.handler.Close())
	require.Equal(t, live, native.LiveHandles())
}

// A large value counts while a cursor is at it.
func TestServerSeekMemory(t *testing.T) {
	s := serverStart(t, nil)
	s.store("a", "s"+strings.Repeat("v", 8<<20))
	s.store("b", "s")
	require.NoError(t, s.db.Compact(nil)) // into a compressed block
	c := s.cursor("db", wire.Options{}, wire.Span{})
	at := func() int64 {
		s.eventually(func() bool { return s.handler.metrics.inFlight.Load() == 0 }, "the call is over")
		l, err := s.handler.cursors.take(c.ID, owner{"db", ""}, nil)
		require.NoError(t, err)
		defer s.handler.cursors.release(l, time.Minute)
		if l.value.parked == nil {
			return 0
		}
		return l.value.parked.held
	}
	require.Zero(t, at())
	got, _, err := s.seek("db", wire.SeekRequest{ID: c.ID, Wanted: 1})
	require.NoError(t, err)
	require.Len(t, got, 1)
	require.GreaterOrEqual(t, at(), int64(8<<20))
	got, _, err = s.seek("db", wire.SeekRequest{ID: c.ID, Wanted: 1, To: driver.Position{Reverse: true}})
	require.NoError(t, err)
	require.Len(t, got, 1)
	require.Zero(t, at())
}
