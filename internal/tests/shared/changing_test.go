package shared_test

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/tests/testdb"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/driver/drivertest"
	"github.com/openleveldb/openleveldb/native"
)

// A follower behaves as every engine does while one server takes over from another.
func TestConformance(t *testing.T) {
	handles := native.LiveHandles()
	seed, changes := testdb.Seed(t), 0
	drivertest.Run(t, func(t testing.TB) *leveldb.DB {
		path := filepath.Join(t.TempDir(), "db")
		s := &changing{t: t, path: path, holding: new(holding), rng: rand.New(rand.NewPCG(seed, 0))}
		s.server = requireOpen(t, path)
		db := requireOpen(t, path)
		s.follower = db.Driver().(follower)
		t.Cleanup(func() {
			assert.NoError(t, db.Close())
			assert.NoError(t, s.server.Close())
			assert.NoError(t, s.failed)
			changes += s.changes
		})
		return leveldb.New(s, path, nil)
	})
	t.Logf("%d changes", changes)
	require.Greater(t, changes, 40)
	require.Equal(t, handles, native.LiveHandles(), "handles left open")
}

func requireOpen(t testing.TB, path string) *leveldb.DB {
	t.Helper()
	db, err := open(path)
	require.NoError(t, err)
	return db
}

// follower is what the Store of a shared database implements.
type follower interface {
	driver.ArrayReader
	driver.Splitter
	driver.Estimator
	driver.Prefetcher
	driver.Ordered
	Far() bool
}

// changing is a follower that lets another opening of the database become its server before some
// of its calls. It does so only while the server holds nothing for it, because snapshots and
// cursors do not outlive their server.
type changing struct {
	follower
	*holding
	t    testing.TB
	path string

	mu      sync.RWMutex // held for reading during a call, and for writing during a change
	server  *leveldb.DB
	rng     *rand.Rand
	changes int
	failed  error
}

// holding counts snapshots, cursors and values that are open.
type holding struct{ open atomic.Int64 }

// changeEvery is how many calls are made for each change of hands, on average.
const changeEvery = 64

// call begins a call, and returns a function to defer.
func (s *changing) call() (end func()) {
	if s.mu.TryLock() {
		if s.open.Load() == 0 && s.failed == nil && s.rng.IntN(changeEvery) == 0 {
			s.failed = s.change()
			s.changes++
		}
		s.mu.Unlock()
	}
	s.mu.RLock()
	return s.mu.RUnlock
}

// change opens the database once more, closes the server, and makes the new opening take over.
func (s *changing) change() error {
	next, err := open(s.path)
	if err != nil {
		return err
	}
	err = s.server.Close()
	s.server = next
	if _, getting := next.Has("missing"); err == nil {
		err = getting
	}
	if next := next.Driver().(follower); err == nil && next.Far() {
		err = errors.New("the opening that made the first call did not take over")
	}
	return err
}

func (s *changing) Get(ctx context.Context, key string, buf []byte, o driver.ReadOptions) (driver.Value, error) {
	defer s.call()()
	return s.follower.Get(ctx, key, buf, o)
}

func (s *changing) Pin(ctx context.Context, key string, o driver.ReadOptions) (driver.Value, error) {
	defer s.call()()
	return s.follower.Pin(ctx, key, o)
}

func (s *changing) Gather(ctx context.Context, keys []string, header, rows []byte, o driver.ReadOptions) ([]driver.RowState, error) {
	defer s.call()()
	return s.follower.Gather(ctx, keys, header, rows, o)
}

func (s *changing) Has(ctx context.Context, key string, o driver.ReadOptions) (bool, error) {
	defer s.call()()
	return s.follower.Has(ctx, key, o)
}

func (s *changing) Count(ctx context.Context, span driver.Span, o driver.ReadOptions) (uint64, error) {
	defer s.call()()
	return s.follower.Count(ctx, span, o)
}

func (s *changing) Put(ctx context.Context, key string, value []byte, o driver.WriteOptions) error {
	defer s.call()()
	return s.follower.Put(ctx, key, value, o)
}

func (s *changing) Delete(ctx context.Context, key string, o driver.WriteOptions) error {
	defer s.call()()
	return s.follower.Delete(ctx, key, o)
}

func (s *changing) Write(ctx context.Context, batch *driver.Batch, o driver.WriteOptions) error {
	defer s.call()()
	return s.follower.Write(ctx, batch, o)
}

func (s *changing) Property(ctx context.Context, name string) (string, error) {
	defer s.call()()
	return s.follower.Property(ctx, name)
}

func (s *changing) ApproximateSize(ctx context.Context, lower, upper string) (uint64, error) {
	defer s.call()()
	return s.follower.ApproximateSize(ctx, lower, upper)
}

func (s *changing) Compact(ctx context.Context, lower, upper string) error {
	defer s.call()()
	return s.follower.Compact(ctx, lower, upper)
}

func (s *changing) ReadArray(ctx context.Context, key string, first, last int, o driver.ReadOptions, read func(driver.ArrayHead, io.Reader) error) error {
	defer s.call()()
	return s.follower.ReadArray(ctx, key, first, last, o, read)
}

func (s *changing) Split(ctx context.Context, span driver.Span, n int, o driver.ReadOptions) ([]string, error) {
	defer s.call()()
	return s.follower.Split(ctx, span, n, o)
}

func (s *changing) EstimateCount(ctx context.Context, span driver.Span, o driver.ReadOptions) (uint64, error) {
	defer s.call()()
	return s.follower.EstimateCount(ctx, span, o)
}

func (s *changing) Lookup(ctx context.Context, keys []string, o driver.ReadOptions) (driver.Cursor, error) {
	defer s.call()()
	return s.holding.cursor(s.follower.Lookup(ctx, keys, o))
}

func (s *changing) Scan(ctx context.Context, span driver.Span, o driver.ReadOptions) (driver.Cursor, error) {
	defer s.call()()
	return s.holding.cursor(s.follower.Scan(ctx, span, o))
}

func (s *changing) Snapshot(ctx context.Context) (driver.Store, error) {
	defer s.call()()
	snapshot, err := s.follower.Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	s.open.Add(1)
	return &heldSnapshot{follower: snapshot.(follower), holding: s.holding}, nil
}

// heldSnapshot is a snapshot that counts until it is closed.
type heldSnapshot struct {
	follower
	*holding
	once sync.Once
}

func (s *heldSnapshot) Close() error {
	defer s.once.Do(func() { s.open.Add(-1) })
	return s.follower.Close()
}

// heldCursor is a cursor that counts until it is closed.
type heldCursor struct {
	driver.Cursor
	*holding
	once sync.Once
}

// heldSeeker is a heldCursor that can seek.
type heldSeeker struct {
	*heldCursor
	driver.Seeker
}

func (h *holding) cursor(c driver.Cursor, err error) (driver.Cursor, error) {
	if err != nil {
		return nil, err
	}
	h.open.Add(1)
	held := &heldCursor{Cursor: c, holding: h}
	if s, ok := c.(driver.Seeker); ok {
		return &heldSeeker{held, s}, nil
	}
	return held, nil
}

func (c *heldCursor) Close() {
	c.Cursor.Close()
	c.once.Do(func() { c.open.Add(-1) })
}

func (s *heldSeeker) Close() { s.heldCursor.Close() }

func (s *heldSeeker) Next(ctx context.Context) (*driver.Page, error) { return s.heldCursor.Next(ctx) }
