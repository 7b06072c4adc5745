package dbfile

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/golang/snappy"
)

// ErrDamaged reports a table with a wrong checksum or an invalid structure.
var ErrDamaged = errors.New("damaged")

// A table ends with a footer of 48 bytes (doc/table_format.md of LevelDB):
//
//	offset 0   handle of the metaindex block: offset and size, varints
//	then       handle of the index block
//	offset 40  magic number 0xdb4775248b80fb57, little-endian
//
// A block of size N is followed by its kind (1 byte) and the masked CRC-32C of both (4 bytes,
// little-endian).
const (
	footerSize  = 48
	trailerSize = 5
	magic       = 0xdb4775248b80fb57
)

// foreignMagics maps the magic numbers at the end of other programs' tables to their names.
var foreignMagics = map[uint64]string{
	0x88e241b785f4cff7: "RocksDB", // block-based, also written by Pebble for RocksDB's formats
	0x8242229663bf9564: "RocksDB", // plain
	0x4f3418eb7a8f13b8: "RocksDB", // plain, before version 2.4
	0x926789d0c5f17873: "RocksDB", // cuckoo
	0xf09faab3f09faab3: "Pebble",
}

// ForeignError reports a table that another program wrote in its own format.
type ForeignError struct{ Program string }

func (e *ForeignError) Error() string { return "it is a table of " + e.Program }

// KindError reports a block with a correct checksum but an unknown compression.
type KindError struct {
	Kind  Kind
	Start []byte // the first bytes of the block, which identify the format
}

func (e *KindError) Error() string {
	return fmt.Sprintf("a block is compressed as %v, which cannot be read here", e.Kind)
}

// Program returns the program that probably wrote the block, or an empty string.
func (e *KindError) Program() string {
	switch {
	case e.Kind == Zstd && bytes.HasPrefix(e.Start, []byte{0x28, 0xb5, 0x2f, 0xfd}):
		return "a later version of LevelDB, with Zstandard"
	case e.Kind == Zstd && len(e.Start) > 1 && e.Start[0] == 0x78, // zlib
		e.Kind == 4: // raw deflate
		return "Minecraft Bedrock"
	}
	return ""
}

// Kind is the compression of a block.
type Kind byte

// The kinds. LevelDB 1.23 supports the first two. Kind 2 is Zstandard in later versions, and zlib
// in Mojang's LevelDB.
const (
	Plain  Kind = 0
	Snappy Kind = 1
	Zstd   Kind = 2
)

// String returns the name of the kind.
func (k Kind) String() string {
	switch k {
	case Plain:
		return "none"
	case Snappy:
		return "snappy"
	case Zstd:
		return "zstd or zlib (kind 2)"
	}
	return fmt.Sprintf("kind %d", byte(k))
}

// handle is the location of a block.
type handle struct{ offset, size uint64 }

func (h handle) endsBefore(end uint64) bool {
	return end >= trailerSize && h.offset <= end-trailerSize && h.size <= end-trailerSize-h.offset
}

// damage is an error with a text that wraps ErrDamaged.
type damage struct{ text string }

func (d *damage) Error() string { return d.text }
func (d *damage) Unwrap() error { return ErrDamaged }

func damaged(format string, arguments ...any) error {
	return &damage{fmt.Sprintf(format, arguments...)}
}

// varint decodes a varint at the start of b, and returns the rest of b.
func varint(b []byte) (v uint64, rest []byte, ok bool) {
	v, n := binary.Uvarint(b)
	if n <= 0 {
		return 0, b, false
	}
	return v, b[n:], true
}

func parseHandle(b []byte) (h handle, rest []byte, ok bool) {
	if h.offset, rest, ok = varint(b); !ok {
		return h, b, false
	}
	h.size, rest, ok = varint(rest)
	return h, rest, ok
}

func parseFooter(footer []byte, end uint64) (meta, index handle, err error) {
	switch end := binary.LittleEndian.Uint64(footer[footerSize-8:]); {
	case end == magic:
	case foreignMagics[end] != "":
		return meta, index, &ForeignError{Program: foreignMagics[end]}
	default:
		return meta, index, damaged("the file does not end with the magic number of a table")
	}
	meta, rest, ok := parseHandle(footer[:footerSize-8])
	if ok {
		index, _, ok = parseHandle(rest)
	}
	if !ok || !meta.endsBefore(end) || !index.endsBefore(end) {
		return meta, index, damaged("the footer names blocks outside the file")
	}
	return meta, index, nil
}

// maxRatio is larger than any compression ratio of Snappy, where three bytes represent at most 64.
const maxRatio = 32

// content returns the decompressed content of a block whose checksum has been verified.
func content(stored []byte, kind Kind) ([]byte, error) {
	switch kind {
	case Plain:
		return stored, nil
	case Snappy:
		n, err := snappy.DecodedLen(stored)
		if err != nil || n > maxRatio*len(stored) {
			return nil, damaged("a compressed block says that it has %d bytes", n)
		}
		b, err := snappy.Decode(nil, stored)
		if err != nil {
			return nil, damaged("a compressed block: %v", err)
		}
		return b, nil
	}
	return nil, &KindError{Kind: kind, Start: bytes.Clone(stored[:min(len(stored), 4)])}
}

// entries calls do with each entry of a block. key is valid until the next call. An entry is
//
//	varint     length shared with the previous key
//	varint     length of the rest of the key
//	varint     length of the value
//	bytes      the rest of the key, and the value
//
// A block ends with the offsets of its restarts and their number (4 bytes each, little-endian).
func entries(block []byte, do func(key, value []byte) error) error {
	if len(block) < 4 {
		return damaged("a block has %d bytes", len(block))
	}
	tail := 4 + 4*uint64(binary.LittleEndian.Uint32(block[len(block)-4:]))
	if tail > uint64(len(block)) {
		return damaged("a block has more restarts than room for them")
	}
	return eachEntry(block[:len(block)-int(tail)], do)
}

// eachEntry calls do with each of a sequence of entries.
func eachEntry(in []byte, do func(key, value []byte) error) error {
	var key []byte
	for len(in) > 0 {
		var parts [3]uint64
		for i := range parts {
			var ok bool
			if parts[i], in, ok = varint(in); !ok {
				return damaged("an entry of a block ends early")
			}
		}
		shared, own, size := parts[0], parts[1], parts[2]
		if shared > uint64(len(key)) || own > uint64(len(in)) || size > uint64(len(in))-own {
			return damaged("an entry of a block reaches out of it")
		}
		key = append(key[:shared], in[:own]...)
		if err := do(key, in[own:own+size]); err != nil {
			return err
		}
		in = in[own+size:]
	}
	return nil
}
