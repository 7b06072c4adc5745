package exchange

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// The extensions of compressed files.
const (
	ExtGzip = ".gz"
	ExtZstd = ".zst"
)

// maxWindow is the memory that the decompression of a .zst file may need, as in the program zstd.
const maxWindow = 128 << 20

// CutCompression returns path without the extension of a compressed file, and that extension. If
// path has none, it is empty.
func CutCompression(path string) (rest, extension string) {
	for _, extension := range []string{ExtGzip, ExtZstd} {
		if at := len(path) - len(extension); at > 0 && strings.EqualFold(path[at:], extension) {
			return path[:at], extension
		}
	}
	return path, ""
}

// compressed is an Output that compresses for another one.
type compressed struct {
	io.WriteCloser
	out Output
}

// Compress returns an Output that compresses what is written to it as files with that extension
// are. An empty extension means not to compress.
func Compress(out Output, extension string) (Output, error) {
	switch extension {
	case "":
		return out, nil
	case ExtGzip:
		return compressed{gzip.NewWriter(out), out}, nil
	case ExtZstd:
		w, err := zstd.NewWriter(out)
		return compressed{w, out}, err
	}
	return nil, fmt.Errorf("unknown compression %q", extension)
}

// Commit completes the output.
func (c compressed) Commit() error {
	if err := c.Close(); err != nil {
		return err
	}
	return c.out.Commit()
}

// Abort discards the output.
func (c compressed) Abort() error { return c.out.Abort() }

// The first bytes of compressed data. JSON and CSV never begin with them.
const (
	magicGzip = "\x1f\x8b"
	magicZstd = "\x28\xb5\x2f\xfd"
)

// decompressed reads an input and decompresses it.
type decompressed struct {
	io.Reader
	in    io.ReadCloser
	close func()
}

// Decompress returns an input with the text of in, whose first bytes determine whether it is
// compressed. Closing it closes in.
func Decompress(in io.ReadCloser) (io.ReadCloser, error) {
	buffered := bufio.NewReaderSize(in, 256<<10)
	start, err := buffered.Peek(len(magicZstd))
	if err != nil && err != io.EOF {
		return nil, err
	}
	switch {
	case strings.HasPrefix(string(start), magicGzip):
		r, err := gzip.NewReader(buffered)
		return decompressed{r, in, func() {}}, err
	case string(start) == magicZstd:
		r, err := zstd.NewReader(buffered, zstd.WithDecoderMaxWindow(maxWindow), zstd.WithDecoderLowmem(true))
		if err != nil {
			return nil, err
		}
		return decompressed{r, in, r.Close}, nil
	}
	return decompressed{buffered, in, func() {}}, nil
}

// Position returns how much of the input has been read.
func (d decompressed) Position() (done, total int64) { return positionOf(d.in) }

// Close closes the input.
func (d decompressed) Close() error {
	d.close()
	return d.in.Close()
}
