package leveldb_test

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/openleveldb/openleveldb/leveldb"
)

// Open waits for a program that has the database open.
func ExampleOptions_lockTimeout() {
	dir, err := os.MkdirTemp("", "example")
	check(err)
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "db")
	first, err := leveldb.Open(path, nil)
	check(err)

	_, err = leveldb.Open(path, &leveldb.Options{LockTimeout: 10 * time.Millisecond})
	fmt.Println(errors.Is(err, leveldb.ErrLocked))

	go func() {
		check(first.Put("k", "written by the first"))
		check(first.Close())
	}()
	second, err := leveldb.Open(path, &leveldb.Options{LockTimeout: time.Minute})
	check(err)
	defer second.Close()
	fmt.Println(leveldb.Get[string](second, "k"))
	// Output:
	// true
	// written by the first <nil>
}

// Databases of one program share the memory for decompressed blocks.
func ExampleNewBlockCache() {
	dir, err := os.MkdirTemp("", "example")
	check(err)
	defer os.RemoveAll(dir)
	o := &leveldb.Options{BlockCache: leveldb.NewBlockCache(256 << 20)}
	for _, name := range []string{"temperature", "pressure"} {
		db, err := leveldb.Open(filepath.Join(dir, name), o)
		check(err)
		defer db.Close()
		check(db.Put("unit", name))
		fmt.Println(leveldb.Get[string](db, "unit"))
	}
	// Output:
	// temperature <nil>
	// pressure <nil>
}

// LevelDB's own log goes to the log of the program.
func ExampleOptions_logger() {
	dir, err := os.MkdirTemp("", "example")
	check(err)
	defer os.RemoveAll(dir)
	handler := slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{
		ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			if a.Key == slog.TimeKey { // it would differ from run to run, as dir does
				return slog.Attr{}
			}
			return slog.String(a.Key, strings.ReplaceAll(a.Value.String(), dir, "/data"))
		},
	})
	db, err := leveldb.Open(filepath.Join(dir, "db"), &leveldb.Options{Logger: slog.New(handler)})
	check(err)
	check(db.Close())
	// Output:
	// level=INFO msg="Creating DB /data/db since it was missing." path=/data/db
	// level=INFO msg="Delete type=3 #1" path=/data/db
}

// A program that opens a database often, for a few writes, continues its log.
func ExampleOptions_reuseLogs() {
	dir, err := os.MkdirTemp("", "example")
	check(err)
	defer os.RemoveAll(dir)
	for _, event := range []string{"started", "measured", "stopped"} {
		db, err := leveldb.Open(filepath.Join(dir, "events"), &leveldb.Options{ReuseLogs: true})
		check(err)
		check(db.Put(event, true))
		check(db.Close())
	}
	tables, err := filepath.Glob(filepath.Join(dir, "events", "*.ldb"))
	check(err)
	fmt.Println(len(tables), "tables")
	// Output:
	// 0 tables
}
