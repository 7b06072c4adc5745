package driver

import (
	"encoding/binary"
	"fmt"
)

// PackedEntry is an entry of packed entries, as Batch.Packed returns them. Key and Value share the
// memory of the packed entries.
type PackedEntry struct {
	Op         byte // PutEntry or DeleteEntry
	Key, Value []byte
}

// CutEntry returns the first packed entry, and the entries after it. ok is false if packed does not
// begin with an entry, for example because it is empty.
func CutEntry(packed []byte) (e PackedEntry, rest []byte, ok bool) {
	value, end, ok := measure(packed)
	if !ok {
		return PackedEntry{}, nil, false
	}
	return PackedEntry{packed[0], packed[BatchOverhead:value:value], packed[value:end:end]}, packed[end:], true
}

// measure returns the offsets at which the value of the first packed entry begins and ends. It
// reads each length once, because other goroutines may be modifying the bytes.
func measure(packed []byte) (value, end uint64, ok bool) {
	if len(packed) < BatchOverhead {
		return 0, 0, false
	}
	op := packed[0]
	value = BatchOverhead + uint64(binary.LittleEndian.Uint32(packed[1:]))
	end = value + uint64(binary.LittleEndian.Uint32(packed[5:]))
	return value, end, (op == PutEntry || op == DeleteEntry && end == value) && end <= uint64(len(packed))
}

// CountEntries returns the number of packed entries, or ErrInvalidArgument if the bytes are not
// packed entries.
func CountEntries(packed []byte) (count int, err error) {
	for ; len(packed) > 0; count++ {
		_, end, ok := measure(packed)
		if !ok {
			return 0, &Error{Class: ErrInvalidArgument, Text: fmt.Sprintf("entry %d of the batch is not a packed entry", count)}
		}
		packed = packed[end:]
	}
	return count, nil
}

// Append adds the entries that other holds at the time of the call. other may be b itself. The
// error is ErrTooLarge if LevelDB cannot hold the resulting batch; b is then unchanged.
func (b *Batch) Append(other *Batch) error {
	return other.Read(func(packed []byte) error {
		count, err := CountEntries(packed)
		if err != nil {
			return err
		}
		if err := b.lock(); err != nil {
			return err
		}
		defer b.mu.Unlock()
		if err := checkTogether(len(b.packed), len(packed)); err != nil {
			return err
		}
		b.loseTail()
		b.packed = append(b.packed, packed...)
		b.count += count
		return nil
	})
}

// checkTogether returns an error if LevelDB cannot hold packed entries of these sizes in one batch.
func checkTogether(size, more int) error {
	if uint64(size)+uint64(more) <= MaxEntrySize {
		return nil
	}
	return &Error{Class: ErrTooLarge, Text: fmt.Sprintf("batches of %d and %d bytes; LevelDB holds %d in all", size, more, uint64(MaxEntrySize))}
}
