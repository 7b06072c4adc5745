package exchange

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/internal/gomemory"
	"github.com/openleveldb/openleveldb/ndarray"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// endless reads as zeros, in small pieces as from a decompressor.
type endless struct{ read int }

func (e *endless) Read(b []byte) (int, error) {
	n := min(len(b), 32<<10)
	clear(b[:n])
	e.read += n
	return n, nil
}

// Data that arrive in small pieces are not copied for each piece.
func TestAppendAllIsLinear(t *testing.T) {
	const size = 150 << 20
	require.Less(t, gomemory.Allocated(func() {
		all, err := appendAll([]byte{'n'}, io.LimitReader(new(endless), size), size)
		require.NoError(t, err)
		require.Len(t, all, size+1)
	}), 5*size/2)
	require.Less(t, gomemory.Allocated(func() {
		_, err := appendAll(nil, strings.NewReader("short"), 3<<30)
		require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	}), 66<<20, "a size that is only claimed")
}

// npz writes a compressed archive of members.
func npz(t *testing.T, members map[string][]byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.npz")
	f, err := os.Create(path)
	require.NoError(t, err)
	w := zip.NewWriter(f)
	for name, content := range members {
		m, err := w.Create(name)
		require.NoError(t, err)
		_, err = m.Write(content)
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	require.NoError(t, f.Close())
	return path
}

// read returns the only member of an archive.
func read(t *testing.T, path string) ([]byte, error) {
	t.Helper()
	a, err := OpenArchive(path)
	if err != nil {
		return nil, err
	}
	defer a.Close()
	for item, err := range a.Items() {
		require.NoError(t, err)
		return item.Append(nil)
	}
	return nil, nil
}

// The elements of a file in an archive are decompressed only if its header states as many.
func TestArchiveBombs(t *testing.T) {
	zeros, err := ndarray.New(ndarray.Uint8, 20<<20)
	require.NoError(t, err)
	npy, err := zeros.AppendNPY(nil)
	require.NoError(t, err)
	stored, err := read(t, npz(t, map[string][]byte{"a.npy": npy}))
	require.NoError(t, err)
	require.Equal(t, len(npy)+1, len(stored))

	small, err := ndarray.New(ndarray.Uint8, 5)
	require.NoError(t, err)
	short, err := small.AppendNPY(nil)
	require.NoError(t, err)
	longer := append(short, npy[len(short):]...)
	for name, content := range map[string][]byte{"longer than its header says": longer, "no header": make([]byte, 20<<20)} {
		path := npz(t, map[string][]byte{"a.npy": content})
		require.Less(t, gomemory.Allocated(func() {
			_, err = read(t, path)
		}), 6<<20, name)
		require.Error(t, err, name)
	}
	require.ErrorIs(t, func() error { _, err := read(t, npz(t, map[string][]byte{"a.npy": longer})); return err }(), ndarray.ErrData)

	// The size in the archive's directory is wrong: 5 elements are stated, and 20 MiB follow.
	path := npz(t, map[string][]byte{"a.npy": longer})
	file, err := os.ReadFile(path)
	require.NoError(t, err)
	entry := bytes.LastIndex(file, []byte("PK\x01\x02"))
	binary.LittleEndian.PutUint32(file[entry+24:], uint32(len(short)))
	require.NoError(t, os.WriteFile(path, file, 0o600))
	require.Less(t, gomemory.Allocated(func() {
		_, err = read(t, path)
	}), 6<<20)
	require.Error(t, err)

	// Several members share the same bytes of the archive.
	path = npz(t, map[string][]byte{"a.npy": npy})
	file, err = os.ReadFile(path)
	require.NoError(t, err)
	end := bytes.LastIndex(file, []byte("PK\x05\x06"))
	entry = bytes.LastIndex(file, []byte("PK\x01\x02"))
	central := bytes.Repeat(file[entry:end], 100)
	tail := bytes.Clone(file[end:])
	for _, at := range []int{8, 10} {
		binary.LittleEndian.PutUint16(tail[at:], 100)
	}
	binary.LittleEndian.PutUint32(tail[12:], uint32(len(central)))
	require.NoError(t, os.WriteFile(path, append(append(file[:entry:entry], central...), tail...), 0o600))
	_, err = OpenArchive(path)
	require.ErrorIs(t, err, zip.ErrFormat)
}

// The padding of texts in a line of a hundred bytes allocates no memory.
func TestLineBombs(t *testing.T) {
	var p lineParser
	for _, value := range []string{
		`{"dtype":"|S2147483647","shape":[1],"data":[{"base64":""}]}`,
		`{"dtype":"<U536870911","shape":[2,1],"data":[[""],[""]]}`,
		`{"dtype":"|S1000000000","shape":[],"data":{"base64":""}}`,
		`{"dtype":"<f8","shape":[1000000000],"data":[1]}`,
		`{"dtype":"<f8","shape":[-1],"data":[1]}`,
		`{"dtype":"|V0","shape":[4611686018427387904,4],"data":[]}`,
	} {
		require.Less(t, gomemory.Allocated(func() {
			_, err := p.append(nil, []byte(`{"key":"k","type":"ndarray","value":`+value+`}`))
			require.Error(t, err, value)
		}), 1<<20, value)
	}
	for _, value := range []string{
		`{"dtype":"|S1000000","shape":[2],"data":[{"base64":"QQ=="},{"base64":""}]}`,
		`{"dtype":"|V0","shape":[4611686018427387904],"data":[]}`,
		`{"dtype":"<f8","shape":[0,4611686018427387],"data":[]}`,
	} {
		_, err := p.append(nil, []byte(`{"key":"k","type":"ndarray","value":`+value+`}`))
		require.NoError(t, err, value)
	}
}

// A file with too many digits is not an int of 128 bits.
func TestLongIntFile(t *testing.T) {
	var c contents
	read := func(digits string) error {
		_, err := c.appendStored(nil, extInt, func(dst []byte) ([]byte, error) { return append(dst, digits...), nil })
		return err
	}
	require.NoError(t, read("-170141183460469231731687303715884105728\n"))
	require.Less(t, gomemory.Allocated(func() {
		require.ErrorContains(t, read(strings.Repeat("9", 1<<20)), "is not an integer")
	}), 8<<20)
}

// An array without bytes can have any number of elements, in any shape.
func TestExportOfNoBytes(t *testing.T) {
	for _, descr := range []string{"|S0", "<U0", "|V0", "[]", "[('a', '|S0')]", "<f8", "<M8[s]"} {
		dtype, err := ndarray.ParseDType(descr)
		require.NoError(t, err)
		for _, shape := range [][]int{{3037000499, 3037000499}, {1 << 62}, {1 << 62, 1}, {1, 1 << 62}, {0, 1 << 59}, {1 << 59, 0}, {0}} {
			a, err := ndarray.New(dtype, shape...)
			if err != nil {
				continue
			}
			stored, err := codec.Append(nil, a)
			require.NoError(t, err)
			name := fmt.Sprint(descr, shape)
			var c contents
			require.Less(t, gomemory.Allocated(func() {
				text, err := new(CSV).append(nil, c.array(stored))
				assert.Empty(t, text, name)
				if err != nil {
					require.ErrorIs(t, err, ErrCannotHold, name)
				}
				extension, content := c.file(stored)
				assert.Equal(t, extArray, extension, name)
				assert.Len(t, content, len(stored)-1)
			}), 1<<20, name)
		}
	}
}
