package cluster

import (
	"encoding/binary"
	"fmt"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// root begins every key of this package. TiDB's keys begin with "m" and "t".
const root = "oldb"

// The kinds of keys: see the package comment.
const (
	kindName      = 'n'
	kindLast      = 'l'
	kindDestroyed = 'x'

	kindData  = 'd'
	kindOwner = 'o'
	kindChunk = 'c'
)

// space is the part of TiKV's keys that belongs to the database with a number.
type space uint32

// catalog is the space that describes the databases.
const catalog space = 0

// prefixSize is the length of the prefix of a key: root, number and kind.
const prefixSize = len(root) + 4 + 1

// key returns the key of a kind with a suffix.
func (s space) key(kind byte, suffix string) []byte {
	k := make([]byte, prefixSize+len(suffix))
	s.prefix(k, kind)
	copy(k[prefixSize:], suffix)
	return k
}

func (s space) prefix(k []byte, kind byte) {
	copy(k, root)
	binary.BigEndian.PutUint32(k[len(root):], uint32(s))
	k[prefixSize-1] = kind
}

func (s space) data(key string) []byte  { return s.key(kindData, key) }
func (s space) owner(key string) []byte { return s.key(kindOwner, key) }

// keys returns the keys of a kind for many suffixes, in few allocations.
func (s space) keys(kind byte, suffixes []string) [][]byte {
	size := 0
	for _, suffix := range suffixes {
		size += prefixSize + len(suffix)
	}
	all, memory := make([][]byte, len(suffixes)), make([]byte, size)
	for i, suffix := range suffixes {
		n := prefixSize + len(suffix)
		all[i], memory = memory[:n:n], memory[n:]
		s.prefix(all[i], kind)
		copy(all[i][prefixSize:], suffix)
	}
	return all
}

// span returns the bounds of the data keys with lower <= key < upper. An empty upper means no
// bound.
func (s space) span(lower, upper string) (from, to []byte) {
	if upper == "" {
		return s.data(lower), s.key(kindData+1, "")
	}
	return s.data(lower), s.data(upper)
}

// all returns the bounds of all keys of the space.
func (s space) all() (from, to []byte) {
	return s.key(0, "")[:prefixSize-1], (s + 1).key(0, "")[:prefixSize-1]
}

// record returns the key of the record of a large value.
func (s space) record(id uint64) []byte {
	k := make([]byte, prefixSize+8)
	s.prefix(k, kindChunk)
	binary.BigEndian.PutUint64(k[prefixSize:], id)
	return k
}

// chunk returns the key of a chunk.
func (s space) chunk(id uint64, number int) []byte {
	k := make([]byte, prefixSize+12)
	s.prefix(k, kindChunk)
	binary.BigEndian.PutUint64(k[prefixSize:], id)
	binary.BigEndian.PutUint32(k[prefixSize+8:], uint32(number))
	return k
}

// parseChunk returns the id in the key of a record or a chunk.
func parseChunk(key []byte) (id uint64, isRecord bool, err error) {
	if n := len(key) - prefixSize; n != 8 && n != 12 {
		return 0, false, corrupt("the key of a chunk has %d bytes", len(key))
	}
	return binary.BigEndian.Uint64(key[prefixSize:]), len(key) == prefixSize+8, nil
}

// encodedSize is the length of a key in TiKV, which adds a byte to each group of eight.
func encodedSize(n int) int { return (n/8 + 1) * 9 }

// checkKey returns ErrTooLarge if TiKV cannot hold a key with max bytes.
func checkKey(key string, limit int) error {
	if encodedSize(prefixSize+len(key)) <= limit {
		return nil
	}
	longest := limit/9*8 - 1 - prefixSize
	return &driver.Error{Class: driver.ErrTooLarge, Text: fmt.Sprintf(
		"key of %d bytes; with TiKV's limit of %d (storage.max-key-size), keys have at most %d", len(key), limit, longest)}
}

func corrupt(format string, args ...any) error {
	return &driver.Error{Class: driver.ErrCorrupt, Text: fmt.Sprintf(format, args...)}
}
