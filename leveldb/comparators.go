package leveldb

import (
	"bytes"
	"cmp"
	"encoding/binary"
)

// Well-known orders. None is registered until RegisterComparator is called. Chromium's IndexedDB has
// one too, "idb_cmp1", which depends on the meaning of the keys and is not provided here.
var (
	// ReverseBytewise is the reverse of the order of bytes: -bytes.Compare(a, b). The name is that of
	// ReverseBytewiseComparator in RocksDB (util/comparator.cc). Programs with LevelDB, Plyvel or
	// goleveldb use names of their own for it.
	ReverseBytewise = &Comparator{
		Name:    "rocksdb.ReverseBytewiseComparator",
		Compare: func(a, b []byte) int { return bytes.Compare(b, a) },
	}

	// LittleEndianUint64 is the numeric order of keys that are unsigned integers of 8 bytes,
	// little-endian. It is that of Uint64Comparator in RocksDB on
	// machines that are little-endian. RocksDB allows only such keys; here, keys of another length
	// follow, in the order of their bytes.
	LittleEndianUint64 = &Comparator{Name: "rocksdb.Uint64Comparator", Compare: compareUint64}
)

func compareUint64(a, b []byte) int {
	switch {
	case len(a) == 8 && len(b) == 8:
		return cmp.Compare(binary.LittleEndian.Uint64(a), binary.LittleEndian.Uint64(b))
	case len(a) == 8:
		return -1
	case len(b) == 8:
		return 1
	}
	return bytes.Compare(a, b)
}
