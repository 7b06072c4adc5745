package prefix

import (
	"strings"

	"github.com/openleveldb/openleveldb/leveldb"
)

// Segments calls found for the keys that begin with prefix, cut after the first slash that follows
// it. Each result is passed once and in order, until found returns false. After a slash it seeks
// the next segment, so the time does not depend on how many keys share one.
func Segments(db *leveldb.DB, prefix string, found func(segment string) bool) {
	for start, more := "", true; more; {
		more = false
		for key, err := range db.Keys(&leveldb.Range{StartingBy: prefix, Start: start}) {
			if err != nil {
				return
			}
			length := strings.IndexByte(key[len(prefix):], '/') + 1
			if length == 0 {
				if !found(key) {
					return
				}
				continue
			}
			segment := key[:len(prefix)+length]
			if !found(segment) {
				return
			}
			start, more = segment[:len(segment)-1]+string(rune('/'+1)), true
			break
		}
	}
}
