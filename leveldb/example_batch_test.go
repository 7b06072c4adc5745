package leveldb_test

import (
	"errors"
	"fmt"

	"github.com/openleveldb/openleveldb/leveldb"
)

// One batch writes to several sub-databases: all of its writes are applied, or none.
func ExampleBatch_Sub() {
	db, done := openExample()
	defer done()

	batch := db.NewBatch()
	check(batch.Sub("runs/").Put("7", "first light"))
	check(batch.Sub("titles/").Put("first light", 7))
	fmt.Println(batch.Len())
	check(batch.Write())
	fmt.Println(show(db, &leveldb.Range{Start: "d"}))
	// Output:
	// 2
	// [runs/7:first light titles/first light:7]
}

// The writes of one batch are added to another. They keep their keys.
func ExampleBatch_Append() {
	db, done := openExample()
	defer done()

	first, second := db.NewBatch(), db.Sub("b").NewBatch()
	check(first.Put("a1", "new"))
	check(second.Delete("1"))
	check(first.Append(second))
	check(first.Write())
	fmt.Println(show(db, nil))
	// Output:
	// [a1:new b2:value3 c1:value4]
}

// Inspect or replay what a batch holds.
func ExampleBatch_Entries() {
	db, done := openExample()
	defer done()

	batch := db.NewBatch()
	check(batch.Put("k", 42))
	check(batch.Sub("b").Delete("1"))
	for e := range batch.Entries() {
		if e.Deleted() {
			fmt.Println("delete", e.Key())
			continue
		}
		value, err := e.Value()
		check(err)
		fmt.Println("put", e.Key(), value)
	}
	// Output:
	// put k 42
	// delete b1
}

// An error, or a panic, drops everything that the function has added.
func ExampleDB_Update() {
	db, done := openExample()
	defer done()

	full := errors.New("the queue is full")
	err := db.Update(func(b *leveldb.Batch) error {
		if err := b.Put("queue/1", "job"); err != nil {
			return err
		}
		return full
	})
	fmt.Println(err == full, show(db, &leveldb.Range{Prefix: "queue/"}))

	err = db.Update(func(b *leveldb.Batch) error {
		return errors.Join(b.Put("queue/1", "job"), b.Delete("a1"))
	})
	fmt.Println(err, show(db, &leveldb.Range{Prefix: "queue/"}))
	// Output:
	// true []
	// <nil> [1:job]
}

// A batch has the write options of the handle that made it. This one is on the disk when Write
// returns.
func ExampleDB_NewBatch_sync() {
	db, done := openExample()
	defer done()

	batch := db.WithWriteOptions(leveldb.WriteOptions{Sync: true}).NewBatch()
	check(batch.Put("a1", "durable"))
	check(batch.Write())
	fmt.Println(show(db, &leveldb.Range{StartingBy: "a"}))
	// Output:
	// [a1:durable]
}
