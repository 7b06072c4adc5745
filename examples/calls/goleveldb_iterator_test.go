package calls

import (
	goleveldb "github.com/syndtr/goleveldb/leveldb"
	"github.com/syndtr/goleveldb/leveldb/util"

	"github.com/openleveldb/openleveldb/leveldb"
)

func (goleveldbRows) Iterator_First(old *goleveldb.DB, db *leveldb.DB, _ string) (any, any) {
	it, c := old.NewIterator(nil, nil), db.Cursor(nil)
	defer it.Release()
	defer c.Close()
	theirs, ours := []any{it.First(), string(it.Key())}, []any{c.First(), c.Key()}
	theirs = append(theirs, it.Last(), string(it.Key()))
	ours = append(ours, c.Last(), c.Key())
	return theirs, ours
}

func (goleveldbRows) Iterator_Seek(old *goleveldb.DB, db *leveldb.DB, _ string) (any, any) {
	it, c := old.NewIterator(nil, nil), db.Cursor(nil)
	defer it.Release()
	defer c.Close()
	theirs, ours := []any{it.Seek([]byte("b11")), string(it.Key())}, []any{c.Seek("b11"), c.Key()}
	return append(theirs, it.Seek([]byte("d"))), append(ours, c.Seek("d"))
}

// A new iterator is before the first entry, in both libraries.
func (goleveldbRows) Iterator_Next(old *goleveldb.DB, db *leveldb.DB, _ string) (any, any) {
	it := old.NewIterator(&util.Range{Start: []byte("a2"), Limit: []byte("b2")}, nil)
	defer it.Release()
	c := db.Cursor(&leveldb.Range{Start: "a2", Stop: "b2"})
	defer c.Close()
	var theirs, ours []string
	for it.Next() {
		theirs = append(theirs, string(it.Key()))
	}
	for it.Prev() {
		theirs = append(theirs, string(it.Key()))
	}
	for c.Next() {
		ours = append(ours, c.Key())
	}
	for c.Prev() {
		ours = append(ours, c.Key())
	}
	return theirs, ours
}

func (goleveldbRows) Iterator_Valid(old *goleveldb.DB, db *leveldb.DB, _ string) (any, any) {
	it, c := old.NewIterator(nil, nil), db.Cursor(nil)
	defer it.Release()
	defer c.Close()
	theirs, ours := []bool{it.Valid()}, []bool{c.Valid()}
	it.First()
	c.First()
	return append(theirs, it.Valid()), append(ours, c.Valid())
}

func (goleveldbRows) Iterator_Key(old *goleveldb.DB, db *leveldb.DB, _ string) (any, any) {
	it, c := old.NewIterator(nil, nil), db.Cursor(nil)
	defer it.Release()
	defer c.Close()
	it.Seek([]byte("b2"))
	c.Seek("b2")
	return []string{string(it.Key()), string(it.Value())}, []string{c.Key(), string(must(c.Raw()))}
}

func (goleveldbRows) Iterator_Error(old *goleveldb.DB, db *leveldb.DB, _ string) (any, any) {
	it, c := old.NewIterator(nil, nil), db.Cursor(nil)
	defer it.Release()
	defer c.Close()
	for it.Next() {
	}
	for c.Next() {
	}
	return it.Error(), c.Err()
}

// closed is called when an iterator of goleveldb is released.
type closed func()

func (c closed) Release() { c() }

func (goleveldbRows) Iterator_Release(old *goleveldb.DB, db *leveldb.DB, _ string) (any, any) {
	theirs, ours := false, false
	it := old.NewIterator(nil, nil)
	it.SetReleaser(closed(func() { theirs = true }))
	it.Release()
	func() {
		c := db.Cursor(nil)
		defer func() { ours = true }()
		defer c.Close()
	}()
	return theirs, ours
}
