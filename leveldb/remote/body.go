package remote

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"sync"

	"github.com/openleveldb/openleveldb/leveldb/remote/internal/wire"
	"github.com/openleveldb/openleveldb/native"
)

// Bodies are read into memory that is used again, in two sizes, so that a small one does not take the memory of a large one.
const (
	smallBody = 64 << 10
	keptBody  = 32 << 20 // larger memory is left to the garbage collector
	// freeBody is how long a body may be without a share of the budget for large ones.
	freeBody = 1 << 20
)

var smallBodies, largeBodies sync.Pool

// bodyBudget is the memory for large bodies, those of all requests together. Two of the longest fit in.
func bodyBudget(most int64) int64 { return max(2*most, 256<<20) }

// body reads the body of a request, at most HandlerOptions.MaxBody, into memory that is used again as soon as release is called,
// which must be done unless there is an error. An error is one to refuse the request with.
func (h *Handler) body(_ http.ResponseWriter, r *http.Request) (body []byte, release func(), err error) {
	return h.bodyOf(r, h.options.MaxBody)
}

func (h *Handler) bodyOf(r *http.Request, limit int64) (body []byte, release func(), err error) {
	size := r.ContentLength
	if size > limit {
		return nil, nil, fmt.Errorf("%w: a body of %d bytes, at most %d are taken", native.ErrTooLarge, size, limit)
	}
	if size < 0 {
		size = limit // it may be as long
	}
	var share int64
	if size > freeBody {
		if share = size; !h.bodies.TryAcquire(share) {
			if err := h.wait(r, h.bodies, share); err != nil {
				return nil, nil, err
			}
		}
	}
	pool := &smallBodies
	if size > smallBody {
		pool = &largeBodies
	}
	var buf []byte
	if kept, ok := pool.Get().(*[]byte); ok {
		buf = *kept
	}
	release = func() {
		if share > 0 {
			h.bodies.Release(share)
		}
		if cap(buf) > 0 && cap(buf) <= keptBody {
			pool.Put(&buf)
		}
	}
	if body, err = wire.ReadBody(r.Body, buf, r.ContentLength, limit); err != nil {
		release()
		if errors.Is(err, os.ErrDeadlineExceeded) {
			return nil, nil, refusal(http.StatusRequestTimeout, "the body did not arrive in time")
		}
		if errors.Is(err, native.ErrTooLarge) {
			return nil, nil, err
		}
		return nil, nil, fmt.Errorf("%w: the body: %w", wire.ErrProtocol, err)
	}
	if cap(body) > cap(buf) {
		buf = body
	}
	return body, release, nil
}
