package interop_test

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/internal/python"
	"github.com/openleveldb/openleveldb/internal/tests/describe"
	"github.com/openleveldb/openleveldb/internal/tests/testdb"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
)

// TestInteropPythonToGo: Python writes values of every kind and random ones. Go reads each with
// equal type and value, and would have stored it as Python did.
func TestInteropPythonToGo(t *testing.T) {
	seed := testdb.Seed(t)
	for i, config := range configs {
		t.Run(config.String(), func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "db")
			want := describe.ParseContents(t, describe.Run(t, nil, "write", path, config.Script(t, map[string]any{
				"create": true, "seed": seed + uint64(i), "count": randomValues(),
			})))
			require.Greater(t, len(want), randomValues()+500)
			assertFiles(t, path, config)
			db := testdb.OpenAt(t, path, config.Options())
			describe.AssertEqual(t, want, describe.Database(t, db))
		})
	}
}

// TestInteropGoToPython: Go writes values of every kind and random ones. Python reads each with
// equal type and value, and would have stored it as Go did.
func TestInteropGoToPython(t *testing.T) {
	seed := testdb.Seed(t)
	for i, config := range configs {
		t.Run(config.String(), func(t *testing.T) {
			python.Find(t, describe.Modules...)
			r := rand.New(rand.NewPCG(seed, uint64(i)))
			path := filepath.Join(t.TempDir(), "db")
			db := testdb.OpenAt(t, path, config.Options())
			samples := fixedSamples(t, r)
			for i := range randomValues() {
				samples[randomKey(r)+strconv.Itoa(i)] = randomSample(t, r)
			}

			batch := db.NewBatch()
			want := map[string]describe.Entry{}
			for key, s := range samples {
				switch r.IntN(3) {
				case 0:
					require.NoError(t, db.Put(key, s.value), "key %q", key)
				case 1:
					require.NoError(t, db.Put(key, "overwritten later"))
					require.NoError(t, batch.Put(key, s.value))
				case 2:
					require.NoError(t, db.Put(key+" deleted later", s.value))
					require.NoError(t, batch.Put(key, s.value))
					require.NoError(t, batch.Delete(key+" deleted later"))
				}
				want[key] = describe.Entry{Value: describe.Value(t, s.same), Stored: describe.Stored(t, s.same)}
			}
			require.NoError(t, batch.Write())
			require.NoError(t, db.PutRaw("stored/empty", nil))
			want["stored/empty"] = describe.Entry{Value: "null", Stored: describe.Stored(t, nil)}
			if config.Compact {
				require.NoError(t, db.Compact(nil))
			}
			describe.AssertEqual(t, want, describe.Database(t, db))
			require.NoError(t, db.Close())
			assertFiles(t, path, config)

			describe.AssertEqual(t, want, describe.ParseContents(t, describe.Run(t, nil, "read", path, config.Script(t, nil))))
		})
	}
}

// TestInteropOrjson reads values as orjson wrote them before version 0.1.5. Plyvel stores them
// verbatim.
func TestInteropOrjson(t *testing.T) {
	rows, err := os.ReadFile("../../../codec/testdata/orjson.jsonl")
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "db")
	config := describe.Config{Snappy: true}
	want := describe.ParseContents(t, describe.Run(t, rows, "orjson", path, config.Script(t, map[string]any{"create": true})))
	require.Len(t, want, strings.Count(string(rows), "\n"))
	describe.AssertEqual(t, want, describe.Database(t, testdb.OpenAt(t, path, config.Options())))
}

// TestInteropDamaged: Go refuses to read what Python refuses. The error names the key, and
// iteration continues with the next entry.
func TestInteropDamaged(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	config := describe.Config{Snappy: true}
	lines := describe.Run(t, nil, "damaged", path, config.Script(t, map[string]any{"create": true}))
	require.NotEmpty(t, lines)
	db := testdb.OpenAt(t, path, config.Options())
	for _, line := range lines {
		key, exception, _ := strings.Cut(line, "\t")
		value, err := db.Get(key)
		if !assert.Error(t, err, "Python raises %s for %q, Go reads %v", exception, key, value) {
			continue
		}
		assert.Nil(t, value, key)
		assert.ErrorContains(t, err, strconv.Quote(key))
		if strings.HasPrefix(key, "tag/") {
			assert.ErrorIs(t, err, codec.ErrKind, key)
		} else {
			assert.ErrorIs(t, err, leveldb.ErrCorrupt, key)
		}
		if strings.HasPrefix(key, "array/objects") {
			assert.ErrorIs(t, err, ndarray.ErrObject, key)
		}
	}

	good, bad := 0, 0
	for value, err := range db.Values(nil) {
		if err != nil {
			assert.Nil(t, value)
			bad++
			continue
		}
		assert.IsType(t, "", value)
		good++
	}
	assert.Equal(t, len(lines), good)
	assert.Equal(t, len(lines), bad)
}
