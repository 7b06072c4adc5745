package driver

import (
	"encoding/binary"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
)

// Batch collects writes that Store.Write applies atomically. The zero value is an empty batch. It
// is Go memory and does not need to be closed.
//
// A Batch is safe for concurrent use by multiple goroutines. Entries are in the order in which the
// calls that added them returned. A Batch must not be copied after first use: the methods of a copy
// treat it as empty or return ErrInvalidArgument.
//
// Each entry is packed as
//
//	offset 0      operation: PutEntry or DeleteEntry
//	offset 1      length K of the key, 4 bytes, little-endian
//	offset 5      length V of the value, 4 bytes, little-endian; 0 for delete
//	offset 9      key, K bytes
//	offset 9+K    value, V bytes
type Batch struct {
	self atomic.Pointer[Batch] // this Batch, set at first use, before mu is first locked

	mu     sync.Mutex // not held while code of the caller or LevelDB runs
	packed []byte     // append-only while others may read it: see Reset
	count  int

	readers int    // Read calls in progress
	given   bool   // packed was returned by Packed
	tail    uint64 // number of the PutWith call that uses the memory after packed; 0 if none
	tails   uint64 // number of such calls so far
	crowded bool   // another call added entries while tail was set, since the last Reset
}

// The operations of an entry. LevelDB uses the same numbers (ValueType in db/dbformat.h).
const (
	DeleteEntry = 0
	PutEntry    = 1
)

// BatchOverhead is the size of a batch entry without its key and value, in bytes.
const BatchOverhead = 9

// Put adds a write of value under key. Both are copied. The error is ErrTooLarge if LevelDB cannot
// hold the batch with this entry; the batch is then unchanged.
func (b *Batch) Put(key string, value []byte) error { return b.add(PutEntry, key, value) }

// Delete adds a deletion of key. Errors are those of Put.
func (b *Batch) Delete(key string) error { return b.add(DeleteEntry, key, nil) }

// PutWith adds a write of the value that encode appends to the empty slice it is given. The slice
// is the batch's own memory if there is room, which saves a copy. encode must not retain the slice.
// If encode panics, or if PutWith returns an error, the batch is unchanged. encode may add entries
// to the batch; they then precede this one.
func (b *Batch) PutWith(key string, encode func(dst []byte) ([]byte, error)) error {
	if err := b.lock(); err != nil {
		return err
	}
	if err := checkRoom(len(b.packed), len(key), 0); err != nil {
		b.mu.Unlock()
		return err
	}
	free, tail := b.takeTail(BatchOverhead + len(key))
	b.mu.Unlock()

	added := false
	defer func() {
		if !added { // by an error or a panic
			b.mu.Lock()
			b.returnTail(tail)
			b.mu.Unlock()
		}
	}()
	value, err := encode(free)
	if err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	added = true
	inPlace := b.returnTail(tail) && cap(value) > 0 && &value[:1][0] == &free[:1][0]
	if err := checkRoom(len(b.packed), len(key), len(value)); err != nil {
		return err
	}
	if inPlace {
		AppendEntry(b.packed, PutEntry, key, nil) // fits: see takeTail
		head := len(b.packed) + BatchOverhead + len(key)
		binary.LittleEndian.PutUint32(b.packed[len(b.packed):head][5:], uint32(len(value)))
		b.packed = b.packed[:head+len(value)]
	} else {
		b.loseTail()
		b.packed = AppendEntry(b.packed, PutEntry, key, value)
	}
	b.count++
	return nil
}

// takeTail returns the memory after the entries for a PutWith call, except for the first head
// bytes, which are reserved for the header of its entry. It returns no memory if another call is
// using it; the caller then encodes elsewhere. The caller holds mu.
func (b *Batch) takeTail(head int) (free []byte, tail uint64) {
	if b.tail != 0 || b.crowded {
		b.crowded = true
		return nil, 0
	}
	b.packed = slices.Grow(b.packed, head)
	if free = b.packed[len(b.packed)+head : len(b.packed)+head : cap(b.packed)]; cap(free) == 0 {
		return nil, 0
	}
	b.tails++
	b.tail = b.tails
	return free, b.tail
}

// returnTail ends the use of that memory, and reports whether the call still owned it. The caller
// holds mu.
func (b *Batch) returnTail(tail uint64) bool {
	if tail == 0 || b.tail != tail {
		return false
	}
	b.tail = 0
	return true
}

// loseTail moves the batch to new memory if a PutWith call is using the memory after its entries.
// That call keeps the old memory. This happens at most once between two calls of Reset, because
// takeTail then returns no memory until Reset. The caller holds mu.
func (b *Batch) loseTail() {
	if b.tail != 0 {
		b.tail = 0
		b.crowded = true
		b.packed = slices.Clone(b.packed)
		b.given = false
	}
}

func (b *Batch) add(op byte, key string, value []byte) error {
	if err := b.lock(); err != nil {
		return err
	}
	defer b.mu.Unlock()
	if err := checkRoom(len(b.packed), len(key), len(value)); err != nil {
		return err
	}
	b.loseTail()
	b.packed = AppendEntry(b.packed, op, key, value)
	b.count++
	return nil
}

// lock locks mu, or returns an error if b is a copy. The mutex of a copy may be locked forever.
func (b *Batch) lock() error {
	if self := b.self.Load(); self != b && (self != nil || !b.self.CompareAndSwap(nil, b)) && b.self.Load() != b {
		return &Error{Class: ErrInvalidArgument, Text: "the batch is a copy of one that was in use: copy a pointer to it"}
	}
	b.mu.Lock()
	return nil
}

// AppendEntry appends an entry to packed entries, in the format of Batch.
func AppendEntry(packed []byte, op byte, key string, value []byte) []byte {
	packed = append(packed, op)
	packed = binary.LittleEndian.AppendUint32(packed, uint32(len(key)))
	packed = binary.LittleEndian.AppendUint32(packed, uint32(len(value)))
	packed = append(packed, key...)
	return append(packed, value...)
}

// checkRoom returns an error if LevelDB cannot hold the entry, alone or after size bytes of other
// entries.
func checkRoom(size, key, value int) error {
	if err := CheckSize(key, value); err != nil {
		return err
	}
	if uint64(size)+BatchOverhead+uint64(key)+uint64(value) > MaxEntrySize {
		return &Error{Class: ErrTooLarge, Text: fmt.Sprintf("batch of %d bytes and an entry of %d; LevelDB holds %d in all",
			size, key+value, uint64(MaxEntrySize))}
	}
	return nil
}

// Len returns the number of entries.
func (b *Batch) Len() int {
	if b.lock() != nil {
		return 0
	}
	defer b.mu.Unlock()
	return b.count
}

// Size returns the length of the packed entries in bytes.
func (b *Batch) Size() int {
	if b.lock() != nil {
		return 0
	}
	defer b.mu.Unlock()
	return len(b.packed)
}

// Packed returns the packed entries. The caller must not modify them. They do not change, even if
// the batch is modified.
func (b *Batch) Packed() []byte {
	if b.lock() != nil {
		return nil
	}
	defer b.mu.Unlock()
	b.given = true
	return b.packed[:len(b.packed):len(b.packed)]
}

// Read calls fn with the packed entries, which do not change until fn returns. fn must not modify
// or retain them. Unlike Packed, Read lets the batch reuse the memory afterwards.
func (b *Batch) Read(fn func(packed []byte) error) error {
	if err := b.lock(); err != nil {
		return err
	}
	packed := b.packed
	b.readers++
	b.mu.Unlock()
	defer func() {
		b.mu.Lock()
		b.readers--
		b.mu.Unlock()
	}()
	return fn(packed)
}

// ParseBatch returns a batch of packed entries in the format of Packed. The batch takes ownership
// of packed. The error is ErrInvalidArgument if the bytes are not packed entries, and ErrTooLarge
// if LevelDB cannot hold them.
func ParseBatch(packed []byte) (*Batch, error) {
	if uint64(len(packed)) > MaxEntrySize {
		return nil, &Error{Class: ErrTooLarge, Text: fmt.Sprintf("batch of %d bytes; LevelDB holds %d", len(packed), uint64(MaxEntrySize))}
	}
	count, err := CountEntries(packed)
	if err != nil {
		return nil, err
	}
	return &Batch{packed: packed, count: count}, nil
}

// Reset removes all entries. It keeps the memory for new ones, unless another goroutine may still
// be reading or writing it, or Packed has returned it.
func (b *Batch) Reset() {
	if b.lock() != nil {
		return
	}
	defer b.mu.Unlock()
	if b.readers > 0 || b.given || b.tail != 0 {
		b.packed = nil
	}
	b.packed = b.packed[:0]
	b.count, b.given, b.tail, b.crowded = 0, false, 0, false
}
