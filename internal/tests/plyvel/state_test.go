package plyvel

import (
	"errors"
	"path/filepath"

	"github.com/openleveldb/openleveldb/leveldb"
)

func (rows) DB_name(db *leveldb.DB, _ string) any {
	return filepath.Base(db.Path())
}

func (rows) DB_closed(db *leveldb.DB, _ string) any {
	before := db.Closed()
	check(db.Close())
	return []bool{before, db.Closed()}
}

func (rows) DB_approximate_sizes_ranges(_ *leveldb.DB, home string) any {
	db := must(leveldb.Open(filepath.Join(home, "large"), &leveldb.Options{Compression: leveldb.NoCompression}))
	defer db.Close()
	numbered(db, 1000, 1000)
	check(db.Compact(nil))
	return must(db.ApproximateSizes(&leveldb.Range{Start: "000100", Stop: "000300"}, &leveldb.Range{Start: "000300", Stop: "000310"}))
}

func (rows) DB_get_default(db *leveldb.DB, _ string) any {
	typed := must(leveldb.GetOr(db, "missing", []byte("none")))
	found := []string{string(typed)}
	for _, key := range []string{"missing", "a1"} {
		value, err := db.AppendRaw(nil, key)
		if errors.Is(err, leveldb.ErrNotFound) {
			value, err = []byte("none"), nil
		}
		check(err)
		found = append(found, string(value))
	}
	return found
}

func (rows) PrefixedDB_get(db *leveldb.DB, _ string) any {
	sub := db.Sub("b")
	found := []any{text(sub.AppendRaw(nil, "1")), string(must(leveldb.GetOr(sub, "missing", []byte("none"))))}
	checked := sub.WithReadOptions(leveldb.ReadOptions{VerifyChecksums: true, DontFillCache: true})
	return append(found, text(checked.AppendRaw(nil, "1")))
}

func (rows) Snapshot_get(db *leveldb.DB, _ string) any {
	snapshot := must(db.Snapshot())
	defer snapshot.Close()
	check(db.Delete("a1"))
	found := []any{text(snapshot.AppendRaw(nil, "a1")), string(must(leveldb.GetOr(snapshot, "missing", []byte("none"))))}
	checked := snapshot.WithReadOptions(leveldb.ReadOptions{VerifyChecksums: true, DontFillCache: true})
	return append(found, text(checked.AppendRaw(nil, "a1")))
}
