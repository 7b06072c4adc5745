package plyvel

import (
	"errors"
	"fmt"
	"path/filepath"

	"github.com/openleveldb/openleveldb/leveldb"
)

func (rows) DB_close(db *leveldb.DB, _ string) any {
	check(db.Close())
	_, err := db.AppendRaw(nil, "a1")
	if errors.Is(err, leveldb.ErrClosed) {
		return "closed"
	}
	return err
}

func (rows) DB_get_verify_checksums(_ *leveldb.DB, home string) any {
	damaged(filepath.Join(home, "damaged"))
	db := must(leveldb.Open(filepath.Join(home, "damaged"), nil))
	defer db.Close()
	_, err := db.WithReadOptions(leveldb.ReadOptions{VerifyChecksums: true}).AppendRaw(nil, "000000")
	if errors.Is(err, leveldb.ErrCorrupt) {
		return "damaged"
	}
	return err
}

func (rows) DB_get_fill_cache(_ *leveldb.DB, home string) any {
	cached(filepath.Join(home, "large"))
	db := must(leveldb.Open(filepath.Join(home, "large"), nil))
	defer db.Close()
	for i := range 1000 {
		key := fmt.Sprintf("%06d", i)
		must(db.WithReadOptions(leveldb.ReadOptions{DontFillCache: true}).AppendRaw(nil, key))
	}
	return memory(db)
}

func (rows) DB_put_sync(db *leveldb.DB, _ string) any {
	check(db.WithWriteOptions(leveldb.WriteOptions{Sync: true}).PutRaw("k", []byte("v")))
	return nil
}

func (rows) DB_delete_sync(db *leveldb.DB, _ string) any {
	check(db.WithWriteOptions(leveldb.WriteOptions{Sync: true}).Delete("a1"))
	return nil
}

func (rows) DB_write_batch(db *leveldb.DB, _ string) any {
	batch := db.NewBatch()
	check(batch.PutRaw("k", []byte("v")))
	before := text(db.AppendRaw(nil, "k"))
	check(batch.Write())
	return before
}

func (rows) DB_write_batch_sync(db *leveldb.DB, _ string) any {
	batch := db.WithWriteOptions(leveldb.WriteOptions{Sync: true}).NewBatch()
	check(batch.Delete("a1"))
	check(batch.Write())
	return nil
}

func (rows) DB_snapshot(db *leveldb.DB, _ string) any {
	snapshot, err := db.Snapshot()
	check(err)
	defer snapshot.Close()
	check(db.PutRaw("a1", []byte("later")))
	return text(snapshot.AppendRaw(nil, "a1"))
}

func (rows) DB_get_property_name(db *leveldb.DB, _ string) any {
	found := must(db.Property("leveldb.num-files-at-level0"))
	_, err := db.Property("no such property")
	if errors.Is(err, leveldb.ErrNotFound) {
		return []any{found, nil}
	}
	return err
}

func (rows) DB_compact_range_start_stop(db *leveldb.DB, home string) any {
	check(db.Compact(&leveldb.Range{Start: "a", Stop: "b"}))
	return len(tables(filepath.Join(home, "db")))
}

func (rows) DB_approximate_size_start_stop(_ *leveldb.DB, home string) any {
	db := must(leveldb.Open(filepath.Join(home, "large"), &leveldb.Options{Compression: leveldb.NoCompression}))
	defer db.Close()
	numbered(db, 1000, 1000)
	check(db.Compact(nil))
	return must(db.ApproximateSize(&leveldb.Range{Start: "000100", Stop: "000300"}))
}

func (rows) DB_prefixed_db_prefix(db *leveldb.DB, _ string) any {
	sub := db.Sub("b")
	return list(sub.Entries(nil))
}
