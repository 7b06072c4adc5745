package leveldb

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Key joins parts to a key: db.Get(Key("p", "k")) is Python's db["p", "k"]. There is no separator,
// so Key("a", "bc") and Key("ab", "c") are the same key. Key may be called without parts, and parts
// may be empty.
func Key(parts ...string) string {
	if len(parts) == 1 {
		return parts[0]
	}
	return strings.Join(parts, "")
}

var errKeyText = fmt.Errorf("%w: the key is not valid UTF-8, which Python cannot read", ErrInvalidArgument)

// writable returns the whole key for a write. The error is ErrInvalidArgument if the key is not
// valid UTF-8.
func (db *DB) writable(key string) (string, error) {
	whole := db.prefix + key
	return whole, fail("put", whole, checkKeyText(whole))
}

// checkKeyText returns an error if a key is not valid UTF-8.
func checkKeyText(key string) error {
	if !utf8.ValidString(key) {
		return errKeyText
	}
	return nil
}

// wholeKeys returns the keys with the prefix of the database.
func (db *DB) wholeKeys(keys []string) []string {
	if db.prefix == "" {
		return keys
	}
	whole := make([]string, len(keys))
	for i, key := range keys {
		whole[i] = db.prefix + key
	}
	return whole
}
