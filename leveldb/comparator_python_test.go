package leveldb_test

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/python"
	"github.com/openleveldb/openleveldb/leveldb"
)

// plyvelOrder defines the orders of these tests for Plyvel, and opens a database with one of them.
const plyvelOrder = `
import json, sys, plyvel

def reverse(a, b):
    return (a < b) - (a > b)

def decimal(a, b):
    x, y = (int(a or 0), a), (int(b or 0), b)
    return (x > y) - (x < y)

# Plyvel keeps Python's lock while it closes a database, and LevelDB waits for a compaction then, which
# needs that lock to compare keys. So the write buffer is large, and compactions are requested.
order = {"test.reverse": reverse, "test.decimal": decimal}[sys.argv[2]]
db = plyvel.DB(sys.argv[1], create_if_missing=True, comparator=order, comparator_name=sys.argv[2].encode())
`

// Plyvel and this package read, write and compact each other's databases with comparators.
func TestComparatorPlyvel(t *testing.T) {
	for _, order := range []*leveldb.Comparator{reverse, decimal} {
		path := filepath.Join(t.TempDir(), "db")
		python.Run(t, []string{"plyvel"}, plyvelOrder+`
for i in range(2000):
    db.put(b"%d" % (i * 7919 % 2000), b"s" + b"%d" % i * 50)
db.compact_range()
for i in range(0, 2000, 3):
    db.delete(b"%d" % i)
db.close()
`, nil, path, order.Name)
		entries := map[string]string{}
		for i := range 2000 {
			if key := i * 7919 % 2000; key%3 != 0 {
				entries[fmt.Sprint(key)] = "s" + strings.Repeat(fmt.Sprint(i), 50)
			}
		}
		db, err := leveldb.Open(path, small(order))
		require.NoError(t, err)
		keys := sortedBy(order, entries)
		require.Equal(t, keys, keysOf(t, db, nil))
		require.Equal(t, entries, entriesOf(t, db, &leveldb.Range{Reverse: true}))
		for i := range 1000 {
			key := fmt.Sprint(3 * i)
			entries[key] = "s" + strings.Repeat("go", 100)
			require.NoError(t, db.PutRaw(key, []byte(entries[key])))
			require.NoError(t, db.Delete(fmt.Sprint(i*5+1)))
			delete(entries, fmt.Sprint(i*5+1))
		}
		require.NoError(t, db.Compact(nil))
		for i := range 200 { // in the log
			key := fmt.Sprint(10_000 + i)
			entries[key] = "slog"
			require.NoError(t, db.PutRaw(key, []byte(entries[key])))
		}
		require.NoError(t, db.Close())

		var got [][2]string
		text := python.Run(t, []string{"plyvel"}, plyvelOrder+`
forward, backward = list(db), list(db.iterator(reverse=True))
assert forward == backward[::-1]
for key, value in forward:
    assert db.get(key) == value
db.compact_range()
assert list(db) == forward
start, stop = forward[300][0], forward[700][0]
assert list(db.iterator(start=start, stop=stop, include_start=False, include_stop=True)) == forward[301:701]
print(json.dumps([[k.decode(), v.decode()] for k, v in forward]))
`, nil, path, order.Name)
		require.NoError(t, json.Unmarshal(text, &got))
		keys = sortedBy(order, entries)
		require.Len(t, got, len(keys))
		for i, key := range keys {
			require.Equal(t, [2]string{key, entries[key]}, got[i])
		}
		db, err = leveldb.Open(path, small(order))
		require.NoError(t, err)
		want := keys[301:701]
		require.Equal(t, want, keysOf(t, db, &leveldb.Range{Start: keys[300], Stop: keys[700], ExcludeStart: true, IncludeStop: true}))
		require.NoError(t, db.Close())
	}
}
