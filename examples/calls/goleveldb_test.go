package calls

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	goleveldb "github.com/syndtr/goleveldb/leveldb"
	"github.com/syndtr/goleveldb/leveldb/opt"
	"github.com/syndtr/goleveldb/leveldb/storage"
	"github.com/syndtr/goleveldb/leveldb/util"

	"github.com/openleveldb/openleveldb/leveldb"
)

func (goleveldbRows) OpenFile(_ *goleveldb.DB, _ *leveldb.DB, home string) (any, any) {
	path := filepath.Join(home, "none")
	_, theirs := goleveldb.OpenFile(path, &opt.Options{ErrorIfMissing: true})
	_, ours := leveldb.Open(path, &leveldb.Options{ErrorIfMissing: true})
	return errors.Is(theirs, fs.ErrNotExist), errors.Is(ours, fs.ErrNotExist)
}

// The storage of goleveldb that is not a directory is usually for tests. Ours is a driver.Store.
func (goleveldbRows) Open(_ *goleveldb.DB, db *leveldb.DB, _ string) (any, any) {
	theirs := must(goleveldb.Open(storage.NewMemStorage(), nil))
	defer theirs.Close()
	check(theirs.Put([]byte("a1"), []byte("one"), nil))
	store := db.Driver()
	ours := leveldb.New(store, "name in errors", nil)
	return string(must(theirs.Get([]byte("a1"), nil))), string(must(ours.AppendRaw(nil, "a1")))
}

func (goleveldbRows) RecoverFile(old *goleveldb.DB, db *leveldb.DB, home string) (any, any) {
	check(old.Close())
	check(db.Close())
	for _, name := range []string{"old", "db"} {
		check(os.Remove(filepath.Join(home, name, "CURRENT")))
	}
	path, theirPath := filepath.Join(home, "db"), filepath.Join(home, "old")
	theirs := must(goleveldb.RecoverFile(theirPath, nil))
	defer theirs.Close()
	check(leveldb.Repair(path, nil))
	ours := must(leveldb.Open(path, nil))
	defer ours.Close()
	return string(must(theirs.Get([]byte("a1"), nil))), string(must(ours.AppendRaw(nil, "a1")))
}

func (goleveldbRows) DB_Close(old *goleveldb.DB, db *leveldb.DB, _ string) (any, any) {
	check(old.Close())
	check(db.Close())
	_, theirs := old.Get([]byte("a1"), nil)
	_, ours := db.AppendRaw(nil, "a1")
	return errors.Is(theirs, goleveldb.ErrClosed), errors.Is(ours, leveldb.ErrClosed)
}

func (goleveldbRows) DB_Get(old *goleveldb.DB, db *leveldb.DB, _ string) (any, any) {
	_, theirs := old.Get([]byte("missing"), nil)
	_, ours := db.AppendRaw(nil, "missing")
	return []any{string(must(old.Get([]byte("a1"), nil))), errors.Is(theirs, goleveldb.ErrNotFound)},
		[]any{string(must(db.AppendRaw(nil, "a1"))), errors.Is(ours, leveldb.ErrNotFound)}
}

func (goleveldbRows) DB_Has(old *goleveldb.DB, db *leveldb.DB, _ string) (any, any) {
	return must(old.Has([]byte("a1"), nil)), must(db.Has("a1"))
}

func (goleveldbRows) DB_Put(old *goleveldb.DB, db *leveldb.DB, _ string) (any, any) {
	check(old.Put([]byte("k"), []byte("v"), nil))
	check(old.Put([]byte("l"), []byte("w"), &opt.WriteOptions{Sync: true}))
	check(db.PutRaw("k", []byte("v")))
	check(db.WithWriteOptions(leveldb.WriteOptions{Sync: true}).PutRaw("l", []byte("w")))
	return nil, nil
}

func (goleveldbRows) DB_Delete(old *goleveldb.DB, db *leveldb.DB, _ string) (any, any) {
	return old.Delete([]byte("a1"), nil), db.Delete("a1")
}

func (goleveldbRows) DB_Write(old *goleveldb.DB, db *leveldb.DB, _ string) (any, any) {
	theirs, ours := new(goleveldb.Batch), db.NewBatch()
	theirs.Delete([]byte("a1"))
	check(ours.Delete("a1"))
	return old.Write(theirs, nil), ours.Write()
}

func (goleveldbRows) DB_NewIterator(old *goleveldb.DB, db *leveldb.DB, _ string) (any, any) {
	theirs, ours := []string{}, []string{}
	it := old.NewIterator(&util.Range{Start: []byte("a2"), Limit: []byte("b3")}, nil)
	defer it.Release()
	for it.Next() {
		theirs = append(theirs, string(it.Key())+string(it.Value()))
	}
	check(it.Error())
	for e, err := range db.Entries(&leveldb.Range{Start: "a2", Stop: "b3"}) {
		check(err)
		ours = append(ours, e.Key()+string(must(e.AppendRaw(nil))))
	}
	return theirs, ours
}

func (goleveldbRows) BytesPrefix(old *goleveldb.DB, db *leveldb.DB, _ string) (any, any) {
	theirs := 0
	it := old.NewIterator(util.BytesPrefix([]byte("b")), nil)
	defer it.Release()
	for it.Next() {
		theirs++
	}
	return theirs, must(db.Count(&leveldb.Range{StartingBy: "b"}))
}

func (goleveldbRows) DB_GetSnapshot(old *goleveldb.DB, db *leveldb.DB, _ string) (any, any) {
	theirs := must(old.GetSnapshot())
	defer theirs.Release()
	ours := must(db.Snapshot())
	defer ours.Close()
	check(old.Delete([]byte("a1"), nil))
	check(db.Delete("a1"))
	return string(must(theirs.Get([]byte("a1"), nil))), string(must(ours.AppendRaw(nil, "a1")))
}

func (goleveldbRows) Snapshot_Get(old *goleveldb.DB, db *leveldb.DB, _ string) (any, any) {
	snap, snapshot := must(old.GetSnapshot()), must(db.Snapshot())
	defer snap.Release()
	defer snapshot.Close()
	theirs := []any{string(must(snap.Get([]byte("a1"), nil))), must(snap.Has([]byte("a3"), nil))}
	ours := []any{string(must(snapshot.AppendRaw(nil, "a1"))), must(snapshot.Has("a3"))}
	it := snap.NewIterator(nil, nil)
	defer it.Release()
	for it.Next() {
		theirs = append(theirs, string(it.Key())+" "+string(it.Value()))
	}
	for e, err := range snapshot.Entries(nil) {
		check(err)
		ours = append(ours, e.Key()+" "+string(must(e.AppendRaw(nil))))
	}
	return theirs, ours
}

func (goleveldbRows) Snapshot_Release(old *goleveldb.DB, db *leveldb.DB, _ string) (any, any) {
	snap, snapshot := must(old.GetSnapshot()), must(db.Snapshot())
	snap.Release()
	check(snapshot.Close())
	_, theirs := snap.Get([]byte("a1"), nil)
	_, ours := snapshot.AppendRaw(nil, "a1")
	return errors.Is(theirs, goleveldb.ErrSnapshotReleased), errors.Is(ours, leveldb.ErrClosed)
}

func (goleveldbRows) Snapshot_String(old *goleveldb.DB, db *leveldb.DB, _ string) (any, any) {
	snap, snapshot := must(old.GetSnapshot()), must(db.Snapshot())
	defer snap.Release()
	defer snapshot.Close()
	return snap.String() != "", snapshot.String() != ""
}

func (goleveldbRows) DB_GetProperty(old *goleveldb.DB, db *leveldb.DB, _ string) (any, any) {
	return must(old.GetProperty("leveldb.num-files-at-level0")), must(db.Property("leveldb.num-files-at-level0"))
}

func (goleveldbRows) DB_Stats(old *goleveldb.DB, db *leveldb.DB, _ string) (any, any) {
	var stats goleveldb.DBStats
	check(old.Stats(&stats))
	return len(stats.LevelSizes) == 0, must(db.Property("leveldb.num-files-at-level0")) == "0" && must(db.Property("leveldb.stats")) != ""
}

func (goleveldbRows) DB_CompactRange(old *goleveldb.DB, db *leveldb.DB, home string) (any, any) {
	check(old.CompactRange(util.Range{Start: []byte("a"), Limit: []byte("c")}))
	check(db.Compact(&leveldb.Range{Start: "a", Stop: "c"}))
	return len(sizes(filepath.Join(home, "old"))) > 0, len(sizes(filepath.Join(home, "db"))) > 0
}

func (goleveldbRows) DB_SetReadOnly(old *goleveldb.DB, db *leveldb.DB, home string) (any, any) {
	check(old.SetReadOnly())
	check(db.Close())
	path := filepath.Join(home, "db")
	readers := must(leveldb.Open(path, &leveldb.Options{ReadOnly: true}))
	defer readers.Close()
	theirs, ours := old.Put([]byte("k"), nil, nil), readers.PutRaw("k", nil)
	return errors.Is(theirs, goleveldb.ErrReadOnly), errors.Is(ours, leveldb.ErrReadOnly)
}
