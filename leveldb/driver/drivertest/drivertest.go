// Package drivertest implements the tests that every engine of a leveldb.DB must pass:
//
//	func TestEngine(t *testing.T) {
//		drivertest.Run(t, func(t testing.TB) *leveldb.DB {
//			return leveldb.New(newStore(t), "test", nil)
//		})
//	}
package drivertest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
)

// Open returns an empty, writable database, which the suite closes. Open registers any other
// cleanup with t.Cleanup.
type Open func(t testing.TB) *leveldb.DB

// Run runs the complete suite, each test on a separate database.
func Run(t *testing.T, open Open) {
	for _, test := range []struct {
		name string
		run  func(t *testing.T, open Open)
	}{
		{"Values", testValues},
		{"TypedReads", testTypedReads},
		{"Slices", testSlices},
		{"Missing", testMissing},
		{"Raw", testRaw},
		{"Keys", testKeys},
		{"RefusedWrites", testRefusedWrites},
		{"Sub", testSub},
		{"Range", testRange},
		{"PrefixOf0xFF", testPrefixOfFF},
		{"LoopsEndEarly", testLoopsEndEarly},
		{"DamagedValues", testDamagedValues},
		{"LargeValues", testLargeValues},
		{"Parts", testParts},
		{"EntryAfterItsLoop", testEntryAfterItsLoop},
		{"Cursor", testCursor},
		{"Batch", testBatch},
		{"Snapshot", testSnapshot},
		{"Split", testSplit},
		{"ParallelViews", testParallelViews},
		{"RangeCalls", testRangeCalls},
		{"Maintenance", testMaintenance},
		{"Closed", testClosed},
		{"ClosedInLoop", testClosedInLoop},
		{"Concurrent", testConcurrent},
		{"Model", testModel},
		{"Context", testContext},
		{"Ownership", testOwnership},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, open) })
	}
}

// opened opens a database for one test.
func opened(t *testing.T, open Open) *leveldb.DB {
	t.Helper()
	db := open(t)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}

func put(t testing.TB, db *leveldb.DB, key string, value any) {
	t.Helper()
	require.NoError(t, db.Put(key, value))
}

// fill stores the example from the guide of the Python package.
func fill(t testing.TB, db *leveldb.DB) {
	t.Helper()
	put(t, db, leveldb.Key("a", "1"), "value1")
	put(t, db, leveldb.Key("b", "1"), "value2")
	put(t, db, leveldb.Key("b", "2"), "value3")
	put(t, db, leveldb.Key("c", "1"), "value4")
}

// pair is an entry with its value decoded.
type pair struct {
	Key   string
	Value any
}

func entries(t testing.TB, db *leveldb.DB, r *leveldb.Range) (all []pair) {
	t.Helper()
	for e, err := range db.Entries(r) {
		require.NoError(t, err)
		value, err := e.Value()
		require.NoError(t, err)
		all = append(all, pair{e.Key(), value})
	}
	return all
}

func keys(t testing.TB, db *leveldb.DB, r *leveldb.Range) (all []string) {
	t.Helper()
	for key, err := range db.Keys(r) {
		require.NoError(t, err)
		all = append(all, key)
	}
	return all
}
