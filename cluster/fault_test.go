package cluster

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/pingcap/kvproto/pkg/kvrpcpb"
	"github.com/stretchr/testify/require"
	tikverr "github.com/tikv/client-go/v2/error"
	"github.com/tikv/client-go/v2/tikvrpc"
	"go.uber.org/zap"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// hang is a request that is not answered.
func hang(types ...tikvrpc.CmdType) func(ctx context.Context, r *tikvrpc.Request) error {
	return func(ctx context.Context, r *tikvrpc.Request) error {
		for _, t := range types {
			if r.Type == t {
				<-ctx.Done()
				return ctx.Err()
			}
		}
		return nil
	}
}

// A call ends when its context does, after the timeout, or when the database is closed, and says
// so.
func TestCallsEnd(t *testing.T) {
	reads := map[string]func(db *leveldb.DB) error{
		"Get":      func(db *leveldb.DB) error { _, err := db.Get("k"); return err },
		"Has":      func(db *leveldb.DB) error { _, err := db.Has("k"); return err },
		"Count":    func(db *leveldb.DB) error { _, err := db.Count(nil); return err },
		"Lookup":   func(db *leveldb.DB) error { _, err := leveldb.GetAll[[]int32](db, []string{"k"}); return err },
		"Gather":   func(db *leveldb.DB) error { _, err := db.Gather([]string{"k"}, nil); return err },
		"ReadInto": func(db *leveldb.DB) error { _, err := leveldb.ReadInto(db, "k", make([]int32, 1)); return err },
		"Keys": func(db *leveldb.DB) (err error) {
			for _, err = range db.Keys(nil) {
				break
			}
			return err
		},
		"Split": func(db *leveldb.DB) error { _, err := db.Split(nil, 2); return err },
		"Size":  func(db *leveldb.DB) error { _, err := db.ApproximateSize(nil); return err },
	}
	for name, read := range reads {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := newMock(t)
			slow := m.mustOpen(t, "test", &Options{Timeout: time.Second})
			patient := m.mustOpen(t, "test", nil)
			require.NoError(t, slow.Put("k", []int32{1}))
			m.requests.hook(hang(tikvrpc.CmdGet, tikvrpc.CmdBatchGet, tikvrpc.CmdScan), nil)
			err := read(slow)
			require.ErrorIs(t, err, ErrUnavailable)
			require.ErrorIs(t, err, os.ErrDeadlineExceeded)
			require.ErrorContains(t, err, "1s")

			ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
			defer cancel()
			err = read(patient.WithContext(ctx))
			require.ErrorIs(t, err, context.DeadlineExceeded)
			require.NotErrorIs(t, err, ErrUnavailable)
			ctx, cancel = context.WithCancel(t.Context())
			time.AfterFunc(20*time.Millisecond, cancel)
			require.ErrorIs(t, read(patient.WithContext(ctx)), context.Canceled)

			time.AfterFunc(20*time.Millisecond, func() { _ = patient.Close() })
			require.ErrorIs(t, read(patient), leveldb.ErrClosed)
			m.requests.hook(nil, nil)
			require.Eventually(t, func() bool { return read(slow) == nil }, 10*time.Second, 10*time.Millisecond,
				"the store is not taken for dead")
		})
	}
}

// No request has the caller's deadline: the client would take a store for dead when it passes.
func TestNoDeadline(t *testing.T) {
	m := newMock(t)
	db := m.mustOpen(t, "test", tiny)
	require.NoError(t, db.Put("k", strings.Repeat("large", 100)))
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var deadlines, all atomic.Int64
	m.requests.hook(func(ctx context.Context, _ *tikvrpc.Request) error {
		all.Add(1)
		if _, ok := ctx.Deadline(); ok {
			deadlines.Add(1)
		}
		return nil
	}, nil)
	bound := db.WithContext(ctx)
	for _, err := range bound.Entries(nil) {
		require.NoError(t, err)
	}
	_, err := leveldb.GetAll[string](bound, []string{"k"})
	require.NoError(t, err)
	_, err = bound.Get("k")
	require.NoError(t, err)
	require.NoError(t, bound.Put("k", "small"))
	require.Positive(t, all.Load())
	require.Zero(t, deadlines.Load())
}

// A write whose first phase was not answered was not done. If the second phase was not answered,
// its outcome is unknown. One-phase commits are unknown, too.
func TestOutcome(t *testing.T) {
	write := func(db *leveldb.DB, batch bool) error {
		if !batch {
			return db.Put("k", 2)
		}
		return db.Update(func(b *leveldb.Batch) error { return errors.Join(b.Put("k", 2), b.Put("l", 2)) })
	}
	for _, c := range []struct {
		name           string
		hang           tikvrpc.CmdType
		batch, unknown bool
	}{
		{"batch, first phase", tikvrpc.CmdPrewrite, true, false},
		{"batch, second phase", tikvrpc.CmdCommit, true, true},
		{"one phase", tikvrpc.CmdPrewrite, false, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for cause, call := range map[error]func(db *leveldb.DB) error{
				os.ErrDeadlineExceeded: func(db *leveldb.DB) error { return write(db, c.batch) },
				context.Canceled: func(db *leveldb.DB) error {
					ctx, cancel := context.WithCancel(t.Context())
					time.AfterFunc(20*time.Millisecond, cancel)
					return write(db.WithContext(ctx), c.batch)
				},
			} {
				m := newMock(t)
				db := m.mustOpen(t, "test", &Options{Timeout: time.Second})
				require.NoError(t, db.Put("k", 1))
				m.requests.hook(hang(c.hang), nil)
				err := call(db)
				require.Equal(t, c.unknown, errors.Is(err, ErrOutcomeUnknown), "%v", err)
				if !c.unknown || cause == context.Canceled {
					require.ErrorIs(t, err, cause)
				} else {
					require.ErrorIs(t, err, ErrUnavailable)
				}
				if c.hang == tikvrpc.CmdCommit {
					continue // the locks expire after seconds
				}
				m.requests.hook(nil, nil)
				patient := m.mustOpen(t, "test", nil)
				n, err := leveldb.Get[int](patient, "k")
				require.NoError(t, err)
				require.Equal(t, 1, n, "the mock has not received the request that hung")
				require.NoError(t, write(patient, c.batch))
			}
		})
	}
}

// A fatal message of the client does not end the process. The write that it is about is unknown,
// and no other one.
func TestFatal(t *testing.T) {
	m := newMock(t)
	db := m.mustOpen(t, "test", nil)
	prewrite := func(field func(start uint64) zap.Field) {
		m.requests.hook(nil, func(r *tikvrpc.Request) error {
			if r.Type == tikvrpc.CmdPrewrite {
				fatal("the server is wrong", field(r.Prewrite().StartVersion))
			}
			return nil
		})
	}
	prewrite(func(start uint64) zap.Field { return zap.Uint64("startTS", start) })
	err := db.Put("k", 1)
	require.ErrorIs(t, err, ErrOutcomeUnknown)
	require.ErrorContains(t, err, "fatal")
	prewrite(func(start uint64) zap.Field { return zap.Uint64("startTS", start-1) })
	require.NoError(t, db.Put("k", 2))
	prewrite(func(uint64) zap.Field { return zap.Error(errors.New("mismatch cluster id")) })
	require.NoError(t, db.Put("k", 3))
}

// Each error of the client is of a class of this package, on one line.
func TestClasses(t *testing.T) {
	for _, c := range []struct{ err, class, cause error }{
		{tikverr.ErrNotExist, leveldb.ErrNotFound, nil},
		{fmt.Errorf("wrapped: %w", tikverr.ErrTiKVServerTimeout), ErrUnavailable, nil},
		{tikverr.ErrRegionUnavailable, ErrUnavailable, nil},
		{tikverr.ErrTiKVServerBusy, ErrUnavailable, nil},
		{tikverr.NewErrPDServerTimeout("no PD"), ErrUnavailable, nil},
		{context.DeadlineExceeded, ErrUnavailable, os.ErrDeadlineExceeded},
		{context.Canceled, ErrUnavailable, nil},
		{&tikverr.ErrGCTooEarly{}, ErrExpired, nil},
		{&tikverr.ErrTxnTooLarge{Size: 1}, leveldb.ErrTooLarge, nil},
		{&tikverr.ErrEntryTooLarge{Size: 1}, leveldb.ErrTooLarge, nil},
		{errors.New("tikv aborts txn: KeyTooLarge(9000, 8192)"), leveldb.ErrTooLarge, nil},
		{tikverr.ErrTiKVDiskFull, leveldb.ErrIO, syscall.ENOSPC},
		{errors.New("rpc error: code = Unavailable"), ErrUnavailable, nil},
		{errors.New("[pd] mismatch cluster id, need 1 but got 2"), ErrUnavailable, nil},
		{errors.New("something\ngithub.com/x/y.Z\n\t/z.go:1"), leveldb.ErrIO, nil},
		{corrupt("x"), leveldb.ErrCorrupt, nil},
		{destroyed(), leveldb.ErrNotFound, os.ErrNotExist},
		{&tikverr.ErrWriteConflict{WriteConflict: &kvrpcpb.WriteConflict{}}, ErrUnavailable, nil},
	} {
		err := classify(c.err)
		require.ErrorIs(t, err, c.class, "%v", c.err)
		require.NotContains(t, err.Error(), "\n")
		if c.cause != nil {
			require.ErrorIs(t, err, c.cause)
		}
	}
}

// Damaged entries are errors of their own, and do not end the process.
func TestDamaged(t *testing.T) {
	m := newMock(t)
	db := m.mustOpen(t, "test", tiny)
	s := db.Driver().(*store)
	set := func(key, value []byte) { require.NoError(t, s.db.put(t.Context(), key, value)) }
	require.NoError(t, db.Put("large", strings.Repeat("x", 500)))
	for key, stored := range map[string][]byte{
		"form": {9, 1, 2}, "short head": {formHead, 1}, "empty": head{1, 0, 1}.stored(), "huge": head{1, 1 << 60, 1}.stored(), "no chunks": head{1, 100, 50}.stored(),
	} {
		set(s.db.space.data("d/"+key), stored)
		_, err := s.Get(t.Context(), "d/"+key, nil, driver.ReadOptions{})
		require.ErrorIs(t, err, leveldb.ErrCorrupt, key)
		_, err = s.Gather(t.Context(), []string{"d/" + key}, nil, make([]byte, 100), driver.ReadOptions{})
		require.ErrorIs(t, err, leveldb.ErrCorrupt, key)
		for _, err := range db.Entries(&leveldb.Range{Prefix: "d/" + key}) {
			require.ErrorIs(t, err, leveldb.ErrCorrupt, key)
		}
		require.NoError(t, db.Delete("d/"+key))
	}
	_, h, _, err := s.find(t.Context(), "large", driver.ReadOptions{}, false)
	require.NoError(t, err)
	set(s.db.space.chunk(h.id, 3), []byte("short"))
	_, err = db.Get("large")
	require.ErrorIs(t, err, leveldb.ErrCorrupt)
	require.NoError(t, s.db.put(t.Context(), s.db.space.record(h.id), []byte("x")))
	require.ErrorIs(t, db.Compact(nil), leveldb.ErrCorrupt)
	set(catalog.key(kindName, "test"), []byte{layoutVersion + 1})
	_, err = m.open(t, "test", nil)
	require.ErrorIs(t, err, leveldb.ErrNotSupported)
	set(catalog.key(kindName, "test"), []byte{layoutVersion})
	_, err = m.open(t, "test", nil)
	require.ErrorIs(t, err, leveldb.ErrCorrupt)
}
