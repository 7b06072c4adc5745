package leveldb_test

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
)

// Move from the Python package to Go. The database stays in place, and both languages can continue
// to use it. This one was written by Plyvel and numpy (testdata/guide.py). The comment above each
// call is the Python equivalent.
func Example_fromPython() {
	dir, err := os.MkdirTemp("", "example")
	check(err)
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "guide.db")
	check(os.CopyFS(path, os.DirFS("testdata/guide.db")))

	// db = LevelDB(db_path=path)
	db, err := leveldb.Open(path, nil)
	check(err)
	defer db.Close()

	// db["run1/", "title"]
	title, err := leveldb.Get[string](db, leveldb.Key("run1/", "title"))
	check(err)
	fmt.Println(title)

	// list(db["run1/", ...])
	for e, err := range db.Sub("run1/").Entries(nil) {
		check(err)
		value, err := e.Value()
		check(err)
		fmt.Printf("%s: %T %v\n", e.Key(), value, value)
	}

	// A Python dict is a map or a struct in Go.
	var settings struct {
		Exposure float64   `json:"exposure"`
		Filters  []*string `json:"filters"`
	}
	check(db.Load("run1/settings", &settings))
	fmt.Println(settings.Exposure, *settings.Filters[0], settings.Filters[1] == nil)

	// db["run1/", "pixels"] *= 2
	pixels, err := leveldb.Get[*ndarray.Array](db, "run1/pixels")
	check(err)
	elements, err := ndarray.View[float32](pixels)
	check(err)
	for i := range elements {
		elements[i] *= 2
	}
	check(db.Put("run1/pixels", pixels))

	// db["run3/title"] is None
	_, err = db.Get("run3/title")
	fmt.Println(err)

	// del db["run2/", "title"]; len(db)
	check(db.Delete("run2/title"))
	n, err := db.Count(nil)
	fmt.Println(n, err)
	// Output:
	// first light
	// frames: int64 2
	// pixels: *ndarray.Array [[0. 1. 2.]
	//  [3. 4. 5.]]
	// settings: map[string]interface {} map[exposure:3 filters:[V <nil>]]
	// thumbnail: []uint8 [137 80 78 71]
	// title: string first light
	// 3 V true
	// leveldb: get "run3/title": not found
	// 5 <nil>
}
