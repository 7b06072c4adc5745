package leveldb_test

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/python"
	"github.com/openleveldb/openleveldb/leveldb"
)

// sharedKeys is how many numbers there are in the keys that both sides write; each comes in two forms.
const sharedKeys = 100

// How a turn ends. Python can also end its process without closing the database.
var (
	goLeaves     = []string{"close", "compact"}
	pythonLeaves = []string{"abandon", "close", "compact"}
)

// TestInteropTurns: both sides take turns on one database, overwrite and delete each other's keys, and both check the whole
// of it each time, against what each has done.
func TestInteropTurns(t *testing.T) {
	seed := testSeed(t)
	for i, config := range []struct{ goSide, pythonSide interopConfig }{
		{interopConfig{snappy: true}, interopConfig{snappy: true}},
		{interopConfig{snappy: true, bloom: true}, interopConfig{snappy: true, bloom: true}},
		{interopConfig{}, interopConfig{}},
		{interopConfig{bloom: true}, interopConfig{bloom: true}},
		{interopConfig{snappy: true, bloom: true}, interopConfig{}}, // each reads the tables of the other
		{interopConfig{}, interopConfig{snappy: true, bloom: true}},
	} {
		t.Run(fmt.Sprintf("go/snappy=%v/bloom=%v/python/snappy=%v/bloom=%v",
			config.goSide.snappy, config.goSide.bloom, config.pythonSide.snappy, config.pythonSide.bloom), func(t *testing.T) {
			python.Find(t, pythonModules...)
			r := rand.New(rand.NewPCG(seed, uint64(i)))
			path := filepath.Join(t.TempDir(), "db")
			model := map[string]entryText{}
			for round := range 6 {
				goLeave, pythonLeave := goLeaves[round%len(goLeaves)], pythonLeaves[round%len(pythonLeaves)]
				goTurn(t, r, path, config.goSide, goLeave, model)
				pythonTurn(t, path, config.pythonSide, map[string]any{
					"seed": r.Uint32(), "operations": 100, "keys": sharedKeys, "leave": pythonLeave}, model)
				if t.Failed() {
					t.Fatalf("round %d: Go left with %s, Python with %s", round, goLeave, pythonLeave)
				}
			}
			require.NotEmpty(t, model)
			assertContents(t, model, readAll(t, openTestAt(t, path, config.goSide.options())))
		})
	}
}

// goTurn checks the database against the model, changes both alike, and checks again.
func goTurn(t *testing.T, r *rand.Rand, path string, config interopConfig, leave string, model map[string]entryText) {
	t.Helper()
	db := openTestAt(t, path, config.options())
	assertContents(t, model, readAll(t, db))
	for range 50 {
		batch := db.NewBatch()
		put, remove, operations := db.Put, db.Delete, 1
		if r.IntN(5) == 0 {
			put, remove, operations = batch.Put, batch.Delete, 1+r.IntN(8)
		}
		for range operations {
			key := leveldb.Key("shared/", strconv.Itoa(r.IntN(sharedKeys)), []string{"", "é"}[r.IntN(2)])
			if r.IntN(5) < 2 {
				require.NoError(t, remove(key))
				delete(model, key)
				continue
			}
			s := randomSample(t, r)
			require.NoError(t, put(key, s.value))
			model[key] = entryText{value: describe(t, s.same), stored: describeStored(t, s.value)}
		}
		require.NoError(t, batch.Write())
	}

	assertContents(t, model, readAll(t, db))
	if leave == "compact" {
		require.NoError(t, db.Compact(nil))
		assertContents(t, model, readAll(t, db))
	}
	require.NoError(t, db.Close())
}

// pythonTurn lets Python do the same, and applies to the model what Python says it has done.
func pythonTurn(t *testing.T, path string, config interopConfig, how map[string]any, model map[string]entryText) {
	t.Helper()
	lines := runScript(t, nil, "turn", path, config.script(t, how))
	changes := slices.Index(lines, "--")
	require.GreaterOrEqual(t, changes, 0)
	assertContents(t, model, parseContents(t, lines[:changes]))
	keys, entries := parseEntries(t, lines[changes+1:])
	require.GreaterOrEqual(t, len(keys), how["operations"])
	for i, key := range keys {
		if entries[i] == (entryText{}) {
			delete(model, key)
		} else {
			model[key] = entries[i]
		}
	}
	assert.NotEmpty(t, model)
}
