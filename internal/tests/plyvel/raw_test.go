package plyvel

import (
	"errors"

	"github.com/openleveldb/openleveldb/leveldb"
)

func (rows) DB_get_key(db *leveldb.DB, _ string) any {
	_, err := db.AppendRaw(nil, "missing")
	if !errors.Is(err, leveldb.ErrNotFound) {
		return err
	}
	return []any{text(db.AppendRaw(nil, "a1")), text(db.Raw().Get([]byte("a1"))), nil}
}

func (rows) DB_put_key_value(db *leveldb.DB, _ string) any {
	check(db.PutRaw("k", []byte("v")))
	check(db.Raw().Put([]byte{0xff}, []byte("v")))
	return nil
}

func (rows) DB_delete_key(db *leveldb.DB, _ string) any {
	check(db.Delete("a1"))
	check(db.Delete("missing"))
	check(db.Raw().Delete([]byte("a2")))
	return nil
}

func (rows) WriteBatch_put_key_value(db *leveldb.DB, _ string) any {
	batch := db.NewBatch()
	check(batch.PutRaw("k", []byte("v")))
	check(batch.Write())
	binary := db.Raw().NewBatch()
	check(binary.Put([]byte{0xff}, []byte("v")))
	check(binary.Write())
	return nil
}
