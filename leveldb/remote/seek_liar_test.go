package remote

import (
	"io"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
)

func (s *scripted) cursor() driver.Seeker {
	s.t.Helper()
	cursor, err := s.store.Scan(ctx, driver.Span{Seekable: true, Lazy: true, Lower: "b", Upper: "y"}, leveldb.ReadOptions{})
	require.NoError(s.t, err)
	return cursor.(driver.Seeker)
}

// Entries that were not requested are refused, as are responses that end early or too late.
func TestClientSeekLies(t *testing.T) {
	at, after := driver.Position{Place: driver.AtKey, Key: "k"}, driver.Position{Place: driver.AfterKey, Key: "k"}
	back := driver.Position{Place: driver.AfterKey, Key: "k", Reverse: true}
	end := []any{wire.AppendEnd(nil), io.EOF}
	for name, c := range map[string]struct {
		to    driver.Position
		parts []any
	}{
		"before the key":              {at, append([]any{liarPage("j")}, end...)},
		"the key itself":              {after, append([]any{liarPage("k")}, end...)},
		"after the key":               {back, append([]any{liarPage("l")}, end...)},
		"the key itself, in reverse":  {back, append([]any{liarPage("k")}, end...)},
		"before the range":            {driver.Position{}, append([]any{liarPage("a")}, end...)},
		"after the range":             {driver.Position{Reverse: true}, append([]any{liarPage("y")}, end...)},
		"out of order":                {at, append([]any{liarPage("l", "k")}, end...)},
		"out of order between pages":  {at, append([]any{liarPage("l"), liarPage("k")}, end...)},
		"twice":                       {at, append([]any{liarPage("l"), liarPage("l")}, end...)},
		"bytes after the end":         {at, []any{liarPage("l"), append(wire.AppendEnd(nil), 'x'), io.EOF}},
		"bytes after more":            {at, []any{liarPage("l"), append(wire.AppendMore(nil), 'x'), io.EOF}},
		"more without an entry":       {at, []any{wire.AppendMore(nil), io.EOF}},
		"rows":                        {at, []any{wire.AppendRowsHead(nil, []driver.RowState{driver.RowMissing}), wire.AppendEnd(nil), io.EOF}},
		"a page that does not fit it": {at, append([]any{wire.AppendPageHead(nil, []driver.End{{Key: 5}}, 1, 0), []byte("l")}, end...)},
	} {
		s := newScripted(t, &Options{Retries: -1})
		s.sends(wire.CallCursor, lasting(time.Hour))
		s.streams(wire.CallSeek, 0, c.parts...)
		cursor := s.cursor()
		require.NoError(t, cursor.Seek(c.to), name)
		_, err := cursor.Next(ctx)
		require.ErrorIs(t, err, ErrProtocol, name)
		cursor.Close()
	}
	s := newScripted(t, nil)
	s.sends(wire.CallCursor, make([]byte, 16))
	_, err := s.store.Scan(ctx, driver.Span{Seekable: true, Lazy: true}, leveldb.ReadOptions{})
	require.ErrorIs(t, err, ErrProtocol, "no lease")
	s.streams(wire.CallRange, 0, liarPage("a"), wire.AppendMore(nil), io.EOF)
	scan := s.scan()
	defer scan.Close()
	requirePage(t, scan, "a")
	_, err = scan.Next(ctx)
	require.ErrorIs(t, err, ErrProtocol, "a range does not end with more")
}

// Each request names its position: where the cursor was moved to, or the last key that was received.
func TestClientSeekRequests(t *testing.T) {
	s := newScripted(t, nil)
	s.sends(wire.CallCursor, lasting(time.Hour))
	s.streams(wire.CallSeek, 0, liarPage("k"), liarPage("l", "m"), wire.AppendMore(nil), io.EOF)
	cursor := s.cursor()
	defer cursor.Close()
	to := driver.Position{Place: driver.AtKey, Key: "k"}
	require.NoError(t, cursor.Seek(to))
	page, err := cursor.Next(ctx)
	require.NoError(t, err)
	require.Equal(t, 3, page.Len(), "small pages are joined")
	require.Equal(t, "m", page.Key(2))
	value, err := page.Value(2)
	require.NoError(t, err)
	require.Equal(t, "i", string(value.Bytes()))
	s.streams(wire.CallSeek, 0, wire.AppendEnd(nil), io.EOF)
	for range 2 {
		page, err := cursor.Next(ctx)
		require.NoError(t, err)
		require.Nil(t, page)
	}
	require.False(t, page.Moved(), "it stays valid")
	var requests []wire.SeekRequest
	for _, c := range s.of(wire.CallSeek) {
		r, err := wire.ParseSeek(c.body)
		require.NoError(t, err)
		requests = append(requests, r)
	}
	require.Equal(t, []wire.SeekRequest{
		{ID: 7, Wanted: firstSeek, To: to}, {ID: 7, Wanted: 4 * firstSeek, To: driver.Position{Place: driver.AfterKey, Key: "m"}},
	}, requests)
	cursor.Close()
	require.True(t, page.Moved())
}

// The lease of a cursor is renewed three times in its time, until the cursor is closed or the server
// has lost it.
func TestClientRenewsCursor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScripted(t, nil)
		s.sends(wire.CallCursor, lasting(30*time.Second))
		s.sends(wire.CallRenew, lasting(60*time.Second))
		cursor := s.cursor()
		time.Sleep(55 * time.Second)
		want := []time.Duration{10 * time.Second, 30 * time.Second, 50 * time.Second}
		require.Equal(t, want, s.times(wire.CallRenew))
		for _, c := range s.of(wire.CallRenew) {
			id, err := wire.ParseNumber(c.body)
			require.NoError(t, err)
			require.EqualValues(t, 7, id)
		}
		cursor.Close()
		time.Sleep(time.Hour)
		require.Equal(t, want, s.times(wire.CallRenew))
		require.Len(t, s.of(wire.CallAbandon), 1)
	})
}
