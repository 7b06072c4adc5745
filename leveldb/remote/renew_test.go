package remote

import (
	"io"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
)

// lasting encodes a lease of duration d.
func lasting(d time.Duration) []byte {
	return wire.Lease{ID: 7, Milliseconds: uint64(d.Milliseconds())}.Append(nil)
}

// A range is renewed while its reader is busy: first after renewEvery, then three times per lease.
// It is not renewed while the next page is being read, nor after the end of the range.
func TestClientRenewsRange(t *testing.T) {
	for name, leave := range map[string]func(t *testing.T, cursor driver.Cursor){
		"closed":     func(_ *testing.T, cursor driver.Cursor) { cursor.Close() },
		"at its end": func(t *testing.T, cursor driver.Cursor) { requireEnd(t, cursor) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newScripted(t, &Options{Timeout: time.Hour})
				s.streams(wire.CallRange, 7, liarPage("a"), time.Minute, liarPage("b"), liarPage("c"), wire.AppendEnd(nil), io.EOF)
				s.sends(wire.CallRenew, lasting(30*time.Second))
				cursor := s.scan()
				defer cursor.Close()
				requirePage(t, cursor, "a")
				time.Sleep(40 * time.Second)
				want := []time.Duration{15 * time.Second, 25 * time.Second, 35 * time.Second}
				require.Equal(t, want, s.times(wire.CallRenew))
				requirePage(t, cursor, "b") // takes a minute
				requirePage(t, cursor, "c")
				require.Equal(t, want, s.times(wire.CallRenew))
				time.Sleep(26 * time.Second)
				want = append(want, 115*time.Second, 125*time.Second)
				require.Equal(t, want, s.times(wire.CallRenew))
				for _, c := range s.of(wire.CallRenew) {
					id, err := wire.ParseNumber(c.body)
					require.NoError(t, err)
					require.EqualValues(t, 7, id)
				}
				leave(t, cursor)
				cursor.(interface{ renew() }).renew() // its timer may have just fired
				time.Sleep(time.Hour)
				require.Equal(t, want, s.times(wire.CallRenew))
				require.Len(t, s.of(wire.CallRange), 1)
			})
		})
	}
}

// A long lease does not increase the interval between renewals beyond renewEvery.
func TestClientRenewsRangeOfLongLease(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScripted(t, nil)
		s.streams(wire.CallRange, 7, liarPage("a"))
		s.sends(wire.CallRenew, lasting(time.Hour))
		cursor := s.scan()
		defer cursor.Close()
		requirePage(t, cursor, "a")
		time.Sleep(46 * time.Second)
		require.Equal(t, []time.Duration{15 * time.Second, 30 * time.Second, 45 * time.Second}, s.times(wire.CallRenew))
	})
}

// A failed renewal is retried at the next interval, unless the server has lost the range.
func TestClientRenewalFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScripted(t, &Options{Retries: -1})
		s.streams(wire.CallRange, 7, liarPage("a"))
		answers := []func() (*http.Response, error){
			func() (*http.Response, error) { return nil, io.ErrUnexpectedEOF },
			func() (*http.Response, error) { return refusing(ErrInternal), nil },
			func() (*http.Response, error) { return answered(http.NoBody, 0), nil }, // not a lease
			func() (*http.Response, error) { return refusing(ErrExpired), nil },
		}
		s.answers[wire.CallRenew] = func(*http.Request, []byte) (*http.Response, error) {
			return answers[len(s.of(wire.CallRenew))-1]()
		}
		cursor := s.scan()
		defer cursor.Close()
		requirePage(t, cursor, "a")
		time.Sleep(time.Hour)
		require.Equal(t, []time.Duration{15 * time.Second, 30 * time.Second, 45 * time.Second, time.Minute}, s.times(wire.CallRenew))
	})
}

// Ranges that cannot be resumed and lookups are not renewed.
func TestClientRenewsNothingElse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScripted(t, nil)
		s.streams(wire.CallRange, 0, liarPage("a"))
		s.streams(wire.CallLookup, 7, liarLookup(1))
		unkept := s.scan()
		defer unkept.Close()
		requirePage(t, unkept, "a")
		lookup, err := s.store.Lookup(ctx, []string{"a", "b"}, leveldb.ReadOptions{})
		require.NoError(t, err)
		defer lookup.Close()
		_, err = lookup.Next(ctx)
		require.NoError(t, err)
		time.Sleep(time.Hour)
		require.Empty(t, s.of(wire.CallRenew))
	})
}

// Close cancels a renewal in progress and does not wait for it.
func TestClientCloseDuringRenewal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScripted(t, &Options{Timeout: time.Hour})
		s.streams(wire.CallRange, 7, liarPage("a"))
		s.answers[wire.CallRenew] = func(r *http.Request, _ []byte) (*http.Response, error) { return stall(r) }
		cursor := s.scan()
		requirePage(t, cursor, "a")
		time.Sleep(20 * time.Second)
		require.Len(t, s.of(wire.CallRenew), 1)
		cursor.Close()
		s.client.end() // waits for background goroutines
		require.Equal(t, 20*time.Second, time.Since(s.began))
		require.Len(t, s.of(wire.CallRenew), 1)
	})
}

// The lease of a snapshot is renewed three times per lease. The server may change the length of the
// lease. A failed renewal is retried. Renewals stop when the snapshot is released.
func TestClientRenewsSnapshot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScripted(t, &Options{Retries: -1})
		s.sends(wire.CallSnapshot, lasting(30*time.Second))
		snapshot, err := s.store.Snapshot(ctx)
		require.NoError(t, err)
		s.sends(wire.CallRenew, lasting(30*time.Second))
		time.Sleep(25 * time.Second)
		want := []time.Duration{10 * time.Second, 20 * time.Second}
		require.Equal(t, want, s.times(wire.CallRenew))
		s.breaks(wire.CallRenew)
		time.Sleep(10 * time.Second)
		s.sends(wire.CallRenew, nil) // not a lease
		time.Sleep(10 * time.Second)
		s.sends(wire.CallRenew, lasting(time.Minute))
		time.Sleep(30 * time.Second)
		want = append(want, 30*time.Second, 40*time.Second, 50*time.Second, 70*time.Second)
		require.Equal(t, want, s.times(wire.CallRenew))
		_, err = snapshot.Snapshot(ctx)
		require.ErrorIs(t, err, leveldb.ErrInvalidArgument)
		require.NoError(t, snapshot.Close())
		require.NoError(t, snapshot.Close())
		require.Len(t, s.of(wire.CallRelease), 1)
		time.Sleep(time.Hour)
		require.Equal(t, want, s.times(wire.CallRenew))
		for _, read := range []func() error{
			func() error { _, err := snapshot.Get(ctx, "k", nil, leveldb.ReadOptions{}); return err },
			func() error { _, err := snapshot.Scan(ctx, driver.Span{}, leveldb.ReadOptions{}); return err },
			func() error { _, err := snapshot.Lookup(ctx, []string{"k"}, leveldb.ReadOptions{}); return err },
			func() error {
				_, err := snapshot.Gather(ctx, []string{"k"}, nil, make([]byte, 1), leveldb.ReadOptions{})
				return err
			},
			func() error { return liarArray(1)(snapshot.(*clientStore)) },
		} {
			require.ErrorIs(t, read(), leveldb.ErrClosed)
		}
		require.Len(t, s.calls, len(want)+2, "a snapshot that was closed asks the server for nothing")
	})
}

// A snapshot received after the client was closed is released immediately.
func TestClientSnapshotOfClosed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScripted(t, nil)
		s.answers[wire.CallSnapshot] = func(*http.Request, []byte) (*http.Response, error) {
			lease := lasting(30 * time.Second)
			s.client.end()
			return answered(io.NopCloser(&pieces{left: []any{lease, io.EOF}}), int64(len(lease))), nil
		}
		_, err := s.store.Snapshot(ctx)
		require.ErrorIs(t, err, leveldb.ErrClosed)
		require.Len(t, s.of(wire.CallRelease), 1)
		time.Sleep(time.Hour)
		require.Empty(t, s.of(wire.CallRenew))
	})
}

// Closing the client releases its snapshots. It waits for the server for a limited time.
func TestClientEndReleasesSnapshots(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScripted(t, &Options{Timeout: time.Hour})
		s.sends(wire.CallSnapshot, lasting(time.Minute))
		kept, err := s.store.Snapshot(ctx)
		require.NoError(t, err)
		closed, err := s.store.Snapshot(ctx)
		require.NoError(t, err)
		require.NoError(t, closed.Close())
		require.Len(t, s.of(wire.CallRelease), 1)
		s.answers[wire.CallRelease] = func(r *http.Request, _ []byte) (*http.Response, error) { return stall(r) }
		require.True(t, s.client.end())
		require.Equal(t, noticeTimeout, time.Since(s.began))
		require.Len(t, s.of(wire.CallRelease), 2)
		require.False(t, s.client.end())
		require.NoError(t, kept.Close())
		require.Len(t, s.of(wire.CallRelease), 2)
	})
}
