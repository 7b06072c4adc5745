package cluster

import (
	"context"
	"errors"
	"time"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// sweepAtOnce is the number of keys of chunks that are collected before they are checked.
const sweepAtOnce = 16 << 10

// remains are the keys of the chunks of a large value, and its record.
type remains struct {
	id     uint64
	record *record // nil if there is none
	keys   [][]byte
}

// sweep removes chunks to which no head refers, except those of writers that may be at work. A
// writer renews its record, and its head conflicts with the removal of the record. So a value never
// loses its chunks, however slow its writer is.
func (db *database) sweep(ctx context.Context, older time.Duration) error {
	if !db.chunked.Load() {
		return nil
	}
	v, err := db.client.viewNow(ctx)
	if err != nil {
		return err
	}
	db.client.keeper.hold(v.ts)
	defer db.client.keeper.release(v.ts)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s := &stream{
		view: v, ctx: ctx, keysOnly: true, size: firstEntries, limit: -1,
		left: part{from: db.space.key(kindChunk, ""), to: db.space.key(kindChunk+1, "")},
	}
	var found []*remains
	keys := 0
	for {
		pairs, err := s.next(ctx)
		if err != nil {
			return err
		}
		for _, p := range pairs {
			id, isRecord, err := parseChunk(p.Key)
			if err != nil {
				return err
			}
			if n := len(found); n == 0 || found[n-1].id != id {
				if keys >= sweepAtOnce {
					if err := db.sweepSome(ctx, v, found, older); err != nil {
						return err
					}
					found, keys = found[:0], 0
				}
				found = append(found, &remains{id: id})
			}
			keys++
			last := found[len(found)-1]
			if isRecord {
				last.record = &record{}
			} else {
				last.keys = append(last.keys, p.Key)
			}
		}
		if pairs == nil {
			return db.sweepSome(ctx, v, found, older)
		}
	}
}

// sweepSome removes those of the chunks to which no head refers.
func (db *database) sweepSome(ctx context.Context, v *view, all []*remains, older time.Duration) error {
	if err := db.readRecords(ctx, v, all); err != nil {
		return err
	}
	used, err := db.used(ctx, v, all)
	if err != nil {
		return err
	}
	for i, r := range all {
		written := timeOfID(r.id)
		if r.record != nil {
			written = r.record.ts
		}
		if used[i] || age(written, v.ts) < older {
			continue
		}
		switch err := db.removeRemains(ctx, r); {
		case errors.Is(err, errRepeat): // its writer is alive
		case err != nil:
			return err
		}
	}
	return nil
}

// readRecords reads the records of large values.
func (db *database) readRecords(ctx context.Context, v *view, all []*remains) error {
	var keys [][]byte
	var of []*remains
	for _, r := range all {
		if r.record != nil {
			keys, of = append(keys, db.space.record(r.id)), append(of, r)
		}
	}
	stored, err := db.values(ctx, v, keys)
	if err != nil {
		return err
	}
	for i, b := range stored {
		if b == nil {
			return corrupt("the record of a large value cannot be read")
		}
		parsed, err := parseRecord(b)
		if err != nil {
			return err
		}
		*of[i].record = parsed
	}
	return nil
}

// used reports for each of the values whether it is stored under its key.
func (db *database) used(ctx context.Context, v *view, all []*remains) ([]bool, error) {
	var keys [][]byte
	at := map[string]int{} // places in keys: several values may have been written for a key
	for _, r := range all {
		if r.record == nil {
			continue
		}
		if _, ok := at[r.record.key]; !ok {
			at[r.record.key] = len(keys)
			keys = append(keys, db.space.data(r.record.key))
		}
	}
	heads, damage := make([]head, len(keys)), make([]error, len(keys)) // but not the values
	err := db.eachValue(ctx, v, keys, func(i int, stored []byte) { _, heads[i], damage[i] = parseStored(stored) })
	if err := errors.Join(append(damage, err)...); err != nil {
		return nil, err
	}
	used := make([]bool, len(all))
	for i, r := range all {
		if r.record != nil {
			h := heads[at[r.record.key]]
			used[i] = h.large() && h.id == r.id
		}
	}
	return used, nil
}

// values returns what is stored under keys, or nil for those that do not exist.
func (db *database) values(ctx context.Context, v *view, keys [][]byte) (stored [][]byte, err error) {
	stored = make([][]byte, len(keys))
	return stored, db.eachValue(ctx, v, keys, func(i int, b []byte) { stored[i] = b })
}

// eachValue calls found with the index of each key that exists and what is stored under it,
// concurrently.
func (db *database) eachValue(ctx context.Context, v *view, keys [][]byte, found func(i int, stored []byte)) (err error) {
	call, done := limit(ctx, db.options.Timeout)
	defer done(&err)
	if err := v.get(call, keys, maxBlock, found); err != nil {
		return err
	}
	return v.check(call)
}

// removeRemains removes chunks and their record. The error is errRepeat if the record has changed
// since it was read.
func (db *database) removeRemains(ctx context.Context, r *remains) (err error) {
	call, done := limit(ctx, db.options.Timeout)
	defer done(&err)
	t, err := db.client.begin(call)
	if err != nil {
		return err
	}
	defer t.end()
	v := db.client.viewAt(t.StartTS(), t.began)
	if r.record != nil {
		stored, err := db.values(call, v, [][]byte{db.space.record(r.id), db.space.owner(r.record.key)})
		if err != nil {
			return err
		}
		if string(stored[0]) != string(r.record.stored()) {
			return errRepeat
		}
		if _, h, err := parseStored(stored[1]); err == nil && h.id == r.id { // a copy of a head that is gone
			if err := t.Delete(db.space.owner(r.record.key)); err != nil {
				return err
			}
		}
	}
	// The record is deleted even if there is none, so that a writer that writes it conflicts.
	for _, key := range append(r.keys, db.space.record(r.id)) {
		if err := t.Delete(key); err != nil {
			return err
		}
	}
	err = t.commit(call, false)
	if errors.Is(err, driver.ErrOutcomeUnknown) {
		return nil // the next Compact finds what is left
	}
	return err
}
