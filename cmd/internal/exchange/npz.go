package exchange

import (
	"archive/zip"
	"errors"
	"fmt"
	"iter"

	"github.com/openleveldb/openleveldb/cmd/internal/valuetext"
	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
)

// NPZ is a Sink that writes arrays to an .npz archive, as numpy.savez does: a zip file of .npy
// files, stored uncompressed, each named after its key.
type NPZ struct {
	out     Output
	archive *ndarray.NPZWriter
	contents
}

// CreateNPZ starts an archive.
func CreateNPZ(out Output) *NPZ { return &NPZ{out: out, archive: ndarray.NewNPZWriter(out, nil)} }

// Put writes an array to the archive without copying it first.
func (z *NPZ) Put(key string, stored []byte) error {
	if z.array(stored) == nil {
		return fmt.Errorf("%w: an .npz archive holds arrays only; --skip-others skips other values", ErrCannotHold)
	}
	err := z.archive.SaveNPY(key, stored[1:])
	if errors.Is(err, ndarray.ErrValue) {
		err = fmt.Errorf("%w: %w", ErrCannotHold, err)
	}
	return err
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
	npz  *ndarray.NPZ
	in   *Input
	path string
}

// OpenArchive opens the .npz archive in path.
func OpenArchive(path string) (*Archive, error) {
	in, err := OpenInput(path)
	if err != nil {
		return nil, err
	}
	npz, err := ndarray.NewNPZ(in, in.size)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", path, err), in.Close())
	}
	npz.RegisterDecompressor(zip.Deflate, inflate)
	return &Archive{npz, in, valuetext.Plain(path)}, nil
}

// Close closes the file.
func (a *Archive) Close() error { return a.in.Close() }

// Items first returns an error for each file in the archive that is not an array, and then iterates
// over the arrays in the order of the archive.
func (a *Archive) Items() iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		for _, name := range a.npz.Others() {
			if !yield(Item{}, skippable{fmt.Errorf("%s: %.200q is not an array; --skip-others skips it", a.path, name)}) {
				return
			}
		}
		for _, name := range a.npz.Names() {
			item := Item{Key: name, From: a.path, Append: func(dst []byte) ([]byte, error) {
				return a.append(dst, name)
			}}
			if !yield(item, nil) {
				return
			}
		}
	}
}

// Ascending implements Ascending.
func (a *Archive) Ascending() bool {
	names := a.npz.Names()
	for i := range names[min(1, len(names)):] {
		if names[i] >= names[i+1] {
			return false
		}
	}
	return true
}

// Position returns how much of the archive has been read.
func (a *Archive) Position() (done, total int64) { return min(a.in.read.Load(), a.in.size), a.in.size }

// append appends the stored value of an array, after checking its file, including the checksum.
func (a *Archive) append(dst []byte, name string) ([]byte, error) {
	h, err := a.npz.Header(name)
	if err != nil {
		return dst, cannotHold(err)
	}
	if int64(h.NBytes()) >= maxValue {
		return dst, fmt.Errorf("%w: %d bytes are more than a value holds", leveldb.ErrTooLarge, h.NBytes())
	}
	return a.npz.AppendNPY(append(dst, byte(codec.KindArray)), name)
}
