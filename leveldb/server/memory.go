package server

import (
	"context"
	"encoding/binary"
	"os"
	"sync"
	"unsafe"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// What requests hold in memory counts against HandlerOptions.MaxMemory.
//
//   - Each request being served has requestMemory for its header, a short body and the buffers
//     around them. MaxRequests × requestMemory of MaxMemory is set aside for this.
//   - One part, 1/unknownPart, is set aside for values that LevelDB is reading and that were not
//     counted yet.
//   - The rest is a budget. Longer bodies use it as they arrive; the body of a write uses twice its
//     length, because LevelDB copies it. The buffers of streamed responses use it, and so do keys
//     and values longer than freeValue.
//   - A value is sent directly from LevelDB's memory. That costs nothing if the value is in a
//     memory-mapped table. A value in a block that LevelDB had to decompress or read counts,
//     because nothing else bounds that memory.
const (
	requestMemory = 128 << 10
	// freeValue is the maximum length of a value or key that requestMemory covers.
	freeValue = 64 << 10
	// streamMemory is the memory for the buffers of a streamed response; see frameWriter.
	streamMemory = 320 << 10
	// unknownPart is the divisor for the part of MaxMemory that is set aside for reads of unknown
	// size; see reading.
	unknownPart = 8
	// atATime is the maximum number of concurrent reads of unknown size, after shortReads reads of
	// short values.
	atATime    = 8
	shortReads = 1000
)

// hold reserves n bytes of the handler's memory until the end of the request. It may wait; see
// account.take.
func (a *answer) hold(ctx context.Context, n int64) error {
	if a.memory == nil || n <= 0 {
		return nil
	}
	return a.memory.take(ctx, n)
}

// drop returns n bytes of what hold reserved.
func (a *answer) drop(n int64) {
	if a.memory != nil {
		a.memory.release(n)
	}
}

// held returns what is reserved.
func (a *answer) held() int64 {
	if a.memory == nil {
		return 0
	}
	return a.memory.held
}

// tryHold is like hold, but never waits. It reports whether there was room.
func (a *answer) tryHold(n int64) bool { return a.memory == nil || n <= 0 || a.memory.tryTake(n) }

// pin reads the value of a key for a response. The caller must release the value. Its memory stays
// reserved until the end of the request.
func (h *Handler) pin(ctx context.Context, a *answer, store driver.Store, key string, o leveldb.ReadOptions) (driver.Value, error) {
	for held := int64(0); ; {
		value, size, err := h.pinCounted(ctx, a, store, key, o, held)
		if err != nil || size == 0 {
			return value, err
		}
		// Wait without the value. It may have changed by the time there is room.
		if err := a.hold(ctx, size-held); err != nil {
			return driver.Value{}, err
		}
		held = size
	}
}

// pinCounted reads a value and reserves its memory, of which held bytes are reserved. If there is not
// enough, it releases the value and returns how much it needs.
func (h *Handler) pinCounted(ctx context.Context, a *answer, store driver.Store, key string, o leveldb.ReadOptions, held int64) (value driver.Value, need int64, err error) {
	done, err := h.reading(ctx)
	if err != nil {
		return driver.Value{}, 0, err
	}
	defer done() // also if the store panics
	if value, err = h.pinOnce(ctx, a, store, key, o); err != nil {
		return driver.Value{}, 0, err
	}
	if size := h.weigh(value); !a.tryHold(size - held) {
		value.Release()
		return driver.Value{}, size, nil
	}
	return value, 0, nil
}

// pinOnce reads a value. If a block is larger than LevelDB's whole cache, the cache keeps the block
// until another one enters the same one of its 16 shards. Once long values that count have been
// seen, pinOnce therefore reads without filling the cache, and fills it only if the value turns out
// to be short.
func (h *Handler) pinOnce(ctx context.Context, a *answer, store driver.Store, key string, o leveldb.ReadOptions) (driver.Value, error) {
	read := store.Pin
	if a.short != nil {
		read = func(ctx context.Context, key string, o leveldb.ReadOptions) (driver.Value, error) {
			return store.Get(ctx, key, a.short.value[:], o)
		}
	}
	careful := h.uncached(o)
	value, err := read(ctx, key, careful)
	if err != nil || careful == o || len(value.Bytes()) > freeValue {
		return value, err
	}
	value.Release()
	return read(ctx, key, o)
}

// uncached returns the options for a read that may find long values.
func (h *Handler) uncached(o leveldb.ReadOptions) leveldb.ReadOptions {
	o.DontFillCache = o.DontFillCache || h.longest.Load() > 0
	return o
}

// reading begins a read of values whose size is not known yet. The caller must call done when the
// size has been counted. LevelDB allocates the memory before that, so the number of concurrent
// reads is limited: one at first, up to atATime after short values, and permanently fewer after
// long values. (The memory that the first reads of long values after many short ones allocate
// together is not bounded.)
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

// weigh returns the memory that a value uses beyond requestMemory.
func (h *Handler) weigh(value driver.Value) int64 {
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

// pagemap describes the pages of this process, 8 bytes per page. It is nil if the system has none.
var pagemap = sync.OnceValue(func() *os.File {
	f, err := os.Open("/proc/self/pagemap")
	if err != nil {
		return nil
	}
	return f
})

// Bits of an entry of /proc/self/pagemap. See Documentation/admin-guide/mm/pagemap.rst of Linux.
const (
	pageOfFile  = 1 << 61
	pageSwapped = 1 << 62
	pagePresent = 1 << 63
)

// onHeap reports whether b is in allocated memory, as opposed to a memory-mapped file. It returns
// true if it cannot find out.
func onHeap(b []byte) bool {
	f := pagemap()
	if f == nil || len(b) == 0 {
		return true
	}
	// Look at the middle: the first and the last page may be shared with something else.
	at := uintptr(unsafe.Pointer(&b[len(b)/2]))
	var entry [8]byte
	if _, err := f.ReadAt(entry[:], int64(at/uintptr(os.Getpagesize()))*8); err != nil {
		return true
	}
	bits := binary.NativeEndian.Uint64(entry[:])
	if bits&pagePresent != 0 {
		return bits&pageOfFile == 0
	}
	return bits&pageSwapped != 0 // a file page that was not read yet has neither bit
}
