package calls

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/jmhodges/levigo"

	"github.com/openleveldb/openleveldb/leveldb"
)

// created creates a database of levigo with the options that set sets, and one of ours. It returns
// the sizes of their tables after the same writes.
func created(home string, set func(o *levigo.Options), ours *leveldb.Options) (any, any) {
	o := levigo.NewOptions()
	defer o.Close()
	o.SetCreateIfMissing(true)
	set(o)
	old := must(levigo.Open(filepath.Join(home, "old2"), o))
	defer old.Close()
	db := must(leveldb.Open(filepath.Join(home, "db2"), ours))
	defer db.Close()
	w, batch := levigo.NewWriteBatch(), db.NewBatch()
	defer w.Close()
	for i := range 1000 {
		key, value := fmt.Sprintf("%06d", i), fmt.Appendf(nil, "value %d", i)
		w.Put([]byte(key), value)
		check(batch.PutRaw(key, value))
	}
	check(old.Write(wo, w))
	check(batch.Write())
	old.CompactRange(levigo.Range{})
	check(db.Compact(nil))
	return sizes(filepath.Join(home, "old2")), sizes(filepath.Join(home, "db2"))
}

// sizes returns the sizes of the tables of a database.
func sizes(path string) (found []int64) {
	for _, name := range must(filepath.Glob(filepath.Join(path, "*.ldb"))) {
		found = append(found, must(os.Stat(name)).Size())
	}
	return found
}

func (levigoRows) Open(_ *levigo.DB, _ *leveldb.DB, home string) (any, any) {
	path, theirPath := filepath.Join(home, "db2"), filepath.Join(home, "old2")
	o := levigo.NewOptions()
	defer o.Close()
	o.SetCreateIfMissing(true)
	theirs := must(levigo.Open(theirPath, o))
	defer theirs.Close()
	ours := must(leveldb.Open(path, nil))
	defer ours.Close()
	return theirs != nil, ours != nil
}

func (levigoRows) Options_SetErrorIfExists(old *levigo.DB, db *leveldb.DB, home string) (any, any) {
	old.Close()
	check(db.Close())
	path, theirPath := filepath.Join(home, "db"), filepath.Join(home, "old")
	o := levigo.NewOptions()
	defer o.Close()
	o.SetErrorIfExists(true)
	_, theirs := levigo.Open(theirPath, o)
	_, ours := leveldb.Open(path, &leveldb.Options{ErrorIfExists: true})
	return theirs != nil, errors.Is(ours, fs.ErrExist)
}

func (levigoRows) Options_SetParanoidChecks(_ *levigo.DB, _ *leveldb.DB, home string) (any, any) {
	return created(home, func(o *levigo.Options) { o.SetParanoidChecks(true) }, &leveldb.Options{ParanoidChecks: true})
}

func (levigoRows) Options_SetWriteBufferSize(_ *levigo.DB, _ *leveldb.DB, home string) (any, any) {
	return created(home, func(o *levigo.Options) { o.SetWriteBufferSize(1 << 20) }, &leveldb.Options{WriteBufferSize: 1 << 20})
}

func (levigoRows) Options_SetMaxOpenFiles(_ *levigo.DB, _ *leveldb.DB, home string) (any, any) {
	return created(home, func(o *levigo.Options) { o.SetMaxOpenFiles(100) }, &leveldb.Options{MaxOpenFiles: 100})
}

func (levigoRows) Options_SetBlockSize(_ *levigo.DB, _ *leveldb.DB, home string) (any, any) {
	return created(home, func(o *levigo.Options) { o.SetBlockSize(1024) }, &leveldb.Options{BlockSize: 1024})
}

func (levigoRows) Options_SetBlockRestartInterval(_ *levigo.DB, _ *leveldb.DB, home string) (any, any) {
	return created(home, func(o *levigo.Options) { o.SetBlockRestartInterval(2) }, &leveldb.Options{BlockRestartInterval: 2})
}

func (levigoRows) Options_SetCompression(_ *levigo.DB, _ *leveldb.DB, home string) (any, any) {
	return created(home, func(o *levigo.Options) { o.SetCompression(levigo.NoCompression) },
		&leveldb.Options{Compression: leveldb.NoCompression})
}

func (levigoRows) Options_SetFilterPolicy(_ *levigo.DB, _ *leveldb.DB, home string) (any, any) {
	filter := levigo.NewBloomFilter(10)
	defer filter.Close()
	return created(home, func(o *levigo.Options) { o.SetFilterPolicy(filter) }, &leveldb.Options{BloomFilterBits: 10})
}

func (levigoRows) Options_SetEnv(_ *levigo.DB, _ *leveldb.DB, home string) (any, any) {
	env := levigo.NewDefaultEnv()
	defer env.Close()
	return created(home, func(o *levigo.Options) { o.SetEnv(env) }, &leveldb.Options{})
}

func (levigoRows) RepairDatabase(old *levigo.DB, db *leveldb.DB, home string) (any, any) {
	old.Close()
	check(db.Close())
	path, theirPath := filepath.Join(home, "db"), filepath.Join(home, "old")
	o := levigo.NewOptions()
	defer o.Close()
	return levigo.RepairDatabase(theirPath, o), leveldb.Repair(path, nil)
}

func (levigoRows) DestroyDatabase(old *levigo.DB, db *leveldb.DB, home string) (any, any) {
	old.Close()
	check(db.Close())
	path, theirPath := filepath.Join(home, "db"), filepath.Join(home, "old")
	o := levigo.NewOptions()
	defer o.Close()
	return levigo.DestroyDatabase(theirPath, o), leveldb.Destroy(path)
}

func (levigoRows) GetLevelDBMajorVersion(*levigo.DB, *leveldb.DB, string) (any, any) {
	major, minor := leveldb.LevelDBVersion()
	return []int{levigo.GetLevelDBMajorVersion(), levigo.GetLevelDBMinorVersion()}, []int{major, minor}
}
