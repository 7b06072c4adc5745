package exchange

import (
	"errors"
	"io"
	"iter"
	"maps"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/openleveldb/openleveldb/cmd/internal/valuetext"
	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestImportOptions(t *testing.T) {
	lines := func() Source {
		return ReadLines(io.NopCloser(strings.NewReader(`{"key":"a","type":"int","value":1}` + "\n" + `{"key":"b","type":"int","value":2}` + "\n")))
	}
	db := opened(t, map[string]string{"p/a": encoded(t, 9), "p/b": encoded(t, 2)})
	before := content(t, db)
	_, err := Import(t.Context(), db.Sub("p/"), lines(), ImportOptions{})
	require.ErrorIs(t, err, ErrExists)
	require.Equal(t, before, content(t, db))
	count, err := Import(t.Context(), db.Sub("p/"), lines(), ImportOptions{Resume: true})
	require.NoError(t, err)
	assert.Equal(t, Count{Skipped: 2}, count)
	moved := 0
	count, err = Import(t.Context(), db.Sub("p/"), lines(), ImportOptions{Overwrite: true, Moved: func(n int, _ int64) { moved += n }})
	require.NoError(t, err)
	assert.EqualValues(t, 2, count.Entries)
	assert.Equal(t, 2, moved)
	assert.Equal(t, map[string]string{"p/a": encoded(t, 1), "p/b": encoded(t, 2)}, content(t, db))

	twice := `{"key":"b","type":"int","value":1}` + "\n" + `{"key":"a","type":"int","value":1}` + "\n" + `{"key":"b","type":"int","value":1}` + "\n"
	_, err = Import(t.Context(), opened(t, nil), ReadLines(io.NopCloser(strings.NewReader(twice))), ImportOptions{})
	require.ErrorContains(t, err, "twice")

	db = opened(t, map[string]string{"a": encoded(t, 1)})
	count, err = Import(t.Context(), db, lines(), ImportOptions{})
	require.NoError(t, err)
	assert.Equal(t, Count{Entries: 1, Bytes: int64(1 + len(encoded(t, 2))), Skipped: 1}, count)
}

// An import of several batches stores everything.
func TestImportOfManyBatches(t *testing.T) {
	dir := t.TempDir()
	want := map[string]string{}
	for _, name := range []string{"a", "b", "c", "d"} {
		text := strings.Repeat(name, 3<<20)
		require.NoError(t, os.WriteFile(filepath.Join(dir, name+".txt"), []byte(text), 0o600))
		want[name] = "s" + text
	}
	files, err := OpenFiles(dir, nil)
	require.NoError(t, err)
	assert.True(t, maps.Equal(want, imported(t, files, ImportOptions{})))
}

// itemsOf is a Source in memory.
type itemsOf func(yield func(Item, error) bool)

func (i itemsOf) Items() iter.Seq2[Item, error] { return iter.Seq2[Item, error](i) }
func (i itemsOf) Close() error                  { return nil }

// The source is read while a batch is stored. If both fail, the error is that of the batch, which
// has the earlier entries, and no later batch is stored.
func TestImportReportsTheEarlierError(t *testing.T) {
	item := func(key string) Item {
		return Item{Key: key, Append: func(dst []byte) ([]byte, error) { return append(dst, "s"+strings.Repeat(key, batchSize)...), nil }}
	}
	broken := errors.New("broken")
	for _, c := range []struct {
		present string // the key that has another value
		want    error
		stored  string
	}{
		{"a", ErrExists, ""}, {"b", ErrExists, "a"}, {"", broken, "ab"},
	} {
		var moved atomic.Int64
		db := opened(t, map[string]string{"x": "s"})
		if c.present != "" {
			require.NoError(t, db.PutRaw(c.present, []byte("s other")))
		}
		count, err := Import(t.Context(), db, itemsOf(func(yield func(Item, error) bool) {
			_ = yield(item("a"), nil) && yield(item("b"), nil) && yield(Item{}, broken)
		}), ImportOptions{Moved: func(n int, _ int64) { moved.Add(int64(n)) }})
		require.ErrorIs(t, err, c.want)
		assert.EqualValues(t, len(c.stored), count.Entries)
		assert.EqualValues(t, len(c.stored), moved.Load())
		for _, key := range []string{"a", "b"} {
			found, err := db.AppendRaw(nil, key)
			if !strings.Contains(c.stored, key) && key != c.present {
				require.ErrorIs(t, err, leveldb.ErrNotFound)
				continue
			}
			require.NoError(t, err)
			assert.Equal(t, strings.Contains(c.stored, key), len(found) > batchSize)
		}
	}
}

func TestExportSelectsTypes(t *testing.T) {
	db := opened(t, map[string]string{"a": "s1", "b": "b1", "c": "", "d": "s2"})
	out := new(buffer)
	var bytes int64
	count, err := Export(t.Context(), db, nil, CreateLines(out, valuetext.AppendJSONLine), ExportOptions{Types: []codec.Kind{codec.KindStr}, Moved: func(_ string, entries int, n int64) { bytes += int64(entries) * n }})
	require.NoError(t, err)
	assert.Equal(t, Count{Entries: 2, Bytes: 6, Skipped: 2}, count)
	assert.EqualValues(t, 6, bytes)
}

func TestLook(t *testing.T) {
	row := func(v float32) string { return array(t, []float32{v, v}) }
	for name, c := range map[string]struct {
		stored map[string]string
		types  []codec.Kind
		want   Survey
	}{
		"nothing":       {nil, nil, Survey{Uniform: true, TextKeys: true}},
		"equal arrays":  {map[string]string{"a": row(1), "b": row(2)}, nil, Survey{Uniform: true, TextKeys: true}},
		"other shape":   {map[string]string{"a": row(1), "b": array(t, []float32{1})}, nil, Survey{Uniform: false, TextKeys: true}},
		"other dtype":   {map[string]string{"a": row(1), "b": array(t, []int32{1, 2})}, nil, Survey{Uniform: false, TextKeys: true}},
		"ints":          {map[string]string{"a": encoded(t, 1), "b": encoded(t, 2)}, nil, Survey{Uniform: true, TextKeys: true}},
		"large ints":    {map[string]string{"a": encoded(t, 1), "b": encoded(t, new(big.Int).Lsh(big.NewInt(1), 80))}, nil, Survey{Uniform: false, TextKeys: true}},
		"texts":         {map[string]string{"a": "s1", "b": "s2"}, nil, Survey{Uniform: true, TextKeys: true}},
		"damaged text":  {map[string]string{"a": "s1", "b": "s\xff"}, nil, Survey{Uniform: false, TextKeys: true}},
		"JSON":          {map[string]string{"a": "j[]", "b": "j{}"}, nil, Survey{Uniform: true, TextKeys: true}},
		"damaged JSON":  {map[string]string{"a": "j[]", "b": "j{"}, nil, Survey{Uniform: false, TextKeys: true}},
		"bytes":         {map[string]string{"a": "b1", "b": "b"}, nil, Survey{Uniform: true, TextKeys: true}},
		"types":         {map[string]string{"a": "b1", "b": "s"}, nil, Survey{Uniform: false, TextKeys: true}},
		"only texts":    {map[string]string{"a": "b1", "b": "s"}, []codec.Kind{codec.KindStr}, Survey{Uniform: true, TextKeys: true}},
		"empty value":   {map[string]string{"a": "", "b": "s"}, nil, Survey{Uniform: false, TextKeys: true}},
		"damaged array": {map[string]string{"a": "n"}, nil, Survey{Uniform: false, TextKeys: true}},
	} {
		got, err := Look(t.Context(), opened(t, c.stored), nil, c.types, false)
		require.NoError(t, err)
		assert.Equal(t, c.want, got, name)
	}
}
