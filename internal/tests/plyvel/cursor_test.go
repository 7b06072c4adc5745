package plyvel

import (
	"errors"
	"path/filepath"

	"github.com/openleveldb/openleveldb/leveldb"
)

// item returns the key and the stored value of the entry at which a cursor is.
func item(c *leveldb.Cursor) []string {
	check(c.Err())
	return []string{c.Key(), string(must(c.Raw()))}
}

func (rows) DB_raw_iterator(db *leveldb.DB, _ string) any {
	c := db.Cursor(nil)
	defer c.Close()
	c.First()
	return []string{c.Key(), string(must(c.Raw()))}
}

func (rows) DB_raw_iterator_verify_checksums_fill_cache(_ *leveldb.DB, home string) any {
	damaged(filepath.Join(home, "damaged"))
	db := must(leveldb.Open(filepath.Join(home, "damaged"), nil))
	defer db.Close()
	c := db.WithReadOptions(leveldb.ReadOptions{VerifyChecksums: true, DontFillCache: true}).Cursor(nil)
	defer c.Close()
	for ok := c.First(); ok; ok = c.Next() {
	}
	if errors.Is(c.Err(), leveldb.ErrCorrupt) {
		return "damaged"
	}
	return c.Err()
}

func (rows) Snapshot_raw_iterator(db *leveldb.DB, _ string) any {
	snapshot := must(db.Snapshot())
	defer snapshot.Close()
	check(db.Delete("c1"))
	c := snapshot.WithReadOptions(leveldb.ReadOptions{VerifyChecksums: true, DontFillCache: true}).Cursor(nil)
	defer c.Close()
	c.Last()
	return item(c)
}

func (rows) Iterator_next(db *leveldb.DB, _ string) any {
	c := db.Cursor(nil)
	defer c.Close()
	c.First()
	first := item(c)
	c.Next()
	return [][]string{first, item(c)}
}

func (rows) Iterator_prev(db *leveldb.DB, _ string) any {
	c := db.Cursor(nil)
	defer c.Close()
	c.Seek("b2")
	c.Prev()
	first := item(c)
	c.Prev()
	return [][]string{first, item(c)}
}

func (rows) Iterator_seek_target(db *leveldb.DB, _ string) any {
	c := db.Cursor(&leveldb.Range{Stop: "c"})
	defer c.Close()
	c.Seek("b11")
	first := item(c)
	c.Next()
	found := []any{first, item(c)}
	if c.Next() {
		return item(c)
	}
	return []any{found, nil}
}

func (rows) Iterator_seek_to_start(db *leveldb.DB, _ string) any {
	c := db.Cursor(&leveldb.Range{Start: "a2"})
	defer c.Close()
	c.First()
	return item(c)
}

func (rows) Iterator_seek_to_stop(db *leveldb.DB, _ string) any {
	c := db.Cursor(&leveldb.Range{Stop: "c"})
	defer c.Close()
	c.Last()
	return item(c)
}

func (rows) Iterator_close(db *leveldb.DB, _ string) any {
	c := db.Cursor(nil)
	check(c.Close())
	if !c.Next() && errors.Is(c.Err(), leveldb.ErrClosed) {
		return "closed"
	}
	return c.Err()
}

func (rows) RawIterator_seek_to_first(db *leveldb.DB, _ string) any {
	c := db.Cursor(nil)
	defer c.Close()
	c.First()
	return c.Key()
}

func (rows) RawIterator_seek_to_last(db *leveldb.DB, _ string) any {
	c := db.Cursor(nil)
	defer c.Close()
	c.Last()
	return c.Key()
}

func (rows) RawIterator_seek_target(db *leveldb.DB, _ string) any {
	c := db.Cursor(nil)
	defer c.Close()
	c.Seek("b11")
	return c.Key()
}

func (rows) RawIterator_next(db *leveldb.DB, _ string) any {
	c := db.Cursor(nil)
	defer c.Close()
	c.Seek("b1")
	c.Next()
	return c.Key()
}

func (rows) RawIterator_prev(db *leveldb.DB, _ string) any {
	c := db.Cursor(nil)
	defer c.Close()
	c.Seek("b1")
	c.Prev()
	c.Prev()
	c.Next()
	return c.Key()
}

func (rows) RawIterator_valid(db *leveldb.DB, _ string) any {
	c := db.Cursor(nil)
	defer c.Close()
	c.Last()
	last := c.Valid()
	c.Next()
	check(c.Err())
	return []bool{last, c.Valid()}
}

func (rows) RawIterator_key(db *leveldb.DB, _ string) any {
	c := db.Cursor(nil)
	defer c.Close()
	c.Seek("b2")
	return c.Key()
}

func (rows) RawIterator_value(db *leveldb.DB, _ string) any {
	c := db.Cursor(nil)
	defer c.Close()
	c.Seek("b2")
	return string(must(c.Raw()))
}

func (rows) RawIterator_item(db *leveldb.DB, _ string) any {
	c := db.Cursor(nil)
	defer c.Close()
	c.Seek("b2")
	return []string{c.Key(), string(must(c.Raw()))}
}

func (rows) RawIterator_close(db *leveldb.DB, _ string) any {
	c := db.Cursor(nil)
	check(c.Close())
	if !c.First() && errors.Is(c.Err(), leveldb.ErrClosed) {
		return "closed"
	}
	return c.Err()
}

func (rows) RawIterator_exit(db *leveldb.DB, _ string) any {
	c := db.Cursor(nil)
	defer c.Close()
	c.First()
	return c.Key()
}

func (rows) IteratorInvalidError(db *leveldb.DB, _ string) any {
	c := db.Cursor(nil)
	defer c.Close()
	c.Seek("d")
	_, err := c.Raw()
	if !c.Valid() && c.Err() == nil && c.Key() == "" && err != nil {
		return "no entry"
	}
	return c.Key()
}
