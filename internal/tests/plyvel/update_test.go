package plyvel

import (
	"errors"

	"github.com/openleveldb/openleveldb/leveldb"
)

func (rows) DB_write_batch_transaction(db *leveldb.DB, _ string) any {
	err := db.Update(func(batch *leveldb.Batch) error {
		check(batch.Delete("a1"))
		return errors.New("no")
	})
	return err.Error()
}

func (rows) WriteBatch_exit(db *leveldb.DB, _ string) any {
	err := db.Update(func(batch *leveldb.Batch) error {
		return errors.Join(batch.PutRaw("k", []byte("v")), batch.Delete("a1"))
	})
	check(err)
	return nil
}

func (rows) WriteBatch_append_source(db *leveldb.DB, _ string) any {
	batch, other := db.NewBatch(), db.NewBatch()
	check(batch.PutRaw("k", []byte("v")))
	check(other.Delete("k"))
	check(other.PutRaw("l", []byte("w")))
	check(batch.Append(other))
	check(batch.Write())
	return nil
}
