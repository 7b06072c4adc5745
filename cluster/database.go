package cluster

import (
	"context"
	"errors"
	"io/fs"
	"sync"
	"sync/atomic"
	"time"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// database is an open database. Its handles, snapshots and cursors share it.
type database struct {
	client  *client
	options Options
	name    string
	address string // for errors
	space   space

	// chunked reports whether the database may have large values. It may become true long after
	// another process has written the first one: until then, this process may replace a large value
	// without removing its chunks, which Compact removes.
	chunked atomic.Bool

	// looked is when the last successful read of the entry in the catalog began.
	looked atomic.Pointer[time.Time]

	life context.Context // ends when the database is closed or destroyed; its cause is the error
	end  context.CancelCauseFunc
	work sync.WaitGroup // background work, which ends with life

	mu      sync.Mutex
	closed  bool
	cursors map[*held]bool
}

// newDatabase returns an open database.
func newDatabase(c *client, address, name string, info databaseInfo) *database {
	db := &database{
		client: c, options: c.options, name: name, address: address, space: info.space, cursors: map[*held]bool{},
	}
	db.chunked.Store(info.chunked)
	now := time.Now()
	db.looked.Store(&now)
	db.life, db.end = context.WithCancelCause(context.Background())
	db.background(db.watch)
	return db
}

// background runs a function in a goroutine, unless the database is closed.
func (db *database) background(run func()) {
	db.mu.Lock()
	defer db.mu.Unlock()
	if !db.closed {
		db.work.Go(run)
	}
}

// bind returns a context that ends with a call, or when the database is closed. It has no deadline:
// see limit.
func (db *database) bind(call context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancel(joined{db.life, call})
	if call.Done() == nil {
		return ctx, cancel
	}
	stop := context.AfterFunc(call, cancel)
	return ctx, func() { stop(); cancel() }
}

// call is like bind and limit, for one request.
func (db *database) call(call context.Context) (context.Context, func(err *error)) {
	ctx, done, cancel := limited(joined{db.life, call}, db.options.Timeout)
	if call.Done() == nil {
		return ctx, done
	}
	stop := context.AfterFunc(call, func() { cancel(nil) })
	return ctx, func(err *error) { stop(); done(err) }
}

// joined is a context that ends like its first part and has the values of both.
type joined struct {
	context.Context
	values context.Context
}

// Value implements context.Context.
func (j joined) Value(key any) any {
	if v := j.Context.Value(key); v != nil {
		return v
	}
	return j.values.Value(key)
}

// fail returns the error of a call that was not a write, or of a write that was not done. ctx is
// the caller's.
func (db *database) fail(ctx context.Context, err error) error {
	switch closed := context.Cause(db.life); {
	case err == nil:
		return nil
	case closed != nil:
		return closed
	case ctx.Err() != nil:
		return ctx.Err()
	}
	return classify(err)
}

// failWrite returns the error of a write.
func (db *database) failWrite(ctx context.Context, err error) error {
	var e *driver.Error
	if !errors.Is(err, driver.ErrOutcomeUnknown) || !errors.As(err, &e) {
		return db.fail(ctx, err)
	}
	cause := e.Cause
	if closed := context.Cause(db.life); closed != nil {
		cause = closed
	}
	if ctx.Err() != nil {
		cause = ctx.Err()
	}
	return &driver.Error{Class: driver.ErrOutcomeUnknown, Text: e.Text, Cause: cause}
}

// add registers a cursor, whose values become invalid when the database is closed.
func (db *database) add(h *held) error {
	db.mu.Lock()
	defer db.mu.Unlock()
	if db.closed {
		return driver.ErrClosed
	}
	db.cursors[h] = true
	return nil
}

func (db *database) remove(h *held) {
	db.mu.Lock()
	defer db.mu.Unlock()
	delete(db.cursors, h)
}

// isClosed reports whether the database is closed. A destroyed one is not until it is closed.
func (db *database) isClosed() bool {
	db.mu.Lock()
	defer db.mu.Unlock()
	return db.closed
}

// close closes the database. Calls in progress end with ErrClosed.
func (db *database) close() error {
	db.mu.Lock()
	if db.closed {
		db.mu.Unlock()
		return nil
	}
	db.closed = true
	open := db.cursors
	db.cursors = map[*held]bool{}
	db.mu.Unlock()
	db.end(driver.ErrClosed)
	for h := range open {
		h.turns.Add(1)
	}
	db.work.Wait()
	return db.client.close()
}

const (
	// watchEvery is how often an open database reads its entry in the catalog.
	watchEvery = 5 * time.Second
	// existsFor is how long after it has read the entry a database commits writes.
	existsFor = time.Minute
)

// watch notices when another process destroys the database or writes the first large value.
func (db *database) watch() {
	ticker := time.NewTicker(watchEvery)
	defer ticker.Stop()
	for {
		select {
		case <-db.life.Done():
			return
		case <-ticker.C:
		}
		if err := db.look(db.life); err != nil && db.life.Err() == nil {
			report("reading the entry of a database in the catalog", err)
		}
	}
}

// look reads the entry once.
func (db *database) look(ctx context.Context) (err error) {
	ctx, done := limit(ctx, db.options.Timeout)
	defer done(&err)
	began := time.Now()
	info, err := db.client.info(ctx, db.name)
	switch {
	case err != nil && !isNotFound(classify(err)):
		return err
	case err != nil || info.space != db.space:
		db.end(destroyed())
		return nil
	case info.chunked:
		db.chunked.Store(true)
	}
	db.looked.Store(&began)
	return nil
}

// exists returns an error if the database was destroyed, or if that cannot be ruled out because its
// entry could not be read for long. Otherwise a write could be acknowledged and lost.
func (db *database) exists(ctx context.Context) error {
	if since(*db.looked.Load()) < existsFor {
		return nil
	}
	if err := db.look(ctx); err != nil {
		return err
	}
	return context.Cause(db.life)
}

// destroyed is the error of a database that no longer exists.
func destroyed() error {
	return &driver.Error{Class: driver.ErrNotFound, Text: "the database was destroyed", Cause: fs.ErrNotExist}
}

// markChunked notes in the catalog that the database has large values.
func (db *database) markChunked(ctx context.Context) error {
	if db.chunked.Load() {
		return nil
	}
	err := db.repeat(ctx, func(ctx context.Context) error {
		t, err := db.client.begin(ctx)
		if err != nil {
			return err
		}
		defer t.end()
		info, err := t.info(ctx, db.name)
		if err != nil {
			return err
		}
		if info.space != db.space {
			return destroyed()
		}
		if info.chunked {
			return nil
		}
		info.chunked = true
		if err := t.Set(catalog.key(kindName, db.name), info.stored()); err != nil {
			return err
		}
		return t.commit(ctx, false)
	})
	if err == nil {
		db.chunked.Store(true)
	}
	return err
}
