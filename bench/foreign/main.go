// Command foreign writes a small database in the format of another Go program. Tests of the command
// line use such directories to show that they are left unchanged:
//
//	for name in pebble-1 pebble-2 pebble-newest badger; do
//		go run ./foreign $name ../cmd/internal/commands/testdata/foreign/$name
//	done
package main

import (
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"

	pebble1 "github.com/cockroachdb/pebble"
	"github.com/cockroachdb/pebble/v2"
	"github.com/dgraph-io/badger/v4"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 3 {
		log.Fatal("usage: foreign pebble-1|pebble-2|pebble-newest|badger DIR")
	}
	name, dir := os.Args[1], os.Args[2]
	db, err := open(name, dir)
	if err != nil {
		log.Fatal(err)
	}
	if err := errors.Join(fill(db), db.Close()); err != nil {
		log.Fatal(err)
	}
	if name == "badger" { // a megabyte of zeros
		if err := os.Remove(filepath.Join(dir, "DISCARD")); err != nil {
			log.Fatal(err)
		}
	}
}

// store has the methods that fill needs.
type store interface {
	set(key string) error
	delete(key string) error
	Flush() error
	Close() error
}

func open(name, dir string) (store, error) {
	switch name {
	case "pebble-1":
		// This format has a CURRENT and a MANIFEST file, as LevelDB does.
		db, err := pebble1.Open(dir, &pebble1.Options{FormatMajorVersion: pebble1.FormatMostCompatible, ErrorIfExists: true})
		return store1{db}, err
	case "pebble-2":
		db, err := pebble.Open(dir, &pebble.Options{FormatMajorVersion: pebble.FormatMinSupported, ErrorIfExists: true})
		return store2{db}, err
	case "pebble-newest":
		db, err := pebble.Open(dir, &pebble.Options{FormatMajorVersion: pebble.FormatNewest, ErrorIfExists: true})
		return store2{db}, err
	case "badger":
		db, err := badger.Open(badger.DefaultOptions(dir).WithLogger(nil).WithMemTableSize(16 << 20).WithValueLogFileSize(1 << 20))
		return badgerStore{db}, err
	}
	return nil, fmt.Errorf("there is no program %q", name)
}

// fill writes one table, entries in the log, and a deleted key.
func fill(db store) error {
	for i := range 20 {
		if err := db.set(fmt.Sprintf("key %03d", i)); err != nil {
			return err
		}
	}
	return errors.Join(db.Flush(), db.delete("key 001"), db.set("logged"))
}

var value = []byte("svalue")

type store1 struct{ *pebble1.DB }

func (s store1) set(key string) error    { return s.Set([]byte(key), value, pebble1.Sync) }
func (s store1) delete(key string) error { return s.Delete([]byte(key), pebble1.Sync) }
func (s store1) Flush() error            { return s.DB.Flush() }

type store2 struct{ *pebble.DB }

func (s store2) set(key string) error    { return s.Set([]byte(key), value, pebble.Sync) }
func (s store2) delete(key string) error { return s.Delete([]byte(key), pebble.Sync) }
func (s store2) Flush() error            { return s.DB.Flush() }

type badgerStore struct{ *badger.DB }

func (s badgerStore) set(key string) error {
	return s.Update(func(t *badger.Txn) error { return t.Set([]byte(key), value) })
}

func (s badgerStore) delete(key string) error {
	return s.Update(func(t *badger.Txn) error { return t.Delete([]byte(key)) })
}

// Flush does nothing: Close writes the table.
func (s badgerStore) Flush() error { return nil }
