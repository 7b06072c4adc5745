package cluster

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"time"

	tikverr "github.com/tikv/client-go/v2/error"
	"github.com/tikv/client-go/v2/tikv"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

const (
	// maxValue is the maximum size of a value.
	maxValue = 1 << 30
	// maxBatch is the maximum size of the keys and stored values of a transaction. It is TiDB's
	// default limit.
	maxBatch = 100 << 20
)

// entry is a write of a batch.
type entry struct {
	key    string
	value  []byte // not changed
	remove bool
	large  *upload // if the value is in chunks, and no later entry of the batch replaces it
}

// write applies entries in one transaction.
func (s *store) write(ctx context.Context, entries []entry) error {
	if err := s.mayWrite(ctx); err != nil {
		return err
	}
	defer runtime.KeepAlive(s)
	db := s.db
	large, err := db.checkBatch(entries)
	if err != nil || len(entries) == 0 {
		return err
	}
	bound, done := db.bind(ctx)
	defer done()
	if large {
		err = db.writeLarge(bound, entries)
	} else {
		err = db.commit(bound, entries, nil)
	}
	return db.failWrite(ctx, err)
}

// checkBatch returns ErrTooLarge if a transaction cannot hold the entries. It reports whether some
// values are large.
func (db *database) checkBatch(entries []entry) (large bool, err error) {
	size := 0
	for i := range entries {
		e := &entries[i]
		if err := checkKey(e.key, db.options.MaxKeySize); err != nil {
			return false, err
		}
		if len(e.value) > maxValue {
			return false, &driver.Error{Class: driver.ErrTooLarge, Text: fmt.Sprintf("value of %d bytes; a cluster holds %d", len(e.value), maxValue)}
		}
		size += prefixSize + len(e.key)
		if len(e.value) <= db.options.InlineSize {
			size += 1 + len(e.value)
		} else {
			large = true
			size += headSize
		}
	}
	if size > maxBatch {
		return false, &driver.Error{Class: driver.ErrTooLarge,
			Text: fmt.Sprintf("batch of %d bytes without large values; a transaction holds %d", size, maxBatch)}
	}
	return large, nil
}

// errRepeat means that a transaction was not committed because of another one.
var errRepeat = errors.New("the transaction conflicts with another one")

// commit applies entries, whose large values have been uploaded, in one transaction. It repeats the
// transaction as long as others conflict with it: of concurrent writes, the last one wins.
func (db *database) commit(ctx context.Context, entries []entry, uploads []*upload) (err error) {
	ctx, done := limit(ctx, db.options.Timeout)
	defer done(&err)
	for wait := time.Millisecond; ; wait = min(2*wait, 64*time.Millisecond) {
		err := db.attempt(ctx, entries, uploads)
		if !errors.Is(err, errRepeat) {
			return err
		}
		select {
		case <-time.After(rand.N(wait)):
		case <-ctx.Done():
			return err
		}
	}
}

// attempt makes one transaction.
func (db *database) attempt(ctx context.Context, entries []entry, uploads []*upload) error {
	if err := db.exists(ctx); err != nil {
		return err
	}
	t, err := db.client.begin(ctx)
	if err != nil {
		return err
	}
	defer t.end()
	var replaced map[string]head
	if db.chunked.Load() {
		if replaced, err = db.replaced(ctx, t, entries, uploads); err != nil {
			return err
		}
	}
	if err := db.set(t, entries); err != nil {
		return err
	}
	if err := db.removeReplaced(t, replaced, uploads); err != nil {
		return err
	}
	for _, u := range uploads {
		if err := errors.Join(t.Set(db.space.owner(u.key), u.head.stored()), t.Set(db.space.record(u.id), u.record(t.StartTS()).stored())); err != nil {
			return err
		}
	}
	if len(uploads) > 0 {
		t.SetCommitTSUpperBoundCheck(func(ts uint64) bool { return age(t.StartTS(), ts) < tooOld })
	}
	return t.commit(ctx, false)
}

// set adds the entries to a transaction, which copies them.
func (db *database) set(t *transaction, entries []entry) (err error) {
	var key, value []byte // reused
	key = append(key, db.space.data("")...)
	for i := range entries {
		e := &entries[i]
		key = append(key[:prefixSize], e.key...)
		switch {
		case e.remove:
			err = t.Delete(key)
		case e.large != nil:
			err = t.Set(key, e.large.head.stored())
		case len(e.value) <= db.options.InlineSize:
			value = append(append(value[:0], formInline), e.value...)
			err = t.Set(key, value)
		default:
			continue // a later entry of the batch replaces it
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// replaced returns the large values that the entries replace or delete. The error is errSwept if
// the chunks of an upload are no longer there.
func (db *database) replaced(ctx context.Context, t *transaction, entries []entry, uploads []*upload) (map[string]head, error) {
	keys := make([][]byte, 0, len(entries)+len(uploads))
	for i := range entries {
		keys = append(keys, db.space.owner(entries[i].key))
	}
	for _, u := range uploads {
		keys = append(keys, db.space.record(u.id))
	}
	stored := make([][]byte, len(keys))
	v := db.client.viewAt(t.StartTS(), t.began)
	if err := v.get(ctx, keys, maxBlock, func(i int, value []byte) { stored[i] = value }); err != nil {
		return nil, err
	}
	for _, found := range stored[len(entries):] {
		if found == nil {
			return nil, errSwept
		}
		r, err := parseRecord(found)
		if err != nil {
			return nil, err
		}
		if age(r.ts, t.StartTS()) > tooOld {
			return nil, errSwept
		}
	}
	replaced := map[string]head{}
	for i, found := range stored[:len(entries)] {
		if found == nil {
			continue
		}
		_, h, err := parseStored(found)
		if err != nil {
			return nil, err
		}
		if !h.large() {
			return nil, corrupt("the copy of a head is not one")
		}
		replaced[entries[i].key] = h
	}
	return replaced, nil
}

// maxRemoved is the number of chunks that a transaction removes. Compact removes the others.
const maxRemoved = 4 << 10

// removeReplaced removes the chunks of large values, but not those of uploads.
func (db *database) removeReplaced(t *transaction, replaced map[string]head, uploads []*upload) error {
	written := make(map[uint64]bool, len(uploads))
	for _, u := range uploads {
		written[u.id] = true
	}
	left := maxRemoved
	for key, h := range replaced {
		if written[h.id] {
			continue // an earlier attempt was committed after all
		}
		if err := t.Delete(db.space.owner(key)); err != nil {
			return err
		}
		if left -= h.chunks(); left < 0 {
			continue
		}
		if err := t.Delete(db.space.record(h.id)); err != nil {
			return err
		}
		for number := range h.chunks() {
			if err := t.Delete(db.space.chunk(h.id, number)); err != nil {
				return err
			}
		}
	}
	return nil
}

// transaction is a transaction of the client.
type transaction struct {
	*tikv.KVTxn
	began     time.Time // before it was begun
	committed bool
}

// begin begins a transaction. The caller must end it.
func (c *client) begin(ctx context.Context) (*transaction, error) {
	began := time.Now()
	ts, err := c.now(ctx)
	if err != nil {
		return nil, err
	}
	t, err := c.kv.Begin(tikv.WithStartTS(ts))
	if err != nil {
		return nil, err
	}
	return &transaction{KVTxn: t, began: began}, nil
}

// end ends a transaction that was not committed. Nothing of it has been sent.
func (t *transaction) end() {
	if !t.committed && t.Valid() {
		report("ending a transaction", t.Rollback())
	}
}

// commit commits the transaction. With fast, it uses one-phase and async commit, after which the
// client may report a transaction as failed that was done (its prewrite is sent again after a region
// has split). A transaction of one key always uses them: it cannot be split. Otherwise the error is
// errRepeat or wraps ErrOutcomeUnknown, or the transaction was not done.
func (t *transaction) commit(ctx context.Context, fast bool) error {
	fast = fast || t.Len() == 1
	t.SetEnable1PC(fast)
	t.SetEnableAsyncCommit(fast)
	t.committed = true
	err := t.Commit(ctx)
	_, fatal := fatals.LoadAndDelete(t.StartTS())
	var retryable *tikverr.ErrRetryable
	switch {
	case fatal:
		return unknown(errors.New("the client reported a fatal error; see its log"))
	case err == nil:
		return nil
	case tikverr.IsErrorUndetermined(err):
		return unknown(err)
	case tikverr.IsErrWriteConflict(err), errors.As(err, &retryable):
		return fmt.Errorf("%w: %s", errRepeat, text(err))
	}
	return err
}
