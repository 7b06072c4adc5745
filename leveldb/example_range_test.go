package leveldb_test

import (
	"fmt"

	"github.com/openleveldb/openleveldb/leveldb"
)

// show returns the entries of a range as text.
func show(db *leveldb.DB, r *leveldb.Range) []string {
	entries := []string{}
	for e, err := range db.Entries(r) {
		check(err)
		value, err := e.Value()
		check(err)
		entries = append(entries, fmt.Sprintf("%s:%v", e.Key(), value))
	}
	return entries
}

// Iterate over keys and values in bytewise order of the keys. Values are decoded on request.
func ExampleDB_Entries() {
	db, done := openExample()
	defer done()

	for e, err := range db.Entries(nil) {
		check(err)
		value, err := e.Value()
		check(err)
		fmt.Println(e.Key(), value)
	}
	// Output:
	// a1 value1
	// b1 value2
	// b2 value3
	// c1 value4
}

// Python's prefixed_iter(prefixes=["b"]) removes the prefix from the keys.
func ExampleDB_Entries_prefix() {
	db, done := openExample()
	defer done()

	for _, prefix := range []string{"b", leveldb.Key("b", "1")} {
		for e, err := range db.Entries(&leveldb.Range{Prefix: prefix}) {
			check(err)
			value, err := e.Value()
			check(err)
			fmt.Printf("%s: %q %v\n", prefix, e.Key(), value)
		}
	}
	// Output:
	// b: "1" value2
	// b: "2" value3
	// b1: "" value2
}

// Python's prefixed_iter(starting_by="b") returns complete keys.
func ExampleDB_Entries_startingBy() {
	db, done := openExample()
	defer done()

	for _, start := range []string{"b", leveldb.Key("b", "1")} {
		for e, err := range db.Entries(&leveldb.Range{StartingBy: start}) {
			check(err)
			value, err := e.Value()
			check(err)
			fmt.Printf("%s: %q %v\n", start, e.Key(), value)
		}
	}
	// Output:
	// b: "b1" value2
	// b: "b2" value3
	// b1: "b1" value2
}

// Python's prefixed_iter(include_value=False).
func ExampleDB_Keys() {
	db, done := openExample()
	defer done()

	for key, err := range db.Keys(nil) {
		check(err)
		fmt.Println(key)
	}
	// Output:
	// a1
	// b1
	// b2
	// c1
}

// Python's prefixed_iter(include_key=False).
func ExampleDB_Values() {
	db, done := openExample()
	defer done()

	for value, err := range db.Values(nil) {
		check(err)
		fmt.Println(value)
	}
	// Output:
	// value1
	// value2
	// value3
	// value4
}

// Count is Python's len(db) and prefixed_len(prefixes=…). It also replaces
// prefixed_iter(include_key=False, include_value=False), which yields None for each entry.
func ExampleDB_Count() {
	db, done := openExample()
	defer done()

	for _, prefix := range []string{"", "b", leveldb.Key("b", "1"), "d"} {
		n, err := db.Count(&leveldb.Range{Prefix: prefix})
		check(err)
		fmt.Printf("%q %d\n", prefix, n)
	}
	// Output:
	// "" 4
	// "b" 2
	// "b1" 1
	// "d" 0
}

// Sub is Python's db["b", ...]: a view of the entries under a prefix.
func ExampleDB_Sub() {
	db, done := openExample()
	defer done()

	b := db.Sub("b")
	value, err := b.Get("1")
	check(err)
	fmt.Println(value)
	fmt.Println(show(b, nil))
	fmt.Println(show(db.Sub("c"), nil))

	check(b.Put("3", "value5"))
	value, err = db.Get("b3")
	check(err)
	fmt.Println(value)
	fmt.Println(b.Sub("3").Prefix())
	// Output:
	// value2
	// [1:value2 2:value3]
	// [1:value4]
	// value5
	// b3
}

// Delete the entries that a loop lists. The loop and Delete must use the same keys. With
// Range{Prefix: "b"}, the loop would return 1 and 2, and db.Delete("1") would delete another entry,
// or none. A sub-database accepts keys in the form in which it returns them, and StartingBy returns
// complete keys.
func ExampleDB_Delete_range() {
	db, done := openExample()
	defer done()

	b := db.Sub("b")
	for key, err := range b.Keys(nil) {
		check(err)
		check(b.Delete(key))
	}
	fmt.Println(show(db, nil))

	batch := db.NewBatch() // all of them or none
	for key, err := range db.Keys(&leveldb.Range{StartingBy: "c"}) {
		check(err)
		check(batch.Delete(key))
	}
	check(batch.Write())
	fmt.Println(show(db, nil))
	// Output:
	// [a1:value1 c1:value4]
	// [a1:value1]
}

// Start, stop, direction and limit can be used alone and together.
func ExampleRange() {
	db, done := openExample()
	defer done()

	fmt.Println(show(db, &leveldb.Range{Start: "b1", Stop: "c1"}))
	fmt.Println(show(db, &leveldb.Range{Start: "b1", Stop: "c1", ExcludeStart: true, IncludeStop: true}))
	fmt.Println(show(db, &leveldb.Range{Reverse: true}))
	fmt.Println(show(db, &leveldb.Range{Reverse: true, Limit: 1}))
	fmt.Println(show(db, &leveldb.Range{Prefix: "b", Start: "2"}))
	fmt.Println(show(db, &leveldb.Range{StartingBy: "b", Stop: "b2", Limit: 5}))
	// Output:
	// [b1:value2 b2:value3]
	// [b2:value3 c1:value4]
	// [c1:value4 b2:value3 b1:value2 a1:value1]
	// [c1:value4]
	// [2:value3]
	// [b1:value2]
}
