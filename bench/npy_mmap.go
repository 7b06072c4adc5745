package bench

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"golang.org/x/sys/unix"
)

// npyMmap holds one .npy file per array, mapped when the directory is opened and read without a
// copy. It is the lower bound of views. An array is found by its key in a Go map.
var npyMmap = Store{
	Name: "npy-mmap", Format: "npy",
	MaxEntries: 50_000, // Linux limits a process to 65530 mappings (vm.max_map_count)
	Create: func(dir string, c Config) (Writer, error) {
		if err := os.Mkdir(dir, 0o777); err != nil {
			return nil, err
		}
		return npyWriter(dir), nil
	},
	Open: func(dir string, c Config) (Reader, error) {
		files, err := mapFiles(dir)
		if err != nil {
			return nil, err
		}
		return &peerReader{peer: files, decoder: decoder{bare: true}}, nil
	},
}

const npySuffix = ".npy"

// npyFiles holds mapped files.
type npyFiles struct {
	keys  []string // in ascending order
	files map[string][]byte
}

// mapFiles maps the files of a directory. The caller must close them.
func mapFiles(dir string) (*npyFiles, error) {
	entries, err := os.ReadDir(dir) // sorted by name, hence by key
	if err != nil {
		return nil, err
	}
	n := &npyFiles{files: make(map[string][]byte, len(entries))}
	for _, e := range entries {
		file, err := mapFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return nil, errors.Join(err, n.Close())
		}
		key := strings.TrimSuffix(e.Name(), npySuffix)
		n.keys = append(n.keys, key)
		n.files[key] = file
	}
	return n, nil
}

// mapFile maps a file for reading. The caller must unmap it.
func mapFile(path string) (mapped []byte, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	mapped, err = unix.Mmap(int(f.Fd()), 0, int(info.Size()), unix.PROT_READ, unix.MAP_SHARED)
	if err != nil {
		return nil, fmt.Errorf("bench: map %s: %w", path, err)
	}
	return mapped, nil
}

func (n *npyFiles) get(key []byte, use func(stored []byte) error) error {
	file, ok := n.files[string(key)]
	if !ok {
		return errMissing
	}
	return use(file)
}

func (n *npyFiles) seek(key []byte, use func(stored []byte) error) error {
	at := sort.SearchStrings(n.keys, string(key))
	if at == len(n.keys) {
		return errMissing
	}
	return use(n.files[n.keys[at]])
}

func (n *npyFiles) scan(reverse bool, use func(stored []byte) error) error {
	for at := range n.keys {
		if reverse {
			at = len(n.keys) - 1 - at
		}
		if err := use(n.files[n.keys[at]]); err != nil {
			return err
		}
	}
	return nil
}

func (n *npyFiles) Close() error {
	var errs []error
	for _, file := range n.files {
		errs = append(errs, unix.Munmap(file))
	}
	n.keys, n.files = nil, nil
	return errors.Join(errs...)
}

// npyWriter is the directory that files are written to.
type npyWriter string

func (w npyWriter) path(keys Keys, i uint32) string {
	return filepath.Join(string(w), keys.Text(i)+npySuffix)
}

func (w npyWriter) Put(keys Keys, order []uint32, values *Values) error {
	for _, i := range order {
		if err := os.WriteFile(w.path(keys, i), values.Stored(i)[1:], 0o666); err != nil {
			return failed("put", keys, i, err)
		}
	}
	return nil
}

func (w npyWriter) Delete(keys Keys, order []uint32) error {
	for _, i := range order {
		if err := os.Remove(w.path(keys, i)); err != nil {
			return failed("delete", keys, i, err)
		}
	}
	return nil
}

// PutBatch is Put, because files have no batches.
func (w npyWriter) PutBatch(keys Keys, order []uint32, values *Values) error {
	return w.Put(keys, order, values)
}

func (w npyWriter) Compact() error { return nil }

func (w npyWriter) Close() error { return nil }
