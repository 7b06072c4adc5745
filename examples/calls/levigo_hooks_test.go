package calls

import (
	"bytes"
	"log/slog"

	"github.com/jmhodges/levigo"

	"github.com/openleveldb/openleveldb/leveldb"
)

func (levigoRows) Options_SetCache(_ *levigo.DB, _ *leveldb.DB, home string) (any, any) {
	cache := levigo.NewLRUCache(1 << 20)
	defer cache.Close()
	return created(home, func(o *levigo.Options) { o.SetCache(cache) }, &leveldb.Options{BlockCache: leveldb.NewBlockCache(1 << 20)})
}

// Levigo takes a comparator written in C. Without one, the order is that of the bytes.
func (levigoRows) Options_SetComparator(_ *levigo.DB, _ *leveldb.DB, _ string) (any, any) {
	o := levigo.NewOptions()
	defer o.Close()
	o.SetComparator(nil)
	ours := &leveldb.Options{Comparator: &leveldb.Comparator{Name: "mine", Compare: bytes.Compare}}
	return true, ours.Comparator.Compare([]byte("a"), []byte("b")) < 0
}

// Levigo takes a logger written in C.
func (levigoRows) Options_SetInfoLog(_ *levigo.DB, _ *leveldb.DB, home string) (any, any) {
	logger := slog.New(slog.DiscardHandler)
	return created(home, func(o *levigo.Options) { o.SetInfoLog(nil) }, &leveldb.Options{Logger: logger})
}
