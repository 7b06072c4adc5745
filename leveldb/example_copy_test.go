package leveldb_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/openleveldb/openleveldb/leveldb"
)

// A backup of a database in use is the state of one moment. It is verified, and appears under its
// name only when it is complete.
func ExampleBackup() {
	db, done := openExample()
	defer done()
	dir, err := os.MkdirTemp("", "backups")
	check(err)
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "monday")

	copied, err := leveldb.Backup(context.Background(), path, db, nil)
	check(err)
	fmt.Println(copied.Entries, "entries, verified:", copied.Verified)

	// Later, check that the database still holds what was backed up.
	backup, err := leveldb.Open(path, &leveldb.Options{ReadOnly: true})
	check(err)
	defer backup.Close()
	check(db.Put("a1", "changed"))
	then, err := backup.Digest(nil)
	check(err)
	now, err := db.Digest(nil)
	check(err)
	fmt.Println("as backed up:", then == copied.Result, "as it is:", then == now)

	// An existing backup is not replaced.
	_, err = leveldb.Backup(context.Background(), path, db, nil)
	fmt.Println(errors.Is(err, fs.ErrExist))
	// Output:
	// 4 entries, verified: true
	// as backed up: true as it is: false
	// true
}

// Update a mirror. Only differences are written. Either side may be on a server (package remote).
func ExampleCopy() {
	db, done := openExample()
	defer done()
	mirror, doneToo := openExample()
	defer doneToo()
	check(db.Put("b1", "changed"))
	check(db.Delete("c1"))

	copied, err := leveldb.Copy(context.Background(), mirror, db, &leveldb.CopyOptions{Into: leveldb.CopyMirror})
	check(err)
	fmt.Println(copied.Entries, "entries,", copied.Written, "written,", copied.Deleted, "deleted")
	fmt.Println(show(mirror, nil))
	// Output:
	// 3 entries, 1 written, 1 deleted
	// [a1:value1 b1:changed b2:value3]
}

// Copy a part of a database to another database under another prefix.
func ExampleCopy_sub() {
	db, done := openExample()
	defer done()

	_, err := leveldb.Copy(context.Background(), db.Sub("old/"), db.Sub("b"), nil)
	check(err)
	fmt.Println(show(db.Sub("old/"), nil))
	// Output:
	// [1:value2 2:value3]
}
