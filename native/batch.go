package native

import (
	"encoding/binary"
	"fmt"
)

// Batch collects writes that DB.Write applies together. The zero value is an empty batch. It may be used by one goroutine
// at a time, and needs no release: it is Go memory, and crosses into C++ once.
//
// Each entry is packed as
//
//	offset 0      operation: putEntry or deleteEntry
//	offset 1      length K of the key, 4 bytes, little-endian
//	offset 5      length V of the value, 4 bytes, little-endian; 0 for delete
//	offset 9      key, K bytes
//	offset 9+K    value, V bytes
type Batch struct {
	packed []byte
	count  int
}

// The operations of an entry, as LevelDB numbers them itself (ValueType in db/dbformat.h).
const (
	deleteEntry = 0
	putEntry    = 1
)

// BatchOverhead is what an entry takes in a batch beside its key and value, in bytes.
const BatchOverhead = 9

// Put adds the storing of value under key. Both are copied. The error is ErrTooLarge if LevelDB could not hold the batch;
// the batch is then as it was.
func (b *Batch) Put(key string, value []byte) error { return b.add(putEntry, key, value) }

// PutWith adds the storing under key of what encode appends to the empty slice it is given, which spares a copy while there is
// room in the batch. After an error, encode's own included, and after a panic of encode the batch is as it was.
func (b *Batch) PutWith(key string, encode func(dst []byte) ([]byte, error)) error {
	start := len(b.packed)
	if err := b.add(putEntry, key, nil); err != nil {
		return err
	}
	head := len(b.packed)
	added := false
	defer func() {
		if !added {
			b.packed = b.packed[:start]
			b.count--
		}
	}()
	// Of the batch encode gets only what is free, so that no mistake in it can damage the other entries.
	free := b.packed[head:]
	value, err := encode(free)
	if err != nil {
		return err
	}
	if err := b.checkRoom(start, len(key), len(value)); err != nil {
		return err
	}
	if cap(free) > 0 && cap(value) > 0 && &value[:1][0] == &free[:1][0] {
		b.packed = b.packed[:head+len(value)]
	} else {
		b.packed = append(b.packed, value...)
	}
	binary.LittleEndian.PutUint32(b.packed[start+5:], uint32(len(value)))
	added = true
	return nil
}

// Delete adds the removal of key, like Put.
func (b *Batch) Delete(key string) error { return b.add(deleteEntry, key, nil) }

func (b *Batch) add(op byte, key string, value []byte) error {
	if err := b.checkRoom(len(b.packed), len(key), len(value)); err != nil {
		return err
	}
	b.packed = appendEntry(b.packed, op, key, value)
	b.count++
	return nil
}

// appendEntry appends an entry to packed ones.
func appendEntry(packed []byte, op byte, key string, value []byte) []byte {
	packed = append(packed, op)
	packed = binary.LittleEndian.AppendUint32(packed, uint32(len(key)))
	packed = binary.LittleEndian.AppendUint32(packed, uint32(len(value)))
	packed = append(packed, key...)
	return append(packed, value...)
}

// checkRoom refuses an entry that LevelDB could not hold, by itself or behind size bytes of others.
func (b *Batch) checkRoom(size, key, value int) error {
	if err := checkSize("batch", key, value); err != nil {
		return err
	}
	if uint64(size)+BatchOverhead+uint64(key)+uint64(value) > MaxEntrySize {
		return &Error{Op: "batch", Class: ErrTooLarge, Text: fmt.Sprintf("batch of %d bytes and an entry of %d; LevelDB holds %d in all",
			size, key+value, uint64(MaxEntrySize))}
	}
	return nil
}

// keyOverhead is what a key takes in a packed list beside itself: its length, 4 bytes, little-endian, before it.
const keyOverhead = 4

// packKeys makes the list of keys for a lookup.
func packKeys(keys []string) ([]byte, error) {
	size := 0
	for _, key := range keys {
		if err := checkSize("get", len(key), 0); err != nil {
			return nil, err
		}
		size += keyOverhead + len(key)
	}
	packed := make([]byte, 0, size)
	for _, key := range keys {
		packed = binary.LittleEndian.AppendUint32(packed, uint32(len(key)))
		packed = append(packed, key...)
	}
	return packed, nil
}

// Len gives the number of entries.
func (b *Batch) Len() int { return b.count }

// Size gives the length of the packed entries in bytes.
func (b *Batch) Size() int { return len(b.packed) }

// Packed gives the packed entries. Borrowed, valid until the batch is changed, and not to be changed.
func (b *Batch) Packed() []byte { return b.packed }

// ParseBatch makes a batch of packed entries, as Packed gave them. They belong to the batch from now on. The error is
// ErrInvalidArgument for bytes that are no packed entries, ErrTooLarge if LevelDB could not hold them.
func ParseBatch(packed []byte) (*Batch, error) {
	if uint64(len(packed)) > MaxEntrySize {
		return nil, &Error{Op: "batch", Class: ErrTooLarge, Text: fmt.Sprintf("batch of %d bytes; LevelDB holds %d", len(packed), uint64(MaxEntrySize))}
	}
	b := &Batch{packed: packed}
	for rest := packed; len(rest) > 0; b.count++ {
		size := uint64(BatchOverhead)
		if len(rest) >= BatchOverhead {
			size += uint64(binary.LittleEndian.Uint32(rest[1:])) + uint64(binary.LittleEndian.Uint32(rest[5:]))
		}
		if size > uint64(len(rest)) || rest[0] > putEntry || rest[0] == deleteEntry && binary.LittleEndian.Uint32(rest[5:]) != 0 {
			return nil, &Error{Op: "batch", Class: ErrInvalidArgument, Text: fmt.Sprintf("entry %d of the batch is not a packed entry", b.count)}
		}
		rest = rest[size:]
	}
	return b, nil
}

// Reset empties the batch and keeps its memory for the next.
func (b *Batch) Reset() {
	b.packed = b.packed[:0]
	b.count = 0
}
