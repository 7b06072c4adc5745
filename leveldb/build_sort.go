package leveldb

import (
	"bufio"
	"bytes"
	"cmp"
	"container/heap"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/openleveldb/openleveldb/internal/disk"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/native"
)

// Bounds of sorting.
const (
	maxRun     = 1 << 30   // bytes of entries that are sorted in memory
	maxMerged  = 64        // runs that are merged at once
	runBuffer  = 1 << 20   // largest buffer of a run that is read
	leastAhead = 32 << 10  // smallest one
	runWrites  = 256 << 10 // buffer of a run that is written
)

// sorter sorts entries in temporary files. Each file is a run of entries in key order, packed as in
// driver.Batch, and their CRC-32C, 4 bytes, little-endian.
type sorter struct {
	files  *native.Build
	memory int
	unique bool
	runs   []run // the oldest first
}

type run struct {
	path string
	size int64 // without the checksum
}

// ordered is an entry of a batch that is being sorted.
type ordered struct {
	start  uint64 // the first 8 bytes of the key, big-endian
	offset uint32 // in the batch
}

func entryAt(packed []byte, offset uint32) (key, value []byte) {
	head := packed[offset:]
	k, v := uint64(binary.LittleEndian.Uint32(head[1:])), uint64(binary.LittleEndian.Uint32(head[5:]))
	head = head[driver.BatchOverhead:]
	return head[:k:k], head[k : k+v : k+v]
}

// sorted calls do with packed entries in key order, each with its packed form. Of several entries
// with the same key, it is called only with the last.
func (s *sorter) sorted(packed []byte, do func(entry, key, value []byte) error) error {
	var order []ordered
	for offset := 0; offset < len(packed); {
		key, value := entryAt(packed, uint32(offset))
		var start [8]byte
		copy(start[:], key)
		order = append(order, ordered{binary.BigEndian.Uint64(start[:]), uint32(offset)})
		offset += driver.BatchOverhead + len(key) + len(value)
	}
	keyOf := func(o ordered) []byte {
		key, _ := entryAt(packed, o.offset)
		return key
	}
	slices.SortFunc(order, func(a, b ordered) int {
		if a.start != b.start {
			return cmp.Compare(a.start, b.start)
		}
		if c := bytes.Compare(keyOf(a), keyOf(b)); c != 0 {
			return c
		}
		return cmp.Compare(a.offset, b.offset)
	})
	for i, o := range order {
		if i+1 < len(order) && order[i+1].start == o.start && bytes.Equal(keyOf(order[i+1]), keyOf(o)) {
			if s.unique {
				return errTwice(string(keyOf(o)))
			}
			continue
		}
		key, value := entryAt(packed, o.offset)
		if err := do(packed[o.offset:][:driver.BatchOverhead+len(key)+len(value)], key, value); err != nil {
			return err
		}
	}
	return nil
}

// add writes the entries of a batch to a run.
func (s *sorter) add(batch *driver.Batch) error {
	return batch.Read(func(packed []byte) error {
		return s.write(func(w io.Writer) error {
			return s.sorted(packed, func(entry, _, _ []byte) error {
				_, err := w.Write(entry)
				return err
			})
		})
	})
}

// write adds a run with the entries that fill writes.
func (s *sorter) write(fill func(w io.Writer) error) (err error) {
	path := s.files.NextFile()
	file, err := disk.NewFile(path, 0o600)
	if err != nil {
		return fileError(err)
	}
	defer func() { err = errors.Join(err, fileError(file.Close())) }()
	out := &summed{w: bufio.NewWriterSize(file, runWrites), sum: crc32.New(castagnoli)}
	if err := fill(out); err != nil {
		return fileError(err)
	}
	if _, err := out.w.Write(binary.LittleEndian.AppendUint32(nil, out.sum.Sum32())); err != nil {
		return fileError(err)
	}
	s.runs = append(s.runs, run{path, out.size})
	return fileError(out.w.Flush())
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// summed computes the checksum of what is written.
type summed struct {
	w    *bufio.Writer
	sum  hash.Hash32
	size int64
}

func (s *summed) Write(p []byte) (int, error) {
	s.sum.Write(p)
	s.size += int64(len(p))
	return s.w.Write(p)
}

// merge calls do with all entries in key order, those of the runs and, newer, those of rest. key
// and value are valid until it returns.
func (s *sorter) merge(rest *driver.Batch, do func(key string, value []byte) error) error {
	if len(s.runs) == 0 {
		return rest.Read(func(packed []byte) error {
			return s.sorted(packed, func(_, key, value []byte) error { return do(string(key), value) })
		})
	}
	if rest.Len() > 0 {
		if err := s.add(rest); err != nil {
			return err
		}
	}
	for len(s.runs) > maxMerged {
		// Only neighbours are merged, so that the runs remain in the order of their age.
		all := s.runs
		s.runs = nil
		for group := range slices.Chunk(all, maxMerged) {
			err := s.write(func(w io.Writer) error {
				return s.mergeRuns(group, func(key string, value []byte) error {
					head := driver.AppendEntry(nil, driver.PutEntry, key, nil)
					binary.LittleEndian.PutUint32(head[5:], uint32(len(value)))
					if _, err := w.Write(head); err != nil {
						return err
					}
					_, err := w.Write(value)
					return err
				})
			})
			if err != nil {
				return err
			}
		}
	}
	return s.mergeRuns(s.runs, do)
}

// mergeRuns merges runs and removes their files.
func (s *sorter) mergeRuns(runs []run, do func(key string, value []byte) error) (err error) {
	buffer := min(max(s.memory/2/len(runs), leastAhead), runBuffer)
	var heads runHeap
	defer func() {
		for _, r := range heads {
			err = errors.Join(err, fileError(r.file.Close()))
		}
	}()
	for age, r := range runs {
		reader, err := openRun(r, age, buffer)
		if err != nil {
			return err
		}
		heads = append(heads, reader)
	}
	for i := 0; i < len(heads); {
		more, err := heads[i].next()
		if err != nil {
			return err
		}
		if more {
			i++
			continue
		}
		return fmt.Errorf("%w: %s is empty", ErrCorrupt, heads[i].path)
	}
	heap.Init(&heads)
	var value []byte
	for len(heads) > 0 {
		first := heads[0]
		key := first.key
		if value, err = first.value(value[:0]); err != nil {
			return err
		}
		if err := do(key, value); err != nil {
			return err
		}
		// The others with the same key are older.
		for {
			more, err := heads[0].next()
			if err != nil {
				return err
			}
			if more {
				heap.Fix(&heads, 0)
			} else {
				done := heap.Pop(&heads).(*runReader)
				if err := errors.Join(done.file.Close(), disk.Remove(done.path)); err != nil {
					return fileError(err)
				}
			}
			if len(heads) == 0 || heads[0].key != key {
				break
			}
			if s.unique {
				return errTwice(key)
			}
		}
	}
	return nil
}

// runReader reads a run.
type runReader struct {
	run
	age  int
	file *os.File
	in   *bufio.Reader
	sum  hash.Hash32
	left int64
	key  string // of the current entry
	size int    // of its value, which has not been read; -1 if it has
}

func openRun(r run, age, buffer int) (*runReader, error) {
	file, err := os.Open(r.path)
	if err != nil {
		return nil, fileError(err)
	}
	return &runReader{run: r, age: age, file: file, in: bufio.NewReaderSize(file, buffer), sum: crc32.New(castagnoli), left: r.size}, nil
}

// next moves to the next entry, and reports whether there is one. At the end it verifies the
// checksum.
func (r *runReader) next() (bool, error) {
	if r.size > 0 {
		if _, err := r.value(nil); err != nil {
			return false, err
		}
	}
	if r.left == 0 {
		var stored [4]byte
		if _, err := io.ReadFull(r.in, stored[:]); err != nil {
			return false, fileError(err)
		}
		if binary.LittleEndian.Uint32(stored[:]) != r.sum.Sum32() {
			return false, r.damaged()
		}
		return false, nil
	}
	var head [driver.BatchOverhead]byte
	if err := r.read(head[:]); err != nil {
		return false, err
	}
	key, size := int64(binary.LittleEndian.Uint32(head[1:])), int64(binary.LittleEndian.Uint32(head[5:]))
	if key+size > r.left {
		return false, r.damaged()
	}
	b := make([]byte, key)
	err := r.read(b)
	r.key, r.size = string(b), int(size)
	return true, err
}

// value appends the value of the current entry to dst.
func (r *runReader) value(dst []byte) ([]byte, error) {
	dst = slices.Grow(dst, r.size)
	b := dst[len(dst) : len(dst)+r.size]
	r.size = 0
	return dst[:len(dst)+len(b)], r.read(b)
}

func (r *runReader) read(b []byte) error {
	if r.left -= int64(len(b)); r.left < 0 {
		return r.damaged()
	}
	if _, err := io.ReadFull(r.in, b); err != nil {
		return fileError(err)
	}
	r.sum.Write(b)
	return nil
}

func (r *runReader) damaged() error {
	return &driver.Error{Class: ErrCorrupt, Text: r.path + ": it does not hold what was written; the disk may be failing"}
}

// runHeap orders runs by their current keys, then the newest first.
type runHeap []*runReader

func (h runHeap) Len() int { return len(h) }
func (h runHeap) Less(i, j int) bool {
	if c := strings.Compare(h[i].key, h[j].key); c != 0 {
		return c < 0
	}
	return h[i].age > h[j].age
}
func (h runHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *runHeap) Push(x any)   { *h = append(*h, x.(*runReader)) }
func (h *runHeap) Pop() any {
	old := *h
	last := old[len(old)-1]
	*h = old[:len(old)-1]
	return last
}
