package ndarray

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/openleveldb/openleveldb/internal/mem"
)

// npySuffix is the suffix that numpy appends to the name of an array to form the name of its file.
const npySuffix = ".npy"

// NPZ reads an .npz archive that numpy.savez or numpy.savez_compressed wrote: a zip file of .npy
// files, each named after its array. Only the directory of the archive is read until an array is
// requested, as with numpy.load, and the first bytes of files without the suffix .npy, which are
// arrays if they begin as a .npy file does. Names are never used as paths.
//
// An NPZ is safe for concurrent use by multiple goroutines. Errors wrap a class of this package, or
// an error of archive/zip or of the file.
type NPZ struct {
	file   *os.File // nil for NewNPZ
	closed atomic.Bool

	archive       *zip.Reader
	names, others []string
	members       map[string]*zip.File // arrays, by the name of the file
}

// OpenNPZ opens the archive in the file path. The caller must close it.
func OpenNPZ(path string) (*NPZ, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("ndarray: open npz: %w", err)
	}
	z := &NPZ{file: f}
	info, err := f.Stat()
	if err == nil {
		err = z.read(f, info.Size())
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("ndarray: open npz: %s: %w", path, err), f.Close())
	}
	return z, nil
}

// NewNPZ reads the archive in r, which has the given size in bytes. r must remain valid while
// arrays are read. Closing the NPZ does not close r.
func NewNPZ(r io.ReaderAt, size int64) (*NPZ, error) {
	z := new(NPZ)
	if err := z.read(r, size); err != nil {
		return nil, fmt.Errorf("ndarray: npz: %w", err)
	}
	return z, nil
}

// read reads the directory of the archive.
func (z *NPZ) read(r io.ReaderAt, size int64) error {
	if size < 0 {
		return fmt.Errorf("%w: size %d", zip.ErrFormat, size)
	}
	archive, err := zip.NewReader(r, size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return err
	}
	if err := checkOverlap(archive.File, size); err != nil {
		return err
	}
	z.archive = archive
	z.members = make(map[string]*zip.File, len(archive.File))
	var arrays []string
	for _, f := range archive.File {
		if strings.HasSuffix(f.Name, npySuffix) || beginsAsNPY(f) {
			arrays = append(arrays, f.Name)
			z.members[f.Name] = f
		} else {
			z.others = append(z.others, f.Name)
		}
	}
	files := make(map[string]string, len(arrays))
	for _, file := range arrays {
		name := strings.TrimSuffix(file, npySuffix)
		if z.isBare(name) {
			name = file
		}
		if other, found := files[name]; found && other != file {
			return fmt.Errorf("%w: the files %q and %q are both the array %q", ErrData, other, file, name)
		}
		files[name] = file
		z.names = append(z.names, name)
	}
	return nil
}

// isBare reports whether a file that has that name, without the suffix .npy, is an array.
func (z *NPZ) isBare(name string) bool {
	return z.members[name] != nil && !strings.HasSuffix(name, npySuffix)
}

// beginsAsNPY reports whether the content of a file in an archive begins as a .npy file does. A
// file that cannot be read is none.
func beginsAsNPY(f *zip.File) bool {
	if f.UncompressedSize64 < uint64(len(magic)) {
		return false
	}
	content, err := f.Open()
	if err != nil {
		return false
	}
	start := make([]byte, len(magic))
	_, err = io.ReadFull(content, start)
	return errors.Join(err, content.Close()) == nil && string(start) == magic
}

// checkOverlap rejects an archive in which several files share bytes. Otherwise a small archive
// could expand to any size.
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

// Close closes the file that OpenNPZ opened. It is idempotent. Arrays that Get returned remain
// valid.
func (z *NPZ) Close() error {
	if z.file == nil || z.closed.Swap(true) {
		return nil
	}
	return z.file.Close()
}

// Names returns the names of the arrays in the order of the archive, without the suffix .npy if
// their files have it, like numpy's NpzFile.files. The suffix stays if there is also a file without
// it: numpy lists the same name for both, and reads this one by its complete name only. If several
// files have the same name, it is returned once for each.
func (z *NPZ) Names() []string { return slices.Clone(z.names) }

// Others returns the names of the files in the archive that are not arrays: their names do not end
// in .npy, and their content does not begin as a .npy file does.
func (z *NPZ) Others() []string { return slices.Clone(z.others) }

// RegisterDecompressor sets the decompressor for a method of compression, such as zip.Deflate, as
// zip.Reader.RegisterDecompressor does. The default for zip.Deflate is that of compress/flate; the
// one of github.com/klauspost/compress is faster. It must be called before arrays are read. If d is
// nil, nothing changes.
func (z *NPZ) RegisterDecompressor(method uint16, d zip.Decompressor) {
	if z.archive != nil && d != nil {
		z.archive.RegisterDecompressor(method, d)
	}
}

// member returns the file of an array.
func (z *NPZ) member(name string) (*zip.File, error) {
	f := z.members[name+npySuffix]
	if f == nil || z.isBare(name) {
		f = z.members[name]
	}
	if f == nil {
		return nil, fmt.Errorf("%w: no such array in the archive", ErrIndex)
	}
	return f, nil
}

// Get reads the array with that name. As in numpy, the suffix .npy may be included, and the last of
// several arrays with the same name is read. The array owns its memory and is writable.
//
// Memory is allocated as elements arrive, and only if the archive states as many bytes as the
// array's header. The error wraps ErrIndex if there is no such array, ErrHeader, ErrDType,
// ErrShape, ErrObject or ErrData if its file is not valid, and an error of archive/zip if the
// archive is damaged, such as zip.ErrChecksum.
func (z *NPZ) Get(name string) (*Array, error) {
	a, err := z.get(name)
	if err != nil {
		return nil, fmt.Errorf("ndarray: npz: get %q: %w", name, err)
	}
	return a, nil
}

func (z *NPZ) get(name string) (*Array, error) {
	npy, err := z.append(nil, name)
	if err != nil {
		return nil, err
	}
	a := new(Array)
	if _, err := a.decode(npy); err != nil {
		return nil, err
	}
	a.readOnly = false
	if !mem.IsAligned(a.data, mem.Alignment) { // numpy before 1.14, and other programs
		a.data = mem.Clone(a.data)
	}
	return a, nil
}

// Header reads the header of the array with that name, for example to check its dtype, shape and
// size before reading the elements. Errors are those of Get.
func (z *NPZ) Header(name string) (Header, error) {
	h, err := z.header(name)
	if err != nil {
		return Header{}, fmt.Errorf("ndarray: npz: header of %q: %w", name, err)
	}
	return h, nil
}

func (z *NPZ) header(name string) (h Header, err error) {
	f, err := z.member(name)
	if err != nil {
		return h, err
	}
	content, err := f.Open()
	if err != nil {
		return h, err
	}
	defer content.Close()
	head, err := readHeader(content)
	if err == io.EOF {
		err = truncatedHeader(nil)
	}
	if err != nil {
		return h, err
	}
	if h, _, err = ParseHeader(head); err != nil {
		return h, err
	}
	return h, checkMember(f, h.NBytes(), len(head))
}

// checkMember returns an error unless a file in an archive has the size that its header states.
func checkMember(f *zip.File, size, offset int) error {
	if have := f.UncompressedSize64 - uint64(offset); have != uint64(size) {
		return fmt.Errorf("%w: the header states %d bytes of elements, the archive %d", ErrData, size, int64(have))
	}
	return nil
}

// AppendNPY appends the .npy file of the array with that name, unchanged, after checking that
// Decode can read it. After an error it returns dst unchanged. Errors are those of Get.
func (z *NPZ) AppendNPY(dst []byte, name string) ([]byte, error) {
	npy, err := z.append(dst, name)
	if err != nil {
		return dst, fmt.Errorf("ndarray: npz: append npy of %q: %w", name, err)
	}
	return npy, nil
}

// append is AppendNPY. It reads the rest of the elements only if the header states the right number
// of bytes.
func (z *NPZ) append(dst []byte, name string) ([]byte, error) {
	f, err := z.member(name)
	if err != nil {
		return dst, err
	}
	if f.UncompressedSize64 > mem.MaxAllocation {
		return dst, fmt.Errorf("%w: array is too big: %d bytes", ErrShape, f.UncompressedSize64)
	}
	content, err := f.Open()
	if err != nil {
		return dst, err
	}
	defer content.Close()
	start, size := len(dst), int(f.UncompressedSize64)
	head := min(size, lengthOffset+4+maxHeader)
	if dst, err = appendRead(dst, content, head, 0); err != nil {
		return dst, err
	}
	h, offset, err := ParseHeader(dst[start:])
	if err == nil {
		err = checkMember(f, h.NBytes(), offset)
	}
	if err != nil {
		return dst, err
	}
	// The archive certainly holds the compressed bytes.
	if dst, err = appendRead(dst, content, size-head, int(f.CompressedSize64)); err != nil {
		return dst, err
	}
	// Reading to the end checks the checksum.
	switch n, err := content.Read(make([]byte, 1)); {
	case n > 0:
		return dst, fmt.Errorf("%w: more than the %d bytes that the archive states", zip.ErrFormat, size)
	case err != io.EOF:
		return dst, err
	}
	return dst, nil
}
