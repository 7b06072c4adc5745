package plyvel

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/openleveldb/openleveldb/leveldb"
)

// The functions of this file do what their namesakes in testdata/fixtures.py do.

func numbered(db *leveldb.DB, count, size int) {
	batch := db.NewBatch()
	for i := range count {
		check(batch.PutRaw(fmt.Sprintf("%06d", i), fmt.Appendf(nil, "%06d%s", i, strings.Repeat("v", size))))
	}
	check(batch.Write())
}

func tables(path string) []string { return must(filepath.Glob(filepath.Join(path, "*.ldb"))) }

func compacted(db *leveldb.DB, path string) (hashes []string) {
	numbered(db, 2000, 100)
	check(db.Compact(nil))
	check(db.Close())
	for _, name := range tables(path) {
		sum := sha256.Sum256(must(os.ReadFile(name)))
		hashes = append(hashes, hex.EncodeToString(sum[:]))
	}
	return hashes
}

func memory(db *leveldb.DB) bool {
	return must(strconv.Atoi(must(db.Property("leveldb.approximate-memory-usage")))) > 300_000
}

func cached(path string) {
	db := must(leveldb.Open(path, nil))
	numbered(db, 1000, 1000)
	check(db.Compact(nil))
	check(db.Close())
}

func damaged(path string) {
	db := must(leveldb.Open(path, &leveldb.Options{Compression: leveldb.NoCompression}))
	numbered(db, 100, 1000)
	check(db.Compact(nil))
	check(db.Close())
	overwrite(tables(path)[0], 300)
}

func overwrite(name string, position int64) {
	file := must(os.OpenFile(name, os.O_RDWR, 0))
	must(file.WriteAt([]byte{0xff}, position))
	check(file.Close())
}

// list returns the keys and stored values of a loop.
func list(entries iter.Seq2[leveldb.Entry, error]) [][2]string {
	found := [][2]string{}
	for e, err := range entries {
		check(err)
		found = append(found, [2]string{e.Key(), string(must(e.AppendRaw(nil)))})
	}
	return found
}

// text returns stored bytes as text, and nil for a missing key.
func text(stored []byte, err error) any {
	if errors.Is(err, leveldb.ErrNotFound) {
		return nil
	}
	check(err)
	return string(stored)
}
