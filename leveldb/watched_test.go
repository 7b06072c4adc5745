package leveldb_test

import (
	"context"
	"testing"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// watched is a Store that records scans and writes of batches, and can make them fail.
type watched struct {
	driver.Store
	spans  []driver.Span  // of the scans
	writes []watchedWrite // that are not empty
	// write is called before a batch that is not empty is written, with the number of those before
	// it. An error is returned instead of writing.
	write func(n int) error
	// next is called before a page is read, with the number of entries before it.
	next func(n int) error
}

type watchedWrite struct {
	entries, size int
	sync          bool
}

// watch returns a database on the same store, and what records its calls. Do not close it.
func watch(t *testing.T, db *leveldb.DB, o *leveldb.Options) (*leveldb.DB, *watched) {
	t.Helper()
	w := &watched{Store: db.Driver()}
	return leveldb.New(w, "watched", o), w
}

func (w *watched) Write(ctx context.Context, b *driver.Batch, o leveldb.WriteOptions) error {
	if b.Len() > 0 {
		if w.write != nil {
			if err := w.write(len(w.writes)); err != nil {
				return err
			}
		}
		w.writes = append(w.writes, watchedWrite{b.Len(), b.Size(), o.Sync})
	}
	return w.Store.Write(ctx, b, o)
}

func (w *watched) Scan(ctx context.Context, s driver.Span, o leveldb.ReadOptions) (driver.Cursor, error) {
	w.spans = append(w.spans, s)
	cursor, err := w.Store.Scan(ctx, s, o)
	if err != nil || w.next == nil {
		return cursor, err
	}
	return &watchedCursor{cursor, w, 0}, nil
}

type watchedCursor struct {
	driver.Cursor
	store   *watched
	entries int
}

func (c *watchedCursor) Next(ctx context.Context) (*driver.Page, error) {
	if err := c.store.next(c.entries); err != nil {
		return nil, err
	}
	page, err := c.Cursor.Next(ctx)
	if page != nil {
		c.entries += page.Len()
	}
	return page, err
}
