package cluster

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/tikv/client-go/v2/tikvrpc"
	pd "github.com/tikv/pd/client"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// collect makes somebody else collect garbage up to now, without regard to service safe points.
func (m *mock) collect(t testing.TB, c *client) {
	now, err := c.now(t.Context())
	require.NoError(t, err)
	_, err = m.pd.UpdateGCSafePoint(t.Context(), now)
	require.NoError(t, err)
}

// After a garbage collection that passed a snapshot, every read of the snapshot is ErrExpired, and
// never a wrong result. The current state is not affected.
func TestExpired(t *testing.T) {
	for name, o := range map[string]*Options{"inline": nil, "chunks": tiny} {
		t.Run(name, func(t *testing.T) {
			m := newMock(t)
			db := m.mustOpen(t, "test", o)
			value := strings.Repeat("v", 500)
			require.NoError(t, db.Put("k", value))
			snapshot, err := db.Snapshot()
			require.NoError(t, err)
			defer snapshot.Close()
			before := snapshot.Driver()
			scan, err := before.Scan(t.Context(), driver.Span{}, driver.ReadOptions{})
			require.NoError(t, err)
			defer scan.Close()
			lookup, err := before.Lookup(t.Context(), []string{"k"}, driver.ReadOptions{})
			require.NoError(t, err)
			defer lookup.Close()
			got, err := snapshot.Get("k")
			require.NoError(t, err)
			require.Equal(t, value, got)

			require.NoError(t, db.Put("k", "new"))
			m.collect(t, db.Driver().(*store).db.client)
			rows := make([]byte, 400)
			for name, read := range map[string]func() error{
				"Get":         func() error { _, err := snapshot.Get("k"); return err },
				"Get of none": func() error { _, err := snapshot.Get("none"); return err },
				"Has":         func() error { _, err := snapshot.Has("k"); return err },
				"Count":       func() error { _, err := snapshot.Count(nil); return err },
				"Size":        func() error { _, err := snapshot.ApproximateSize(nil); return err },
				"Split":       func() error { _, err := snapshot.Split(nil, 2); return err },
				"Gather": func() error {
					_, err := before.Gather(t.Context(), []string{"k"}, nil, rows, driver.ReadOptions{})
					return err
				},
				"ReadRows": func() error { _, err := leveldb.ReadInto(snapshot, "k", make([]int32, 4)); return err },
				"Keys": func() (err error) {
					for _, err = range snapshot.Keys(nil) {
						break
					}
					return err
				},
				"Scan.Next":   func() error { _, err := scan.Next(t.Context()); return err },
				"Lookup.Next": func() error { _, err := lookup.Next(t.Context()); return err },
			} {
				require.ErrorIs(t, read(), ErrExpired, name)
			}
			got, err = db.Get("k")
			require.NoError(t, err)
			require.Equal(t, "new", got)
		})
	}
}

// A loop that has taken longer than uncheckedTime notices that garbage collection has passed it.
func TestExpiredLoop(t *testing.T) {
	m := newMock(t, space(1).data("05"))
	db := m.mustOpen(t, "test", nil)
	for i := range 10 {
		require.NoError(t, db.Put(fmt.Sprintf("%02d", i), i))
	}
	cursor, err := db.Driver().Scan(t.Context(), driver.Span{}, driver.ReadOptions{})
	require.NoError(t, err)
	defer cursor.Close()
	cursorView(cursor).began = time.Now().Add(-2 * uncheckedTime)
	page, err := cursor.Next(t.Context())
	require.NoError(t, err)
	require.Equal(t, 5, page.Len())
	m.collect(t, db.Driver().(*store).db.client)
	_, err = cursor.Next(t.Context())
	require.ErrorIs(t, err, ErrExpired)
	_, err = cursor.Next(t.Context())
	require.NoError(t, err, "the error is returned once")
}

// The age of a timestamp is that of the clock that shows more.
func TestSince(t *testing.T) {
	now := time.Now()
	require.Less(t, since(now), time.Second)
	require.Greater(t, since(now.Add(-time.Hour)), time.Minute)
	require.Greater(t, since(now.Add(-time.Hour).Round(0)), time.Minute, "without a monotonic clock")
}

func cursorView(c driver.Cursor) *view { return c.(*cursor).view }

// services is a PD client that shows the service safe points and refuses requests if down is set.
type services struct {
	pd.Client
	mu      sync.Mutex
	safe    map[string]uint64
	minimum uint64 // smaller service safe points are refused
	asked   int    // for the safe point of garbage collection
	down    error
}

func (s *services) UpdateServiceGCSafePoint(ctx context.Context, service string, ttl int64, ts uint64) (uint64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.down != nil {
		return 0, s.down
	}
	if ttl == 0 {
		delete(s.safe, service)
	} else if ts < s.minimum {
		return s.minimum, nil
	} else {
		s.safe[service] = ts
	}
	least := ts
	for _, other := range s.safe {
		least = min(least, other)
	}
	return least, nil
}

func (s *services) UpdateGCSafePoint(ctx context.Context, ts uint64) (uint64, error) {
	s.mu.Lock()
	s.asked++
	down := s.down
	s.mu.Unlock()
	if down != nil {
		return 0, down
	}
	return s.Client.UpdateGCSafePoint(ctx, ts)
}

func (s *services) get() (all []uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, ts := range s.safe {
		all = append(all, ts)
	}
	return all
}

// Open snapshots, and loops that take long, hold one service safe point, the smallest of them. It
// is renewed, and removed when none is left.
func TestKeeper(t *testing.T) {
	m := newMock(t)
	s := &services{Client: m.pd, safe: map[string]uint64{}}
	c := m.connect(t, nil)
	c.pd = s
	db, err := c.open(t.Context(), "mock/test", "test")
	require.NoError(t, err)
	require.NoError(t, db.Put("k", 1))
	first, err := db.Snapshot()
	require.NoError(t, err)
	second, err := db.Snapshot()
	require.NoError(t, err)
	ts := func(db *leveldb.DB) uint64 { return db.Driver().(*store).snapshot.ts }
	require.Equal(t, []uint64{ts(first)}, s.get(), "one for both")
	require.NoError(t, first.Close())
	require.NoError(t, first.Close())
	c.keeper.renewed = time.Now().Add(-2 * renewAfter)
	require.NoError(t, c.keeper.renew(t.Context()))
	require.Equal(t, []uint64{ts(second)}, s.get())
	require.NoError(t, second.Close())
	require.NoError(t, c.keeper.renew(t.Context()))
	require.Empty(t, s.get())

	loop, err := db.Driver().Scan(t.Context(), driver.Span{}, driver.ReadOptions{})
	require.NoError(t, err)
	require.Empty(t, s.get(), "a short loop makes no request")
	require.NoError(t, c.keeper.renew(t.Context()))
	require.Equal(t, []uint64{cursorView(loop).ts}, s.get())
	loop.Close()

	s.down = errors.New("rpc error: PD is down")
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	c.keeper.renewed = time.Time{}
	_, err = db.WithContext(ctx).Snapshot()
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.Empty(t, c.keeper.held, "a snapshot that failed is not held")
	require.NoError(t, c.keeper.lock(t.Context()))
	ctx, cancel = context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err = db.WithContext(ctx).Snapshot()
	require.ErrorIs(t, err, context.DeadlineExceeded, "another one waits for PD")
	require.Empty(t, c.keeper.held)
	c.keeper.unlock()
	s.down = nil
	third, err := db.Snapshot()
	require.NoError(t, err)
	require.Equal(t, []uint64{ts(third)}, s.get())
	require.NoError(t, db.Close())
	require.Empty(t, s.get(), "Close removes it")
	require.NoError(t, third.Close())
}

// A timestamp that PD refuses, because garbage collection has passed it, does not prevent the
// protection of later ones.
func TestKeeperRefused(t *testing.T) {
	m := newMock(t)
	s := &services{Client: m.pd, safe: map[string]uint64{}}
	c := m.connect(t, nil)
	c.pd = s
	db, err := c.open(t.Context(), "mock/test", "test")
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	old, err := db.Snapshot()
	require.NoError(t, err)
	defer old.Close()
	now, err := c.now(t.Context())
	require.NoError(t, err)
	ahead := now + 300<<18 // of the clock, by 300 ms
	s.mu.Lock()
	s.minimum = ahead
	clear(s.safe)
	s.mu.Unlock()
	c.keeper.renewed = time.Now().Add(-2 * renewAfter)
	require.NoError(t, c.keeper.renew(t.Context()))
	require.Empty(t, s.get())
	snapshot, err := db.Snapshot()
	require.NoError(t, err)
	ts := snapshot.Driver().(*store).snapshot.ts
	require.GreaterOrEqual(t, ts, ahead)
	require.Equal(t, []uint64{ts}, s.get())
	require.Len(t, c.keeper.held, 2, "the timestamps that were refused are not held")
	require.NoError(t, snapshot.Close())
	require.NoError(t, c.keeper.renew(t.Context()))
	require.Empty(t, s.get())
}

// Readers that wait for the safe point share requests. A request that began before a read ended
// does not count for that read.
func TestSharedCheck(t *testing.T) {
	m := newMock(t)
	c := m.connect(t, nil)
	defer c.abandon()
	release, asked := make(chan uint64), make(chan bool)
	c.safe.load = func(context.Context) (uint64, error) { asked <- true; return <-release, nil }
	results := make(chan error)
	check := func(ts uint64) { results <- c.safe.check(t.Context(), c, ts) }
	go check(10)
	<-asked
	for range 5 {
		go check(20)
	}
	require.Eventually(t, func() bool {
		c.safe.mu.Lock()
		defer c.safe.mu.Unlock()
		return c.safe.next != nil
	}, 5*time.Second, time.Millisecond)
	time.Sleep(10 * time.Millisecond) // the others join
	release <- 10
	require.NoError(t, <-results)
	<-asked
	release <- 21
	for range 5 {
		require.ErrorIs(t, <-results, ErrExpired)
	}
	require.ErrorIs(t, c.safe.check(t.Context(), c, 20), ErrExpired, "known, without a request")
}

// Compact advances the safe point, but not past the snapshots of others, and not if TiDB does it or
// the options forbid it.
func TestCompactCollects(t *testing.T) {
	m := newMock(t)
	db := m.mustOpen(t, "test", &Options{GCLifeTime: time.Millisecond})
	c := db.Driver().(*store).db.client
	require.Equal(t, minGCLifeTime, c.options.GCLifeTime)
	c.options.GCLifeTime = time.Second
	safePoint := func() uint64 {
		ts, err := c.loadSafePoint(t.Context())
		require.NoError(t, err)
		return ts
	}
	now, err := c.now(t.Context())
	require.NoError(t, err)
	c.tidb = func(context.Context) (bool, error) { return true, nil }
	require.NoError(t, db.Compact(nil))
	require.Zero(t, safePoint())
	c.tidb = func(context.Context) (bool, error) { return false, errors.New("no connection") }
	require.ErrorIs(t, db.Compact(nil), ErrUnavailable)
	c.tidb = func(context.Context) (bool, error) { return false, nil }
	require.NoError(t, db.Compact(nil))
	require.Less(t, safePoint(), now)
	require.Less(t, age(safePoint(), now), 2*time.Second)

	old := safePoint() + 1<<18 // a millisecond later
	_, err = m.pd.UpdateServiceGCSafePoint(t.Context(), "backup", 1000, old)
	require.NoError(t, err)
	time.Sleep(20 * time.Millisecond)
	require.NoError(t, db.Compact(nil))
	require.LessOrEqual(t, safePoint(), old)

	never := m.mustOpen(t, "never", &Options{GCLifeTime: -1})
	before := safePoint()
	require.NoError(t, never.Compact(nil))
	require.Equal(t, before, safePoint())
	require.Zero(t, m.requests.count(tikvrpc.CmdUnsafeDestroyRange))
}
