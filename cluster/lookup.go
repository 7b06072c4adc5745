package cluster

import (
	"context"
	"runtime"

	"github.com/openleveldb/openleveldb/internal/leak"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// lookupCursor is the user's handle of a lookup.
type lookupCursor struct {
	*lookup
	store *store // keeps the database open
}

// lookup reads the values of keys in one state of the database. It reads blocks of keys ahead.
type lookup struct {
	held
	keys   []string // that are in no block yet
	blocks []*block // requested, in the order of the keys
	size   int      // number of keys of the next block
}

// block is a part of the keys of a lookup.
type block struct {
	wanted []string
	stored [][]byte // nil for a key that does not exist
	done   chan struct{}
	err    error
}

const (
	// blocksAhead is the number of blocks that are read at the same time.
	blocksAhead = 4
	firstBlock  = 128
	maxBlock    = 2048
)

// Lookup implements driver.Store.
func (s *store) Lookup(ctx context.Context, keys []string, o driver.ReadOptions) (driver.Cursor, error) {
	v, err := s.state(ctx, o)
	if err != nil {
		return nil, err
	}
	l := &lookup{keys: keys, size: min(firstBlock, s.db.options.cautious())}
	if err := s.hold(&l.held, v); err != nil {
		return nil, err
	}
	c := &lookupCursor{l, s}
	runtime.AddCleanup(c, func(l *lookup) {
		if l.end() {
			leak.Report("a lookup in "+l.db.address, l.made)
		}
	}, l)
	return c, nil
}

// Close implements driver.Cursor.
func (c *lookupCursor) Close() {
	c.end()
	runtime.KeepAlive(c)
}

// Next implements driver.Cursor.
func (c *lookupCursor) Next(ctx context.Context) (*driver.Page, error) {
	defer runtime.KeepAlive(c)
	l := c.lookup
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.usable(ctx); err != nil {
		return nil, err
	}
	l.turns.Add(1)
	if l.ended || len(l.keys) == 0 && len(l.blocks) == 0 {
		return nil, nil
	}
	merged, done := l.both(ctx)
	defer done()
	page, err := l.page(merged)
	if err != nil {
		return nil, l.failed(ctx, err)
	}
	return page, nil
}

// page returns the next page.
func (l *lookup) page(ctx context.Context) (*driver.Page, error) {
	if len(l.blocks) == 0 {
		l.request()
	}
	b := l.blocks[0]
	select {
	case <-b.done:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if b.err != nil {
		return nil, b.err
	}
	l.adapt(b)
	for len(l.keys) > 0 && len(l.blocks) < blocksAhead {
		l.request()
	}
	d, n, err := b.draft()
	if err != nil {
		return nil, err
	}
	if err := d.complete(ctx, l.view, l.db.space); err != nil {
		return nil, err
	}
	wanted := b.wanted[:n]
	if b.wanted, b.stored = b.wanted[n:], b.stored[n:]; len(b.wanted) == 0 {
		l.blocks = l.blocks[1:]
	}
	return d.page(&l.turns, wanted), nil
}

// request starts to read a block.
func (l *lookup) request() {
	n := min(l.size, len(l.keys))
	b := &block{wanted: l.keys[:n], stored: make([][]byte, n), done: make(chan struct{})}
	l.keys = l.keys[n:]
	l.blocks = append(l.blocks, b)
	go func() {
		defer close(b.done)
		b.err = l.read(b)
	}()
}

func (l *lookup) read(b *block) (err error) {
	ctx, done := limit(l.ctx, l.db.options.Timeout)
	defer done(&err)
	keys := l.db.space.keys(kindData, b.wanted)
	if err := l.view.get(ctx, keys, len(keys), func(i int, stored []byte) { b.stored[i] = stored }); err != nil {
		return err
	}
	return l.view.check(ctx)
}

// adapt sets the size of the next block so that its values have about answerSize, and several
// blocks of large values can be read at the same time.
func (l *lookup) adapt(b *block) {
	size := 0
	for _, stored := range b.stored {
		size += len(stored)
		if len(stored) == headSize && stored[0] == formHead {
			if _, h, err := parseStored(stored); err == nil {
				size += int(h.size)
			}
		}
	}
	most := maxBlock
	if n := len(b.stored); n > 0 && size > 0 {
		most = max(8, min(maxBlock, answerSize*n/size))
	}
	l.size = min(4*l.size, most)
}

// draft returns a draft of a page of the first keys, and their number.
func (b *block) draft() (d *draft, n int, err error) {
	d = &draft{ends: make([]driver.End, 1, 1+len(b.stored))}
	for ; n < len(b.stored); n++ {
		if b.stored[n] == nil {
			d.ends = append(d.ends, driver.End{Value: uint32(d.size)})
			continue
		}
		added, err := d.add(nil, b.stored[n])
		if err != nil {
			return nil, 0, err
		}
		if !added {
			break
		}
		d.ends[len(d.ends)-1].Key = 1
	}
	return d, n, nil
}
