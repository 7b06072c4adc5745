package ndarray

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/gomemory"
	"github.com/openleveldb/openleveldb/internal/mem"
)

// archived returns an archive with arrays of those names, whose shapes differ.
func archived(t *testing.T, o *NPZOptions, names ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := NewNPZWriter(&out, o)
	for i, name := range names {
		require.NoError(t, z.Save(name, numbered(t, i, 2)))
	}
	require.NoError(t, z.Close())
	return out.Bytes()
}

func opened(t *testing.T, archive []byte) *NPZ {
	t.Helper()
	z, err := NewNPZ(bytes.NewReader(archive), int64(len(archive)))
	require.NoError(t, err)
	return z
}

// names are those of arrays in archives. None is special.
var names = []string{"x", "", "a/b", "../up", "/absolute", `C:\x`, "x.npy", "名前", "é", "arr_0", strings.Repeat("n", maxZipName-4), "dir/"}

func TestNPZ(t *testing.T) {
	for _, o := range []*NPZOptions{nil, {Compress: true}} {
		for count := range len(names) + 1 {
			z := opened(t, archived(t, o, names[:count]...))
			require.Equal(t, append([]string(nil), names[:count]...), z.Names())
			require.Empty(t, z.Others())
			for i, name := range names[:count] {
				a, err := z.Get(name)
				require.NoError(t, err, name)
				require.True(t, a.Equal(numbered(t, i, 2)), name)
				require.False(t, a.ReadOnly())
				require.True(t, i == 0 || mem.IsAligned(a.data, mem.Alignment))
				npy, err := z.AppendNPY([]byte("before"), name)
				require.NoError(t, err)
				require.Equal(t, "before"+string(saved(t, a)), string(npy))
				h, err := z.Header(name)
				require.NoError(t, err)
				require.Equal(t, Header{DType: Float32, Shape: []int{i, 2}}, h)
			}
			require.NoError(t, z.Close())
		}
	}
	// As in numpy, the suffix may be included.
	z := opened(t, archived(t, nil, "x", "y.npy"))
	for name, rows := range map[string]int{"x": 0, "x.npy": 0, "y.npy": 1, "y.npy.npy": 1} {
		a, err := z.Get(name)
		require.NoError(t, err)
		assert.Equal(t, rows, a.Dim(0), name)
	}
	for _, name := range []string{"y", "z", "", ".npy"} {
		_, err := z.Get(name)
		require.ErrorIs(t, err, ErrIndex, name)
		_, err = z.Header(name)
		require.ErrorIs(t, err, ErrIndex, name)
		b, err := z.AppendNPY([]byte("before"), name)
		require.ErrorIs(t, err, ErrIndex, name)
		require.Equal(t, "before", string(b))
	}
	_, err := z.Get("z")
	require.EqualError(t, err, `ndarray: npz: get "z": index out of range: no such array in the archive`)
}

// Arrays of all orders are saved as numpy.save does, and .npy files as they are.
func TestNPZWriter(t *testing.T) {
	a := numbered(t, 40, 500)
	old := rawHeader(1, header("'<i2'", "False", "(3,)")) // without numpy's padding
	old = append(old, 1, 0, 2, 0, 3, 0)
	for _, o := range []*NPZOptions{nil, {}, {Compress: true}} {
		var out bytes.Buffer
		z := NewNPZWriter(&out, o)
		require.NoError(t, z.Save("C", a))
		require.NoError(t, z.Save("F", a.Transpose()))
		require.NoError(t, z.Save("gaps", withGaps(t, a)))
		require.NoError(t, z.Save("scalar", must(New(Bool))))
		require.NoError(t, z.SaveNPY("old", old))
		require.ErrorIs(t, z.SaveNPY("long", append(bytes.Clone(old), 0)), ErrData)
		require.ErrorIs(t, z.SaveNPY("none", nil), ErrHeader)
		require.ErrorIs(t, z.Save("zero", new(Array)), ErrDType)
		for _, name := range []string{"C", "a\x00b", "\xff", strings.Repeat("n", maxZipName-3)} {
			require.ErrorIs(t, z.Save(name, a), ErrValue, "%.10q", name)
		}
		require.NoError(t, z.Close())
		require.NoError(t, z.Close())
		require.ErrorIs(t, z.Save("late", a), fs.ErrClosed)

		archive := opened(t, out.Bytes())
		require.Equal(t, []string{"C", "F", "gaps", "scalar", "old"}, archive.Names())
		require.True(t, must(archive.Get("F")).fortranOnly())
		for name, want := range map[string][]byte{"C": saved(t, a), "F": saved(t, a.Transpose()), "gaps": saved(t, a), "old": old} {
			require.True(t, bytes.Equal(want, must1(archive.AppendNPY(nil, name))), name)
		}
		aligned := must(archive.Get("old"))
		require.Equal(t, []int16{1, 2, 3}, must1(View[int16](aligned)))
		require.True(t, mem.IsAligned(aligned.data, mem.Alignment))
	}

	// A file in the archive can be read in one pass, with the time that numpy sets.
	stored := archived(t, nil, "x", "é")
	r := must1(zip.NewReader(bytes.NewReader(stored), int64(len(stored))))
	for _, f := range r.File {
		assert.Zero(t, f.Flags&8, "no data descriptor")
		assert.Equal(t, f.Name == "é.npy", f.Flags&0x800 != 0)
		assert.Equal(t, zipTime, f.Modified.UTC())
		assert.Equal(t, fs.FileMode(0o600), f.Mode())
	}
}

// After an error of the destination, the archive is useless, and every call says so.
func TestNPZWriterErrors(t *testing.T) {
	full := errors.New("full")
	for _, o := range []*NPZOptions{nil, {Compress: true}} {
		for limit := range 4 {
			w := &limited{writes: limit, err: full}
			z := NewNPZWriter(w, o)
			var err error
			for i := 0; i < 10 && err == nil; i++ {
				err = z.Save(fmt.Sprint(i), numbered(t, 2000))
			}
			require.ErrorIs(t, err, full)
			require.ErrorIs(t, z.Save("later", numbered(t, 1)), full)
			require.ErrorIs(t, z.Close(), full)
		}
	}
	var zero NPZWriter
	require.ErrorIs(t, zero.Save("x", numbered(t, 1)), fs.ErrClosed)
	require.NoError(t, zero.Close())
}

func TestOpenNPZ(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.npz")
	archive := archived(t, nil, "empty", "x")
	require.NoError(t, os.WriteFile(path, archive, 0o600))
	z, err := OpenNPZ(path)
	require.NoError(t, err)
	a := must(z.Get("x"))
	require.NoError(t, z.Close())
	require.NoError(t, z.Close())
	require.True(t, a.Equal(numbered(t, 1, 2)))
	_, err = z.Get("x")
	require.ErrorIs(t, err, fs.ErrClosed)

	_, err = OpenNPZ(path + "missing")
	require.ErrorIs(t, err, fs.ErrNotExist)
	for n := 0; n < len(archive); n += 1 + n/50 {
		require.NoError(t, os.WriteFile(path, archive[:n], 0o600))
		_, err := OpenNPZ(path)
		require.ErrorIs(t, err, zip.ErrFormat, "%d", n)
	}

	var zero NPZ
	_, err = zero.Get("x")
	require.ErrorIs(t, err, ErrIndex)
	require.NoError(t, zero.Close())
}

// Any number of goroutines may read one archive.
func TestNPZInParallel(t *testing.T) {
	z := opened(t, archived(t, &NPZOptions{Compress: true}, names...))
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for i, name := range names {
				a, err := z.Get(name)
				if assert.NoError(t, err) {
					assert.True(t, a.Equal(numbered(t, i, 2)))
				}
			}
		})
	}
	group.Wait()
}

// zipped returns a zip file of files, given as pairs of a name and its content.
func zipped(t *testing.T, method uint16, files ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for i := 0; i < len(files); i += 2 {
		f, err := w.CreateHeader(&zip.FileHeader{Name: files[i], Method: method})
		require.NoError(t, err)
		_, err = io.WriteString(f, files[i+1])
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return out.Bytes()
}

// What an archive holds besides valid arrays is an error of its own.
func TestNPZOfOtherFiles(t *testing.T) {
	x := string(saved(t, numbered(t, 3)))
	z := opened(t, zipped(t, zip.Store, "readme.txt", "text", "x.npy", x, "dir/", "", "text.npy", "text", "empty.npy", "",
		"object.npy", string(rawHeader(1, header("'|O'", "False", "()"))), "short.npy", x[:len(x)-1], "long.npy", x+"x",
		"cut.npy", x[:50], "x.npy", string(saved(t, numbered(t, 4)))))
	require.Equal(t, []string{"x", "text", "empty", "object", "short", "long", "cut", "x"}, z.Names())
	require.Equal(t, []string{"readme.txt", "dir/"}, z.Others())
	require.Equal(t, 4, must(z.Get("x")).Size(), "of two the last, as in numpy")
	for name, want := range map[string]error{"readme.txt": ErrIndex, "text": ErrHeader, "empty": ErrHeader, "object": ErrObject, "short": ErrData,
		"long": ErrData, "cut": ErrHeader} {
		_, err := z.Get(name)
		require.ErrorIs(t, err, want, name)
		_, err = z.Header(name)
		require.ErrorIs(t, err, want, name)
		_, err = z.AppendNPY(nil, name)
		require.ErrorIs(t, err, want, name)
	}
}

// As for numpy.load, a file without the suffix is an array if it begins as one.
func TestNPZWithoutSuffix(t *testing.T) {
	x, y := string(saved(t, numbered(t, 3))), string(saved(t, numbered(t, 4)))
	for _, method := range []uint16{zip.Store, zip.Deflate} {
		z := opened(t, zipped(t, method, "x", x, "note", "text", "short", x[:4], "dir/", "", "y.npy", y, "cut", x[:50]))
		require.Equal(t, []string{"x", "y", "cut"}, z.Names())
		require.Equal(t, []string{"note", "short", "dir/"}, z.Others())
		require.Equal(t, 3, must(z.Get("x")).Size())
		require.Equal(t, 4, must(z.Get("y")).Size())
		require.Equal(t, x, string(must1(z.AppendNPY(nil, "x"))))
		_, err := z.Get("cut")
		require.ErrorIs(t, err, ErrHeader)
		_, err = z.Get("note")
		require.ErrorIs(t, err, ErrIndex)
	}
	// With both, the file without the suffix has the name, as in numpy.
	z := opened(t, zipped(t, zip.Store, "x", x, "x.npy", y))
	require.Equal(t, []string{"x", "x.npy"}, z.Names())
	require.Equal(t, x, string(must1(z.AppendNPY(nil, "x"))))
	require.Equal(t, 4, must(z.Get("x.npy")).Size())
}

// Nothing is allocated for sizes that are only claimed, and nothing is unpacked without bounds.
func TestNPZBombs(t *testing.T) {
	const size = 8 << 20
	zeros := string(make([]byte, size))
	header := string(headerOf(t, Header{DType: Uint8, Shape: []int{size}}))
	five := string(headerOf(t, Header{DType: Uint8, Shape: []int{5}}))
	get := func(archive []byte) (err error) {
		z, err := NewNPZ(bytes.NewReader(archive), int64(len(archive)))
		if err == nil {
			_, err = z.Get("a")
		}
		return err
	}
	honest := zipped(t, zip.Deflate, "a.npy", header+zeros)
	require.NoError(t, get(honest), "no bomb")
	// central returns the archive with a number of the entry in its directory replaced.
	central := func(archive []byte, at int, value uint32) []byte {
		archive = bytes.Clone(archive)
		binary.LittleEndian.PutUint32(archive[bytes.LastIndex(archive, []byte("PK\x01\x02"))+at:], value)
		return archive
	}
	bomb := zipped(t, zip.Deflate, "a.npy", five+zeros)
	for name, c := range map[string]struct {
		archive []byte
		want    error
	}{
		"longer than its header": {bomb, ErrData},
		"no header":              {zipped(t, zip.Deflate, "a.npy", zeros), ErrHeader},
		"longer than stated":     {central(bomb, 24, uint32(len(five)+5)), zip.ErrFormat},
		"shorter than stated":    {central(zipped(t, zip.Deflate, "a.npy", header+"little"), 24, uint32(len(header)+len(zeros))), io.ErrUnexpectedEOF},
		"wrong checksum":         {central(zipped(t, zip.Deflate, "a.npy", five+"12345"), 16, 1), zip.ErrChecksum},
		"larger than archive":    {central(bomb, 20, 1<<30), zip.ErrFormat},
	} {
		require.Less(t, gomemory.Allocated(func() {
			require.ErrorIs(t, get(c.archive), c.want, name)
		}), 5<<20, name)
	}

	// Many files share the same bytes.
	archive := honest
	end, entry := bytes.LastIndex(archive, []byte("PK\x05\x06")), bytes.LastIndex(archive, []byte("PK\x01\x02"))
	directory, tail := bytes.Repeat(archive[entry:end], 100), bytes.Clone(archive[end:])
	binary.LittleEndian.PutUint16(tail[8:], 100)
	binary.LittleEndian.PutUint16(tail[10:], 100)
	binary.LittleEndian.PutUint32(tail[12:], uint32(len(directory)))
	require.ErrorIs(t, get(append(append(archive[:entry:entry], directory...), tail...)), zip.ErrFormat)
}

// An array of 4 GiB or more is written with the extension for 64 bits. Only its header and its
// description are checked here, as its elements would take too long.
func TestNPZStreamsLargeArrays(t *testing.T) {
	var out bytes.Buffer
	z := NewNPZWriter(&out, nil)
	content := saved(t, numbered(t, 3))
	require.NoError(t, z.add("large", maxZip32+1, func(w io.Writer) error {
		_, err := w.Write(content)
		return err
	}))
	require.NoError(t, z.Close())
	r := must1(zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len())))
	assert.NotZero(t, r.File[0].Flags&8, "its size follows it, in 64 bits if needed")
	assert.Equal(t, zip.Store, r.File[0].Method)
	assert.Equal(t, crc32.ChecksumIEEE(content), r.File[0].CRC32)
	assert.Equal(t, zipTime, r.File[0].Modified.UTC())
	assert.True(t, must(opened(t, out.Bytes()).Get("large")).Equal(numbered(t, 3)))
}

// A decompressor that is registered takes the place of the default.
func TestNPZRegisterDecompressor(t *testing.T) {
	archive := archived(t, &NPZOptions{Compress: true}, "a", "b")
	z := opened(t, archive)
	streams := 0
	z.RegisterDecompressor(zip.Deflate, func(r io.Reader) io.ReadCloser {
		streams++
		return flate.NewReader(r)
	})
	b, err := z.Get("b")
	require.NoError(t, err)
	require.True(t, b.Equal(numbered(t, 1, 2)))
	require.Equal(t, 1, streams)
	z.RegisterDecompressor(zip.Deflate, func(io.Reader) io.ReadCloser { return io.NopCloser(iotest.ErrReader(io.ErrNoProgress)) })
	_, err = z.Get("b")
	require.ErrorIs(t, err, io.ErrNoProgress)
}

// An array in a file without the suffix .npy hides the one in the file with it, as in numpy, where
// both are listed under the same name. Names distinguishes them.
func TestNPZWithAndWithoutSuffix(t *testing.T) {
	for _, files := range [][]string{{"a.npy", "a", "b.npy", "b.npy.npy"}, {"a", "b.npy.npy", "a.npy", "b.npy"}} {
		var b bytes.Buffer
		archive := zip.NewWriter(&b)
		for _, name := range files {
			w, err := archive.Create(name)
			require.NoError(t, err)
			_, err = w.Write(saved(t, numbered(t, len(name), 2)))
			require.NoError(t, err)
		}
		require.NoError(t, archive.Close())
		z, err := NewNPZ(bytes.NewReader(b.Bytes()), int64(b.Len()))
		require.NoError(t, err)
		want := map[string]int{"a": len("a"), "a.npy": len("a.npy"), "b": len("b.npy"), "b.npy": len("b.npy.npy")}
		for _, name := range z.Names() {
			a, err := z.Get(name)
			require.NoError(t, err)
			assert.Equal(t, want[name], a.Dim(0), name)
			delete(want, name)
		}
		assert.Empty(t, want, "all arrays have a name")
	}
	var b bytes.Buffer
	archive := zip.NewWriter(&b)
	for _, name := range []string{"a.npy.npy", "a.npy", "a"} {
		w, err := archive.Create(name)
		require.NoError(t, err)
		_, err = w.Write(saved(t, numbered(t, 1, 2)))
		require.NoError(t, err)
	}
	require.NoError(t, archive.Close())
	_, err := NewNPZ(bytes.NewReader(b.Bytes()), int64(b.Len()))
	assert.ErrorIs(t, err, ErrData)
	assert.ErrorContains(t, err, `the files "a.npy.npy" and "a.npy" are both the array "a.npy"`)
}
