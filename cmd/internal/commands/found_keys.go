package commands

import (
	"context"
	"fmt"
	"strings"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// foundKeys holds the keys of a range as they are at one moment. Other programs may write while the
// user reads the question that names them. A cursor keeps that state: it can be read twice, and the
// keys need not fit into memory. A snapshot of LevelDB 1.23 could make deleted values reappear.
type foundKeys struct {
	ctx    context.Context
	db     *leveldb.DB
	cursor driver.Seeker
}

// A batch of a deletion holds at most batchKeys keys and about batchBytes, so that other writers
// wait for a short time only.
const (
	batchKeys  = 8 << 10
	batchBytes = 256 << 10
)

// findKeys opens the keys of a range, of which Reverse and Limit are not set. The caller must close
// them.
func findKeys(ctx context.Context, db *leveldb.DB, r *leveldb.Range) (*foundKeys, error) {
	k := &foundKeys{ctx: ctx, db: db}
	prefix := db.Prefix() + r.Prefix
	span := driver.PrefixSpan(prefix + r.StartingBy)
	span.KeysOnly, span.Reuse, span.Seekable, span.Lazy = true, true, true, true
	if r.Start != "" {
		span.Lower = max(span.Lower, prefix+r.Start)
	}
	if stop := prefix + r.Stop; r.Stop != "" && (span.Upper == "" || stop < span.Upper) {
		span.Upper = stop
	}
	if err := span.Check(); err != nil {
		return nil, k.named(err)
	}
	cursor, err := db.Driver().Scan(ctx, span, leveldb.ReadOptions{DontFillCache: true})
	if err != nil {
		return nil, k.named(err)
	}
	var ok bool
	if k.cursor, ok = cursor.(driver.Seeker); !ok {
		cursor.Close()
		return nil, k.named(fmt.Errorf("%w: a cursor", driver.ErrNotSupported))
	}
	return k, nil
}

func (k *foundKeys) close() { k.cursor.Close() }

func (k *foundKeys) named(err error) error {
	return &leveldb.Error{Op: "delete range", Name: fmt.Sprint(k.db), Err: err}
}

// each calls f with the pages of the keys, from the first to the last.
func (k *foundKeys) each(f func(page *driver.Page) error) error {
	if err := k.cursor.Seek(driver.Position{}); err != nil {
		return k.named(err)
	}
	for {
		page, err := k.cursor.Next(k.ctx)
		if err != nil {
			return k.named(err)
		}
		if page == nil {
			return nil
		}
		if err := f(page); err != nil {
			return err
		}
		if err := page.Err(); err != nil {
			return k.named(err)
		}
	}
}

// describe returns the number of the keys, the first one and the last one.
func (k *foundKeys) describe() (n int, first, last string, err error) {
	err = k.each(func(page *driver.Page) error {
		if n == 0 {
			first = strings.Clone(page.Key(0))
		}
		n += page.Len()
		last = strings.Clone(page.Key(page.Len() - 1))
		return nil
	})
	return n, first, last, err
}

// remove deletes the keys, and returns the number deleted. Only the last batch waits for the disk,
// which makes all of them durable.
func (k *foundKeys) remove() (n int, err error) {
	var b driver.Batch
	write := func(sync bool) error {
		if err := k.db.Driver().Write(k.ctx, &b, leveldb.WriteOptions{Sync: sync}); err != nil {
			return k.named(err)
		}
		n += b.Len()
		b.Reset()
		return nil
	}
	err = k.each(func(page *driver.Page) error {
		for i := range page.Len() {
			if b.Len() == batchKeys || b.Size() >= batchBytes {
				if err := write(false); err != nil {
					return err
				}
			}
			if err := b.Delete(page.Key(i)); err != nil {
				return k.named(err)
			}
		}
		return nil
	})
	if err != nil {
		return n, err
	}
	return n, write(true)
}
