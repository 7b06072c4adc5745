package plyvel

import (
	"github.com/openleveldb/openleveldb/leveldb"
)

func (rows) PrefixedDB_prefix(db *leveldb.DB, _ string) any {
	sub := db.Sub("b")
	return sub.Prefix()
}

func (rows) PrefixedDB_db(db *leveldb.DB, _ string) any {
	sub := db.Sub("b")
	return list(sub.Root().Entries(nil))
}

func (rows) PrefixedDB_put(db *leveldb.DB, _ string) any {
	sub := db.Sub("b")
	check(sub.PutRaw("k", []byte("v")))
	check(sub.WithWriteOptions(leveldb.WriteOptions{Sync: true}).PutRaw("l", []byte("w")))
	return nil
}

func (rows) PrefixedDB_delete(db *leveldb.DB, _ string) any {
	sub := db.Sub("b")
	check(sub.Delete("1"))
	check(sub.WithWriteOptions(leveldb.WriteOptions{Sync: true}).Delete("2"))
	return nil
}

func (rows) PrefixedDB_write_batch(db *leveldb.DB, _ string) any {
	sub := db.Sub("b")
	batch := sub.NewBatch()
	check(batch.PutRaw("k", []byte("v")))
	check(batch.Write())
	batch = sub.WithWriteOptions(leveldb.WriteOptions{Sync: true}).NewBatch()
	check(batch.Delete("1"))
	check(batch.Write())
	return nil
}

func (rows) PrefixedDB_iterator(db *leveldb.DB, _ string) any {
	sub := db.Sub("b")
	checked := sub.WithReadOptions(leveldb.ReadOptions{VerifyChecksums: true, DontFillCache: true})
	found := []any{}
	for _, e := range list(sub.Entries(&leveldb.Range{Start: "1", Stop: "3", ExcludeStart: true, IncludeStop: true, Reverse: true})) {
		found = append(found, e)
	}
	for _, e := range list(checked.Entries(&leveldb.Range{StartingBy: "2"})) {
		found = append(found, e)
	}
	for key, err := range sub.Keys(nil) {
		check(err)
		found = append(found, key)
	}
	for e, err := range sub.Entries(nil) {
		check(err)
		found = append(found, string(must(e.AppendRaw(nil))))
	}
	return found
}

func (rows) PrefixedDB_iter(db *leveldb.DB, _ string) any {
	sub := db.Sub("b")
	found := [][]string{}
	for e, err := range sub.Entries(nil) {
		check(err)
		found = append(found, []string{e.Key(), string(must(e.AppendRaw(nil)))})
	}
	return found
}

func (rows) PrefixedDB_snapshot(db *leveldb.DB, _ string) any {
	sub := db.Sub("b")
	snapshot, err := sub.Snapshot()
	check(err)
	defer snapshot.Close()
	check(sub.PutRaw("1", []byte("later")))
	return list(snapshot.Entries(nil))
}

func (rows) PrefixedDB_prefixed_db_prefix(db *leveldb.DB, _ string) any {
	sub := db.Sub("b")
	return list(sub.Sub("2").Entries(nil))
}
