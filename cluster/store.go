package cluster

import (
	"context"
	"math"
	"time"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// store is a database, or a snapshot of one. It implements driver.Store.
type store struct {
	db       *database
	snapshot *snapshot // nil for the current state
}

var (
	_ driver.ArrayReader = (*store)(nil)
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
		bound, done := s.db.call(ctx)
		defer done()
		if v, err = s.db.client.view(bound); err != nil {
			return nil, s.db.fail(ctx, err)
		}
	}
	v.noCache = o.DontFillCache
	return v, nil
}

// latest calls use with what is stored under key: a small value, or the head of a large one and a
// view of a state that has it. If the value is replaced before its chunks are read, latest calls
// use again.
//
// The current value of one key is read at the largest timestamp, which spares the request for one.
func (s *store) latest(ctx context.Context, key string, o driver.ReadOptions, use func(ctx context.Context, v *view, value []byte, h head) error) error {
	if err := s.mayRead(ctx); err != nil {
		return err
	}
	bound, done := s.db.bind(ctx)
	defer done()
	for fixed := s.snapshot != nil; ; fixed = true {
		value, h, v, err := s.find(bound, key, o, fixed)
		if err == nil {
			err = use(bound, v, value, h)
		}
		if err == errTorn && fixed {
			err = v.intact(bound, err)
		}
		if err != errTorn {
			return s.db.fail(ctx, err)
		}
	}
}

// find reads what is stored under a key. For a large value, it also returns a view that begins after
// the head was read, or that of the snapshot. If fixed is set, the view has the head as well.
func (s *store) find(ctx context.Context, key string, o driver.ReadOptions, fixed bool) (value []byte, h head, v *view, err error) {
	call, done := context.WithTimeout(ctx, s.db.options.Timeout)
	defer done()
	ts := uint64(math.MaxUint64)
	if fixed {
		if v, err = s.state(call, o); err != nil {
			return nil, h, nil, err
		}
		ts = v.ts
	}
	reader := s.db.client.kv.GetSnapshot(ts)
	reader.SetNotFillCache(o.DontFillCache)
	stored, err := reader.Get(call, s.db.space.data(key))
	if fixed {
		if err := v.check(call); err != nil {
			return nil, h, v, err
		}
	}
	if err != nil {
		return nil, h, v, err
	}
	value, h, err = parseStored(stored)
	if err == nil && h.large() && !fixed {
		v, err = s.state(call, o)
	}
	return value, h, v, err
}

// Get implements driver.Store.
func (s *store) Get(ctx context.Context, key string, buf []byte, o driver.ReadOptions) (v driver.Value, err error) {
	err = s.latest(ctx, key, o, func(ctx context.Context, state *view, value []byte, h head) error {
		switch {
		case !h.large() && len(value) <= len(buf):
			v = driver.ValueOf(buf[:copy(buf, value)])
			return nil
		case !h.large():
			v = driver.OwnedValue(value)
			return nil
		case h.size <= uint64(len(buf)):
			v = driver.ValueOf(buf[:h.size])
		default:
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
	switch err := s.latest(ctx, key, o, func(context.Context, *view, []byte, head) error { return nil }); {
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
			entries = append(entries, entry{key: string(e.Key), value: e.Value, remove: e.Op == driver.DeleteEntry})
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
