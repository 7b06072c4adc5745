package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/spf13/cobra"
)

// scan calls do with the entries of a range, whose stored bytes are borrowed until it returns. Damage ends it.
func scan(ctx context.Context, db *leveldb.DB, r *leveldb.Range, counted *counter, do func(key string, stored []byte) error) error {
	defer counted.flush()
	for e, err := range db.WithContext(ctx).WithReadOptions(leveldb.ReadOptions{DontFillCache: true}).Entries(r) {
		if errors.Is(err, leveldb.ErrCorrupt) {
			return fmt.Errorf("%w (openleveldb verify says where)", err)
		}
		if err != nil {
			return err
		}
		if err := look(e, counted, do); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// look calls do with an entry, where it lies.
func look(e leveldb.Entry, counted *counter, do func(key string, stored []byte) error) error {
	return e.View(func(p *leveldb.Pinned) error {
		stored, err := p.Stored()
		if err != nil {
			return err
		}
		counted.add(e.Key(), len(stored))
		return do(e.Key(), stored)
	})
}

// counter counts the entries of a pass over a database for its progress, which is too slow to be told of each.
type counter struct {
	p       *progress
	db      *leveldb.DB // where the bytes are those on the disk; nil: they are those of keys and values
	entries int
	bytes   int64
	passed  int64 // bytes on the disk before the last key that was told
	last    string
}

// newPass begins a pass over all of a database. In this process its progress goes by the tables: what the entries amount to when
// they are not compressed is not known before. A server is not asked.
func newPass(ctx context.Context, cmd *cobra.Command, what string, db *leveldb.DB, far bool) (*progress, *counter, error) {
	if far {
		p := newProgress(cmd.ErrOrStderr(), what, 0)
		return p, &counter{p: p}, nil
	}
	db = db.WithContext(ctx)
	total, err := db.ApproximateSize(nil)
	if errors.Is(err, leveldb.ErrCorrupt) || errors.Is(err, leveldb.ErrIO) {
		total, err = 0, nil // the last key cannot be read: the pass will say so
	}
	if err != nil {
		return nil, nil, err
	}
	p := newProgress(cmd.ErrOrStderr(), what, int64(total))
	return p, &counter{p: p, db: db}, nil
}

// add counts an entry. Nothing of key is kept for long: it lies in a page of keys.
func (c *counter) add(key string, size int) {
	c.entries++
	c.last = key
	if c.bytes += int64(len(key) + size); c.entries >= 4096 || c.bytes >= 4<<20 {
		c.flush()
	}
}

func (c *counter) flush() {
	bytes := c.bytes
	if c.db != nil {
		bytes = 0
		// Where LevelDB cannot say, the progress stands still.
		if at, err := c.db.ApproximateSize(&leveldb.Range{Stop: c.last}); err == nil && int64(at) > c.passed {
			bytes, c.passed = int64(at)-c.passed, int64(at)
		}
	}
	c.p.add(c.entries, bytes)
	c.entries, c.bytes = 0, 0
}
