//go:build !unix

package ndarray

import (
	"io"
	"os"

	"github.com/openleveldb/openleveldb/internal/mem"
)

// mapElements reads the elements of a file, which start at the offset.
func mapElements(f *os.File, offset, size int) (memory, elements []byte, err error) {
	memory = mem.Make(size)
	if _, err := io.ReadFull(io.NewSectionReader(f, int64(offset), int64(size)), memory); err != nil {
		return nil, nil, err
	}
	return memory, memory, nil
}

func unmap([]byte) error { return nil }
