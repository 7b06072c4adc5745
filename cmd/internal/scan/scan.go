package scan

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/openleveldb/openleveldb/leveldb"
)

// Scan calls do with the entries of a range. The stored bytes are borrowed and valid until do
// returns. Damage ends the scan.
func Scan(ctx context.Context, db *leveldb.DB, r *leveldb.Range, counted *Counter, do func(key string, stored []byte) error) error {
	defer counted.Flush()
	for e, err := range db.WithContext(ctx).WithReadOptions(leveldb.ReadOptions{DontFillCache: true}).Entries(r) {
		if errors.Is(err, leveldb.ErrCorrupt) {
			return fmt.Errorf("%w (run openleveldb verify for details)", err)
		}
		if err != nil {
			return err
		}
		if err := Look(e, counted, do); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// Look calls do with an entry, without copying its value.
func Look(e leveldb.Entry, counted *Counter, do func(key string, stored []byte) error) error {
	return e.ViewRaw(func(p *leveldb.Pinned) error {
		stored, err := p.Stored()
		if err != nil {
			return err
		}
		counted.add(e.Key(), len(stored))
		return do(e.Key(), stored)
	})
}

// Counter counts the entries of a pass over a database and reports them to progress in groups,
// because reporting each one would be too slow.
type Counter struct {
	P       *cli.Progress
	passed  *cli.Passed // if set, count bytes on the disk; if nil, those of keys and values
	entries int
	bytes   int64
	last    string
}

// NewPass starts a pass over a complete database. For a local database progress is measured in
// bytes of the tables, because the uncompressed size of the entries is not known in advance. A
// server is not queried.
func NewPass(ctx context.Context, errOut io.Writer, what string, db *leveldb.DB, far bool) (*cli.Progress, *Counter, error) {
	if far {
		p := cli.NewProgress(errOut, what, 0)
		return p, &Counter{P: p}, nil
	}
	passed, err := cli.NewPassed(db.WithContext(ctx), nil)
	if err != nil && !errors.Is(err, leveldb.ErrCorrupt) && !errors.Is(err, leveldb.ErrIO) {
		return nil, nil, err // for damage, the total is 0: the last key cannot be read, and the pass will report it
	}
	counted := &Counter{P: cli.NewProgress(errOut, what, passed.Total())}
	if passed.Total() > 0 {
		counted.passed = passed
	}
	return counted.P, counted, nil
}

// add counts an entry. It does not keep key for long, because key is part of a page of keys.
func (c *Counter) add(key string, size int) {
	c.entries++
	c.last = key
	if c.bytes += int64(len(key) + size); c.entries >= 4096 || c.bytes >= 4<<20 {
		c.Flush()
	}
}

func (c *Counter) Flush() {
	bytes := c.bytes
	if c.passed != nil {
		bytes = c.passed.To(c.last)
	}
	c.P.Add(c.entries, bytes)
	c.entries, c.bytes = 0, 0
}
