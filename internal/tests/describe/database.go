package describe

import (
	"encoding/hex"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
)

// Entry is an entry in the description that both sides use.
type Entry struct {
	Value  string // type and value
	Stored string // stored bytes of the value
}

// ParseEntries reads the lines of entries that the script prints. A deletion has no value, and is
// the zero Entry.
func ParseEntries(t testing.TB, lines []string) (keys []string, entries []Entry) {
	t.Helper()
	for _, line := range lines {
		fields := strings.Split(line, "\t")
		key, err := hex.DecodeString(fields[0])
		require.NoError(t, err, line)
		keys = append(keys, string(key))
		switch len(fields) {
		case 1:
			entries = append(entries, Entry{})
		case 3:
			entries = append(entries, Entry{Value: fields[1], Stored: fields[2]})
		default:
			require.Fail(t, "neither an entry nor a deletion", line)
		}
	}
	return keys, entries
}

// ParseContents is ParseEntries for the contents of a complete database.
func ParseContents(t testing.TB, lines []string) map[string]Entry {
	t.Helper()
	contents := map[string]Entry{}
	keys, entries := ParseEntries(t, lines)
	for i, key := range keys {
		require.NotContains(t, contents, key, "printed twice")
		contents[key] = entries[i]
	}
	return contents
}

// AssertEqual compares two databases, and shows the first few entries that differ.
func AssertEqual(t testing.TB, want, got map[string]Entry) {
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

// Database reads a complete database in every way there is, and describes its entries. Stored is
// what package codec writes for the value that was read.
func Database(t testing.TB, db *leveldb.DB) map[string]Entry {
	t.Helper()
	contents := map[string]Entry{}
	var keys []string
	for e, err := range db.Entries(nil) {
		require.NoError(t, err)
		key := e.Key()
		keys = append(keys, key)
		value, err := e.Value()
		require.NoError(t, err)
		text := Entry{Value: Value(t, value), Stored: Stored(t, value)}
		contents[key] = text

		require.Equal(t, text.Value, describeTyped(t, e, value), "as its type, key %q", key)
		again, err := db.Get(key)
		require.NoError(t, err)
		require.Equal(t, text.Value, Value(t, again), "get, key %q", key)
		raw, err := db.AppendRaw(nil, key)
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
	require.Len(t, contents, len(keys), "a key was returned twice")

	position := 0
	for key, err := range db.Keys(nil) {
		require.NoError(t, err)
		require.Equal(t, keys[position], key)
		position++
	}
	n, err := db.Count(nil)
	require.NoError(t, err)
	require.Equal(t, len(keys), n)
	require.Equal(t, len(keys), position)
	return contents
}

// describeTyped reads an entry as the Go type that matches its value, and describes the result.
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
	return Value(t, value)
}
