package exchange

import (
	"archive/zip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestNPZRoundTrip(t *testing.T) {
	want := arrays(t)
	path := filepath.Join(t.TempDir(), "x.npz")
	out, err := CreatePartial(path, false)
	require.NoError(t, err)
	sink := CreateNPZ(out)
	db := opened(t, want)
	require.NoError(t, db.PutRaw("text", []byte("s1")))
	_, err = Export(t.Context(), db, nil, sink, ExportOptions{})
	require.ErrorIs(t, err, ErrCannotHold)
	require.NoError(t, sink.Abort())
	assert.NoFileExists(t, path)

	out, err = CreatePartial(path, false)
	require.NoError(t, err)
	sink = CreateNPZ(out)
	count, err := Export(t.Context(), db, nil, sink, ExportOptions{SkipOthers: true})
	require.NoError(t, err)
	assert.EqualValues(t, 1, count.Skipped)
	require.NoError(t, sink.Commit())
	archive, err := OpenArchive(path)
	require.NoError(t, err)
	assert.Equal(t, want, imported(t, archive, ImportOptions{}))

	// Every truncation is an error. Nothing is stored.
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	for n := 0; n < len(content); n += 1 + len(content)/50 {
		require.NoError(t, os.WriteFile(path, content[:n], 0o600))
		_, err := OpenArchive(path)
		assert.Error(t, err, n)
	}
}

// Arrays of Python objects are skipped on request, in archives and in directories. A member of an
// archive needs no suffix.
func TestObjectArraysAreSkipped(t *testing.T) {
	object := []byte("\x93NUMPY\x01\x00\x76\x00" + strings.Repeat(" ", 118))
	copy(object[10:], "{'descr': '|O', 'fortran_order': False, 'shape': (1,), }")
	object[len(object)-1] = '\n'
	good := array(t, []int8{1, 2})
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "object.npy"), object, 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "good.npy"), []byte(good[1:]), 0o600))
	open := map[string]func() (Source, error){
		"directory": func() (Source, error) { return OpenFiles(dir, nil) },
		"archive": func() (Source, error) {
			return OpenArchive(npz(t, map[string][]byte{"object.npy": object, "good": []byte(good[1:])}))
		},
	}
	for name, open := range open {
		source, err := open()
		require.NoError(t, err, name)
		db := opened(t, nil)
		_, err = Import(t.Context(), db, source, ImportOptions{})
		require.ErrorIs(t, err, ErrCannotHold, name)
		require.ErrorContains(t, err, "object arrays are not supported", name)
		require.ErrorContains(t, err, "; --skip-others skips it", name)
		require.NotContains(t, err.Error(), "ndarray: ", name)
		count, err := Import(t.Context(), db, source, ImportOptions{SkipOthers: true})
		require.NoError(t, err, name)
		assert.EqualValues(t, 1, count.Skipped, name)
		assert.Equal(t, map[string]string{"good": good}, content(t, db), name)
		if positioned, ok := source.(Positioned); ok {
			done, total := positioned.Position()
			assert.Positive(t, total)
			assert.Equal(t, total, done)
		}
		require.NoError(t, source.Close())
	}
}

// The keys of an archive ascend if each is greater than the one before.
func TestArchiveAscending(t *testing.T) {
	for _, c := range []struct {
		names []string
		want  bool
	}{
		{nil, true}, {[]string{"b"}, true}, {[]string{"", "B", "a", "a0", "é"}, true}, {[]string{"a", "c", "b"}, false}, {[]string{"a", "a"}, false},
	} {
		path := filepath.Join(t.TempDir(), "x.npz")
		file, err := os.Create(path)
		require.NoError(t, err)
		w := zip.NewWriter(file)
		for _, name := range c.names {
			member, err := w.Create(name + ".npy")
			require.NoError(t, err)
			_, err = io.WriteString(member, array(t, []int8{1})[1:])
			require.NoError(t, err)
		}
		require.NoError(t, w.Close())
		require.NoError(t, file.Close())
		a, err := OpenArchive(path)
		require.NoError(t, err)
		assert.Equal(t, c.want, a.Ascending(), c.names)
		require.NoError(t, a.Close())
	}
}

// Two files of an archive whose names differ only in the suffix are two entries.
func TestNPZWithAndWithoutSuffix(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.npz")
	f, err := os.Create(path)
	require.NoError(t, err)
	archive := zip.NewWriter(f)
	want := map[string]string{}
	for i, name := range []string{"a.npy", "a"} {
		want[name] = encoded(t, []int64{int64(i)})
		w, err := archive.Create(name)
		require.NoError(t, err)
		_, err = io.WriteString(w, want[name][1:])
		require.NoError(t, err)
	}
	require.NoError(t, errors.Join(archive.Close(), f.Close()))
	source, err := OpenArchive(path)
	require.NoError(t, err)
	assert.Equal(t, want, imported(t, source, ImportOptions{Overwrite: true}))
}
