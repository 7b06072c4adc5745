package leveldb

import "errors"

// Found reports whether the key of an entry of a Lookup loop is in the database. It is true for
// every entry of an Entries loop, and false for the zero Entry.
func (e Entry) Found() bool { return e.page != nil && e.page.Found(e.index) }

// GetMany returns the values of the keys that are in the database as Ts, by key, with few calls
// into LevelDB. A key that is missing is not in the map, which is no error:
//
//	values, err := leveldb.GetMany[int](db, keys)
//	value, found := values["k"]
//
// The error names a key whose value is not a T. GetAll is for keys that must all be there.
func GetMany[T any](db *DB, keys []string) (map[string]T, error) {
	values := make(map[string]T, len(keys))
	for e, err := range db.Lookup(keys) {
		if err != nil {
			return nil, err
		}
		if !e.Found() {
			continue
		}
		value, err := ValueAs[T](e)
		if err != nil {
			return nil, err
		}
		values[e.Key()] = value
	}
	return values, nil
}

// GetOr returns the value of key as a T, as Get does, or fallback if there is no such key. Other
// errors are those of Get.
func GetOr[T any](db *DB, key string, fallback T) (T, error) {
	value, err := Get[T](db, key)
	if errors.Is(err, ErrNotFound) {
		return fallback, nil
	}
	return value, err
}
