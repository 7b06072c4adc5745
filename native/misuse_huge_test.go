package native

import (
	"testing"
	"unsafe"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// LevelDB truncates lengths to 32 bits, even those of keys to look up: a key of 4 GiB less 8 bytes
// looks empty to it. The memory here cannot be read, so any access to a key that is too large
// faults.
func TestHugeKeysAreRefused(t *testing.T) {
	memory, err := unix.Mmap(-1, 0, 1<<32+8, unix.PROT_NONE, unix.MAP_PRIVATE|unix.MAP_ANON|unix.MAP_NORESERVE)
	require.NoError(t, err)
	defer func() { require.NoError(t, unix.Munmap(memory)) }()
	db := filled(t)
	it, err := db.Scan(ctx, driver.Span{Seekable: true}, driver.ReadOptions{})
	require.NoError(t, err)
	defer it.Close()
	var b driver.Batch
	for _, size := range []int{driver.MaxEntrySize + 1, 1<<32 - 8, 1<<32 - 1, 1 << 32, 1<<32 + 8} {
		bytes := memory[:size]
		key := unsafe.String(&bytes[0], size)
		none := driver.ReadOptions{}
		for name, call := range map[string]func() error{
			"Get":                   func() error { _, err := db.Get(ctx, key, nil, none); return err },
			"Pin":                   func() error { _, err := db.Pin(ctx, key, none); return err },
			"Has":                   func() error { _, err := db.Has(ctx, key, none); return err },
			"Put a key":             func() error { return db.Put(ctx, key, nil, driver.WriteOptions{}) },
			"Put a value":           func() error { return db.Put(ctx, "k", bytes, driver.WriteOptions{}) },
			"Delete":                func() error { return db.Delete(ctx, key, driver.WriteOptions{}) },
			"Batch.Put a key":       func() error { return b.Put(key, nil) },
			"Batch.Put a value":     func() error { return b.Put("k", bytes) },
			"Batch.Delete":          func() error { return b.Delete(key) },
			"Batch.PutWith a value": func() error { return b.PutWith("k", func([]byte) ([]byte, error) { return bytes, nil }) },
			"ParseBatch":            func() error { _, err := driver.ParseBatch(bytes); return err },
			"NewIterator from":      func() error { _, err := db.Scan(ctx, driver.Span{Lower: key}, none); return err },
			"NewIterator up to":     func() error { _, err := db.Scan(ctx, driver.Span{Upper: key}, none); return err },
			"Count":                 func() error { _, err := db.Count(ctx, driver.Span{Upper: key}, none); return err },
			"NewLookup":             func() error { _, err := db.Lookup(ctx, []string{"k", key}, none); return err },
			"Gather":                func() error { _, err := db.Gather(ctx, []string{"k", key}, nil, nil, none); return err },
			"Resume":                func() error { return resume(it, key, 1) },
			"Seek":                  func() error { return it.(*Iterator).Seek(driver.Position{Place: driver.AtKey, Key: key}) },
			"ApproximateSize":       func() error { _, err := db.ApproximateSize(ctx, key, ""); return err },
			"CompactRange":          func() error { return db.Compact(ctx, "", key) },
		} {
			assert.ErrorIs(t, call(), driver.ErrTooLarge, name)
		}
	}
	require.Zero(t, b.Len())
}
