package plyvel

import (
	"errors"
	"path/filepath"

	"github.com/openleveldb/openleveldb/leveldb"
)

func (rows) DB_iterator(db *leveldb.DB, _ string) any {
	return list(db.Entries(nil))
}

func (rows) DB_iterator_reverse(db *leveldb.DB, _ string) any {
	return list(db.Entries(&leveldb.Range{Reverse: true}))
}

func (rows) DB_iterator_start_stop(db *leveldb.DB, _ string) any {
	return list(db.Entries(&leveldb.Range{Start: "a2", Stop: "b3"}))
}

func (rows) DB_iterator_include_start_include_stop(db *leveldb.DB, _ string) any {
	return list(db.Entries(&leveldb.Range{Start: "a2", Stop: "b3", ExcludeStart: true, IncludeStop: true}))
}

func (rows) DB_iterator_prefix(db *leveldb.DB, _ string) any {
	return list(db.Entries(&leveldb.Range{StartingBy: "b"}))
}

func (rows) DB_iterator_include_value(db *leveldb.DB, _ string) any {
	keys := []string{}
	for key, err := range db.Keys(nil) {
		check(err)
		keys = append(keys, key)
	}
	return keys
}

func (rows) DB_iterator_include_key(db *leveldb.DB, _ string) any {
	values := []string{}
	for e, err := range db.Entries(nil) {
		check(err)
		values = append(values, string(must(e.AppendRaw(nil))))
	}
	return values
}

func (rows) DB_iterator_verify_checksums(_ *leveldb.DB, home string) any {
	damaged(filepath.Join(home, "damaged"))
	db := must(leveldb.Open(filepath.Join(home, "damaged"), nil))
	defer db.Close()
	for _, err := range db.WithReadOptions(leveldb.ReadOptions{VerifyChecksums: true}).Entries(nil) {
		if errors.Is(err, leveldb.ErrCorrupt) {
			return "damaged"
		}
		check(err)
	}
	return nil
}

func (rows) DB_iterator_fill_cache(_ *leveldb.DB, home string) any {
	cached(filepath.Join(home, "large"))
	db := must(leveldb.Open(filepath.Join(home, "large"), nil))
	defer db.Close()
	found := list(db.WithReadOptions(leveldb.ReadOptions{DontFillCache: true}).Entries(nil))
	return []any{len(found), memory(db)}
}

func (rows) DB_iter(db *leveldb.DB, _ string) any {
	found := [][]string{}
	for e, err := range db.Entries(nil) {
		check(err)
		found = append(found, []string{e.Key(), string(must(e.AppendRaw(nil)))})
	}
	return found
}

func (rows) Iterator_iter(db *leveldb.DB, _ string) any {
	found := [][]string{}
	for e, err := range db.Entries(&leveldb.Range{StartingBy: "b"}) {
		check(err)
		found = append(found, []string{e.Key(), string(must(e.AppendRaw(nil)))})
	}
	return found
}

func (rows) Iterator_exit(db *leveldb.DB, _ string) any {
	for e, err := range db.Entries(nil) {
		check(err)
		if string(must(e.AppendRaw(nil))) == "three" {
			return e.Key()
		}
	}
	return nil
}
