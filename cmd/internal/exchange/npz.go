package exchange

import (
	"archive/zip"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"iter"
	"os"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
)

// NPZ is a Sink that writes arrays to an .npz archive, as numpy.savez does: a zip file of .npy
// files, stored uncompressed, each named after its key.
type NPZ struct {
	out     Output
	archive *zip.Writer
	contents
}

// CreateNPZ starts an archive.
func CreateNPZ(out Output) *NPZ { return &NPZ{out: out, archive: zip.NewWriter(out)} }

// zipTime is the time that numpy sets for every file in an archive.
var zipTime = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

// maxZipName is the longest name, in bytes, that a header in a zip file can hold.
const maxZipName = 1<<16 - 1

// Put writes an array to the archive without copying it first.
func (z *NPZ) Put(key string, stored []byte) error {
	name := key + extArray
	switch {
	case z.array(stored) == nil:
		return fmt.Errorf("%w: an .npz archive holds arrays only; --skip-others skips other values", ErrCannotHold)
	case !utf8.ValidString(key) || strings.ContainsRune(key, 0) || len(name) > maxZipName:
		return fmt.Errorf("%w: the key is not a valid name in an .npz archive: a name is UTF-8 of up to 64 KiB without NUL", ErrCannotHold)
	}
	npy := stored[1:]
	// With the checksum known in advance, the entry needs no data descriptor after it and is
	// written in one piece.
	header := &zip.FileHeader{Name: name, Method: zip.Store, Modified: zipTime, CRC32: crc32.ChecksumIEEE(npy),
		CompressedSize64: uint64(len(npy)), UncompressedSize64: uint64(len(npy))}
	header.SetMode(0o600)
	if !isASCII(name) {
		header.Flags |= 0x800 // the name is UTF-8
	}
	w, err := z.archive.CreateRaw(header)
	if err != nil {
		return err
	}
	_, err = w.Write(npy)
	return err
}

func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// Commit writes the archive's central directory and commits the output.
func (z *NPZ) Commit() error {
	if err := z.archive.Close(); err != nil {
		return err
	}
	return z.out.Commit()
}

// Abort discards the archive.
func (z *NPZ) Abort() error { return z.out.Abort() }

// Archive is a Source that reads the arrays of an .npz archive, compressed or not.
type Archive struct {
	file    *os.File
	archive *zip.Reader
	contents
}

// OpenArchive opens the .npz archive in path.
func OpenArchive(path string) (*Archive, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil {
		var archive *zip.Reader
		// Names are not used as paths.
		if archive, err = zip.NewReader(f, info.Size()); errors.Is(err, zip.ErrInsecurePath) {
			err = nil
		}
		if err == nil {
			err = checkOverlap(archive.File, info.Size())
		}
		if err == nil {
			return &Archive{file: f, archive: archive}, nil
		}
		err = fmt.Errorf("%s: %w", path, err)
	}
	return nil, errors.Join(err, f.Close())
}

// checkOverlap refuses an archive in which several files share bytes. Otherwise a small archive
// could unpack to any size.
func checkOverlap(files []*zip.File, size int64) error {
	left := uint64(size)
	for _, f := range files {
		if f.CompressedSize64 > left {
			return fmt.Errorf("%w: its files are larger than the archive", zip.ErrFormat)
		}
		left -= f.CompressedSize64
	}
	return nil
}

// Close closes the file.
func (a *Archive) Close() error { return a.file.Close() }

// Items iterates over the arrays in the order of the archive.
func (a *Archive) Items() iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		for _, f := range a.archive.File {
			key, isArray := strings.CutSuffix(f.Name, extArray)
			if !isArray {
				if !yield(Item{}, fmt.Errorf("%q in the archive: %w: it is not a %s file", f.Name, ErrCannotHold, extArray)) {
					return
				}
				continue
			}
			item := Item{Key: key, From: fmt.Sprintf("%q in the archive", f.Name), Append: func(dst []byte) ([]byte, error) {
				return a.append(dst, f)
			}}
			if !yield(item, nil) {
				return
			}
		}
	}
}

// maxHead is an upper limit on the bytes before the elements of a .npy file.
const maxHead = 2 << 20

// append appends the stored value of one file of the archive, after checking everything including
// the checksum. It reads the rest of the elements only if the header declares the right number of
// bytes.
func (a *Archive) append(dst []byte, f *zip.File) ([]byte, error) {
	if f.UncompressedSize64 >= maxValue {
		return dst, fmt.Errorf("%w: %d bytes are more than a value holds", leveldb.ErrTooLarge, f.UncompressedSize64)
	}
	content, err := f.Open()
	if err != nil {
		return dst, err
	}
	defer content.Close()
	size := int64(f.UncompressedSize64)
	head := min(size, maxHead)
	return a.appendStored(dst, extArray, func(dst []byte) ([]byte, error) {
		start := len(dst)
		dst, err := appendAll(dst, io.LimitReader(content, head), head)
		if err != nil {
			return dst, err
		}
		h, offset, err := ndarray.ParseHeader(dst[start:])
		if err != nil {
			return dst, err
		}
		if int64(h.NBytes()) != size-int64(offset) {
			return dst, fmt.Errorf("%w: the header states %d bytes of elements, the archive %d", ndarray.ErrData, h.NBytes(), size-int64(offset))
		}
		dst, err = appendAll(dst, io.LimitReader(content, size-head+1), size-head)
		if err == nil && int64(len(dst)-start) > size {
			err = fmt.Errorf("%w: more than the %d bytes that the archive states", zip.ErrFormat, size)
		}
		return dst, err
	})
}
