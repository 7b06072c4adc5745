package exchange

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"slices"
	"strings"

	"github.com/openleveldb/openleveldb/internal/keytext"
	"github.com/openleveldb/openleveldb/leveldb"
)

// Files is a Source that reads the files of a directory, as Directory and other programs write
// them: .npy, .txt, .bin, .json and .int files, whose paths are keys. Files whose names begin with
// a dot are ignored.
type Files struct {
	root *os.Root
	csv  *CSV
	contents
}

// OpenFiles opens the directory dir for reading. Nothing outside of it is read, regardless of
// links. With csv only .csv files are read.
func OpenFiles(dir string, csv *CSV) (*Files, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	return &Files{root: root, csv: csv}, nil
}

// Close closes the directory.
func (f *Files) Close() error { return f.root.Close() }

// Items iterates over the files in the order of their paths. For a file whose type is unknown it
// yields an error that wraps ErrCannotHold.
func (f *Files) Items() iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		if err := f.walk(f.root, "", yield); err != nil && !errors.Is(err, errLeft) {
			yield(Item{}, err)
		}
	}
}

// errLeft: the caller left the loop over the items.
var errLeft = errors.New("left")

// walk yields the files of a directory and its subdirectories.
func (f *Files) walk(at *os.Root, prefix string, yield func(Item, error) bool) error {
	dir, err := at.Open(".")
	if err != nil {
		return err
	}
	entries, err := dir.ReadDir(-1)
	if closed := dir.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return err
	}
	if prefix == "" {
		for _, e := range entries {
			if e.Name() == checkpointName {
				return fmt.Errorf("%s: %w; finish it with export --resume, or remove %s", f.root.Name(), ErrInterruptedExport, checkpointName)
			}
		}
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	seen := make(map[string]string, len(entries))
	for _, e := range entries {
		name := e.Name()
		if strings.HasPrefix(name, ".") {
			continue
		}
		full := prefix + name
		if e.IsDir() {
			below, err := at.OpenRoot(name)
			if err != nil {
				return err
			}
			err = f.walk(below, full+"/", yield)
			if closed := below.Close(); err == nil {
				err = closed
			}
			if err != nil {
				return err
			}
			continue
		}
		item, err := f.item(at, full, e)
		if err == nil {
			if other, there := seen[item.Key]; there {
				err = fmt.Errorf("%s and %s are the same key %s", other, full, keytext.Quote(item.Key))
			}
			seen[item.Key] = full
		}
		if !yield(item, err) {
			return errLeft
		}
	}
	return nil
}

// item returns the item of one file.
func (f *Files) item(at *os.Root, full string, e fs.DirEntry) (Item, error) {
	name := e.Name()
	if !e.Type().IsRegular() { // opening another kind of file may block or have side effects
		info, err := at.Stat(name)
		if err != nil {
			return Item{}, err
		}
		if !info.Mode().IsRegular() {
			return Item{}, fmt.Errorf("file %q: %w: it is not a regular file", full, ErrCannotHold)
		}
	}
	extension := extensionOf(name)
	if extension == "" || strings.EqualFold(extension, extCSV) != (f.csv != nil) {
		wanted := strings.Join(extensions, ", ")
		if f.csv != nil {
			wanted = extCSV
		}
		return Item{}, skippable{fmt.Errorf("file %q: its name must end with %s; --skip-others skips it", full, wanted)}
	}
	key, err := keyOf(strings.TrimSuffix(full, extension))
	if err != nil {
		return Item{}, err
	}
	return Item{Key: key, From: fmt.Sprintf("file %q", full), Append: func(dst []byte) ([]byte, error) {
		file, err := at.Open(name)
		if err != nil {
			return dst, err
		}
		defer file.Close()
		info, err := file.Stat()
		if err != nil {
			return dst, err
		}
		if f.csv != nil {
			return f.csv.appendStored(dst, file)
		}
		return f.appendStored(dst, extension, func(dst []byte) ([]byte, error) { return appendAll(dst, file, info.Size()) })
	}}, nil
}

// maxValue is larger than any stored value can be.
const maxValue = 4 << 30

// appendAll appends the content of r, which should be size bytes. It does not allocate memory for a
// size that is only claimed: beyond 64 MiB it only allocates as much again as has arrived.
func appendAll(dst []byte, r io.Reader, size int64) ([]byte, error) {
	if size >= maxValue {
		return dst, leveldb.ErrTooLarge
	}
	start := len(dst)
	const step = 64 << 20
	for {
		have := int64(len(dst) - start)
		missing := max(size-have, 0)
		if room := int64(cap(dst) - len(dst)); room <= missing && room < minRead {
			// One extra byte, to detect the end.
			dst = grow(dst, int(min(missing, max(have, step)))+1)
		}
		n, err := r.Read(dst[len(dst):cap(dst)])
		dst = dst[:len(dst)+n]
		switch {
		case err == io.EOF && int64(len(dst)-start) < size:
			return dst, io.ErrUnexpectedEOF
		case err == io.EOF:
			return dst, nil
		case err != nil:
			return dst, err
		case len(dst)-start >= maxValue:
			return dst, leveldb.ErrTooLarge
		}
	}
}

// minRead is the minimum buffer space that a reader is offered before the end.
const minRead = 4096

// grow returns b with capacity for n more bytes.
func grow(b []byte, n int) []byte {
	if cap(b)-len(b) >= n {
		return b
	}
	grown := make([]byte, len(b), max(len(b)+n, len(b)+len(b)/4))
	copy(grown, b)
	return grown
}
