package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"sync"

	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
)

// Bodies are read into reusable memory. There are two sizes, so that a small body does not use the
// memory of a large one.
const (
	smallBody = 64 << 10
	keptBody  = 4 << 20 // larger buffers are left to the garbage collector
	// atOnce is the maximum that is allocated on the strength of an announced size. More is
	// allocated as the body arrives.
	atOnce = 1 << 20

	// bodyCost is the cost of the body of a write, as a multiple of its length. LevelDB makes a
	// copy.
	bodyCost = 2
)

var smallBodies, largeBodies sync.Pool

// body reads the body of a request, at most limit bytes. The caller must call release unless there
// is an error. body is valid until then; its memory is reused afterwards. Memory beyond smallBody
// counts cost times, from when it is needed to the end of the request. An error is ready to be sent
// to the client.
func (h *Handler) body(a *answer, r *http.Request, limit, cost int64) (body []byte, release func(), err error) {
	limit = min(limit, h.options.share()/cost)
	size := r.ContentLength
	if size > limit {
		return nil, nil, fmt.Errorf("%w: body of %d bytes; the server accepts at most %d", driver.ErrTooLarge, size, limit)
	}
	if r.ContentLength < 0 {
		// A client that also sent a length may see a different end of the body (RFC 9112, 6.1).
		// Nothing after this body is taken for a request.
		a.Header().Set("Connection", "close")
	}
	b := incoming{ctx: r.Context(), a: a, limit: limit, cost: cost, size: size}
	if body, err = b.read(r.Body); err != nil {
		b.recycle()
		return nil, nil, bodyError(err)
	}
	return body, b.recycle, nil
}

// bodyError returns the error to respond with if the body could not be read.
func bodyError(err error) error {
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		return wire.Refusal(http.StatusRequestTimeout, "the body did not arrive in time")
	case errors.Is(err, driver.ErrTooLarge), errors.Is(err, wire.ErrBusy):
		return err
	}
	return fmt.Errorf("%w: the body: %w", wire.ErrProtocol, err)
}

// incoming is a body being received.
type incoming struct {
	ctx         context.Context
	a           *answer
	limit, cost int64
	size        int64 // announced size, or -1

	buf  []byte
	pool *sync.Pool
	held int64
}

// read reads the body. The buffer doubles whenever it is full, up to the announced size.
func (b *incoming) read(r io.Reader) ([]byte, error) {
	if err := b.begin(); err != nil {
		return nil, err
	}
	for n := 0; ; {
		if n == len(b.buf) {
			if int64(n) == b.size {
				return b.buf, nil
			}
			if err := b.grow(); err != nil {
				return nil, err
			}
		}
		m, err := r.Read(b.buf[n:])
		n += m
		switch {
		case int64(n) > b.limit:
			return nil, b.tooLarge()
		case err == io.EOF && b.size < 0:
			return b.buf[:n], nil
		case err == io.EOF && int64(n) < b.size:
			return nil, io.ErrUnexpectedEOF
		case err != nil && err != io.EOF:
			return nil, err
		}
	}
}

// begin allocates the first buffer of the body.
func (b *incoming) begin() error {
	first := min(b.size, atOnce)
	if b.size < 0 {
		first = smallBody
	}
	if b.pool = &smallBodies; first > smallBody {
		b.pool = &largeBodies
		if err := b.hold(first); err != nil {
			return err
		}
	}
	if kept, ok := b.pool.Get().(*[]byte); ok && int64(cap(*kept)) >= first {
		b.buf = (*kept)[:first]
	} else {
		b.buf = make([]byte, first, max(first, smallBody))
	}
	return nil
}

// grow doubles the buffer. The cost of a body is at least twice its length, which covers both
// buffers during the copy.
func (b *incoming) grow() error {
	size, most := int64(len(b.buf)), b.limit+1 // one byte more detects a body that is too long
	if b.size >= 0 {
		most = b.size
	}
	if size > b.limit {
		return b.tooLarge()
	}
	more := min(most, 2*size)
	if err := b.hold(more); err != nil {
		return err
	}
	larger := make([]byte, more)
	copy(larger, b.buf)
	b.recycle()
	b.buf, b.pool = larger, &largeBodies
	return nil
}

// hold reserves the memory for a body of the given size, which is larger than before.
func (b *incoming) hold(size int64) error {
	err := b.a.hold(b.ctx, size*b.cost-b.held)
	if err == nil {
		b.held = size * b.cost
	}
	return err
}

func (b *incoming) tooLarge() error {
	return fmt.Errorf("%w: the server accepts at most %d bytes", driver.ErrTooLarge, b.limit)
}

// recycle makes the buffer available to other bodies.
func (b *incoming) recycle() {
	if buf := b.buf; cap(buf) > 0 && cap(buf) <= keptBody {
		b.pool.Put(&buf)
	}
	b.buf = nil
}
