package ndarray

import (
	"fmt"
	"io"
	"os"
	"sync"
)

// Mapped is a memory-mapped .npy file, as with numpy.load(path, mmap_mode="r").
type Mapped struct {
	mu     sync.Mutex
	memory []byte // the mapping; nil if there is none
	array  Array
}

// OpenMapped maps the array in the file path into memory. The cost does not depend on the size of
// the array: the system reads pages of the file when they are first used, and may drop them again.
// Bytes after the last element are ignored, as in numpy. The caller must close the Mapped.
//
// Files written by numpy 1.14 or later, or by this package, have their elements at multiples of 64
// bytes, so views of them are aligned.
//
// The file must not shrink while it is mapped, and its disk must not fail: the system then kills a
// process that reads a missing page (SIGBUS), which Go cannot catch. To replace such a file, rename
// a new one to its name. Changes to its elements by other processes are visible.
//
// On systems other than Unix the elements are read into memory.
//
// Errors wrap those of the system, or ErrHeader, ErrDType, ErrShape, ErrObject, or ErrData for a
// file that is too short.
func OpenMapped(path string) (*Mapped, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("ndarray: open mapped: %w", err)
	}
	defer f.Close() // of a file that was only read
	m := new(Mapped)
	if err := m.open(f); err != nil {
		return nil, fmt.Errorf("ndarray: open mapped: %s: %w", path, err)
	}
	return m, nil
}

func (m *Mapped) open(f *os.File) error {
	head, err := readHeader(f)
	if err == io.EOF {
		err = truncatedHeader(nil)
	}
	if err != nil {
		return err
	}
	h, offset, err := ParseHeader(head)
	if err != nil {
		return err
	}
	size, err := m.array.describe(h.DType, h.Shape, h.Fortran)
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if have := info.Size() - int64(offset); have < int64(size) {
		return m.array.truncated(size, int(have), io.ErrUnexpectedEOF)
	}
	m.array.readOnly = true
	if size > 0 {
		m.memory, m.array.data, err = mapElements(f, offset, size)
	}
	return err
}

// Array returns the array, which is read-only. It borrows the mapped memory, and so does everything
// obtained from it without a copy: rows, views, transposes. All of these are valid until Close.
// Afterwards the array itself is the zero Array, which has no elements, but using anything else is
// a fault that crashes the process. Clone anything that must live longer.
func (m *Mapped) Array() *Array { return &m.array }

// Close unmaps the file. No goroutine may use the array at the same time. Close is idempotent.
func (m *Mapped) Close() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	memory := m.memory
	m.memory, m.array = nil, Array{}
	if memory == nil {
		return nil
	}
	if err := unmap(memory); err != nil {
		return fmt.Errorf("ndarray: close mapped: %w", err)
	}
	return nil
}
