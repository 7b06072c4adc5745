package native

import (
	"encoding/binary"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// keyOverhead is the size of a key's header in a packed list of keys: the key's length, 4 bytes,
// little-endian, before the key.
const keyOverhead = 4

// packKeys returns the packed list of keys for a lookup.
func packKeys(keys []string) ([]byte, error) {
	size := 0
	for _, key := range keys { // check before allocating
		if err := driver.CheckSize(len(key), 0); err != nil {
			return nil, err
		}
		size += keyOverhead + len(key)
	}
	packed := make([]byte, 0, size)
	for _, key := range keys { // check again: the slice may have changed
		if err := driver.CheckSize(len(key), 0); err != nil {
			return nil, err
		}
		packed = binary.LittleEndian.AppendUint32(packed, uint32(len(key)))
		packed = append(packed, key...)
	}
	return packed, nil
}
