package cluster

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// upload is a large value whose chunks are written.
type upload struct {
	head
	key      string
	value    []byte
	recorded atomic.Bool // its record is written
}

// record returns the record of the value at a time.
func (u *upload) record(ts uint64) record { return record{ts, uint32(u.chunks()), u.key} }

const (
	// uploadAtOnce is the number of chunks that are written at the same time.
	uploadAtOnce = 8
	// uploadAttempts is how often a large value is written whose chunks Compact removes.
	uploadAttempts = 3
	// renewRecords is how often an upload renews its records. Compact takes a writer for dead whose
	// records are older than abandonedAfter.
	renewRecords   = 10 * time.Minute
	abandonedAfter = time.Hour
	// tooOld is the age at which a writer itself gives up chunks, long before a Compact removes
	// them: a process or a machine may have been suspended.
	tooOld = abandonedAfter / 2
	// discardTimeout limits the time for removing the chunks of a write that failed.
	discardTimeout = 10 * time.Second
)

// errSwept means that Compact has removed the record or the chunks of an upload.
var errSwept = errors.New("the chunks of a large value were removed before it was complete")

// writeLarge applies entries of which some are large.
func (db *database) writeLarge(ctx context.Context, entries []entry) error {
	last := make(map[string]int, len(entries)) // of a key, only the last entry counts
	for i := range entries {
		last[entries[i].key] = i
	}
	if err := db.markChunked(ctx); err != nil {
		return err
	}
	for attempt := 1; ; attempt++ {
		var uploads []*upload
		for i := range entries {
			e := &entries[i]
			if e.large = nil; len(e.value) > db.options.InlineSize && last[e.key] == i {
				e.large = &upload{key: strings.Clone(e.key), value: e.value, head: head{size: uint64(len(e.value)), chunk: uint32(db.options.ChunkSize)}}
				uploads = append(uploads, e.large)
			}
		}
		err := db.upload(ctx, uploads)
		if err == nil {
			err = db.commit(ctx, entries, uploads)
		}
		if err == nil || errors.Is(err, driver.ErrOutcomeUnknown) {
			return err
		}
		if ctx.Err() != nil { // the caller does not wait any more
			db.background(func() { db.discard(uploads) })
			return err
		}
		db.discard(uploads)
		if !errors.Is(err, errSwept) {
			return err
		}
		if attempt == uploadAttempts {
			return &driver.Error{Class: driver.ErrUnavailable, Text: fmt.Sprintf("%v, %d times; is a Compact running on a machine with a wrong clock?", err, attempt)}
		}
	}
}

// upload writes the chunks and the records of large values, at the same time: a Compact takes the
// age of a chunk without a record from its id.
func (db *database) upload(ctx context.Context, uploads []*upload) error {
	renewal := &renewal{db: db, uploads: uploads, at: time.Now()}
	g, bound := errgroup.WithContext(ctx)
	g.SetLimit(uploadAtOnce)
	var err error
	for _, u := range uploads {
		// The id is taken as late as possible, because its age counts.
		if u.id, err = db.newID(bound); err != nil {
			break
		}
		for number := range u.chunks() {
			g.Go(func() error {
				if err := renewal.due(bound); err != nil {
					return err
				}
				return db.repeat(bound, func(ctx context.Context) error { return db.uploadChunk(ctx, u, number) })
			})
		}
	}
	if failed := g.Wait(); failed != nil {
		return failed
	}
	return err
}

// newID returns an id that no other value has.
func (db *database) newID(ctx context.Context) (id uint64, err error) {
	ctx, done := limit(ctx, db.options.Timeout)
	defer done(&err)
	ts, err := db.client.now(ctx)
	return newID(ts), err
}

// uploadChunk writes a chunk. The first one is written together with the record.
func (db *database) uploadChunk(ctx context.Context, u *upload, number int) error {
	t, err := db.client.begin(ctx)
	if err != nil {
		return err
	}
	defer t.end()
	if number == 0 {
		// A Compact may have removed the other chunks, which have no record yet.
		if age(timeOfID(u.id), t.StartTS()) > tooOld {
			return errSwept
		}
		if err := t.Set(db.space.record(u.id), u.record(t.StartTS()).stored()); err != nil {
			return err
		}
	}
	from, to := u.part(number)
	if err := t.Set(db.space.chunk(u.id, number), u.value[from:to]); err != nil {
		return err
	}
	// Nobody reads these keys yet, so it does not matter if only one of them is visible.
	err = t.commit(ctx, true)
	if err == nil && number == 0 {
		u.recorded.Store(true)
	}
	return err
}

// repeat repeats a transaction on keys that no one else writes. If its outcome is unknown, it is
// done again, because it is harmless to do it twice.
func (db *database) repeat(ctx context.Context, attempt func(ctx context.Context) error) (err error) {
	ctx, done := limit(ctx, db.options.Timeout)
	defer done(&err)
	for {
		err := attempt(ctx)
		unknown := errors.Is(err, driver.ErrOutcomeUnknown)
		switch {
		case ctx.Err() != nil && unknown:
			return errors.New(text(err)) // not of the write: its transaction was not sent
		case ctx.Err() != nil || !errors.Is(err, errRepeat) && !unknown:
			return err
		}
	}
}

// renewal renews the records of uploads that take long.
type renewal struct {
	db      *database
	uploads []*upload
	mu      sync.Mutex
	at      time.Time
}

// due renews the records if it is time to.
func (r *renewal) due(ctx context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if since(r.at) < renewRecords {
		return nil
	}
	if err := r.db.repeat(ctx, r.renew); err != nil {
		return err
	}
	r.at = time.Now()
	return nil
}

func (r *renewal) renew(ctx context.Context) error {
	t, err := r.db.client.begin(ctx)
	if err != nil {
		return err
	}
	defer t.end()
	var recorded []*upload
	for _, u := range r.uploads {
		if u.recorded.Load() {
			recorded = append(recorded, u)
		}
	}
	if _, err := r.db.replaced(ctx, t, nil, recorded); err != nil {
		return err
	}
	for _, u := range recorded {
		if err := t.Set(r.db.space.record(u.id), u.record(t.StartTS()).stored()); err != nil {
			return err
		}
	}
	return t.commit(ctx, false)
}

// discard removes the chunks of a write that was not done. What it cannot remove, Compact does.
func (db *database) discard(uploads []*upload) {
	var err error
	ctx, done := limit(db.life, discardTimeout)
	defer func() { done(&err) }()
	for _, u := range uploads {
		if u.id == 0 {
			continue
		}
		err = db.repeat(ctx, func(ctx context.Context) error {
			t, err := db.client.begin(ctx)
			if err != nil {
				return err
			}
			defer t.end()
			if err := t.Delete(db.space.record(u.id)); err != nil {
				return err
			}
			for number := range u.chunks() {
				if err := t.Delete(db.space.chunk(u.id, number)); err != nil {
					return err
				}
			}
			return t.commit(ctx, false)
		})
		if err != nil && ctx.Err() == nil {
			report("removing the chunks of a write that failed", err)
		}
	}
}
