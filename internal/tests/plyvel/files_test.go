package plyvel

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/openleveldb/openleveldb/leveldb"
)

func (rows) Repair_db(db *leveldb.DB, home string) any {
	check(db.Close())
	path := filepath.Join(home, "db")
	check(os.Remove(filepath.Join(path, "CURRENT")))
	check(leveldb.Repair(path, &leveldb.Options{BloomFilterBits: 10}))
	db = must(leveldb.Open(path, &leveldb.Options{BloomFilterBits: 10}))
	defer db.Close()
	return list(db.Entries(nil))
}

func (rows) Destroy_db_name(db *leveldb.DB, home string) any {
	check(db.Close())
	path := filepath.Join(home, "db")
	check(leveldb.Destroy(path))
	_, err := os.Stat(path)
	return err == nil
}

func (rows) Plyvel_leveldb_version(*leveldb.DB, string) any {
	major, minor := leveldb.LevelDBVersion()
	return fmt.Sprintf("%d.%d", major, minor)
}

func (rows) Error(_ *leveldb.DB, home string) any {
	path := filepath.Join(home, "missing")
	_, err := leveldb.Open(path, &leveldb.Options{ErrorIfMissing: true})
	failed, ok := errors.AsType[*leveldb.Error](err)
	return ok && failed.Name == path
}

func (rows) IOError(_ *leveldb.DB, home string) any {
	path := filepath.Join(home, "db")
	_, err := leveldb.Open(path, nil)
	switch {
	case errors.Is(err, leveldb.ErrLocked):
		return "open elsewhere"
	case errors.Is(err, leveldb.ErrIO):
		return "input or output failed"
	}
	return err
}

func (rows) CorruptionError(_ *leveldb.DB, home string) any {
	damaged(filepath.Join(home, "damaged"))
	db := must(leveldb.Open(filepath.Join(home, "damaged"), nil))
	defer db.Close()
	_, err := db.WithReadOptions(leveldb.ReadOptions{VerifyChecksums: true}).AppendRaw(nil, "000000")
	if errors.Is(err, leveldb.ErrCorrupt) {
		return "damaged"
	}
	return err
}
