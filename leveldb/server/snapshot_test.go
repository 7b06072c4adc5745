package server

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
	"github.com/openleveldb/openleveldb/native"
)

func (s *serverRig) snapshot(database string) wire.Options {
	s.t.Helper()
	lease, err := wire.ParseLease(s.must(wire.CallSnapshot, database, wire.Options{}, nil))
	require.NoError(s.t, err)
	require.EqualValues(s.t, s.handler.options.Lease.Milliseconds(), lease.Milliseconds)
	return wire.Options{Snapshot: lease.ID}
}

// Every read on a snapshot sees the state in which the snapshot was taken. A snapshot is valid only
// for its own database.
func TestServerSnapshot(t *testing.T) {
	s := serverStart(t, nil)
	key := func(i int) string { return fmt.Sprintf("%03d", i) }
	for i := range 100 {
		s.store(serverPrefix+key(i), "sold")
	}
	o := s.snapshot("sub")
	for i := range 50 {
		s.store(serverPrefix+key(2*i), "snew")
		require.NoError(t, s.db.Delete(serverPrefix+key(2*i+1)))
	}
	assert.Equal(t, "sold", string(s.must(wire.CallGet, "sub", o, []byte(key(0)))))
	assert.Equal(t, "snew", string(s.must(wire.CallGet, "sub", wire.Options{}, []byte(key(0)))))
	assert.Equal(t, []byte{1}, s.must(wire.CallHas, "sub", o, []byte(key(1))))
	assert.Equal(t, []byte{0}, s.must(wire.CallHas, "sub", wire.Options{}, []byte(key(1))))
	assert.Equal(t, wire.AppendNumber(nil, 100), s.must(wire.CallCount, "sub", o, wire.Span{}.Append(nil)))
	wanted := []string{key(0), key(1)}
	found, err := serverPages(s.stream(wire.CallLookup, "sub", o, wire.AppendKeys(nil, wanted)).Body, wanted)
	require.NoError(t, err)
	assert.Equal(t, []serverPair{{Key: key(0), Value: "sold"}, {Key: key(1), Value: "sold"}}, found)
	got, id, err := s.scan("sub", o, wire.RangeRequest{})
	require.NoError(t, err)
	require.Len(t, got, 100)

	_, err = s.call(wire.CallSnapshot, "sub", o, nil)
	require.ErrorIs(t, err, leveldb.ErrInvalidArgument)
	for call, body := range map[string][]byte{wire.CallGet: []byte(key(0)), wire.CallRenew: nil, wire.CallRelease: nil} {
		_, err = s.call(call, "db", o, body)
		require.Equal(t, wire.ErrExpired, err, "%s in another database", call)
	}
	lease, err := wire.ParseLease(s.must(wire.CallRenew, "sub", o, nil))
	require.NoError(t, err)
	require.Equal(t, o.Snapshot, lease.ID)
	require.Empty(t, s.must(wire.CallRelease, "sub", o, nil))
	for call, body := range map[string][]byte{wire.CallGet: []byte(key(0)), wire.CallRenew: nil, wire.CallRelease: nil} {
		_, err = s.call(call, "sub", o, body)
		require.Equal(t, wire.ErrExpired, err, call)
	}
	got, _, err = s.scan("sub", wire.Options{}, wire.RangeRequest{Resume: id, Taken: 40, After: key(39)})
	require.NoError(t, err)
	require.Len(t, got, 60, "a range outlives the snapshot it began in")
}

// An unused snapshot expires. A snapshot in use does not.
func TestServerSnapshotExpires(t *testing.T) {
	s := serverStart(t, nil)
	live := native.LiveHandles()
	s.store("k", "sv")
	o := s.snapshot("db")
	use := func() *lease[driver.Store] {
		l, err := s.handler.snapshots.take(o.Snapshot, owner{"db", ""}, nil)
		require.NoError(t, err)
		return l
	}
	first, second := use(), use()
	s.handler.snapshots.release(first, time.Nanosecond)
	time.Sleep(10 * time.Millisecond)
	require.Equal(t, "sv", string(s.must(wire.CallGet, "db", o, []byte("k"))), "it is in use")
	s.handler.snapshots.release(second, time.Nanosecond)
	s.eventually(func() bool { return native.LiveHandles() == live }, "it goes")
	_, err := s.call(wire.CallGet, "db", o, []byte("k"))
	require.Equal(t, wire.ErrExpired, err)
	require.Zero(t, s.handler.snapshots.len())
}

// A snapshot released while in use stays valid until the read is done.
func TestServerSnapshotReleasedInUse(t *testing.T) {
	s := serverStart(t, nil)
	live := native.LiveHandles()
	o := s.snapshot("db")
	l, err := s.handler.snapshots.take(o.Snapshot, owner{"db", ""}, nil)
	require.NoError(t, err)
	s.must(wire.CallRelease, "db", o, nil)
	require.Equal(t, live+1, native.LiveHandles())
	_, err = l.value.Has(ctx, "k", leveldb.ReadOptions{})
	require.NoError(t, err)
	s.handler.snapshots.release(l, time.Minute)
	require.Equal(t, live, native.LiveHandles())
}

func TestServerSnapshotLimit(t *testing.T) {
	s := serverStart(t, &HandlerOptions{MaxSnapshots: 20})
	var last wire.Options
	for range 10 {
		last = s.snapshot("db")
	}
	live := native.LiveHandles()
	_, err := s.call(wire.CallSnapshot, "db", wire.Options{}, nil)
	require.ErrorIs(t, err, wire.ErrBusy)
	require.ErrorContains(t, err, "one client may hold 10")
	require.Equal(t, live, native.LiveHandles())
	s.must(wire.CallRelease, "db", last, nil)
	s.snapshot("db")
}

// Every database and snapshot acquired by a call is released exactly once.
func TestServerReleases(t *testing.T) {
	s := serverStart(t, nil)
	counting := &serverCounting{Databases: s.handler.databases}
	s.handler.databases = counting
	o := s.snapshot("db")
	for call, body := range serverBodies {
		for _, options := range []wire.Options{{}, o, {Snapshot: 7}} {
			if call == wire.CallRelease || call == wire.CallPut || call == wire.CallWrite {
				continue
			}
			_, _ = s.call(call, "db", options, body) // the result does not matter
		}
	}
	s.eventually(func() bool { return s.handler.metrics.inFlight.Load() == 0 }, "all is answered")
	require.NoError(t, s.handler.Close())
	require.Zero(t, counting.held.Load())
	require.False(t, counting.twice.Load())
}

type serverCounting struct {
	Databases
	held  atomic.Int64
	twice atomic.Bool
}

func (c *serverCounting) Acquire(name string, create bool) (*leveldb.DB, func(), error) {
	db, release, err := c.Databases.Acquire(name, create)
	if err != nil {
		return nil, nil, err
	}
	c.held.Add(1)
	var once atomic.Bool
	return db, func() {
		if once.Swap(true) {
			c.twice.Store(true)
		}
		c.held.Add(-1)
		release()
	}, nil
}

// Under concurrent use, every lease ends exactly once, when nobody uses it. An exclusive use has no
// concurrent use.
func TestLeasesUnderManyHands(t *testing.T) {
	table := newLeases[*atomic.Int64](leaseLimits{most: 40, each: 40, idle: 10, idleEach: 10, longest: -1})
	var ended, added atomic.Int64
	mine := owner{"db", "me"}
	var mu sync.Mutex
	var ids []uint64
	var wg sync.WaitGroup
	for w := range 8 {
		wg.Go(func() {
			for i := range 400 {
				users := new(atomic.Int64)
				if l, err := table.add(users, mine, "me", nil, func() { ended.Add(1); assert.Zero(t, users.Load()) }); err == nil {
					mu.Lock()
					ids = append(ids, l.id)
					mu.Unlock()
					table.release(l, time.Duration(1+i%7)*time.Millisecond)
				}
				added.Add(1)
				mu.Lock()
				id := uint64(0)
				if len(ids) > 0 {
					id = ids[len(ids)-1-i%min(len(ids), 5)]
				}
				mu.Unlock()
				if l, err := table.take(id, mine, func() {}); err == nil {
					assert.EqualValues(t, 1, l.value.Add(1))
					assert.EqualValues(t, 0, l.value.Add(-1))
					table.release(l, time.Duration(i%3)*time.Millisecond)
				}
				if w == 0 && i%5 == 0 {
					_ = table.drop(id, mine) // it may have ended
				}
				if i%3 == 0 {
					_ = table.renew(id, mine, time.Millisecond)
				}
			}
		})
	}
	wg.Wait()
	table.close()
	require.Equal(t, added.Load(), ended.Load())
	require.Zero(t, table.len())
	_, err := table.add(nil, mine, "me", nil, func() { ended.Add(1) })
	require.Equal(t, wire.ErrStopping, err)
	require.Equal(t, added.Load()+1, ended.Load())
}

// Beyond the limit of idle leases, the one with the least time left ends first. Renewing a lease
// extends its time.
func TestLeasesIdle(t *testing.T) {
	table := newLeases[int](leaseLimits{most: 10, each: 10, idle: 2, idleEach: 2, longest: -1})
	mine := owner{"db", "me"}
	var ended []int
	var ids []uint64
	for i, lease := range []time.Duration{3 * time.Hour, time.Hour, 2 * time.Hour, time.Hour} {
		l, err := table.add(i, mine, "me", nil, func() { ended = append(ended, i) })
		require.NoError(t, err)
		ids = append(ids, l.id)
		if i == 2 {
			require.NoError(t, table.renew(ids[0], mine, time.Minute))
		}
		table.release(l, lease)
	}
	require.Equal(t, []int{0, 1}, ended)
	_, err := table.take(ids[3], owner{"db", "you"}, nil)
	require.Equal(t, wire.ErrExpired, err)
	_, err = table.take(ids[3], owner{"other", "me"}, nil)
	require.Equal(t, wire.ErrExpired, err)
	l, err := table.take(ids[3], mine, nil)
	require.NoError(t, err)
	table.close()
	require.Equal(t, []int{0, 1, 2}, ended)
	table.release(l, time.Hour)
	require.Equal(t, []int{0, 1, 2, 3}, ended, "the one in use goes behind its use")
}
