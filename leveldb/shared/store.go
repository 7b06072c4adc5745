package shared

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"sync/atomic"

	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/internal/near"
	"github.com/openleveldb/openleveldb/leveldb/remote"
)

// store implements driver.Store for a shared database, or for a snapshot of one.
type store struct {
	*session
	*handle
	pinned   *backend // of a snapshot that another process holds; nil for the database
	readOnly bool
	released atomic.Bool // the snapshot was closed
}

// handle represents a user's reference to a database. It holds a pointer because Go packs small
// pointer-free objects into one allocation, and frees none of them while any is in use.
type handle struct{ _ *byte }

var (
	_ driver.ArrayReader = (*store)(nil)
	_ driver.PartReader  = (*store)(nil)
	_ driver.Splitter    = (*store)(nil)
	_ driver.Estimator   = (*store)(nil)
	_ driver.Prefetcher  = (*store)(nil)
	_ driver.Ordered     = (*store)(nil)
)

// backend returns the backend that calls currently use.
func (s *store) backend() *backend {
	if s.pinned != nil {
		return s.pinned
	}
	return s.current.Load()
}

// maxAttempts is the maximum number of attempts of a call. Each but the first follows a takeover.
const maxAttempts = 16

// do makes a call, and repeats it with the next server if its server is gone. A write that may have
// been done is not repeated: package remote returns ErrOutcomeUnknown for it.
func (s *store) do(ctx context.Context, call func(b *backend) error) error {
	defer runtime.KeepAlive(s.handle)
	for attempt := 1; ; attempt++ {
		b := s.backend()
		err := call(b)
		if err == nil || b.far == nil {
			return err
		}
		if s.pinned != nil {
			return s.explain(err, &s.released)
		}
		if again, err := s.again(ctx, b, err); !again || attempt == maxAttempts {
			return err
		}
	}
}

// again reports whether a call that failed should be repeated, or returns the error of the call.
func (s *store) again(ctx context.Context, b *backend, err error) (again bool, final error) {
	switch {
	case s.ctx.Err() != nil:
		if errors.Is(err, remote.ErrOutcomeUnknown) {
			return false, err
		}
		return false, driver.ErrClosed
	case errors.Is(err, remote.ErrOutcomeUnknown) || !gone(err):
		return false, s.silent(err)
	}
	if renewed := s.renew(ctx, b, err); renewed != nil {
		return false, renewed
	}
	return true, err
}

// explain returns the error of a snapshot or an iteration that another process held. closed reports
// whether the user has closed it.
func (s *session) explain(err error, closed *atomic.Bool) error {
	switch {
	case s.ctx.Err() != nil || closed.Load():
		return driver.ErrClosed
	case errors.Is(err, remote.ErrExpired) || gone(err):
		return fmt.Errorf("%w: the process that held this state no longer serves the database, or the state was not used in time (%v)", remote.ErrExpired, err)
	}
	return s.silent(err)
}

// write is do for a write.
func (s *store) write(ctx context.Context, call func(b *backend) error) error {
	if s.readOnly {
		if s.ctx.Err() != nil || s.released.Load() {
			return driver.ErrClosed
		}
		return driver.ErrReadOnly
	}
	return s.do(ctx, call)
}

func (s *store) Get(ctx context.Context, key string, buf []byte, o driver.ReadOptions) (v driver.Value, err error) {
	err = s.do(ctx, func(b *backend) (err error) {
		v, err = b.store.Get(ctx, key, buf, o)
		return err
	})
	return v, err
}

func (s *store) Pin(ctx context.Context, key string, o driver.ReadOptions) (v driver.Value, err error) {
	err = s.do(ctx, func(b *backend) (err error) {
		v, err = b.store.Pin(ctx, key, o)
		return err
	})
	return v, err
}

func (s *store) Gather(ctx context.Context, keys []string, header, rows []byte, o driver.ReadOptions) (states []driver.RowState, err error) {
	err = s.do(ctx, func(b *backend) (err error) {
		states, err = b.store.Gather(ctx, keys, header, rows, o)
		return err
	})
	return states, err
}

func (s *store) Has(ctx context.Context, key string, o driver.ReadOptions) (found bool, err error) {
	err = s.do(ctx, func(b *backend) (err error) {
		found, err = b.store.Has(ctx, key, o)
		return err
	})
	return found, err
}

func (s *store) Count(ctx context.Context, span driver.Span, o driver.ReadOptions) (n uint64, err error) {
	err = s.do(ctx, func(b *backend) (err error) {
		n, err = b.store.Count(ctx, span, o)
		return err
	})
	return n, err
}

func (s *store) Put(ctx context.Context, key string, value []byte, o driver.WriteOptions) error {
	return s.write(ctx, func(b *backend) error { return b.store.Put(ctx, key, value, o) })
}

func (s *store) Delete(ctx context.Context, key string, o driver.WriteOptions) error {
	return s.write(ctx, func(b *backend) error { return b.store.Delete(ctx, key, o) })
}

func (s *store) Write(ctx context.Context, batch *driver.Batch, o driver.WriteOptions) error {
	return s.write(ctx, func(b *backend) error { return b.store.Write(ctx, batch, o) })
}

func (s *store) Compact(ctx context.Context, lower, upper string) error {
	return s.write(ctx, func(b *backend) error { return b.store.Compact(ctx, lower, upper) })
}

// Snapshot returns a snapshot. If another process serves the database, it holds the snapshot.
func (s *store) Snapshot(ctx context.Context) (snapshot driver.Store, err error) {
	if s.pinned != nil {
		return nil, &driver.Error{Class: driver.ErrInvalidArgument, Text: "a snapshot of a snapshot is not supported"}
	}
	err = s.do(ctx, func(b *backend) (err error) {
		state, err := b.store.Snapshot(ctx)
		if err != nil {
			return err
		}
		far, _ := state.(near.Far)
		snapshot = &store{session: s.session, handle: s.handle, pinned: &backend{store: state, far: far}, readOnly: true}
		return nil
	})
	return snapshot, err
}

func (s *store) Property(ctx context.Context, name string) (text string, err error) {
	err = s.do(ctx, func(b *backend) (err error) {
		text, err = b.store.Property(ctx, name)
		return err
	})
	return text, err
}

func (s *store) ApproximateSize(ctx context.Context, lower, upper string) (n uint64, err error) {
	err = s.do(ctx, func(b *backend) (err error) {
		n, err = b.store.ApproximateSize(ctx, lower, upper)
		return err
	})
	return n, err
}

// errNear is the error of calls that only another process can serve, if this process serves the
// database.
var errNear error = &driver.Error{Class: driver.ErrNotSupported, Text: "the database is in this process"}

// Far reports whether another process serves the database.
func (s *store) Far() bool { return s.backend().far != nil }

// ReadArray implements driver.ArrayReader, if another process serves.
func (s *store) ReadArray(ctx context.Context, key string, first, last int, o driver.ReadOptions, read func(driver.ArrayHead, io.Reader) error) error {
	return s.do(ctx, func(b *backend) error {
		if b.far == nil {
			return errNear
		}
		return b.far.ReadArray(ctx, key, first, last, o, read)
	})
}

// ReadPart implements driver.PartReader, if another process serves.
func (s *store) ReadPart(ctx context.Context, key string, p driver.Part, o driver.ReadOptions) (part driver.ValuePart, err error) {
	err = s.do(ctx, func(b *backend) (err error) {
		if b.far == nil {
			return errNear
		}
		part, err = b.far.ReadPart(ctx, key, p, o)
		return err
	})
	return part, err
}

// Split implements driver.Splitter, if another process serves.
func (s *store) Split(ctx context.Context, span driver.Span, n int, o driver.ReadOptions) (keys []string, err error) {
	err = s.do(ctx, func(b *backend) (err error) {
		if b.far == nil {
			return errNear
		}
		keys, err = b.far.Split(ctx, span, n, o)
		return err
	})
	return keys, err
}

// EstimateCount implements driver.Estimator, if another process serves.
func (s *store) EstimateCount(ctx context.Context, span driver.Span, o driver.ReadOptions) (n uint64, err error) {
	err = s.do(ctx, func(b *backend) (err error) {
		if b.far == nil {
			return errNear
		}
		n, err = b.far.EstimateCount(ctx, span, o)
		return err
	})
	return n, err
}

// Prefetch implements driver.Prefetcher. It does nothing if another process serves.
func (s *store) Prefetch(ctx context.Context, keys []string) error {
	return s.prefetch(ctx, func(p driver.Prefetcher) error { return p.Prefetch(ctx, keys) })
}

// PrefetchSpan implements driver.Prefetcher. It does nothing if another process serves.
func (s *store) PrefetchSpan(ctx context.Context, span driver.Span) error {
	return s.prefetch(ctx, func(p driver.Prefetcher) error { return p.PrefetchSpan(ctx, span) })
}

func (s *store) prefetch(ctx context.Context, call func(p driver.Prefetcher) error) error {
	return s.do(ctx, func(b *backend) error {
		if p, ok := b.store.(driver.Prefetcher); ok {
			return call(p)
		}
		return nil
	})
}

// Comparator implements driver.Ordered. Only databases in bytewise order are shared.
func (s *store) Comparator() *driver.Comparator { return nil }

// Close closes the database or releases the snapshot.
func (s *store) Close() error {
	defer runtime.KeepAlive(s.handle)
	if s.pinned != nil {
		s.released.Store(true)
		return s.pinned.store.Close()
	}
	return s.close()
}
