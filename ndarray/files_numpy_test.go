package ndarray

import (
	"bufio"
	"bytes"
	_ "embed"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/python"
)

//go:embed testdata/files.py
var filesScript string

// numpy reads the files that this package writes, and this package those of numpy: several arrays
// one after another, archives, and mapped files.
func TestNumpyFiles(t *testing.T) {
	var arrays []*Array
	for _, descr := range []string{"<f4", ">i8", "|b1", "<f2", "<c16", "<M8[ns]", "<U3", "|S2", "[('a', '<f4'), ('b', '>i2', (2,))]"} {
		for _, shape := range [][]int{{3, 40, 50}, {}, {0, 2}, {5}} {
			a := must(New(must1(ParseDType(descr)), shape...))
			if a.dtype.kind != KindString {
				for i := range a.data {
					a.data[i] = byte(i % 2)
				}
			}
			arrays = append(arrays, a, a.Transpose())
			if len(shape) > 1 && shape[0] > 1 {
				arrays = append(arrays, must(a.Transpose().Slice(1, 40)))
			}
		}
	}
	dir := t.TempDir()
	create := func(name string) *os.File { return must1(os.Create(filepath.Join(dir, name))) }
	stream := create("stream.npy")
	stored, compressed := create("stored.npz"), create("compressed.npz")
	zips := []*NPZWriter{NewNPZWriter(stored, nil), NewNPZWriter(compressed, &NPZOptions{Compress: true})}
	want := make([][2]string, len(arrays)) // name, and the bytes that numpy saves
	for i, a := range arrays {
		require.NoError(t, Save(stream, a))
		name := "a"
		if i < len(names) {
			name = names[i]
		} else {
			name = string(rune('α' + i))
		}
		for _, z := range zips {
			require.NoError(t, z.Save(name, a))
		}
		want[i] = [2]string{name, string(saved(t, a))}
	}
	for _, z := range zips {
		require.NoError(t, z.Close())
	}
	for _, f := range []*os.File{stream, stored, compressed} {
		require.NoError(t, f.Close())
	}

	type named struct {
		Name string
		NPY  []byte
	}
	var found map[string][][2]json.RawMessage
	require.NoError(t, json.Unmarshal(python.Run(t, []string{"numpy"}, filesScript, nil, dir), &found))
	read := func(of string) (list []named) {
		for _, pair := range found[of] {
			var n named
			require.NoError(t, json.Unmarshal(pair[0], &n.Name))
			require.NoError(t, json.Unmarshal(pair[1], &n.NPY))
			list = append(list, n)
		}
		return list
	}
	for _, of := range []string{"stream", "stored", "compressed"} {
		list := read(of)
		require.Len(t, list, len(want), of)
		for i, n := range list {
			if of != "stream" {
				require.Equal(t, want[i][0], n.Name, of)
			}
			require.Equal(t, want[i][1], string(n.NPY), "%s %d", of, i)
		}
	}
	require.Equal(t, want[0][1], string(read("mapped")[0].NPY))

	// The files that numpy wrote are those that this package writes.
	theirs := must1(os.ReadFile(filepath.Join(dir, "numpy-stream.npy")))
	assert.True(t, bytes.Equal(must1(os.ReadFile(stream.Name())), theirs))
	r := bufio.NewReader(bytes.NewReader(theirs))
	for i := range arrays {
		require.True(t, must(Load(r)).Equal(arrays[i]), "%d", i)
	}
	_, err := Load(r)
	require.Equal(t, io.EOF, err)
	m, err := OpenMapped(filepath.Join(dir, "numpy-stream.npy"))
	require.NoError(t, err)
	assert.True(t, m.Array().Equal(arrays[0]))
	require.NoError(t, m.Close())
	for _, name := range []string{"numpy-stored.npz", "numpy-compressed.npz"} {
		z, err := OpenNPZ(filepath.Join(dir, name))
		require.NoError(t, err)
		var names []string
		for _, n := range read("written") {
			names = append(names, n.Name)
			a, err := z.Get(n.Name)
			require.NoError(t, err, n.Name)
			require.Equal(t, string(n.NPY), string(saved(t, a)), n.Name)
			require.Equal(t, string(n.NPY), string(must1(z.AppendNPY(nil, n.Name))))
		}
		require.Equal(t, names, z.Names())
		require.NoError(t, z.Close())
	}
}
