package cluster

import (
	"context"
	"sync/atomic"
	"unsafe"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// piece is a chunk that is to be read.
type piece struct {
	head
	number int
	use    func(bytes []byte) // called with the chunk, concurrently
}

const (
	// A request for chunks is for about a quarter of what is read, within these bounds.
	minChunkRequest = 512 << 10
	maxChunkRequest = 4 << 20
	// fetchAtOnce is the number of bytes that are read before the timeout begins again.
	fetchAtOnce = 64 << 20
)

// fetch reads chunks. The error is errTorn if one does not exist.
func (v *view) fetch(ctx context.Context, s space, pieces []piece) error {
	for len(pieces) > 0 {
		n, size := 0, 0
		for n < len(pieces) && (n == 0 || size < fetchAtOnce) {
			from, to := pieces[n].part(pieces[n].number)
			size += to - from
			n++
		}
		if err := v.fetchSome(ctx, s, pieces[:n], size); err != nil {
			return err
		}
		pieces = pieces[n:]
	}
	return nil
}

func (v *view) fetchSome(ctx context.Context, s space, pieces []piece, size int) (err error) {
	ctx, done := limit(ctx, v.client.options.Timeout)
	defer done(&err)
	keys := make([][]byte, len(pieces))
	for i, p := range pieces {
		keys[i] = s.chunk(p.id, p.number)
	}
	perRequest := max(1, min(max(size/4, minChunkRequest), maxChunkRequest)*len(pieces)/max(size, 1))
	var found, wrong atomic.Int64
	err = v.get(ctx, keys, perRequest, func(i int, bytes []byte) {
		p := pieces[i]
		if from, to := p.part(p.number); len(bytes) != to-from {
			wrong.Add(1)
			return
		}
		found.Add(1)
		p.use(bytes)
	})
	switch {
	case err != nil:
		return err
	case wrong.Load() > 0:
		return corrupt("a chunk of a large value has another length than its head states")
	case found.Load() < int64(len(pieces)):
		return errTorn
	}
	return nil
}

// pieces returns the chunks of a large value, which are read into dst.
func (h head) pieces(dst []byte) []piece {
	all := make([]piece, h.chunks())
	for i := range all {
		from, to := h.part(i)
		all[i] = piece{h, i, func(bytes []byte) { copy(dst[from:to], bytes) }}
	}
	return all
}

// whole reads values into their memory.
func (v *view) whole(ctx context.Context, s space, values []large) error {
	if len(values) == 0 {
		return nil
	}
	var all []piece
	for _, l := range values {
		all = append(all, l.pieces(l.dst)...)
	}
	return v.intact(ctx, v.fetch(ctx, s, all))
}

// large is a large value and the memory for it.
type large struct {
	head
	dst []byte
}

// intact returns the error for a chunk that is missing in the state that the view reads: garbage
// collection has removed it, or the database is damaged.
func (v *view) intact(ctx context.Context, err error) error {
	if err != errTorn {
		return err
	}
	if err := v.client.safe.check(ctx, v.client, v.ts); err != nil {
		return err
	}
	return &driver.Error{Class: driver.ErrCorrupt, Text: "a chunk of a large value is missing"}
}

// aligned returns memory for a value. The elements of an array, which follow a tag of one byte and
// a header whose length is a multiple of 64, are then aligned as in memory of their own.
func aligned(n int) []byte {
	b := make([]byte, 64+n)
	skip := 63 - int(uintptr(unsafe.Pointer(&b[0]))%64)
	return b[skip : skip+n : skip+n]
}
