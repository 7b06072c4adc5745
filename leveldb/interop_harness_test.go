package leveldb_test

import (
	"bytes"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/big"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/python"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
)

//go:embed testdata/interop.py
var interopScript string

// pythonModules are what the script imports and may be missing.
var pythonModules = []string{"plyvel", "numpy", "rapidjson"}

// randomValues is the number of random values that one side writes into one database; there are eight in each direction. Under
// a sanitizer (make race, make asan) there are fewer.
func randomValues() int {
	if testing.Short() {
		return 250
	}
	return 1250
}

// interopConfig says how both sides use a database.
type interopConfig struct {
	snappy, bloom bool
	compact       bool // the writer compacts before it closes; else all is in the log when the reader comes
}

func (c interopConfig) String() string {
	return fmt.Sprintf("snappy=%v/bloom=%v/compact=%v", c.snappy, c.bloom, c.compact)
}

var interopConfigs = func() (all []interopConfig) {
	for i := range 8 {
		all = append(all, interopConfig{snappy: i&1 == 0, bloom: i&2 == 0, compact: i&4 == 0})
	}
	return all
}()

// largeWriteBuffer keeps all that a test writes in the log.
const largeWriteBuffer = 256 << 20

func (c interopConfig) options() *leveldb.Options {
	o := &leveldb.Options{}
	if !c.snappy {
		o.Compression = leveldb.NoCompression
	}
	if c.bloom {
		o.BloomFilterBits = 10
	}
	if !c.compact {
		o.WriteBufferSize = largeWriteBuffer
	}
	return o
}

// script is the configuration for the script; more adds to it.
func (c interopConfig) script(t testing.TB, more map[string]any) string {
	config := map[string]any{"compression": "", "bloom": 0, "compact": c.compact}
	if c.snappy {
		config["compression"] = "snappy"
	}
	if c.bloom {
		config["bloom"] = 10
	}
	if !c.compact {
		config["write_buffer"] = largeWriteBuffer
	}
	for name, value := range more {
		config[name] = value
	}
	text, err := json.Marshal(config)
	require.NoError(t, err)
	return string(text)
}

// runScript runs one command of the script and returns its lines.
func runScript(t testing.TB, stdin []byte, command, path, config string) []string {
	t.Helper()
	out := strings.TrimSuffix(string(python.Run(t, pythonModules, interopScript, stdin, command, path, config)), "\n")
	if out == "" {
		return nil
	}
	return strings.Split(out, "\n")
}

// testSeed gives the seed of a random test: new each time, or what OPENLEVELDB_SEED says.
func testSeed(t testing.TB) uint64 {
	t.Helper()
	seed := uint64(rand.Uint32()) // Python takes it from JSON, whose numbers are floats to many
	if text := os.Getenv("OPENLEVELDB_SEED"); text != "" {
		var err error
		seed, err = strconv.ParseUint(text, 10, 32)
		require.NoError(t, err, "OPENLEVELDB_SEED")
	}
	t.Logf("seed: OPENLEVELDB_SEED=%d", seed)
	return seed
}

// entryText is an entry as both sides describe it.
type entryText struct {
	value  string // type and value
	stored string // what is stored for the value
}

// parseEntries reads the lines of entries that the script prints. One without a value, which is a deletion, gives none.
func parseEntries(t testing.TB, lines []string) (keys []string, entries []entryText) {
	t.Helper()
	for _, line := range lines {
		fields := strings.Split(line, "\t")
		key, err := hex.DecodeString(fields[0])
		require.NoError(t, err, line)
		keys = append(keys, string(key))
		switch len(fields) {
		case 1:
			entries = append(entries, entryText{})
		case 3:
			entries = append(entries, entryText{value: fields[1], stored: fields[2]})
		default:
			require.Fail(t, "neither an entry nor a deletion", line)
		}
	}
	return keys, entries
}

// parseContents is parseEntries for what a whole database holds.
func parseContents(t testing.TB, lines []string) map[string]entryText {
	t.Helper()
	contents := map[string]entryText{}
	keys, entries := parseEntries(t, lines)
	for i, key := range keys {
		require.NotContains(t, contents, key, "printed twice")
		contents[key] = entries[i]
	}
	return contents
}

// assertContents compares two databases, and shows the first few entries that differ.
func assertContents(t testing.TB, want, got map[string]entryText) {
	t.Helper()
	keys := map[string]bool{}
	for key := range want {
		keys[key] = true
	}
	for key := range got {
		keys[key] = true
	}
	different := 0
	for key := range keys {
		if want[key] == got[key] {
			continue
		}
		if different++; different <= 5 {
			assert.Equal(t, want[key], got[key], "key %q", key)
		}
	}
	assert.Zero(t, different, "different entries")
}

// readAll reads a whole database in every way there is, and describes what is in it. The stored bytes are those that this
// package would write for the value it has read.
func readAll(t testing.TB, db *leveldb.DB) map[string]entryText {
	t.Helper()
	contents := map[string]entryText{}
	var keys []string
	for e, err := range db.Entries(nil) {
		require.NoError(t, err)
		key := e.Key()
		keys = append(keys, key)
		value, err := e.Value()
		require.NoError(t, err)
		text := entryText{value: describe(t, value), stored: describeStored(t, value)}
		contents[key] = text

		require.Equal(t, text.value, describeTyped(t, e, value), "as its type, key %q", key)
		again, err := db.Get(key)
		require.NoError(t, err)
		require.Equal(t, text.value, describe(t, again), "get, key %q", key)
		raw, err := db.GetRaw(key, nil)
		require.NoError(t, err)
		rawEntry, err := e.AppendRaw(nil)
		require.NoError(t, err)
		require.True(t, slices.Equal(raw, rawEntry), "stored bytes, key %q", key)

		if array, ok := value.(*ndarray.Array); ok {
			requireArrayPaths(t, db, key, array)
		}

		found, err := db.Has(key)
		require.NoError(t, err)
		require.True(t, found, "key %q", key)
		_, err = db.Get(key + "\x00no such key")
		require.ErrorIs(t, err, leveldb.ErrNotFound)
	}
	require.True(t, slices.IsSorted(keys), "keys are not in the order of their bytes")
	require.Len(t, contents, len(keys), "a key came twice")

	position := 0
	for key, err := range db.Keys(nil) {
		require.NoError(t, err)
		require.Equal(t, keys[position], key)
		position++
	}
	n, err := db.Len(nil)
	require.NoError(t, err)
	require.Equal(t, len(keys), n)
	require.Equal(t, len(keys), position)
	return contents
}

// describeTyped reads an entry as the Go type that belongs to its value, and describes the result.
func describeTyped(t testing.TB, e leveldb.Entry, dynamic any) string {
	t.Helper()
	var value any
	var err error
	switch dynamic.(type) {
	case nil:
		var p *int
		p, err = leveldb.ValueAs[*int](e)
		require.Nil(t, p)
	case bool:
		value, err = leveldb.ValueAs[bool](e)
	case int64:
		value, err = leveldb.ValueAs[int64](e)
	case *big.Int:
		value, err = leveldb.ValueAs[*big.Int](e)
	case float64:
		value, err = leveldb.ValueAs[float64](e)
	case string:
		value, err = leveldb.ValueAs[string](e)
	case []byte:
		value, err = leveldb.ValueAs[[]byte](e)
	case []any:
		value, err = leveldb.ValueAs[[]any](e)
	case map[string]any:
		value, err = leveldb.ValueAs[map[string]any](e)
	case *ndarray.Array:
		value, err = leveldb.ValueAs[*ndarray.Array](e)
	}
	require.NoError(t, err)
	return describe(t, value)
}

// assertFiles checks that a closed database is stored as the configuration says: all in the log, or in tables with compression
// and a filter or without. Somewhere in it is a text of a thousand x, at least.
func assertFiles(t testing.TB, path string, config interopConfig) {
	t.Helper()
	tables, err := filepath.Glob(filepath.Join(path, "*.ldb"))
	require.NoError(t, err)
	if !config.compact {
		require.Empty(t, tables, "a table, where all should be in the log")
		return
	}
	var content []byte
	for _, table := range tables {
		b, err := os.ReadFile(table)
		require.NoError(t, err)
		content = append(content, b...)
	}
	require.NotEmpty(t, content, "no table after a compaction")
	require.Equal(t, config.snappy, !bytes.Contains(content, bytes.Repeat([]byte("x"), 1000)), "compressed")
	require.Equal(t, config.bloom, bytes.Contains(content, []byte("filter.leveldb.BuiltinBloomFilter2")), "with a filter")
}
