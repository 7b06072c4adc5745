package calls

import (
	goleveldb "github.com/syndtr/goleveldb/leveldb"

	"github.com/openleveldb/openleveldb/leveldb"
)

func (goleveldbRows) Batch_Put(old *goleveldb.DB, db *leveldb.DB, _ string) (any, any) {
	b, batch := new(goleveldb.Batch), db.NewBatch()
	b.Put([]byte("k"), []byte("v"))
	b.Delete([]byte("a1"))
	check(batch.PutRaw("k", []byte("v")))
	check(batch.Delete("a1"))
	check(old.Write(b, nil))
	check(batch.Write())
	return b.Len(), batch.Len()
}

func (goleveldbRows) Batch_Reset(old *goleveldb.DB, db *leveldb.DB, _ string) (any, any) {
	b, batch := new(goleveldb.Batch), db.NewBatch()
	b.Delete([]byte("a1"))
	check(batch.Delete("a1"))
	b.Reset()
	batch.Reset()
	check(old.Write(b, nil))
	check(batch.Write())
	return b.Len(), batch.Len()
}
