package valuetext

import (
	"fmt"
	"unicode/utf8"

	"github.com/openleveldb/openleveldb/leveldb"
)

var errKeyText = fmt.Errorf("%w: the key is not valid UTF-8, which Python cannot read", leveldb.ErrInvalidArgument)

// CheckKey returns the error with which a put of key fails because of the key, before a database is
// opened or created for it.
func CheckKey(key string) error {
	if utf8.ValidString(key) {
		return nil
	}
	return &leveldb.Error{Op: "put", Name: key, Err: errKeyText}
}
