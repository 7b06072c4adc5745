package leveldb_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
)

// openExample opens a new database that holds the texts of the example in the Python package's
// documentation. The returned function closes and removes it.
func openExample() (db *leveldb.DB, done func()) {
	dir, err := os.MkdirTemp("", "example")
	check(err)
	db, err = leveldb.Open(filepath.Join(dir, "db"), nil)
	check(err)
	check(db.Put(leveldb.Key("a", "1"), "value1"))
	check(db.Put(leveldb.Key("b", "1"), "value2"))
	check(db.Put(leveldb.Key("b", "2"), "value3"))
	check(db.Put(leveldb.Key("c", "1"), "value4"))
	return db, func() {
		check(db.Close())
		check(os.RemoveAll(dir))
	}
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

// Values are returned with their types.
func Example() {
	dir, err := os.MkdirTemp("", "example")
	check(err)
	defer os.RemoveAll(dir)
	db, err := leveldb.Open(filepath.Join(dir, "measurements"), nil)
	check(err)
	defer db.Close()

	for key, value := range map[string]any{
		"int": 42, "float": 3.0, "string": "héllo", "bytes": []byte{0, 255}, "bool": true, "nil": nil,
		"list": []any{1, 1.0, "one"}, "map": map[string]any{"key": []int{1, 2, 3}},
	} {
		check(db.Put(key, value))
	}
	for e, err := range db.Entries(nil) {
		check(err)
		value, err := e.Value()
		check(err)
		fmt.Printf("%-6s %T %v\n", e.Key(), value, value)
	}
	// Output:
	// bool   bool true
	// bytes  []uint8 [0 255]
	// float  float64 3
	// int    int64 42
	// list   []interface {} [1 1 one]
	// map    map[string]interface {} map[key:[1 2 3]]
	// nil    <nil> <nil>
	// string string héllo
}

// A key of several parts is their concatenation, so different parts can form the same key.
func ExampleKey() {
	db, done := openExample()
	defer done()

	check(db.Put(leveldb.Key("prefix1", "prefix2", "key"), "myvalue"))
	value, err := db.Get(leveldb.Key("prefix1", "prefix2", "key"))
	check(err)
	fmt.Println(value)
	value, err = db.Get("prefix1prefix2key")
	check(err)
	fmt.Println(value)
	// Output:
	// myvalue
	// myvalue
}

func ExampleDB_Put() {
	db, done := openExample()
	defer done()

	check(db.Put("key", map[string]any{"key": []int{1, 2, 3}}))
	value, err := db.Get("key")
	check(err)
	fmt.Println(value)
	// Output: map[key:[1 2 3]]
}

func ExampleDB_Get() {
	db, done := openExample()
	defer done()

	value, err := db.Get("a1")
	check(err)
	fmt.Println(value)
	value, err = db.Get(leveldb.Key("a", "1"))
	check(err)
	fmt.Println(value)
	// Output:
	// value1
	// value1
}

// Reading a missing key returns an error, where Python returns None. A stored None is nil.
func ExampleDB_Get_missing() {
	db, done := openExample()
	defer done()

	_, err := db.Get("no such key")
	fmt.Println(errors.Is(err, leveldb.ErrNotFound))
	fmt.Println(err)

	check(db.Put("none", nil))
	value, err := db.Get("none")
	fmt.Println(value, err)
	// Output:
	// true
	// leveldb: get "no such key": not found
	// <nil> <nil>
}

func ExampleDB_Has() {
	db, done := openExample()
	defer done()

	for _, key := range []string{"a1", "a2"} {
		found, err := db.Has(key)
		check(err)
		fmt.Println(key, found)
	}
	// Output:
	// a1 true
	// a2 false
}

func ExampleDB_Delete() {
	db, done := openExample()
	defer done()

	check(db.Put(leveldb.Key("prefix", "key"), "value"))
	check(db.Delete(leveldb.Key("prefix", "key")))
	found, err := db.Has("prefixkey")
	check(err)
	fmt.Println(found)
	check(db.Delete("prefixkey")) // deleting twice is not an error
	// Output: false
}

// The type parameter selects the type. A value of another type is an error.
func ExampleGet() {
	db, done := openExample()
	defer done()

	check(db.Put("steps", 300))
	steps, err := leveldb.Get[int](db, "steps")
	fmt.Println(steps, err)
	_, err = leveldb.Get[int8](db, "steps")
	fmt.Println(err)
	_, err = leveldb.Get[string](db, "steps")
	fmt.Println(err)
	// Output:
	// 300 <nil>
	// leveldb: get "steps": codec: decode int 300 into int8: out of range
	// leveldb: get "steps": codec: decode int 300 into string: type mismatch
}

// Python reads a struct as a dict whose keys are the names in the json tags.
func ExampleDB_Load() {
	db, done := openExample()
	defer done()

	type run struct {
		Rate  float64 `json:"rate"`
		Steps int     `json:"steps"`
		Tags  []string
	}
	check(db.Put("run", run{Rate: 3, Steps: 7, Tags: []string{"first", "light"}}))
	stored, err := db.AppendRaw(nil, "run")
	check(err)
	fmt.Printf("%s\n", stored)

	var r run
	check(db.Load("run", &r))
	fmt.Printf("%+v\n", r)
	// Output:
	// j{"rate":3.0,"steps":7,"Tags":["first","light"]}
	// {Rate:3 Steps:7 Tags:[first light]}
}

// Python reads an ndarray as a numpy array of the same dtype and shape.
func Example_arrays() {
	db, done := openExample()
	defer done()

	array, err := ndarray.FromSlice([]int8{1, 2, 3}, -1)
	check(err)
	check(db.Put(leveldb.Key("prefix", "key"), array))

	array, err = leveldb.Get[*ndarray.Array](db, "prefixkey")
	check(err)
	fmt.Println(array.DType(), array.Shape(), array)
	elements, err := ndarray.View[int8](array)
	check(err)
	fmt.Println(elements[0] + elements[2])
	// Output:
	// int8 [3] [1 2 3]
	// 4
}

// The writes of a batch are applied together: all of them or none.
func ExampleDB_NewBatch() {
	db, done := openExample()
	defer done()

	batch := db.NewBatch()
	check(batch.Put("b1", "new"))
	check(batch.Put("b3", 3))
	check(batch.Delete("a1"))
	fmt.Println("before:", show(db, nil))
	check(batch.Write())
	fmt.Println("after: ", show(db, nil))
	// Output:
	// before: [a1:value1 b1:value2 b2:value3 c1:value4]
	// after:  [b1:new b2:value3 b3:3 c1:value4]
}

// A snapshot does not see later writes.
func ExampleDB_Snapshot() {
	db, done := openExample()
	defer done()

	snapshot, err := db.Snapshot()
	check(err)
	defer snapshot.Close()
	check(db.Put("a1", "later"))
	check(db.Delete("b1"))

	fmt.Println("snapshot:", show(snapshot, nil))
	fmt.Println("now:     ", show(db, nil))
	fmt.Println(snapshot.Put("a1", "refused"))
	// Output:
	// snapshot: [a1:value1 b1:value2 b2:value3 c1:value4]
	// now:      [a1:later b2:value3 c1:value4]
	// leveldb: put "a1": read-only
}

func ExampleOptions_readOnly() {
	dir, err := os.MkdirTemp("", "example")
	check(err)
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "db")

	_, err = leveldb.Open(path, &leveldb.Options{ReadOnly: true})
	fmt.Println("there is none:", errors.Is(err, os.ErrNotExist))

	db, err := leveldb.Open(path, nil)
	check(err)
	check(db.Put("key", 0))
	check(db.Close())

	db, err = leveldb.Open(path, &leveldb.Options{ReadOnly: true})
	check(err)
	defer db.Close()
	value, err := db.Get("key")
	fmt.Println(value, err)
	fmt.Println(db.Put("key", 1))
	// Output:
	// there is none: true
	// 0 <nil>
	// leveldb: put "key": read-only
}
