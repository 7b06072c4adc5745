package plyvel

import (
	"errors"

	"github.com/openleveldb/openleveldb/leveldb"
)

// typed replaces the content by typed values, as its namesake in testdata/fixtures.py does.
func typed(db *leveldb.DB) {
	for key, err := range db.Keys(nil) {
		check(err)
		check(db.Delete(key))
	}
	for key, value := range map[string]any{
		"a1": 1, "a2": "two", "b1": 3.5, "b2": []byte("four"), "b3": nil, "c1": []any{1, 1.0, "six"},
	} {
		check(db.Put(key, value))
	}
}

// plain returns bytes as text, and other values unchanged.
func plain(value any, err error) any {
	check(err)
	if b, ok := value.([]byte); ok {
		return string(b)
	}
	return value
}

func pairs(db *leveldb.DB, r *leveldb.Range) [][]any {
	found := [][]any{}
	for e, err := range db.Entries(r) {
		check(err)
		found = append(found, []any{e.Key(), plain(e.Value())})
	}
	return found
}

func (rows) Db_key_value(db *leveldb.DB, _ string) any {
	check(db.Put("k", 7))
	check(db.Put(leveldb.Key("p", "k"), "seven"))
	return nil
}

func (rows) Db_key(db *leveldb.DB, _ string) any {
	typed(db)
	value := plain(db.Get("a1"))
	number := must(leveldb.Get[int](db, leveldb.Key("a", "1")))
	return []any{value, number}
}

func (rows) Db_key_is_None(db *leveldb.DB, _ string) any {
	typed(db)
	_, err := db.Get("missing")
	return []any{errors.Is(err, leveldb.ErrNotFound), plain(db.Get("b3"))}
}

func (rows) Db_prefix(db *leveldb.DB, _ string) any {
	typed(db)
	sub := db.Sub("b")
	return pairs(sub, nil)
}

func (rows) Del_db_key(db *leveldb.DB, _ string) any {
	typed(db)
	check(db.Delete("a1"))
	return nil
}

func (rows) Len_db(db *leveldb.DB, _ string) any {
	typed(db)
	return must(db.Count(nil))
}

func (rows) Key_in_db(db *leveldb.DB, _ string) any {
	typed(db)
	return []bool{must(db.Has("a1")), must(db.Has("missing"))}
}

func (rows) For_key_value_in_db(db *leveldb.DB, _ string) any {
	typed(db)
	found := [][]any{}
	for e, err := range db.Entries(nil) {
		check(err)
		found = append(found, []any{e.Key(), plain(e.Value())})
	}
	return found
}

func (rows) Db_prefixed_iter_prefixes(db *leveldb.DB, _ string) any {
	typed(db)
	return pairs(db, &leveldb.Range{Prefix: leveldb.Key("b")})
}

func (rows) Db_prefixed_iter_starting_by(db *leveldb.DB, _ string) any {
	typed(db)
	return pairs(db, &leveldb.Range{StartingBy: leveldb.Key("b")})
}

func (rows) Db_prefixed_iter_include_value(db *leveldb.DB, _ string) any {
	typed(db)
	found := []string{}
	for key, err := range db.Keys(nil) {
		check(err)
		found = append(found, key)
	}
	return found
}

func (rows) Db_prefixed_iter_include_key(db *leveldb.DB, _ string) any {
	typed(db)
	found := []any{}
	for value, err := range db.Values(nil) {
		found = append(found, plain(value, err))
	}
	return found
}

func (rows) Db_prefixed_iter_include_key_include_value(db *leveldb.DB, _ string) any {
	typed(db)
	return must(db.Count(nil))
}

func (rows) Db_prefixed_len_prefixes_starting_by(db *leveldb.DB, _ string) any {
	typed(db)
	return must(db.Count(&leveldb.Range{Prefix: leveldb.Key("b"), StartingBy: leveldb.Key("2")}))
}

func (rows) Db_close(db *leveldb.DB, _ string) any {
	typed(db)
	check(db.Close())
	return nil
}
