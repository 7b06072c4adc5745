package calls

import (
	"errors"

	goleveldb "github.com/syndtr/goleveldb/leveldb"
	"github.com/syndtr/goleveldb/leveldb/util"

	"github.com/openleveldb/openleveldb/leveldb"
)

// replayed lists the writes of a batch of goleveldb.
type replayed struct{ writes []string }

func (r *replayed) Put(key, value []byte) { r.writes = append(r.writes, string(key)+"="+string(value)) }
func (r *replayed) Delete(key []byte)     { r.writes = append(r.writes, string(key)) }

func (goleveldbRows) Batch_Replay(_ *goleveldb.DB, db *leveldb.DB, _ string) (any, any) {
	b, batch := new(goleveldb.Batch), db.NewBatch()
	b.Put([]byte("k"), []byte("v"))
	b.Delete([]byte("a1"))
	check(batch.PutRaw("k", []byte("v")))
	check(batch.Delete("a1"))
	theirs, ours := &replayed{}, []string{}
	check(b.Replay(theirs))
	for e := range batch.Entries() {
		if e.Deleted() {
			ours = append(ours, e.Key())
		} else {
			ours = append(ours, e.Key()+"="+string(must(e.AppendRaw(nil))))
		}
	}
	return theirs.writes, ours
}

func (goleveldbRows) Batch_Load(old *goleveldb.DB, db *leveldb.DB, _ string) (any, any) {
	b, batch := new(goleveldb.Batch), db.NewBatch()
	b.Put([]byte("k"), []byte("v"))
	check(batch.PutRaw("k", []byte("v")))
	copied, other := new(goleveldb.Batch), db.NewBatch()
	check(copied.Load(b.Dump()))
	check(other.Append(batch))
	return old.Write(copied, nil), other.Write()
}

func (goleveldbRows) DB_SizeOf(old *goleveldb.DB, db *leveldb.DB, _ string) (any, any) {
	check(old.CompactRange(util.Range{}))
	check(db.Compact(nil))
	theirs := must(old.SizeOf([]util.Range{{Start: []byte("a"), Limit: []byte("d")}}))
	ours := must(db.ApproximateSizes(&leveldb.Range{Start: "a", Stop: "d"}))
	return theirs[0] > 0, ours[0] > 0
}

func (goleveldbRows) DB_OpenTransaction(old *goleveldb.DB, db *leveldb.DB, _ string) (any, any) {
	tr := must(old.OpenTransaction())
	check(tr.Put([]byte("k"), []byte("v"), nil))
	check(tr.Commit())
	check(db.Update(func(b *leveldb.Batch) error {
		return b.PutRaw("k", []byte("v"))
	}))
	return nil, nil
}

func (goleveldbRows) Transaction_Put(old *goleveldb.DB, db *leveldb.DB, _ string) (any, any) {
	more, other := new(goleveldb.Batch), db.NewBatch()
	more.Put([]byte("l"), []byte("w"))
	check(other.PutRaw("l", []byte("w")))
	tr := must(old.OpenTransaction())
	check(tr.Put([]byte("k"), []byte("v"), nil))
	check(tr.Delete([]byte("a1"), nil))
	check(tr.Write(more, nil))
	check(tr.Commit())
	check(db.Update(func(b *leveldb.Batch) error {
		check(b.PutRaw("k", []byte("v")))
		check(b.Delete("a1"))
		return b.Append(other)
	}))
	return nil, nil
}

func (goleveldbRows) Transaction_Get(old *goleveldb.DB, db *leveldb.DB, _ string) (any, any) {
	tr := must(old.OpenTransaction())
	theirs := []any{string(must(tr.Get([]byte("a1"), nil))), must(tr.Has([]byte("a1"), nil))}
	it := tr.NewIterator(nil, nil)
	for it.Next() {
		theirs = append(theirs, string(it.Key())+" "+string(it.Value()))
	}
	it.Release()
	check(tr.Commit())
	var ours []any
	check(db.Update(func(*leveldb.Batch) error {
		ours = []any{string(must(db.AppendRaw(nil, "a1"))), must(db.Has("a1"))}
		for e, err := range db.Entries(nil) {
			check(err)
			ours = append(ours, e.Key()+" "+string(must(e.AppendRaw(nil))))
		}
		return nil
	}))
	return theirs, ours
}

func (goleveldbRows) Transaction_Discard(old *goleveldb.DB, db *leveldb.DB, _ string) (any, any) {
	tr := must(old.OpenTransaction())
	check(tr.Delete([]byte("a1"), nil))
	tr.Discard()
	dropped := errors.New("no")
	err := db.Update(func(b *leveldb.Batch) error {
		check(b.Delete("a1"))
		return dropped
	})
	return true, errors.Is(err, dropped)
}
