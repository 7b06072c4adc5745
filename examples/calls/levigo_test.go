package calls

import (
	"errors"
	"path/filepath"

	"github.com/jmhodges/levigo"

	"github.com/openleveldb/openleveldb/leveldb"
)

var (
	ro = levigo.NewReadOptions()
	wo = levigo.NewWriteOptions()
)

func (levigoRows) DB_Get(old *levigo.DB, db *leveldb.DB, _ string) (any, any) {
	_, err := db.AppendRaw(nil, "missing")
	return []any{string(must(old.Get(ro, []byte("a1")))), must(old.Get(ro, []byte("missing"))) == nil},
		[]any{string(must(db.AppendRaw(nil, "a1"))), errors.Is(err, leveldb.ErrNotFound)}
}

func (levigoRows) DB_Put(old *levigo.DB, db *leveldb.DB, _ string) (any, any) {
	return old.Put(wo, []byte("k"), []byte("v")), db.PutRaw("k", []byte("v"))
}

func (levigoRows) DB_Delete(old *levigo.DB, db *leveldb.DB, _ string) (any, any) {
	return old.Delete(wo, []byte("a1")), db.Delete("a1")
}

func (levigoRows) DB_Write(old *levigo.DB, db *leveldb.DB, _ string) (any, any) {
	w, batch := levigo.NewWriteBatch(), db.NewBatch()
	defer w.Close()
	w.Delete([]byte("a1"))
	check(batch.Delete("a1"))
	return old.Write(wo, w), batch.Write()
}

func (levigoRows) WriteBatch_Put(old *levigo.DB, db *leveldb.DB, _ string) (any, any) {
	w, batch := levigo.NewWriteBatch(), db.NewBatch()
	defer w.Close()
	w.Delete([]byte("a1"))
	check(batch.Delete("a1"))
	w.Clear()
	batch.Reset()
	w.Put([]byte("k"), []byte("v"))
	w.Delete([]byte("a2"))
	check(batch.PutRaw("k", []byte("v")))
	check(batch.Delete("a2"))
	return old.Write(wo, w), batch.Write()
}

func (levigoRows) DB_PropertyValue(old *levigo.DB, db *leveldb.DB, _ string) (any, any) {
	return old.PropertyValue("leveldb.num-files-at-level0"), must(db.Property("leveldb.num-files-at-level0"))
}

func (levigoRows) DB_CompactRange(old *levigo.DB, db *leveldb.DB, home string) (any, any) {
	old.CompactRange(levigo.Range{Start: []byte("a"), Limit: []byte("c")})
	check(db.Compact(&leveldb.Range{Start: "a", Stop: "c"}))
	return sizes(filepath.Join(home, "old")), sizes(filepath.Join(home, "db"))
}

func (levigoRows) DB_NewSnapshot(old *levigo.DB, db *leveldb.DB, _ string) (any, any) {
	snap := old.NewSnapshot()
	defer old.ReleaseSnapshot(snap)
	o := levigo.NewReadOptions()
	defer o.Close()
	o.SetSnapshot(snap)
	snapshot := must(db.Snapshot())
	defer snapshot.Close()
	check(old.Delete(wo, []byte("a1")))
	check(db.Delete("a1"))
	return string(must(old.Get(o, []byte("a1")))), string(must(snapshot.AppendRaw(nil, "a1")))
}

func (levigoRows) DB_Close(old *levigo.DB, db *leveldb.DB, _ string) (any, any) {
	old.Close() // later calls panic
	check(db.Close())
	_, err := db.Get("a1")
	return true, errors.Is(err, leveldb.ErrClosed)
}

func (levigoRows) ReadOptions_SetVerifyChecksums(old *levigo.DB, db *leveldb.DB, _ string) (any, any) {
	o := levigo.NewReadOptions()
	defer o.Close()
	o.SetVerifyChecksums(true)
	o.SetFillCache(false)
	checked := db.WithReadOptions(leveldb.ReadOptions{VerifyChecksums: true, DontFillCache: true})
	return string(must(old.Get(o, []byte("a1")))), string(must(checked.AppendRaw(nil, "a1")))
}

func (levigoRows) WriteOptions_SetSync(old *levigo.DB, db *leveldb.DB, _ string) (any, any) {
	o := levigo.NewWriteOptions()
	defer o.Close()
	o.SetSync(true)
	synced := db.WithWriteOptions(leveldb.WriteOptions{Sync: true})
	return old.Put(o, []byte("k"), []byte("v")), synced.PutRaw("k", []byte("v"))
}

func (levigoRows) DB_NewIterator(old *levigo.DB, db *leveldb.DB, _ string) (any, any) {
	theirs := []string{}
	it := old.NewIterator(ro)
	defer it.Close()
	for it.SeekToFirst(); it.Valid(); it.Next() {
		theirs = append(theirs, string(it.Key())+" "+string(it.Value()))
	}
	check(it.GetError())
	ours := []string{}
	for e, err := range db.Entries(nil) {
		check(err)
		ours = append(ours, e.Key()+" "+string(must(e.AppendRaw(nil))))
	}
	return theirs, ours
}
