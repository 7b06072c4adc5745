package leveldb

import (
	"bytes"
	"cmp"
	"encoding/binary"
)

// Well-known comparators. Neither is registered until RegisterComparator is called. The comparator
// "idb_cmp1" of Chromium's IndexedDB is not provided, because it depends on the meaning of the
// keys.
var (
	// ReverseBytewise is reverse bytewise order: -bytes.Compare(a, b). Its name is that of
	// ReverseBytewiseComparator in RocksDB (util/comparator.cc). Programs that use LevelDB, Plyvel
	// or goleveldb choose their own names for it.
	ReverseBytewise = &Comparator{
		Name:    "rocksdb.ReverseBytewiseComparator",
		Compare: func(a, b []byte) int { return bytes.Compare(b, a) },
	}

	// LittleEndianUint64 is the numeric order of keys that are 8-byte little-endian unsigned
	// integers. It matches Uint64Comparator in RocksDB on little-endian machines. RocksDB allows no
	// other keys; here, keys of other lengths sort after them, in bytewise order.
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
