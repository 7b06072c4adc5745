// Command foreign writes a small database of Pebble, for the tests of the command line that show that such a directory is left
// alone:
//
//	for version in 1 2 newest; do
//		go run ./foreign -version $version ../cmd/openleveldb/testdata/foreign/pebble-$version
//	done
package main

import (
	"errors"
	"flag"
	"fmt"
	"log"

	pebble1 "github.com/cockroachdb/pebble"
	"github.com/cockroachdb/pebble/v2"
)

func main() {
	log.SetFlags(0)
	version := flag.String("version", "newest", "1 for the first format of Pebble 1, 2 for that of Pebble 2, or newest")
	flag.Parse()
	if flag.NArg() != 1 {
		log.Fatal("usage: foreign [-version 1|2|newest] DIR")
	}
	db, err := open(flag.Arg(0), *version)
	if err != nil {
		log.Fatal(err)
	}
	if err := errors.Join(fill(db), db.Close()); err != nil {
		log.Fatal(err)
	}
}

// store has the methods that both versions of Pebble share.
type store interface {
	set(key string) error
	delete(key string) error
	Flush() error
	Close() error
}

func open(dir, version string) (store, error) {
	switch version {
	case "1":
		// The format has a CURRENT and a MANIFEST as LevelDB has them.
		db, err := pebble1.Open(dir, &pebble1.Options{FormatMajorVersion: pebble1.FormatMostCompatible, ErrorIfExists: true})
		return store1{db}, err
	case "2":
		db, err := pebble.Open(dir, &pebble.Options{FormatMajorVersion: pebble.FormatMinSupported, ErrorIfExists: true})
		return store2{db}, err
	case "newest":
		db, err := pebble.Open(dir, &pebble.Options{FormatMajorVersion: pebble.FormatNewest, ErrorIfExists: true})
		return store2{db}, err
	}
	return nil, fmt.Errorf("there is no version %q", version)
}

// fill makes one table, entries in the log, and a deleted key.
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
