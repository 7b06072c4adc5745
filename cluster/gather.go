package cluster

import (
	"bytes"
	"context"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// gatherAtOnce is the number of blocks of rows that are read at the same time.
const gatherAtOnce = 4

// Gather implements driver.Store.
func (s *store) Gather(ctx context.Context, keys []string, header, rows []byte, o driver.ReadOptions) ([]driver.RowState, error) {
	v, err := s.state(ctx, o)
	if err != nil || len(keys) == 0 {
		return nil, err
	}
	if len(rows)%len(keys) != 0 {
		return nil, invalid("%d bytes for %d rows", len(rows), len(keys))
	}
	ctx, done := s.db.bind(ctx)
	defer done()
	row := len(rows) / len(keys)
	// A read of rows takes no longer than a loop, so its timestamp must be held like that of one.
	s.db.client.keeper.hold(v.ts)
	defer s.db.client.keeper.release(v.ts)
	states := make([]driver.RowState, len(keys))
	size := max(16, min(maxBlock, 2*answerSize/(len(header)+row+1)))
	if len(keys) <= 2*size {
		size = max(16, (len(keys)+gatherAtOnce-1)/gatherAtOnce)
	}
	g, bound := errgroup.WithContext(ctx)
	g.SetLimit(gatherAtOnce)
	for first := 0; first < len(keys); first += size {
		last := min(first+size, len(keys))
		part := gathering{
			view: v, db: s.db, header: header, row: row,
			keys: keys[first:last], rows: rows[first*row : last*row], states: states[first:last],
		}
		g.Go(func() error { return part.read(bound) })
	}
	if err := g.Wait(); err != nil {
		return nil, s.db.fail(ctx, err)
	}
	return states, nil
}

// gathering reads some of the rows.
type gathering struct {
	view   *view
	db     *database
	header []byte
	row    int // size of a row
	keys   []string
	rows   []byte
	states []driver.RowState
}

// place returns the place of a row.
func (g *gathering) place(i int) []byte { return g.rows[i*g.row : (i+1)*g.row] }

// read reads the rows, first those that are inline.
func (g *gathering) read(ctx context.Context) error {
	for i := range g.states {
		g.states[i] = driver.RowMissing
	}
	heads := make([]head, len(g.keys))
	isLarge, err := g.readInline(ctx, heads)
	if err != nil || !isLarge {
		return err
	}
	return g.view.intact(ctx, g.readLarge(ctx, heads))
}

// readInline reads the rows that are inline, and the heads of those that are not.
func (g *gathering) readInline(ctx context.Context, heads []head) (large bool, err error) {
	var failed atomic.Pointer[error]
	var isLarge atomic.Bool
	call, done := limit(ctx, g.db.options.Timeout)
	defer done(&err)
	keys := g.db.space.keys(kindData, g.keys)
	err = g.view.get(call, keys, len(keys), func(i int, stored []byte) {
		g.states[i] = driver.RowDifferent
		value, h, err := parseStored(stored)
		switch {
		case err != nil:
			failed.Store(&err)
		case h.large():
			if h.size == uint64(len(g.header)+g.row) {
				heads[i] = h
				isLarge.Store(true)
			}
		case len(value) == len(g.header)+g.row && bytes.Equal(value[:len(g.header)], g.header):
			copy(g.place(i), value[len(g.header):])
			g.states[i] = driver.RowCopied
		}
	})
	if err == nil {
		err = g.view.check(call)
	}
	if wrong := failed.Load(); err == nil && wrong != nil {
		err = *wrong
	}
	return isLarge.Load(), err
}

// readLarge reads the rows that are in chunks: first the chunks with the headers, then the others
// of the rows with the right header.
func (g *gathering) readLarge(ctx context.Context, heads []head) error {
	var first, rest []piece
	for i, h := range heads {
		if !h.large() {
			continue
		}
		if int(h.chunk) < len(g.header) { // the header is in several chunks
			if err := g.readApart(ctx, i, h); err != nil {
				return err
			}
			continue
		}
		first = append(first, piece{h, 0, func(b []byte) {
			if bytes.Equal(b[:len(g.header)], g.header) {
				copy(g.place(i), b[len(g.header):])
				g.states[i] = driver.RowCopied
			}
		}})
	}
	if err := g.view.fetch(ctx, g.db.space, first); err != nil {
		return err
	}
	for i, h := range heads {
		if !h.large() || g.states[i] != driver.RowCopied || int(h.chunk) < len(g.header) {
			continue
		}
		for number := 1; number < h.chunks(); number++ {
			from, _ := h.part(number)
			rest = append(rest, piece{h, number, func(b []byte) { copy(g.place(i)[from-len(g.header):], b) }})
		}
	}
	return g.view.fetch(ctx, g.db.space, rest)
}

// readApart reads a row in memory of its own.
func (g *gathering) readApart(ctx context.Context, i int, h head) error {
	value := make([]byte, h.size)
	if err := g.view.fetch(ctx, g.db.space, h.pieces(value)); err != nil {
		return err
	}
	if bytes.Equal(value[:len(g.header)], g.header) {
		copy(g.place(i), value[len(g.header):])
		g.states[i] = driver.RowCopied
	}
	return nil
}
