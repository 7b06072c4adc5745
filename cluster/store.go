package cluster

import (
	"context"
	"math"
	"runtime"
	"time"
	"unsafe"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// store is a database, or a snapshot of one. It implements driver.Store.
type store struct {
	db       *database
	snapshot *snapshot // nil for the current state
	parent   *store    // of a snapshot: keeps the database open
}

var (
	_ driver.ArrayReader = (*store)(nil)
	_ driver.PartReader  = (*store)(nil)
	_ driver.Splitter    = (*store)(nil)
	_ driver.Estimator   = (*store)(nil)
	_ driver.Seeker      = (*cursor)(nil)
)

// Far reports that the values come from other machines: see driver.Far.
func (s *store) Far() bool { return true }

// mayRead returns the error of a store that cannot be read.
func (s *store) mayRead(ctx context.Context) error {
	if err := context.Cause(s.db.life); err != nil {
		return err
	}
	if s.snapshot != nil && s.snapshot.over.Load() {
		return driver.ErrClosed
	}
	return ctx.Err()
}

// mayWrite returns the error of a store that cannot be written.
func (s *store) mayWrite(ctx context.Context) error {
	if err := s.mayRead(ctx); err != nil {
		return err
	}
	if s.snapshot != nil || s.db.options.ReadOnly {
		return driver.ErrReadOnly
	}
	return nil
}

// state returns a view of the snapshot, or of the current state.
func (s *store) state(ctx context.Context, o driver.ReadOptions) (v *view, err error) {
	if err := s.mayRead(ctx); err != nil {
		return nil, err
	}
	if s.snapshot != nil {
		v = s.db.client.viewAt(s.snapshot.ts, time.Time{})
		v.checked = true
	} else {
		bound, done := s.db.bind(ctx)
		defer done()
		if v, err = s.db.client.viewNow(bound); err != nil {
			return nil, s.db.fail(ctx, err)
		}
	}
	v.noCache = o.DontFillCache
	return v, nil
}

// latest calls small with the value of key, if it is inline, and otherwise large with its head and
// a view that has its chunks. If the value is replaced before its chunks are read, latest begins
// again.
//
// The current value of one key is read at the largest timestamp, which spares the request for one.
// That is correct for chunks as well: a chunk never changes, and its head was committed after it.
func (s *store) latest(ctx context.Context, key string, o driver.ReadOptions,
	small func(value []byte), large func(ctx context.Context, v *view, h head) error) error {
	defer runtime.KeepAlive(s)
	for fixed := s.snapshot != nil; ; fixed = true {
		value, h, v, err := s.find(ctx, key, o, fixed)
		if err != nil {
			return err
		}
		if !h.large() {
			small(value)
			return nil
		}
		bound, done := s.db.bind(ctx)
		err = large(bound, v, h)
		if err == errTorn && fixed {
			err = v.intact(bound, err)
		}
		done()
		if err != errTorn {
			return s.db.fail(ctx, err)
		}
	}
}

// find reads what is stored under a key. For a large value, it also returns the view from which it
// was read. If fixed is set, that is a state, so that what is removed later is still in it.
func (s *store) find(ctx context.Context, key string, o driver.ReadOptions, fixed bool) (value []byte, h head, v *view, err error) {
	ts := uint64(math.MaxUint64)
	if fixed {
		if v, err = s.state(ctx, o); err != nil {
			return nil, h, nil, err
		}
		ts = v.ts
	} else if err := s.mayRead(ctx); err != nil {
		return nil, h, nil, err
	}
	stored, err := s.stored(ctx, key, o, ts, v)
	if err != nil {
		return nil, h, nil, s.db.fail(ctx, err)
	}
	if value, h, err = parseStored(stored); err != nil {
		return nil, h, nil, err
	}
	if h.large() && !fixed {
		v = s.db.client.viewAt(ts, time.Now())
		v.noCache = o.DontFillCache
	}
	return value, h, v, nil
}

// stored makes the request for a key. v is nil for the current value.
func (s *store) stored(ctx context.Context, key string, o driver.ReadOptions, ts uint64, v *view) (stored []byte, err error) {
	call, done := s.db.call(ctx)
	defer done(&err)
	reader := s.db.client.kv.GetSnapshot(ts)
	reader.SetNotFillCache(o.DontFillCache)
	stored, err = reader.Get(call, s.db.space.data(key))
	if v != nil {
		if expired := v.check(call); expired != nil {
			return nil, expired
		}
	}
	return stored, err
}

// Get implements driver.Store.
func (s *store) Get(ctx context.Context, key string, buf []byte, o driver.ReadOptions) (v driver.Value, err error) {
	small := func(value []byte) {
		if len(value) <= len(buf) {
			v = driver.ValueOf(buf[:copy(buf, value)])
		} else {
			v = driver.OwnedValue(value)
		}
	}
	err = s.latest(ctx, key, o, small, func(ctx context.Context, state *view, h head) error {
		if h.size <= uint64(len(buf)) {
			v = driver.ValueOf(buf[:h.size])
		} else {
			v = driver.OwnedValue(aligned(int(h.size)))
		}
		return state.fetch(ctx, s.db.space, h.pieces(v.Bytes()))
	})
	if err != nil {
		return driver.Value{}, err
	}
	return v, nil
}

// Pin implements driver.Store.
func (s *store) Pin(ctx context.Context, key string, o driver.ReadOptions) (driver.Value, error) {
	return s.Get(ctx, key, nil, o)
}

// Has implements driver.Store.
func (s *store) Has(ctx context.Context, key string, o driver.ReadOptions) (bool, error) {
	switch _, _, _, err := s.find(ctx, key, o, s.snapshot != nil); {
	case err == nil:
		return true, nil
	case isNotFound(err):
		return false, nil
	default:
		return false, err
	}
}

// Put implements driver.Store. Every write is durable when it returns, with or without
// WriteOptions.Sync.
func (s *store) Put(ctx context.Context, key string, value []byte, _ driver.WriteOptions) error {
	return s.write(ctx, []entry{{key: key, value: value}})
}

// Delete implements driver.Store.
func (s *store) Delete(ctx context.Context, key string, _ driver.WriteOptions) error {
	return s.write(ctx, []entry{{key: key, remove: true}})
}

// Write implements driver.Store.
func (s *store) Write(ctx context.Context, b *driver.Batch, _ driver.WriteOptions) error {
	return b.Read(func(packed []byte) error {
		entries := make([]entry, 0, b.Len())
		for {
			e, rest, ok := driver.CutEntry(packed)
			if !ok {
				break
			}
			// packed does not change until write returns.
			key := unsafe.String(unsafe.SliceData(e.Key), len(e.Key))
			entries = append(entries, entry{key: key, value: e.Value, remove: e.Op == driver.DeleteEntry})
			packed = rest
		}
		return s.write(ctx, entries)
	})
}

// Close implements driver.Store.
func (s *store) Close() error {
	if s.snapshot != nil {
		s.snapshot.end()
		return nil
	}
	return s.db.close()
}

// isNotFound reports whether an error is that of a missing key, and not that of a missing database.
func isNotFound(err error) bool { return err == driver.ErrNotFound }
