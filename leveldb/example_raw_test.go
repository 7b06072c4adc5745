package leveldb_test

import (
	"context"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"

	"github.com/openleveldb/openleveldb/leveldb"
)

// writeForeign writes a database as another program would, such as one in Python with Plyvel:
//
//	db = plyvel.DB(path, create_if_missing=True)
//	db.put(b"\x00" + struct.pack(">I", 255), b"height 255")
func writeForeign(path string) {
	db, err := leveldb.Open(path, nil)
	check(err)
	defer db.Close()
	for _, height := range []uint32{254, 255, 256} {
		key := binary.BigEndian.AppendUint32([]byte{0}, height)
		check(db.Driver().Put(context.Background(), string(key), fmt.Appendf(nil, "height %d", height), leveldb.WriteOptions{}))
	}
}

// Read and write the database of another program: its keys are not text, and its values have no
// tags.
func ExampleDB_Raw() {
	dir, err := os.MkdirTemp("", "example")
	check(err)
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "blocks")
	writeForeign(path)

	db, err := leveldb.Open(path, &leveldb.Options{ErrorIfMissing: true})
	check(err)
	defer db.Close()
	raw := db.Raw()
	value, err := raw.Get([]byte{0, 0, 0, 0, 255})
	check(err)
	fmt.Printf("%s\n", value)

	check(raw.Put([]byte{0, 0, 0, 1, 1}, []byte("height 257")))
	check(raw.Delete([]byte{0, 0, 0, 0, 254}))
	for e, err := range raw.Entries(&leveldb.Range{Start: "\x00\x00\x00\x01"}) {
		check(err)
		value, err := e.Value()
		check(err)
		fmt.Printf("%x %s\n", e.Key(), value)
	}
	n, err := raw.Count(nil)
	check(err)
	fmt.Println(n)
	// Output:
	// height 255
	// 0000000100 height 256
	// 0000000101 height 257
	// 3
}

// A sub-database of a raw view is that of its DB. Values can be read in place.
func ExampleRaw_View() {
	db, done := openExample()
	defer done()

	raw := db.Sub("b").Raw()
	check(raw.Put([]byte{0xff}, []byte("any bytes")))
	check(raw.View([]byte{0xff}, func(value []byte) error {
		fmt.Println(len(value))
		return nil
	}))
	for key, err := range raw.Keys(nil) {
		check(err)
		fmt.Printf("%q\n", key)
	}
	// Output:
	// 9
	// "1"
	// "2"
	// "\xff"
}

// A batch of any bytes is applied completely or not at all.
func ExampleRaw_NewBatch() {
	db, done := openExample()
	defer done()

	raw := db.Raw()
	batch := raw.NewBatch()
	check(batch.Put([]byte("\xfe"), []byte{1}))
	check(batch.Delete([]byte("a1")))
	check(batch.Write())
	n, err := raw.DeleteRange(&leveldb.Range{Start: "c"})
	check(err)
	fmt.Println(n, show(db, nil))
	// Output:
	// 2 [b1:value2 b2:value3]
}
