package bench

/*
#include "diskread.h"
*/
import "C"

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"unsafe"

	"golang.org/x/sys/unix"
)

// diskQueue reads byte ranges of files. It must be used by one goroutine at a time.
type diskQueue struct{ queue *C.bench_queue }

// pageBytes is the alignment of reads with O_DIRECT.
const pageBytes = 4 << 10

// openQueue opens a queue that keeps up to depth reads in progress. A queue of depth 1 uses preadv,
// and a deeper one io_uring. If the kernel has no io_uring or does not permit it, the error is
// errors.ErrUnsupported. The caller must close the queue.
func openQueue(depth, largest int) (diskQueue, error) {
	var q diskQueue
	err := errnoOf(C.bench_queue_open(C.uint(depth), C.size_t(largest), &q.queue))
	switch {
	case errors.Is(err, unix.ENOSYS), errors.Is(err, unix.EPERM):
		return q, fmt.Errorf("bench: io_uring: %w (%w)", errors.ErrUnsupported, err)
	case err != nil:
		return q, fmt.Errorf("bench: open a queue of %d reads: %w", depth, err)
	}
	return q, nil
}

func (q diskQueue) Close() { C.bench_queue_close(q.queue) }

// read reads ranges into the rows of a tensor, each of the given number of bytes.
func (q diskQueue) read(ranges []C.bench_range, rowBytes int, tensor []float32) error {
	if len(ranges)*rowBytes > len(tensor)*elementSize {
		return fmt.Errorf("bench: no room for %d rows of %d bytes", len(ranges), rowBytes)
	}
	err := errnoOf(C.bench_queue_read(q.queue, unsafe.SliceData(ranges), C.size_t(len(ranges)), C.size_t(rowBytes),
		(*C.char)(unsafe.Pointer(unsafe.SliceData(tensor)))))
	if err != nil {
		return fmt.Errorf("bench: read ranges: %w", err)
	}
	return nil
}

// errnoOf converts the result of a function in C.
func errnoOf(result C.int) error {
	if result == 0 {
		return nil
	}
	return unix.Errno(-result)
}

// rangeOf returns the range of size bytes at an offset. If the file is open with O_DIRECT, it
// consists of complete pages.
func rangeOf(f *os.File, offset int64, size int, direct bool) C.bench_range {
	r := C.bench_range{fd: C.int32_t(f.Fd()), offset: C.uint64_t(offset), size: C.uint32_t(size)}
	if direct {
		start := offset &^ (pageBytes - 1)
		end := (offset + int64(size) + pageBytes - 1) &^ (pageBytes - 1)
		r.offset, r.size, r.skip = C.uint64_t(start), C.uint32_t(end-start), C.uint32_t(offset-start)
	}
	return r
}

// alignedBytes returns memory that starts at a page, for reads with O_DIRECT.
func alignedBytes(n int) []byte {
	b := make([]byte, n+pageBytes)
	skip := -uintptr(unsafe.Pointer(unsafe.SliceData(b))) & (pageBytes - 1)
	return b[skip:][:n:n]
}

// floorReader reads the arrays of a database in LevelDB's format without LevelDB: at the offsets
// where they are.
type floorReader struct {
	*layout
	files    []*os.File
	direct   bool
	queue    diskQueue
	ranges   []C.bench_range
	elements []float32 // of one array
}

// openFloor opens the tables of a layout. Reads of the page cache are advised to be random or
// sequential.
func openFloor(l *layout, depth int, direct bool, advice int) (_ *floorReader, err error) {
	r := &floorReader{layout: l, direct: direct, elements: make([]float32, l.bytes/elementSize)}
	r.queue, err = openQueue(depth, l.bytes+2*pageBytes)
	if err != nil {
		return nil, err
	}
	for _, path := range l.tables {
		f, err := openTable(path, direct, advice)
		if err != nil {
			return nil, errors.Join(err, r.Close())
		}
		r.files = append(r.files, f)
	}
	return r, nil
}

func openTable(path string, direct bool, advice int) (*os.File, error) {
	flags := unix.O_RDONLY | unix.O_CLOEXEC
	if direct {
		flags |= unix.O_DIRECT
	}
	fd, err := unix.Open(path, flags, 0)
	if direct && errors.Is(err, unix.EINVAL) {
		return nil, fmt.Errorf("bench: open %s with O_DIRECT: %w", path, errors.ErrUnsupported)
	}
	if err != nil {
		return nil, fmt.Errorf("bench: open %s: %w", path, err)
	}
	f := os.NewFile(uintptr(fd), path)
	if direct {
		return f, nil
	}
	if err := unix.Fadvise(fd, 0, 0, advice); err != nil {
		return nil, errors.Join(fmt.Errorf("bench: advise %s: %w", path, err), f.Close())
	}
	return f, nil
}

func (r *floorReader) rangeOf(i uint32) C.bench_range {
	at := r.rows[i]
	return rangeOf(r.files[at.table], at.offset, r.bytes, r.direct)
}

// Read reads one array at a time.
func (r *floorReader) Read(keys Keys, order []uint32) (float64, error) {
	var sum float64
	one := make([]C.bench_range, 1)
	for _, i := range order {
		one[0] = r.rangeOf(i)
		if err := r.queue.read(one, r.bytes, r.elements); err != nil {
			return 0, failed("read", keys, i, err)
		}
		sum += PageSum(r.elements)
	}
	return sum, nil
}

// Gather reads all rows in one call, in the given order.
func (r *floorReader) Gather(keys Keys, order []uint32, tensor []float32) ([]float32, error) {
	r.ranges = r.ranges[:0]
	for _, i := range order {
		r.ranges = append(r.ranges, r.rangeOf(i))
	}
	return tensor, r.queue.read(r.ranges, r.bytes, tensor)
}

// scanChunk is the size of a read of Scan.
const scanChunk = 1 << 20

// Scan reads each table from its start to its end, and sums the arrays in it.
func (r *floorReader) Scan() (entries int, sum float64, err error) {
	// An array may start in one chunk and end in another one.
	buffer := alignedBytes(max(8*scanChunk, 2*(r.bytes+pageBytes)/scanChunk*scanChunk))
	for t, f := range r.files {
		part, err := r.scanTable(t, int(f.Fd()), buffer)
		if err != nil {
			return 0, 0, fmt.Errorf("bench: scan %s: %w", f.Name(), err)
		}
		entries += r.starts[t+1] - r.starts[t]
		sum += part
	}
	return entries, sum, nil
}

func (r *floorReader) scanTable(t, fd int, buffer []byte) (sum float64, err error) {
	var first, end int64 // of the bytes in the buffer, in the file
	left := r.scan[r.starts[t]:r.starts[t+1]]
	for size := r.sizes[t]; end < size; {
		if end-first+scanChunk > int64(len(buffer)) {
			// Keep what is left of an array, from the start of a page.
			kept := end
			if len(left) > 0 {
				kept = min(end, r.rows[left[0]].offset)
			}
			kept &^= pageBytes - 1
			copy(buffer, buffer[kept-first:end-first])
			first = kept
		}
		n, err := unix.Pread(fd, buffer[end-first:][:scanChunk], end)
		if err != nil {
			return 0, err
		}
		if n == 0 {
			return 0, fmt.Errorf("ends at %d, not at %d", end, size)
		}
		end += int64(n)
		for len(left) > 0 && r.rows[left[0]].offset+int64(r.bytes) <= end {
			sum += sumBytes(buffer[r.rows[left[0]].offset-first:][:r.bytes])
			left = left[1:]
		}
	}
	if len(left) > 0 {
		return 0, errors.New("an array goes on after the end")
	}
	return sum, nil
}

// sumBytes is PageSum for elements that need not be aligned.
func sumBytes(b []byte) float64 {
	var sum float64
	for ; len(b) >= elementSize; b = b[min(pageBytes, len(b)):] {
		sum += float64(floatAt(b))
	}
	return sum
}

func (r *floorReader) ReadMissing(Keys, []uint32) (int, error) {
	return 0, fmt.Errorf("bench: read missing keys of the disk: %w", errors.ErrUnsupported)
}

func (r *floorReader) Close() error {
	var errs []error
	for _, f := range r.files {
		errs = append(errs, f.Close())
	}
	r.queue.Close()
	r.files = nil
	runtime.KeepAlive(r)
	return errors.Join(errs...)
}
