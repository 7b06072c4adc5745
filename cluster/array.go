package cluster

import (
	"bytes"
	"context"
	"io"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/ndarray"
)

// arrayPart is what a stored value has of an array, or of some of its rows.
type arrayPart struct {
	head     driver.ArrayHead
	from, to int64 // offsets of the elements in the value
}

// partOf finds the rows first <= index < last of an array, or all if last is negative. start is the
// beginning of a value of the given size, at least the header.
func partOf(start []byte, size int64, first, last int) arrayPart {
	if len(start) == 0 || codec.Kind(start[0]) != codec.KindArray {
		return arrayPart{head: driver.ArrayHead{Header: start[:min(len(start), 1)]}}
	}
	h, offset, err := ndarray.ParseHeader(start[1:])
	if err != nil {
		return arrayPart{head: driver.ArrayHead{Header: start[:1]}}
	}
	p := arrayPart{head: driver.ArrayHead{Header: start[:1+offset]}, from: int64(1 + offset), to: size}
	if last >= 0 {
		rows, err := h.Slice(first, last)
		switch contiguous := !h.Fortran || len(h.Shape) == 1; {
		case err != nil:
			p.head.Rows, p.to = true, p.from
		case contiguous && int64(h.NBytes()) == size-p.from && h.Shape[0] > 0:
			row := int64(h.NBytes() / h.Shape[0])
			p.head.Rows, p.from = true, p.from+int64(first)*row
			p.to = p.from + int64(rows.NBytes())
		}
	}
	p.head.Size = p.to - p.from
	return p
}

// ReadArray implements driver.ArrayReader. Of a large value, it reads only the chunks that hold the
// header and the rows.
func (s *store) ReadArray(ctx context.Context, key string, first, last int, o driver.ReadOptions,
	read func(head driver.ArrayHead, elements io.Reader) error) error {
	var own error // of read
	small := func(value []byte) {
		p := partOf(value, int64(len(value)), first, last)
		own = read(p.head, bytes.NewReader(value[p.from:p.to]))
	}
	err := s.latest(ctx, key, o, small, func(ctx context.Context, v *view, h head) error {
		r := &chunkReader{ctx: ctx, view: v, space: s.db.space, head: h}
		start, err := r.beginning()
		if err != nil {
			return err
		}
		p := partOf(start, int64(h.size), first, last)
		r.part, r.at, r.end = start, p.from, p.to
		own = read(p.head, r)
		return r.err
	})
	if err != nil {
		return err
	}
	return own
}

// ReadPart implements driver.PartReader. Of a large value, it reads the chunk that holds the header,
// and those from the first run to the last.
func (s *store) ReadPart(ctx context.Context, key string, p driver.Part, o driver.ReadOptions) (driver.ValuePart, error) {
	var part driver.ValuePart
	small := func(value []byte) {
		part = beginningOf(value, int64(len(value)))
		if size, ok := p.Size(part.Size); ok {
			part.Bytes = make([]byte, size)
			p.Copy(part.Bytes, value, 0, copyBytes)
		}
	}
	err := s.latest(ctx, key, o, small, func(ctx context.Context, v *view, h head) error {
		r := &chunkReader{ctx: ctx, view: v, space: s.db.space, head: h}
		start, err := r.beginning()
		if err != nil {
			return err
		}
		part = beginningOf(start, int64(h.size))
		size, _ := p.Size(part.Size) // 0 if the value does not have all of the part
		if size == 0 {
			return nil
		}
		r.part, r.at, r.end = start, p.Offset, p.Extent()
		extent := make([]byte, r.end-r.at)
		if _, err := io.ReadFull(r, extent); err != nil {
			return err
		}
		if part.Bytes = extent; size < int64(len(extent)) || len(p.Axes) > 0 {
			part.Bytes = make([]byte, size)
			return p.CopyContext(ctx, part.Bytes, extent, p.Offset, copyBytes)
		}
		return nil
	})
	return part, err
}

func copyBytes(dst, src []byte) { copy(dst, src) }

// beginningOf returns the size and the header of a value. start is its beginning, at least the
// header.
func beginningOf(start []byte, size int64) driver.ValuePart {
	head := partOf(start, size, 0, -1).head
	return driver.ValuePart{Size: size, Header: bytes.Clone(head.Header)}
}

// chunkReader reads a part of a large value.
type chunkReader struct {
	ctx     context.Context
	view    *view
	space   space
	head    head
	part    []byte // a part of the value that has been read, at first the first chunk
	from    int64  // its place
	at, end int64
	err     error
}

// readAtOnce is the number of bytes that are read before more are returned.
const readAtOnce = 32 << 20

// maxBeginning is more than the longest header of an array that package ndarray parses.
const maxBeginning = 2 << 20

// beginning returns the first chunk of the value. For an array whose header is longer, it returns
// maxBeginning bytes or more, or the whole value.
func (r *chunkReader) beginning() ([]byte, error) {
	start, err := r.chunks(nil, 1)
	if err != nil || codec.Kind(start[0]) != codec.KindArray {
		return start, err
	}
	if _, _, err := ndarray.ParseHeader(start[1:]); err == nil {
		return start, nil
	}
	return r.chunks(start, min(r.head.chunks(), (maxBeginning-1)/int(r.head.chunk)+1))
}

// chunks returns the first chunks of the value, of which it has read some already.
func (r *chunkReader) chunks(read []byte, n int) ([]byte, error) {
	chunk := int(r.head.chunk)
	start := make([]byte, min(int(r.head.size), n*chunk))
	copy(start, read)
	var pieces []piece
	for number := len(read) / chunk; number < n; number++ {
		pieces = append(pieces, piece{r.head, number, func(b []byte) { copy(start[number*chunk:], b) }})
	}
	return start, r.view.fetch(r.ctx, r.space, pieces)
}

// Read implements io.Reader. It reads the chunks that a long p takes concurrently, directly into p.
// It reads no chunk twice.
func (r *chunkReader) Read(p []byte) (int, error) {
	if r.err != nil {
		return 0, r.err
	}
	if r.at == r.end {
		return 0, io.EOF
	}
	if n := r.copy(p); n > 0 || len(p) == 0 {
		return n, nil
	}
	chunk := int64(r.head.chunk)
	size := min(int64(len(p)), r.end-r.at, readAtOnce)
	if r.at+size < r.end {
		rest := (r.at + size) % chunk
		if rest >= size { // p begins and ends in one chunk
			return r.readPart(p, int(r.at/chunk))
		}
		size -= rest
	}
	first, last := r.at/chunk, (r.at+size-1)/chunk
	var pieces []piece
	for number := first; number <= last; number++ {
		from := number * chunk // of the chunk in the value
		pieces = append(pieces, piece{r.head, int(number), func(b []byte) {
			if skip := r.at - from; skip > 0 {
				copy(p[:size], b[skip:])
			} else {
				copy(p[-skip:size], b)
			}
		}})
	}
	if r.err = r.view.fetch(r.ctx, r.space, pieces); r.err != nil {
		return 0, r.err
	}
	r.at += size
	return int(size), nil
}

// copy copies what has been read already.
func (r *chunkReader) copy(p []byte) int {
	to := min(r.end, r.from+int64(len(r.part)))
	if r.at < r.from || r.at >= to {
		return 0
	}
	n := copy(p, r.part[r.at-r.from:to-r.from])
	r.at += int64(n)
	return n
}

// readPart reads a chunk of which p takes only a part, and keeps it.
func (r *chunkReader) readPart(p []byte, number int) (int, error) {
	var part []byte
	r.err = r.view.fetch(r.ctx, r.space, []piece{{r.head, number, func(b []byte) { part = b }}})
	if r.err != nil {
		return 0, r.err
	}
	from, _ := r.head.part(number)
	r.part, r.from = part, int64(from)
	return r.copy(p), nil
}

// PartMemory returns the memory that ReadPart uses: it reads everything from the first run to the
// last, and copies the runs. See driver.PartMemory.
func (s *store) PartMemory(p *driver.Part, size int64) int64 {
	if len(p.Axes) == 0 {
		return size
	}
	return size + p.Extent() - p.Offset
}
