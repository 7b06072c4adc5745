package leveldb_test

import (
	"fmt"

	"github.com/openleveldb/openleveldb/leveldb"
)

// A cursor moves to any key, and in both directions. Plyvel's raw_iterator does the same.
func ExampleDB_Cursor() {
	db, done := openExample()
	defer done()

	c := db.Cursor(nil)
	defer c.Close()
	for ok := c.Seek("b"); ok; ok = c.Next() {
		value, err := c.Value()
		check(err)
		fmt.Println(c.Key(), value)
	}
	check(c.Err())
	for ok := c.Last(); ok; ok = c.Prev() {
		fmt.Print(c.Key(), " ")
	}
	check(c.Err())
	// Output:
	// b1 value2
	// b2 value3
	// c1 value4
	// c1 b2 b1 a1
}

// The last entry before a key, here the latest of a sub-database.
func ExampleCursor_Prev() {
	db, done := openExample()
	defer done()

	c := db.Cursor(&leveldb.Range{Prefix: "b"})
	defer c.Close()
	c.Seek("3") // after the end
	if c.Prev() {
		value, err := c.Value()
		check(err)
		fmt.Println(c.Key(), value)
	}
	check(c.Err())
	// Output: 2 value3
}
