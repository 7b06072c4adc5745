package exchange

import (
	"errors"
	"os"
	"sync/atomic"
)

// Positioned is an optional interface of a Source that knows how much of its file it has read.
type Positioned interface {
	// Position returns the bytes of the file that have been read, and its size. It may be called
	// from any goroutine.
	Position() (done, total int64)
}

// positionOf returns the position of an input, or zeros if it has none.
func positionOf(in any) (done, total int64) {
	if p, ok := in.(Positioned); ok {
		return p.Position()
	}
	return 0, 0
}

// Input is a file that counts the bytes that are read.
type Input struct {
	file *os.File
	size int64
	read atomic.Int64
}

// OpenInput opens the file path.
func OpenInput(path string) (*Input, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	i := &Input{file: f}
	if info.Mode().IsRegular() {
		i.size = info.Size()
	}
	return i, nil
}

// Read reads from the file.
func (i *Input) Read(b []byte) (int, error) {
	n, err := i.file.Read(b)
	i.read.Add(int64(n))
	return n, err
}

// ReadAt reads from any place of the file.
func (i *Input) ReadAt(b []byte, off int64) (int, error) {
	n, err := i.file.ReadAt(b, off)
	i.read.Add(int64(n))
	return n, err
}

// Position implements Positioned. The size of what is not a regular file is 0.
func (i *Input) Position() (done, total int64) { return i.read.Load(), i.size }

// Close closes the file.
func (i *Input) Close() error { return i.file.Close() }
