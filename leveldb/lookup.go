package leveldb

import "errors"

// Found reports whether the key of an entry of a Lookup loop is in the database. It is true for
// every entry of an Entries loop, and false for the zero Entry.
func (e Entry) Found() bool { return e.page != nil && e.page.Found(e.index) }

// GetMany returns a map from key to value, decoded as T, with few calls into LevelDB. Keys that are
// not in the database are left out of the map without an error:
//
//	values, err := leveldb.GetMany[int](db, keys)
//	value, found := values["k"]
//
// If a value is not a T, the error names its key. Use GetAll if all keys must be in the database.
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
