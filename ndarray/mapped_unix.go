//go:build unix

package ndarray

import (
	"math"
	"os"

	"golang.org/x/sys/unix"
)

// mapElements maps a file up to the end of its elements, which start at the offset. There must be
// at least one byte of them.
func mapElements(f *os.File, offset, size int) (memory, elements []byte, err error) {
	if size > math.MaxInt-offset {
		return nil, nil, os.NewSyscallError("mmap", unix.ENOMEM)
	}
	memory, err = unix.Mmap(int(f.Fd()), 0, offset+size, unix.PROT_READ, unix.MAP_SHARED)
	if err != nil {
		return nil, nil, os.NewSyscallError("mmap", err)
	}
	return memory, memory[offset:], nil
}

func unmap(memory []byte) error { return os.NewSyscallError("munmap", unix.Munmap(memory)) }
