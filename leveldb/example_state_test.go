package leveldb_test

import (
	"fmt"
	"path/filepath"

	"github.com/openleveldb/openleveldb/leveldb"
)

// Delete the entries of a range, or clear a sub-database.
func ExampleDB_DeleteRange() {
	db, done := openExample()
	defer done()

	n, err := db.DeleteRange(&leveldb.Range{StartingBy: "b", Limit: 1})
	check(err)
	fmt.Println(n, show(db, nil))
	n, err = db.Sub("c").DeleteRange(nil)
	check(err)
	fmt.Println(n, show(db, nil))
	// Output:
	// 1 [a1:value1 b2:value3 c1:value4]
	// 1 [a1:value1 b2:value3]
}

// Delete a small range completely or not at all.
func ExampleDB_DeleteRange_atomic() {
	db, done := openExample()
	defer done()

	check(db.Update(func(b *leveldb.Batch) error {
		for key, err := range db.Keys(&leveldb.Range{StartingBy: "b"}) {
			if err != nil {
				return err
			}
			if err := b.Delete(key); err != nil {
				return err
			}
		}
		return nil
	}))
	fmt.Println(show(db, nil))
	// Output:
	// [a1:value1 c1:value4]
}

// FirstKey and LastKey are the ends of a range.
func ExampleDB_FirstKey() {
	db, done := openExample()
	defer done()

	first, err := db.FirstKey(nil)
	check(err)
	last, err := db.LastKey(&leveldb.Range{StartingBy: "b"})
	check(err)
	fmt.Println(first, last)
	_, err = db.Sub("d").FirstKey(nil)
	fmt.Println(err)
	// Output:
	// a1 b2
	// leveldb: first key "d": not found
}

// A handle knows its directory and its state.
func ExampleDB_ReadOnly() {
	db, done := openExample()
	defer done()

	snapshot, err := db.Snapshot()
	check(err)
	fmt.Println(filepath.Base(db.Path()), db.ReadOnly(), snapshot.ReadOnly())
	check(snapshot.Close())
	fmt.Println(db.Closed(), snapshot.Closed())
	// Output:
	// db false true
	// false true
}

// The number of entries of a large range is estimated in about the same time as that of a small
// one. For small ranges it is exact.
func ExampleDB_EstimatedCount() {
	db, done := openExample()
	defer done()

	n, err := db.EstimatedCount(&leveldb.Range{StartingBy: "b"})
	check(err)
	fmt.Println(n)
	// Output:
	// 2
}

// The sizes of several ranges on disk. Entries that are not in tables yet have none.
func ExampleDB_ApproximateSizes() {
	db, done := openExample()
	defer done()

	check(db.Compact(nil))
	sizes, err := db.ApproximateSizes(nil, &leveldb.Range{StartingBy: "x"})
	check(err)
	fmt.Println(sizes[0] > 0, sizes[1] > 0)
	// Output:
	// true false
}

// GetOr returns a default for a key that is missing.
func ExampleGetOr() {
	db, done := openExample()
	defer done()

	for _, key := range []string{"a1", "a2"} {
		text, err := leveldb.GetOr(db, key, "default")
		check(err)
		fmt.Println(text)
	}
	// Output:
	// value1
	// default
}

// GetMany returns the values that are there. A missing key is not an error.
func ExampleGetMany() {
	db, done := openExample()
	defer done()

	values, err := leveldb.GetMany[string](db, []string{"a1", "a2", "c1"})
	check(err)
	fmt.Println(len(values))
	value, found := values["a2"]
	fmt.Printf("%q %v\n", value, found)
	// Output:
	// 2
	// "" false
}

// A loop over many keys reports which of them are missing.
func ExampleEntry_Found() {
	db, done := openExample()
	defer done()

	for e, err := range db.Lookup([]string{"a1", "a2"}) {
		check(err)
		fmt.Println(e.Key(), e.Found())
	}
	// Output:
	// a1 true
	// a2 false
}
