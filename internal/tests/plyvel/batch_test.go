package plyvel

import (
	"bytes"

	"github.com/openleveldb/openleveldb/leveldb"
)

func (rows) WriteBatch_delete_key(db *leveldb.DB, _ string) any {
	batch := db.NewBatch()
	check(batch.Delete("a1"))
	check(batch.Write())
	return nil
}

func (rows) WriteBatch_write(db *leveldb.DB, _ string) any {
	batch := db.NewBatch()
	check(batch.PutRaw("a1", []byte("new")))
	check(batch.Delete("a1"))
	check(batch.PutRaw("a2", []byte("new")))
	check(batch.Write())
	return []any{text(db.AppendRaw(nil, "a1")), text(db.AppendRaw(nil, "a2"))}
}

func (rows) WriteBatch_clear(db *leveldb.DB, _ string) any {
	batch := db.NewBatch()
	check(batch.Delete("a1"))
	batch.Reset()
	check(batch.PutRaw("k", []byte("v")))
	check(batch.Write())
	return nil
}

func (rows) WriteBatch_approximate_size(db *leveldb.DB, _ string) any {
	batch := db.NewBatch()
	empty := batch.Size()
	check(batch.PutRaw("k", bytes.Repeat([]byte("v"), 1000)))
	more := batch.Size()
	return 1000 < more-empty && more-empty < 1020
}
