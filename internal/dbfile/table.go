package dbfile

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"slices"
	"strings"
	"syscall"
)

// TableReader is a table whose footer and index have been read.
type TableReader struct {
	Blocks []Block // blocks with entries, in order
	Filter string  // name of the filter, such as "leveldb.BuiltinBloomFilter2"; may be empty
	Index  Kind    // compression of the index

	limit int     // maximum length of Blocks; 0 is no limit
	other []Block // metaindex and filter
	file  *os.File
}

// Block is the location and the key range of a block, the unit in which a table is read.
type Block struct {
	Offset int64 // in the file
	Size   int64 // in the file, without the five bytes of its trailer
	// The keys are greater than After and at most Last. The bounds are not exact, because the index
	// has no exact ones. The first block has First set and no After.
	After, Last string
	First       bool
	part        string // name of the part, if the block holds no entries
	separator   string // internal key in the index: last key <= separator < next key
}

// String returns a description of the block's location.
func (b Block) String() string {
	if b.part != "" {
		return fmt.Sprintf("the %s at offset %d, %d bytes", b.part, b.Offset, b.Size)
	}
	return fmt.Sprintf("the block at offset %d, %d bytes", b.Offset, b.Size)
}

// HoldsEntries reports whether the block is one of TableReader.Blocks.
func (b Block) HoldsEntries() bool { return b.part == "" }

// trailing is the size of the sequence number and kind that LevelDB appends to each key
// (db/dbformat.h).
const trailing = 8

// OpenTable opens a table and reads its footer, index and metaindex. The caller closes it. Errors
// wrap ErrDamaged, and do not name the file, or are those of the file system.
func OpenTable(path string) (*TableReader, error) { return openTable(path, -1, 0) }

// openTable opens a table that consists of the first size bytes of the file, or of the complete
// file if size is negative. With limit > 0, Blocks holds at most limit blocks: an index may have
// many thousands.
func openTable(path string, size int64, limit int) (*TableReader, error) {
	file, err := openRegular(path)
	if err != nil {
		return nil, err
	}
	if limit > 0 {
		readAtRandom(file)
	}
	t := &TableReader{file: file, limit: limit}
	if err := t.open(size); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return t, nil
}

// Close closes the file.
func (t *TableReader) Close() error { return t.file.Close() }

func (t *TableReader) open(size int64) error {
	info, err := t.file.Stat()
	if err != nil {
		return err
	}
	if size < 0 || size > info.Size() {
		size = info.Size()
	}
	if size < footerSize {
		return damaged("the file has %d bytes, fewer than the end of a table", size)
	}
	end := uint64(size - footerSize)
	var footer [footerSize]byte
	if _, err := t.file.ReadAt(footer[:], int64(end)); err != nil {
		return err
	}
	meta, index, err := parseFooter(footer[:], end)
	if err != nil {
		return err
	}
	if err := t.readIndex(index, end); err != nil || t.limit > 0 {
		return err
	}
	return t.readMeta(meta, end)
}

// readIndex reads the index. Each of its entries is a separator and the handle of a block. If only
// some blocks are wanted, it reads the beginning of the index, whose checksum is then not verified.
func (t *TableReader) readIndex(h handle, end uint64) (err error) {
	index := Block{Offset: int64(h.offset), Size: int64(h.size), part: "index"}
	if t.limit > 0 && index.Size > beginning {
		if t.Index, err = t.Kind(index); err != nil {
			return err
		}
		if t.Index == Plain {
			part := make([]byte, beginning)
			if _, err := t.file.ReadAt(part, index.Offset); err != nil {
				return err
			}
			if eachEntry(part, t.addBlocks(end)) == errLimit {
				return nil
			}
			t.Blocks = nil // the beginning is too short, or damaged
		}
	}
	block, kind, err := t.read(index)
	if err != nil {
		return err
	}
	t.Index = kind
	if err = entries(block, t.addBlocks(end)); err == errLimit {
		return nil
	}
	return err
}

// beginning is the size of the part of an index that holds the first few entries, in most tables.
const beginning = 4 << 10

// addBlocks returns a function that adds an entry of the index to Blocks.
func (t *TableReader) addBlocks(end uint64) func(key, value []byte) error {
	before := ""
	return func(key, value []byte) error {
		if t.limit > 0 && len(t.Blocks) == t.limit {
			return errLimit
		}
		h, _, ok := parseHandle(value)
		if !ok || !h.endsBefore(end) || len(key) < trailing {
			return damaged("the index names a block outside the file")
		}
		separator := string(key)
		last := separator[:len(separator)-trailing]
		t.Blocks = append(t.Blocks, Block{
			Offset: int64(h.offset), Size: int64(h.size), After: before, Last: last, First: len(t.Blocks) == 0, separator: separator,
		})
		before = last
		return nil
	}
}

var errLimit = errors.New("there are more blocks")

// readMeta reads the metaindex. It holds the handle of the filter under the key "filter." followed
// by the filter's name. LevelDB ignores a damaged filter, so damage is not an error here: Check
// finds it.
func (t *TableReader) readMeta(h handle, end uint64) error {
	meta := Block{Offset: int64(h.offset), Size: int64(h.size), part: "metaindex"}
	t.other = append(t.other, meta)
	block, _, err := t.read(meta)
	if err == nil {
		err = entries(block, func(key, value []byte) error {
			name, found := strings.CutPrefix(string(key), "filter.")
			if !found {
				return nil
			}
			h, _, ok := parseHandle(value)
			if !ok || !h.endsBefore(end) {
				return damaged("the metaindex names a block outside the file")
			}
			t.Filter = name
			t.other = append(t.other, Block{Offset: int64(h.offset), Size: int64(h.size), part: "filter"})
			return nil
		})
	}
	if errors.Is(err, ErrDamaged) {
		return nil
	}
	return err
}

// Other returns the blocks without entries, except for the index. LevelDB can read the table
// without them.
func (t *TableReader) Other() []Block { return slices.Clip(t.other) }

// read verifies, reads and decompresses a block.
func (t *TableReader) read(b Block) ([]byte, Kind, error) {
	stored, kind, err := t.checked(b)
	if err != nil {
		return nil, kind, err
	}
	block, err := content(stored, kind)
	return block, kind, err
}

// Kind returns the compression of a block. It reads one byte.
func (t *TableReader) Kind(b Block) (Kind, error) {
	var kind [1]byte
	_, err := t.file.ReadAt(kind[:], b.Offset+b.Size)
	return Kind(kind[0]), err
}

// Check verifies the checksum of a block, using constant memory. The error wraps ErrDamaged if the
// checksum is wrong.
func (t *TableReader) Check(b Block) error {
	_, err := t.check(b)
	return err
}

// chunk is the size in bytes of the parts in which a block is checked.
const chunk = 256 << 10

func (t *TableReader) check(b Block) (Kind, error) {
	in := io.NewSectionReader(t.file, b.Offset, b.Size+trailerSize)
	buffer := make([]byte, min(chunk, b.Size+trailerSize))
	var sum uint32
	for left := b.Size; left > 0; {
		part := buffer[:min(int64(len(buffer)), left)]
		if _, err := io.ReadFull(in, part); err != nil {
			return 0, shorter(err)
		}
		sum = crc32.Update(sum, castagnoli, part)
		left -= int64(len(part))
	}
	trailer := buffer[:trailerSize]
	if _, err := io.ReadFull(in, trailer); err != nil {
		return 0, shorter(err)
	}
	sum = crc32.Update(sum, castagnoli, trailer[:1])
	if kind := Kind(trailer[0]); sum == unmask(binary.LittleEndian.Uint32(trailer[1:])) {
		return kind, nil
	}
	return 0, damaged("%v: checksum mismatch", b)
}

// shorter converts the error of reading a file that was truncated after it was opened.
func shorter(err error) error {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return damaged("the file is shorter than it was")
	}
	return err
}

// Kinds returns the number of blocks with entries by compression. It samples about sample blocks,
// evenly spread.
func (t *TableReader) Kinds(sample int) (map[Kind]int, error) {
	kinds := map[Kind]int{}
	step := max(len(t.Blocks)/max(sample, 1), 1)
	for i := 0; i < len(t.Blocks); i += step {
		kind, err := t.Kind(t.Blocks[i])
		if err != nil {
			return nil, err
		}
		kinds[kind]++
	}
	return kinds, nil
}

// checked verifies the checksum of a block and returns the block as it is stored.
func (t *TableReader) checked(b Block) ([]byte, Kind, error) {
	kind, err := t.check(b)
	if err != nil {
		return nil, 0, err
	}
	stored := make([]byte, b.Size)
	_, err = t.file.ReadAt(stored, b.Offset)
	return stored, kind, err
}

// isDiskError reports whether the device failed to read a part of a file. That is treated as
// damage.
func isDiskError(err error) bool { return errors.Is(err, syscall.EIO) }
