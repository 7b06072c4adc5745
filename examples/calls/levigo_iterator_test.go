package calls

import (
	"github.com/jmhodges/levigo"

	"github.com/openleveldb/openleveldb/leveldb"
)

func (levigoRows) DB_GetApproximateSizes(old *levigo.DB, db *leveldb.DB, _ string) (any, any) {
	old.CompactRange(levigo.Range{})
	check(db.Compact(nil))
	return old.GetApproximateSizes([]levigo.Range{{Start: []byte("a"), Limit: []byte("d")}}),
		must(db.ApproximateSizes(&leveldb.Range{Start: "a", Stop: "d"}))
}

func (levigoRows) Iterator_Seek(old *levigo.DB, db *leveldb.DB, _ string) (any, any) {
	it, c := old.NewIterator(ro), db.Cursor(nil)
	defer it.Close()
	defer c.Close()
	it.Seek([]byte("b11"))
	c.Seek("b11")
	return []string{string(it.Key()), string(it.Value())}, []string{c.Key(), string(must(c.Raw()))}
}

func (levigoRows) Iterator_SeekToFirst(old *levigo.DB, db *leveldb.DB, _ string) (any, any) {
	it, c := old.NewIterator(ro), db.Cursor(nil)
	defer it.Close()
	defer c.Close()
	it.SeekToFirst()
	c.First()
	theirs, ours := []string{string(it.Key())}, []string{c.Key()}
	it.SeekToLast()
	c.Last()
	return append(theirs, string(it.Key())), append(ours, c.Key())
}

func (levigoRows) Iterator_Next(old *levigo.DB, db *leveldb.DB, _ string) (any, any) {
	it, c := old.NewIterator(ro), db.Cursor(nil)
	defer it.Close()
	defer c.Close()
	var theirs, ours []string
	for it.SeekToFirst(); it.Valid(); it.Next() {
		theirs = append(theirs, string(it.Key()))
	}
	check(it.GetError())
	for it.SeekToLast(); it.Valid(); it.Prev() {
		theirs = append(theirs, string(it.Key()))
	}
	for c.First(); c.Valid(); c.Next() {
		ours = append(ours, c.Key())
	}
	check(c.Err())
	for c.Last(); c.Valid(); c.Prev() {
		ours = append(ours, c.Key())
	}
	return theirs, ours
}
