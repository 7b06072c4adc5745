package plyvel

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/openleveldb/openleveldb/leveldb"
)

func (rows) DB_init_name(_ *leveldb.DB, home string) any {
	path := filepath.Join(home, "new")
	_, err := leveldb.Open(path, &leveldb.Options{ErrorIfMissing: true})
	if errors.Is(err, fs.ErrNotExist) {
		return "missing"
	}
	return err
}

func (rows) DB_init_create_if_missing(_ *leveldb.DB, home string) any {
	path := filepath.Join(home, "new")
	db := must(leveldb.Open(path, nil))
	return compacted(db, path)
}

func (rows) DB_init_error_if_exists(db *leveldb.DB, home string) any {
	check(db.Close())
	path := filepath.Join(home, "db")
	_, err := leveldb.Open(path, &leveldb.Options{ErrorIfExists: true})
	if errors.Is(err, fs.ErrExist) {
		return "exists"
	}
	return err
}

func (rows) DB_init_paranoid_checks(db *leveldb.DB, home string) any {
	check(db.Close())
	path := filepath.Join(home, "db")
	overwrite(must(filepath.Glob(filepath.Join(path, "*.log")))[0], 10)
	_, err := leveldb.Open(path, &leveldb.Options{ParanoidChecks: true})
	if errors.Is(err, leveldb.ErrCorrupt) {
		return "damaged"
	}
	return err
}

func (rows) DB_init_write_buffer_size(_ *leveldb.DB, home string) any {
	path := filepath.Join(home, "new")
	db := must(leveldb.Open(path, &leveldb.Options{WriteBufferSize: 65536}))
	for range 10 {
		numbered(db, 100, 1000)
	}
	check(db.Close())
	return len(tables(path)) > 0
}

func (rows) DB_init_max_open_files(db *leveldb.DB, home string) any {
	check(db.Close())
	path := filepath.Join(home, "db")
	db = must(leveldb.Open(path, &leveldb.Options{MaxOpenFiles: 100}))
	defer db.Close()
	return list(db.Entries(nil))
}

func (rows) DB_init_lru_cache_size(_ *leveldb.DB, home string) any {
	path := filepath.Join(home, "new")
	cached(path)
	db := must(leveldb.Open(path, &leveldb.Options{BlockCacheSize: 65536}))
	defer db.Close()
	for i := range 1000 {
		must(db.AppendRaw(nil, fmt.Sprintf("%06d", i)))
	}
	return memory(db)
}

func (rows) DB_init_block_size(_ *leveldb.DB, home string) any {
	path := filepath.Join(home, "new")
	db := must(leveldb.Open(path, &leveldb.Options{BlockSize: 16384}))
	return compacted(db, path)
}

func (rows) DB_init_block_restart_interval(_ *leveldb.DB, home string) any {
	path := filepath.Join(home, "new")
	db := must(leveldb.Open(path, &leveldb.Options{BlockRestartInterval: 4}))
	return compacted(db, path)
}

func (rows) DB_init_max_file_size(_ *leveldb.DB, home string) any {
	path := filepath.Join(home, "new")
	db := must(leveldb.Open(path, &leveldb.Options{MaxFileSize: 1048576, Compression: leveldb.NoCompression}))
	for range 2 { // the second compaction merges tables
		numbered(db, 1500, 1000)
		check(db.Compact(nil))
	}
	check(db.Close())
	return len(tables(path))
}

func (rows) DB_init_compression(_ *leveldb.DB, home string) any {
	path := filepath.Join(home, "new")
	db := must(leveldb.Open(path, &leveldb.Options{Compression: leveldb.NoCompression}))
	return compacted(db, path)
}

func (rows) DB_init_bloom_filter_bits(_ *leveldb.DB, home string) any {
	path := filepath.Join(home, "new")
	db := must(leveldb.Open(path, &leveldb.Options{BloomFilterBits: 10}))
	return compacted(db, path)
}
