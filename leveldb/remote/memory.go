package remote

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"sync"
	"unsafe"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/remote/internal/wire"
)

// What requests hold in memory counts against HandlerOptions.MaxMemory.
//
//   - Each request that is served has requestMemory: for its header, a short body and the buffers around them. So MaxRequests
//     times requestMemory of MaxMemory is set aside.
//   - A part, 1/unknownPart, is for values that LevelDB is reading and that were not counted yet.
//   - The rest is a budget. Longer bodies take from it as they arrive, twice their length if they are written, as LevelDB copies
//     them; so do the buffers of streamed answers, and keys and values that are longer than freeValue.
//   - A value is sent from where LevelDB holds it. That costs nothing where it lies in a table that is mapped into memory. A
//     value in a block that LevelDB had to decompress or read is memory that nothing else bounds, so it counts.
const (
	requestMemory = 128 << 10
	// freeValue is the length of a value or key up to which requestMemory covers it.
	freeValue = 64 << 10
	// streamMemory is for the buffers of a streamed answer; see frameWriter.
	streamMemory = 320 << 10
	// unknownPart is the part of MaxMemory that is set aside for reads whose size is not known yet; see reading.
	unknownPart = 8
	// atATime is how many of them are under way at most, after shortReads reads of short values.
	atATime    = 8
	shortReads = 1000
)

// hold takes n bytes of the handler's memory until the end of the request. It may wait; see account.take.
func (a *answer) hold(ctx context.Context, n int64) error {
	if a.memory == nil || n <= 0 {
		return nil
	}
	return a.memory.take(ctx, n)
}

// drop returns n bytes of what hold took.
func (a *answer) drop(n int64) {
	if a.memory != nil {
		a.memory.give(n)
	}
}

// tryHold is hold without waiting. It reports whether there was room.
func (a *answer) tryHold(n int64) bool { return a.memory == nil || n <= 0 || a.memory.tryTake(n) }

// pin reads the value of a key for an answer. The caller releases the value. Its memory is held until the end of the request.
func (h *Handler) pin(ctx context.Context, a *answer, store leveldb.Store, key string, o leveldb.ReadOptions) (leveldb.Value, error) {
	for held := int64(0); ; {
		done, err := h.reading(ctx)
		if err != nil {
			return leveldb.Value{}, err
		}
		value, err := h.pinOnce(store, key, o)
		if err != nil {
			done()
			return leveldb.Value{}, err
		}
		size := h.weigh(value)
		if a.tryHold(size - held) {
			done()
			return value, nil
		}
		// It waits without the value, which may be another one by the time there is room.
		value.Release()
		done()
		if err := a.hold(ctx, size-held); err != nil {
			return leveldb.Value{}, err
		}
		held = size
	}
}

// pinOnce reads a value. LevelDB's cache keeps a block that is larger than all of the cache until another one comes to the same of
// its 16 parts. So once long values were seen that count, the cache is not filled with a block before the value is known to be short.
func (h *Handler) pinOnce(store leveldb.Store, key string, o leveldb.ReadOptions) (leveldb.Value, error) {
	careful := h.uncached(o)
	value, err := store.Pin(key, careful)
	if err != nil || careful == o || len(value.Bytes()) > freeValue {
		return value, err
	}
	value.Release()
	return store.Pin(key, o)
}

// uncached returns the options for a read that may meet long values.
func (h *Handler) uncached(o leveldb.ReadOptions) leveldb.ReadOptions {
	o.DontFillCache = o.DontFillCache || h.longest.Load() > 0
	return o
}

// reading begins a read of values whose size is not known yet, and done ends it, when the size has been counted. LevelDB has
// allocated their memory by then, so few reads are under way at a time: one at first, up to atATime if they bring short values, and
// fewer again, for good, once they brought long ones. (What the first reads of long values after many short ones allocate together
// is not bounded.)
func (h *Handler) reading(ctx context.Context) (done func(), err error) {
	n := h.unknownSize / atATime
	if h.short.Load() < shortReads {
		n = h.unknownSize
	}
	n = min(max(h.longest.Load(), n), h.unknownSize)
	if !h.unknown.TryAcquire(n) {
		if err := h.wait(ctx, h.unknown, n); err != nil {
			return nil, err
		}
	}
	return func() { h.unknown.Release(n) }, nil
}

// weigh returns the memory that a value takes beyond requestMemory.
func (h *Handler) weigh(value leveldb.Value) int64 {
	b := value.Bytes()
	if len(b) <= freeValue {
		if h.short.Load() < shortReads {
			h.short.Add(1)
		}
		return 0
	}
	if !onHeap(b) {
		return 0
	}
	size := int64(len(b))
	for {
		longest := h.longest.Load()
		if longest >= size || h.longest.CompareAndSwap(longest, size) {
			return size
		}
	}
}

// pagemap describes the pages of this process, 8 bytes each. It is nil where there is none.
var pagemap = sync.OnceValue(func() *os.File {
	f, err := os.Open("/proc/self/pagemap")
	if err != nil {
		return nil
	}
	return f
})

// Bits of an entry of /proc/self/pagemap, see Documentation/admin-guide/mm/pagemap.rst of Linux.
const (
	pageOfFile  = 1 << 61
	pageSwapped = 1 << 62
	pagePresent = 1 << 63
)

// onHeap reports whether bytes lie in memory that was allocated, and not in a file that is mapped into memory. Where that
// cannot be found out, they do.
func onHeap(b []byte) bool {
	f := pagemap()
	if f == nil || len(b) == 0 {
		return true
	}
	// The middle: a page at an end may be shared with something else.
	at := uintptr(unsafe.Pointer(&b[len(b)/2]))
	var entry [8]byte
	if _, err := f.ReadAt(entry[:], int64(at/uintptr(os.Getpagesize()))*8); err != nil {
		return true
	}
	bits := binary.NativeEndian.Uint64(entry[:])
	if bits&pagePresent != 0 {
		return bits&pageOfFile == 0
	}
	return bits&pageSwapped != 0 // a page of a file that was not read yet is neither
}

// reserve takes the memory for a step of an iterator: as much as the longest value so far that counted. The iterator holds what it
// stands on, so it cannot wait for memory afterwards.
func (h *Handler) reserve(ctx context.Context, a *answer) (reserved int64, err error) {
	reserved = min(h.longest.Load(), h.options.share()/2)
	return reserved, a.hold(ctx, reserved)
}

// next returns the next page of a cursor, nil after the last. reserved is what was taken for it; held is what its long key or value
// takes of that until the next step, and the rest is returned. If there is no room for it the error is ErrBusy.
func (h *Handler) next(ctx context.Context, a *answer, cursor leveldb.Cursor, reserved int64) (page *leveldb.Page, held int64, err error) {
	done, err := h.reading(ctx)
	if err != nil {
		return nil, reserved, err
	}
	defer done()
	page, err = cursor.Next()
	if err == nil && page != nil && page.Len() == 1 { // as long ones are alone
		held, err = h.weighPage(page)
	}
	switch {
	case err != nil:
		return nil, reserved, err
	case held <= reserved:
		a.drop(reserved - held)
	case !a.tryHold(held - reserved):
		return nil, reserved, fmt.Errorf("%w: no memory for an entry of %d bytes", wire.ErrBusy, held)
	}
	return page, held, nil
}

// weighPage returns the memory that the one entry of a page takes beyond the buffers of a stream.
func (h *Handler) weighPage(page *leveldb.Page) (size int64, err error) {
	if key := len(page.Key(0)); key > freeValue {
		size = 2 * int64(key) // in the page, and in the answer
	}
	value, err := page.Value(0)
	if errors.Is(err, leveldb.ErrNotFound) {
		return size, nil
	}
	if err != nil {
		return 0, err
	}
	defer value.Release()
	return size + h.weigh(value), nil
}
