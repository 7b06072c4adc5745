package cluster

import (
	"context"
	"log/slog"
	"os"
	"runtime"
	"runtime/pprof"
	"strings"
	"sync"
	"testing"
	"time"

	plog "github.com/pingcap/log"
	"github.com/stretchr/testify/require"
	"go.uber.org/zap"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// fatal logs a message with which the client would end the process.
func fatal(text string, fields ...zap.Field) {
	if e := plog.L().Check(zap.FatalLevel, text); e != nil {
		e.Write(fields...)
	}
}

// records is a slog.Handler that keeps messages.
type records struct {
	slog.Handler
	mu  sync.Mutex
	all []slog.Record
}

func (r *records) Enabled(_ context.Context, level slog.Level) bool { return level >= slog.LevelInfo }

func (r *records) Handle(_ context.Context, record slog.Record) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.all = append(r.all, record)
	return nil
}

// The messages of the client go to Options.Logger, and never to standard error.
func TestLogger(t *testing.T) {
	before := sink.Load()
	defer sink.Store(before)
	sink.Store(nil)
	read, write, err := os.Pipe()
	require.NoError(t, err)
	defer read.Close()
	saved := os.Stderr
	os.Stderr = write
	m := newMock(t)
	db := m.mustOpen(t, "test", nil)
	plog.L().Error("nobody sees it")
	handler := &records{}
	m.mustOpen(t, "other", &Options{Logger: slog.New(handler)})
	plog.L().With(zap.Int("n", 1)).Warn("seen", zap.String("key", "value"))
	plog.Debug("too detailed")
	fatal("the end")
	os.Stderr = saved
	require.NoError(t, write.Close())
	printed := make([]byte, 1)
	n, _ := read.Read(printed)
	require.Zero(t, n, "something was printed to standard error")
	require.NoError(t, db.Put("k", 1))

	handler.mu.Lock()
	defer handler.mu.Unlock()
	texts := map[string]slog.Record{}
	for _, r := range handler.all {
		texts[r.Message] = r
	}
	require.NotContains(t, texts, "nobody sees it")
	require.NotContains(t, texts, "too detailed")
	require.Equal(t, slog.LevelError, texts["the end"].Level)
	require.Equal(t, slog.LevelWarn, texts["seen"].Level)
	attrs := map[string]any{}
	texts["seen"].Attrs(func(a slog.Attr) bool { attrs[a.Key] = a.Value.Any(); return true })
	require.Equal(t, map[string]any{"n": int64(1), "key": "value"}, attrs)
}

// Every method of a closed database, snapshot or cursor returns ErrClosed.
func TestClosed(t *testing.T) {
	m := newMock(t)
	ctx, ro, wo := t.Context(), driver.ReadOptions{}, driver.WriteOptions{}
	uses := map[string]func(s *store) error{
		"Get":             func(s *store) error { _, err := s.Get(ctx, "k", nil, ro); return err },
		"Pin":             func(s *store) error { _, err := s.Pin(ctx, "k", ro); return err },
		"Has":             func(s *store) error { _, err := s.Has(ctx, "k", ro); return err },
		"Lookup":          func(s *store) error { _, err := s.Lookup(ctx, []string{"k"}, ro); return err },
		"Lookup of none":  func(s *store) error { _, err := s.Lookup(ctx, nil, ro); return err },
		"Gather":          func(s *store) error { _, err := s.Gather(ctx, []string{"k"}, nil, nil, ro); return err },
		"Gather of none":  func(s *store) error { _, err := s.Gather(ctx, nil, nil, nil, ro); return err },
		"Scan":            func(s *store) error { _, err := s.Scan(ctx, driver.Span{}, ro); return err },
		"Count":           func(s *store) error { _, err := s.Count(ctx, driver.Span{}, ro); return err },
		"Put":             func(s *store) error { return s.Put(ctx, "k", nil, wo) },
		"Delete":          func(s *store) error { return s.Delete(ctx, "k", wo) },
		"Write of none":   func(s *store) error { return s.Write(ctx, new(driver.Batch), wo) },
		"Snapshot":        func(s *store) error { _, err := s.Snapshot(ctx); return err },
		"Property":        func(s *store) error { _, err := s.Property(ctx, "none"); return err },
		"ApproximateSize": func(s *store) error { _, err := s.ApproximateSize(ctx, "b", "a"); return err },
		"Compact":         func(s *store) error { return s.Compact(ctx, "", "") },
		"ReadArray":       func(s *store) error { return s.ReadArray(ctx, "k", 0, 1, ro, nil) },
		"Split":           func(s *store) error { _, err := s.Split(ctx, driver.Span{}, 1, ro); return err },
		"EstimateCount":   func(s *store) error { _, err := s.EstimateCount(ctx, driver.Span{}, ro); return err },
	}
	db := m.mustOpen(t, "test", nil)
	require.NoError(t, db.Put("k", 1))
	s := db.Driver().(*store)
	taken, err := s.Snapshot(ctx)
	require.NoError(t, err)
	other, err := s.Snapshot(ctx)
	require.NoError(t, err)
	scan, err := s.Scan(ctx, driver.Span{Seekable: true}, ro)
	require.NoError(t, err)
	lookup, err := s.Lookup(ctx, []string{"k", "none"}, ro)
	require.NoError(t, err)
	page, err := lookup.Next(ctx)
	require.NoError(t, err)
	require.False(t, page.Moved())

	require.NoError(t, taken.Close())
	for name, use := range uses {
		require.ErrorIs(t, use(taken.(*store)), leveldb.ErrClosed, name)
	}
	require.NoError(t, db.Close())
	for name, use := range uses {
		require.ErrorIs(t, use(s), leveldb.ErrClosed, name)
		require.ErrorIs(t, use(other.(*store)), leveldb.ErrClosed, name)
	}
	require.True(t, page.Moved())
	for range 2 { // before and after Close
		_, err = scan.Next(ctx)
		require.ErrorIs(t, err, leveldb.ErrClosed)
		_, err = lookup.Next(ctx)
		require.ErrorIs(t, err, leveldb.ErrClosed)
		require.ErrorIs(t, scan.(driver.Seeker).Seek(driver.Position{}), leveldb.ErrClosed)
		scan.Close()
		lookup.Close()
	}
	require.NoError(t, other.Close())
	require.NoError(t, s.Close())
}

// A database whose loops, lookups and snapshots were left open in every state leaves no goroutine
// when it is closed.
func TestGoroutines(t *testing.T) {
	m := newMock(t, space(1).data("1"), space(1).data("2"), space(1).data("3"))
	warm := m.mustOpen(t, "test", nil)
	b := warm.NewBatch()
	for i := range 20_000 {
		require.NoError(t, b.Put(strings.Repeat("k", i%7)+string(rune('0'+i%5))+strings.Repeat("x", i/1000)+string(rune('a'+i%26)), i))
	}
	require.NoError(t, b.Write())
	require.NoError(t, warm.Close())
	before := ours()
	for range 3 {
		db, err := m.open(t, "test", nil)
		require.NoError(t, err)
		s := db.Driver()
		for pages := range 6 {
			for _, reverse := range []bool{false, true} {
				c, err := s.Scan(t.Context(), driver.Span{Reverse: reverse}, driver.ReadOptions{})
				require.NoError(t, err)
				defer c.Close()
				for range pages {
					_, err := c.Next(t.Context())
					require.NoError(t, err)
				}
			}
		}
		_, err = db.Snapshot()
		require.NoError(t, err)
		require.NoError(t, db.Close())
	}
	require.Eventually(t, func() bool { return ours() <= before }, 10*time.Second, 20*time.Millisecond, "%s", stacks())
}

func stacks() string {
	var b strings.Builder
	_ = pprof.Lookup("goroutine").WriteTo(&b, 2)
	return b.String()
}

// ours returns the number of goroutines of this package and of the client, without those of tests.
func ours() (n int) {
	runtime.GC()
	for _, stack := range strings.Split(stacks(), "\n\n") {
		if strings.Contains(stack, "tikv/client-go") || strings.Contains(stack, "/cluster.(*") {
			if !strings.Contains(stack, "testing.tRunner") {
				n++
			}
		}
	}
	return n
}
