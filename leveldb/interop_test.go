package leveldb_test

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
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
)

// TestInteropPythonToGo: Python writes every kind of value and random ones, Go reads each equal in type and value, and would
// have stored it as Python did.
func TestInteropPythonToGo(t *testing.T) {
	seed := testSeed(t)
	for i, config := range interopConfigs {
		t.Run(config.String(), func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "db")
			want := parseContents(t, runScript(t, nil, "write", path, config.script(t, map[string]any{
				"create": true, "seed": seed + uint64(i), "count": randomValues(),
			})))
			require.Greater(t, len(want), randomValues()+500)
			assertFiles(t, path, config)
			db := openTestAt(t, path, config.options())
			assertContents(t, want, readAll(t, db))
		})
	}
}

// TestInteropGoToPython: Go writes every kind of value and random ones, Python reads each equal in type and value, and would
// have stored it as Go did.
func TestInteropGoToPython(t *testing.T) {
	seed := testSeed(t)
	for i, config := range interopConfigs {
		t.Run(config.String(), func(t *testing.T) {
			python.Find(t, pythonModules...)
			r := rand.New(rand.NewPCG(seed, uint64(i)))
			path := filepath.Join(t.TempDir(), "db")
			db := openTestAt(t, path, config.options())
			samples := fixedSamples(t, r)
			for i := range randomValues() {
				samples[randomKey(r)+strconv.Itoa(i)] = randomSample(t, r)
			}

			batch := db.NewBatch()
			want := map[string]entryText{}
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
				want[key] = entryText{value: describe(t, s.same), stored: describeStored(t, s.same)}
			}
			require.NoError(t, batch.Write())
			require.NoError(t, db.PutRaw("stored/empty", nil))
			want["stored/empty"] = entryText{value: "null", stored: describeStored(t, nil)}
			if config.compact {
				require.NoError(t, db.Compact(nil))
			}
			assertContents(t, want, readAll(t, db))
			require.NoError(t, db.Close())
			assertFiles(t, path, config)

			assertContents(t, want, parseContents(t, runScript(t, nil, "read", path, config.script(t, nil))))
		})
	}
}

// TestInteropOrjson: values as orjson wrote them before version 0.1.5, which Plyvel stores verbatim.
func TestInteropOrjson(t *testing.T) {
	rows, err := os.ReadFile("../codec/testdata/orjson.jsonl")
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "db")
	config := interopConfig{snappy: true}
	want := parseContents(t, runScript(t, rows, "orjson", path, config.script(t, map[string]any{"create": true})))
	require.Len(t, want, strings.Count(string(rows), "\n"))
	assertContents(t, want, readAll(t, openTestAt(t, path, config.options())))
}

// TestInteropDamaged: what Python refuses to read Go refuses too, naming the key, and goes on behind it.
func TestInteropDamaged(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	config := interopConfig{snappy: true}
	lines := runScript(t, nil, "damaged", path, config.script(t, map[string]any{"create": true}))
	require.NotEmpty(t, lines)
	db := openTestAt(t, path, config.options())
	for _, line := range lines {
		key, exception, _ := strings.Cut(line, "\t")
		value, err := db.Get(key)
		if !assert.Error(t, err, "Python says %s to %q, Go reads %v", exception, key, value) {
			continue
		}
		assert.Nil(t, value, key)
		assert.ErrorContains(t, err, strconv.Quote(key))
		if strings.HasPrefix(key, "tag/") {
			assert.ErrorIs(t, err, codec.ErrTag, key)
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
