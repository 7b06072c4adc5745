package plyvel

import (
	"errors"

	"github.com/openleveldb/openleveldb/leveldb"
)

func (rows) Snapshot_iterator(db *leveldb.DB, _ string) any {
	snapshot := must(db.Snapshot())
	defer snapshot.Close()
	check(db.Delete("b2"))
	checked := snapshot.WithReadOptions(leveldb.ReadOptions{VerifyChecksums: true, DontFillCache: true})
	found := []any{}
	for _, e := range list(snapshot.Entries(&leveldb.Range{Start: "a2", Stop: "b3", ExcludeStart: true, IncludeStop: true, Reverse: true})) {
		found = append(found, e)
	}
	for _, e := range list(checked.Entries(&leveldb.Range{StartingBy: "b"})) {
		found = append(found, e)
	}
	for key, err := range snapshot.Keys(nil) {
		check(err)
		found = append(found, key)
	}
	for e, err := range snapshot.Entries(nil) {
		check(err)
		found = append(found, string(must(e.AppendRaw(nil))))
	}
	return found
}

func (rows) Snapshot_iter(db *leveldb.DB, _ string) any {
	snapshot := must(db.Snapshot())
	defer snapshot.Close()
	check(db.Delete("b2"))
	found := [][]string{}
	for e, err := range snapshot.Entries(nil) {
		check(err)
		found = append(found, []string{e.Key(), string(must(e.AppendRaw(nil)))})
	}
	return found
}

func (rows) Snapshot_close(db *leveldb.DB, _ string) any {
	snapshot := must(db.Snapshot())
	check(snapshot.Close())
	_, err := snapshot.AppendRaw(nil, "a1")
	if errors.Is(err, leveldb.ErrClosed) {
		return "closed"
	}
	return err
}

func (rows) Snapshot_release(db *leveldb.DB, _ string) any {
	snapshot := must(db.Snapshot())
	check(snapshot.Close())
	return text(db.AppendRaw(nil, "a1"))
}

func (rows) Snapshot_exit(db *leveldb.DB, _ string) any {
	snapshot, err := db.Snapshot()
	check(err)
	defer snapshot.Close()
	check(db.Delete("a1"))
	return text(snapshot.AppendRaw(nil, "a1"))
}
