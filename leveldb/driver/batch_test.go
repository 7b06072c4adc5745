package driver

import (
	"errors"
	"math"
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// adders are the ways to add an entry.
var adders = []func(b *Batch, key string) error{
	func(b *Batch, key string) error { return b.Put(key, []byte(key)) },
	func(b *Batch, key string) error {
		return b.PutWith(key, func(dst []byte) ([]byte, error) { return append(dst, key...), nil })
	},
	func(b *Batch, key string) error {
		return b.PutWith(key, func([]byte) ([]byte, error) { return []byte(key), nil })
	},
}

// A batch holds entries exactly up to the limit.
func TestRoomInBatch(t *testing.T) {
	const most = math.MaxUint32 / 2
	for _, c := range []struct {
		size, key, value int
		fits             bool
	}{
		{0, 0, 0, true},
		{MaxEntrySize - BatchOverhead - 15, 10, 5, true},
		{MaxEntrySize - BatchOverhead - 14, 10, 5, false},
		{MaxEntrySize - BatchOverhead - 15, 11, 5, false},
		{MaxEntrySize - BatchOverhead - 15, 10, 6, false},
		{MaxEntrySize, 0, 0, false},
		{most, most, 0, false},
		{0, MaxEntrySize + 1, 0, false},
		{0, 0, MaxEntrySize + 1, false},
	} {
		err := checkRoom(c.size, c.key, c.value)
		if c.fits {
			require.NoError(t, err, "%+v", c)
		} else {
			require.ErrorIs(t, err, ErrTooLarge, "%+v", c)
		}
	}
}

// A copy of a batch would share memory with it, so using the copy returns an error. This also holds
// for a copy of a locked batch.
func TestBatchCopied(t *testing.T) {
	for _, locked := range []bool{false, true} {
		var b Batch
		require.NoError(t, b.Put("k", nil))
		if locked {
			b.mu.Lock()
		}
		var copied Batch
		reflect.ValueOf(&copied).Elem().Set(reflect.ValueOf(&b).Elem()) // vet rejects copied = b
		if locked {
			b.mu.Unlock()
		}
		for _, add := range adders {
			require.ErrorIs(t, add(&copied, "k"), ErrInvalidArgument)
		}
		require.ErrorIs(t, copied.Delete("k"), ErrInvalidArgument)
		require.ErrorIs(t, copied.Read(func([]byte) error { return nil }), ErrInvalidArgument)
		assert.Zero(t, copied.Len())
		assert.Zero(t, copied.Size())
		assert.Empty(t, copied.Packed())
		copied.Reset()
		require.Equal(t, 1, b.Len())
		require.NoError(t, b.Read(func([]byte) error { return nil }))
	}
}

// Reset keeps the memory after a PutWith that failed, and after one whose memory was revoked.
func TestBatchResetKeepsMemory(t *testing.T) {
	var b Batch
	require.NoError(t, b.Put("room", make([]byte, 1<<10)))
	b.Reset()
	failure := errors.New("failure")
	require.ErrorIs(t, b.PutWith("k", func([]byte) ([]byte, error) { return nil, failure }), failure)
	require.NoError(t, b.PutWith("k", func(dst []byte) ([]byte, error) {
		require.Positive(t, cap(dst), "the memory of the failed call is used again")
		return append(dst, "value"...), nil
	}))
	b.Reset()
	require.Positive(t, cap(b.packed))

	require.NoError(t, b.Put("before", nil))
	require.NotEmpty(t, b.Packed())
	require.NoError(t, b.PutWith("k", func(dst []byte) ([]byte, error) {
		require.Positive(t, cap(dst))
		return dst, b.Put("other", nil) // moves the entries to memory that Packed has not returned
	}))
	b.Reset()
	require.Positive(t, cap(b.packed))
}
