package ndarray

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/mem"
)

// file writes a file and returns its path.
func file(t *testing.T, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.npy")
	require.NoError(t, os.WriteFile(path, content, 0o600))
	return path
}

func TestMapped(t *testing.T) {
	const page = 4096 / 4
	for _, shape := range [][]int{{}, {0}, {1}, {3, 4}, {page - 32}, {page - 31}, {page + 1}, {2, 3, 1000}} {
		for _, a := range []*Array{numbered(t, shape...), numbered(t, shape...).Transpose()} {
			m, err := OpenMapped(file(t, saved(t, a)))
			require.NoError(t, err)
			b := m.Array()
			require.True(t, b.Equal(a), "%v", shape)
			require.Equal(t, a.fortranOnly(), b.fortranOnly())
			require.True(t, b.ReadOnly())
			if b.NDim() == 0 {
				require.ErrorIs(t, b.SetAt(1.5), ErrReadOnly)
			}
			require.True(t, b.Size() == 0 || mem.IsAligned(b.data, mem.Alignment))
			if !a.fortranOnly() {
				require.Equal(t, must1(View[float32](a)), must1(View[float32](b)))
			}
			kept := b.Clone()
			require.NoError(t, m.Close())
			require.NoError(t, m.Close())
			require.True(t, kept.Equal(a))

			// The array that was mapped is refused everywhere.
			require.Zero(t, b.Size())
			_, err = View[float32](b)
			require.ErrorIs(t, err, ErrDType)
			_, err = b.At(0)
			require.ErrorIs(t, err, ErrIndex)
			_, err = b.Min()
			require.ErrorIs(t, err, ErrDType)
			require.Same(t, b, m.Array())
		}
	}
	var zero Mapped
	require.NoError(t, zero.Close())
	require.Zero(t, zero.Array().Size())
}

// A file is mapped, not read, and unmapped by Close.
func TestMappedIsInTheSystem(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("needs /proc")
	}
	path := file(t, saved(t, numbered(t, 1000)))
	mappings := func() int {
		maps, err := os.ReadFile("/proc/self/maps")
		require.NoError(t, err)
		return strings.Count(string(maps), path)
	}
	m, err := OpenMapped(path)
	require.NoError(t, err)
	assert.Equal(t, 1, mappings())

	// Changes of the file are seen.
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	require.NoError(t, err)
	_, err = f.WriteAt([]byte{0, 0, 0x80, 0x3f}, int64(len(saved(t, numbered(t, 1000)))-4))
	require.NoError(t, err)
	require.NoError(t, f.Close())
	assert.Equal(t, float32(1), must1(m.Array().At(999)))

	require.NoError(t, m.Close())
	assert.Zero(t, mappings())
	_, err = OpenMapped(file(t, saved(t, numbered(t, 1000))[:200]))
	require.ErrorIs(t, err, ErrData)
	assert.Zero(t, mappings())
}

func TestOpenMappedErrors(t *testing.T) {
	npy := saved(t, numbered(t, 2, 3))
	for n := range len(npy) {
		_, err := OpenMapped(file(t, npy[:n]))
		require.ErrorIs(t, err, io.ErrUnexpectedEOF, "%d", n)
		require.NotErrorIs(t, err, io.EOF)
	}
	path := file(t, npy[:len(npy)-1])
	_, err := OpenMapped(path)
	require.EqualError(t, err, "ndarray: open mapped: "+path+": wrong data size: float32 array of shape (2, 3) needs 24 bytes after the header, have 23: unexpected EOF")
	_, err = OpenMapped(path + "missing")
	require.ErrorIs(t, err, fs.ErrNotExist)
	_, err = OpenMapped(t.TempDir())
	require.Error(t, err)
	_, err = OpenMapped(file(t, []byte("PK\x03\x04 an archive")))
	require.ErrorIs(t, err, ErrHeader)
	_, err = OpenMapped(file(t, rawHeader(1, header("'|O'", "False", "()"))))
	require.ErrorIs(t, err, ErrObject)
	_, err = OpenMapped(file(t, rawHeader(1, header("'|u1'", "False", "(9223372036854775807,)"))))
	require.ErrorIs(t, err, ErrData)

	// As in numpy, the first of several arrays is mapped.
	m, err := OpenMapped(file(t, append(append([]byte(nil), npy...), npy...)))
	require.NoError(t, err)
	assert.True(t, m.Array().Equal(numbered(t, 2, 3)))
	require.NoError(t, m.Close())
}
