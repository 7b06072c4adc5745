package ndarray

import (
	"archive/zip"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"io/fs"
	"math"
	"strings"
	"time"
	"unicode/utf8"
)

// NPZWriter writes an .npz archive, which numpy.load reads: a zip file of .npy files, each named
// after its array, in the order in which they are saved.
//
//	z := ndarray.NewNPZWriter(file, nil)
//	err := z.Save("x", x)
//	err = z.Save("y", y)
//	err = z.Close()
//
// An NPZWriter must not be used by multiple goroutines at once.
type NPZWriter struct {
	archive  *zip.Writer
	compress bool
	names    map[string]bool
	err      error // of the destination, or fs.ErrClosed
}

// NPZOptions configure an NPZWriter. nil is the default.
type NPZOptions struct {
	// Compress compresses the arrays as numpy.savez_compressed does, with Deflate. The default is
	// to store them as numpy.savez does, which is many times as fast.
	Compress bool
}

// NewNPZWriter starts an archive. The caller must close the NPZWriter, and then w. w does not need
// to support seeking.
func NewNPZWriter(w io.Writer, o *NPZOptions) *NPZWriter {
	z := &NPZWriter{archive: zip.NewWriter(w), names: map[string]bool{}}
	if o != nil {
		z.compress = o.Compress
	}
	return z
}

// Save adds an array. Its file in the archive holds the bytes that numpy.save writes, and has the
// name with the suffix .npy. Only a small buffer is allocated. Elements are read twice unless they
// are compressed, because their checksum precedes them.
//
// The error wraps ErrValue for a name that is not UTF-8, contains NUL, is longer than 64 KiB, or
// already exists. It wraps ErrDType for the zero Array. After an error of the destination, all
// later calls return that error; after Close they return fs.ErrClosed.
func (z *NPZWriter) Save(name string, a *Array) error {
	err := a.mayBeWritten()
	if err == nil {
		err = z.add(name, int64(a.NBytes()), a.save)
	}
	if err != nil {
		return fmt.Errorf("ndarray: npz: save %q: %w", name, err)
	}
	return nil
}

// SaveNPY adds an array in the form of a .npy file, whose bytes are written unchanged. Errors are
// those of Decode and of Save.
func (z *NPZWriter) SaveNPY(name string, npy []byte) error {
	_, err := new(Array).decode(npy)
	if err == nil {
		err = z.add(name, int64(len(npy)), func(w io.Writer) error {
			_, err := w.Write(npy)
			return err
		})
	}
	if err != nil {
		return fmt.Errorf("ndarray: npz: save %q: %w", name, err)
	}
	return nil
}

// zipTime is the time that numpy sets for every file in an archive.
var zipTime = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

const (
	// maxZipName is the longest name in bytes that a header in a zip file can hold.
	maxZipName = 1<<16 - 1
	// maxZip32 is the maximum size of elements that fit, with their header, into a file without the
	// 64-bit extension.
	maxZip32 = math.MaxUint32 - 2*maxHeader
)

// add adds a file of about the given size; write writes its content.
func (z *NPZWriter) add(name string, size int64, write func(io.Writer) error) error {
	if z.archive == nil {
		return fs.ErrClosed
	}
	if z.err != nil {
		return z.err
	}
	file := name + npySuffix
	switch {
	case !utf8.ValidString(name) || strings.ContainsRune(name, 0) || len(file) > maxZipName:
		return fmt.Errorf("%w: not a name in an .npz archive: a name is UTF-8 of up to 64 KiB without NUL", ErrValue)
	case z.names[name]:
		return fmt.Errorf("%w: the archive already has an array of this name", ErrValue)
	}
	header := &zip.FileHeader{Name: file, ReaderVersion: 20}
	header.SetMode(0o600)
	//lint:ignore SA1019 Modified also writes an extended timestamp, and is not written by CreateRaw
	header.SetModTime(zipTime)
	header.Modified = time.Time{}
	if strings.ContainsFunc(file, func(r rune) bool { return r >= utf8.RuneSelf }) {
		header.Flags |= 0x800 // the name is UTF-8
	}
	var err error
	if z.compress || size > maxZip32 {
		err = z.stream(header, write)
	} else {
		err = z.store(header, write)
	}
	if err == nil {
		z.names[name] = true
	}
	return err
}

// stream adds a file whose size and checksum follow it.
func (z *NPZWriter) stream(header *zip.FileHeader, write func(io.Writer) error) error {
	header.Method = zip.Store
	if z.compress {
		header.Method = zip.Deflate
	}
	w, err := z.archive.CreateHeader(header)
	if err == nil {
		err = write(w)
	}
	z.err = err
	return err
}

// store adds a file whose size and checksum precede it, which every program can read in one pass.
func (z *NPZWriter) store(header *zip.FileHeader, write func(io.Writer) error) error {
	sum := checksum{crc: crc32.NewIEEE()}
	if err := write(&sum); err != nil {
		return err
	}
	header.CRC32 = sum.crc.Sum32()
	header.CompressedSize64, header.UncompressedSize64 = sum.size, sum.size
	w, err := z.archive.CreateRaw(header)
	if err == nil {
		err = write(w)
	}
	z.err = err
	return err
}

// checksum computes the size and the checksum of what is written to it.
type checksum struct {
	crc  hash.Hash32
	size uint64
}

func (c *checksum) Write(b []byte) (int, error) {
	c.size += uint64(len(b))
	return c.crc.Write(b)
}

// Close completes the archive, which cannot be read before. It does not close the destination. A
// second Close does nothing.
func (z *NPZWriter) Close() error {
	switch {
	case z.archive == nil, z.err == fs.ErrClosed:
		return nil
	case z.err != nil:
		return fmt.Errorf("ndarray: npz: close: %w", z.err)
	}
	if z.err = z.archive.Close(); z.err != nil {
		return fmt.Errorf("ndarray: npz: close: %w", z.err)
	}
	z.err = fs.ErrClosed
	return nil
}
