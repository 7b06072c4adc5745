package plyvel

import (
	"bytes"
	"path/filepath"

	"github.com/openleveldb/openleveldb/leveldb"
)

func backwards(a, b []byte) int { return bytes.Compare(b, a) }

func (rows) DB_init_comparator_comparator_name(_ *leveldb.DB, home string) any {
	path := filepath.Join(home, "new")
	db := must(leveldb.Open(path, &leveldb.Options{Comparator: &leveldb.Comparator{Name: "backwards", Compare: backwards}}))
	defer db.Close()
	for _, e := range content {
		check(db.PutRaw(e.key, []byte(e.value)))
	}
	return list(db.Entries(nil))
}
