package interop_test

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
	"github.com/openleveldb/openleveldb/internal/tests/describe"
	"github.com/openleveldb/openleveldb/internal/tests/testdb"
	"github.com/openleveldb/openleveldb/leveldb"
)

// sharedKeys is the number of different numbers in the keys that both sides write. Each number
// occurs in two forms.
const sharedKeys = 100

// These are the ways in which a turn ends. Python can also exit without closing the database.
var (
	goLeaves     = []string{"close", "compact"}
	pythonLeaves = []string{"abandon", "close", "compact"}
)

// TestInteropTurns: both sides take turns on one database, and overwrite and delete each other's
// keys. Each turn checks the complete database against a model of all changes so far.
func TestInteropTurns(t *testing.T) {
	seed := testdb.Seed(t)
	for i, config := range []struct{ goSide, pythonSide describe.Config }{
		{describe.Config{Snappy: true}, describe.Config{Snappy: true}},
		{describe.Config{Snappy: true, Bloom: true}, describe.Config{Snappy: true, Bloom: true}},
		{describe.Config{}, describe.Config{}},
		{describe.Config{Bloom: true}, describe.Config{Bloom: true}},
		// Each side reads the tables of the other.
		{describe.Config{Snappy: true, Bloom: true}, describe.Config{}},
		{describe.Config{}, describe.Config{Snappy: true, Bloom: true}},
	} {
		t.Run(fmt.Sprintf("go/snappy=%v/bloom=%v/python/snappy=%v/bloom=%v",
			config.goSide.Snappy, config.goSide.Bloom, config.pythonSide.Snappy, config.pythonSide.Bloom), func(t *testing.T) {
			python.Find(t, describe.Modules...)
			r := rand.New(rand.NewPCG(seed, uint64(i)))
			path := filepath.Join(t.TempDir(), "db")
			model := map[string]describe.Entry{}
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
			describe.AssertEqual(t, model, describe.Database(t, testdb.OpenAt(t, path, config.goSide.Options())))
		})
	}
}

// goTurn checks the database against the model, applies the same changes to both, and checks again.
func goTurn(t *testing.T, r *rand.Rand, path string, config describe.Config, leave string, model map[string]describe.Entry) {
	t.Helper()
	db := testdb.OpenAt(t, path, config.Options())
	describe.AssertEqual(t, model, describe.Database(t, db))
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
			model[key] = describe.Entry{Value: describe.Value(t, s.same), Stored: describe.Stored(t, s.value)}
		}
		require.NoError(t, batch.Write())
	}

	describe.AssertEqual(t, model, describe.Database(t, db))
	if leave == "compact" {
		require.NoError(t, db.Compact(nil))
		describe.AssertEqual(t, model, describe.Database(t, db))
	}
	require.NoError(t, db.Close())
}

// pythonTurn lets Python do the same, and applies the changes that Python reports to the model.
func pythonTurn(t *testing.T, path string, config describe.Config, how map[string]any, model map[string]describe.Entry) {
	t.Helper()
	lines := describe.Run(t, nil, "turn", path, config.Script(t, how))
	changes := slices.Index(lines, "--")
	require.GreaterOrEqual(t, changes, 0)
	describe.AssertEqual(t, model, describe.ParseContents(t, lines[:changes]))
	keys, entries := describe.ParseEntries(t, lines[changes+1:])
	require.GreaterOrEqual(t, len(keys), how["operations"])
	for i, key := range keys {
		if entries[i] == (describe.Entry{}) {
			delete(model, key)
		} else {
			model[key] = entries[i]
		}
	}
	assert.NotEmpty(t, model)
}
