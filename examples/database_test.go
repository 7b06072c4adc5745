package examples_test

import (
	"os"
	"path/filepath"

	"github.com/openleveldb/openleveldb/leveldb"
)

// openExample opens a new database and returns a function that closes and removes it. That function
// panics if the example did not release everything it acquired, because the directory stays locked
// until then.
func openExample() (db *leveldb.DB, done func()) {
	dir, err := os.MkdirTemp("", "example")
	check(err)
	path := filepath.Join(dir, "db")
	db, err = leveldb.Open(path, leveldb.LargeArrays())
	check(err)
	return db, func() {
		check(db.Close())
		again, err := leveldb.Open(path, nil)
		check(err)
		check(again.Close())
		check(os.RemoveAll(dir))
	}
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
