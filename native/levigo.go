package native

/*
#include <leveldb/c.h>
#include "env.h"
*/
import "C"

import (
	"errors"
	"log/slog"
	"runtime"
	"unsafe"

	"github.com/jmhodges/levigo"

	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// This is the only file that uses levigo: for options, and to open, close and compact databases.
// These calls are made once per database, or take long in any case.

// levelDB is an open C++ database, and the objects of its options.
type levelDB struct {
	db     *levigo.DB
	config *configuration
	// manifest is the manifest that was read before the database was opened; nil if there was none.
	manifest *dbfile.Manifest
}

// openLevelDB opens a database. It takes ownership of the configuration.
func openLevelDB(path string, config *configuration) (*levelDB, error) {
	l := &levelDB{config: config}
	var err error
	if failed := config.order.call(func() { l.db, err = levigo.Open(path, config.options) }); failed != nil {
		return nil, failed
	}
	if err != nil {
		config.close()
		config.log.flush()
		return nil, levigoError(err)
	}
	config.order.opened()
	return l, nil
}

// handle returns the database for shim.cc.
func (l *levelDB) handle() *C.leveldb_t { return (*C.leveldb_t)(unsafe.Pointer(l.db.Ldb)) }

// close closes the database. A database whose comparator has failed cannot be closed; close then
// returns that error, and LevelDB no longer changes files.
func (l *levelDB) close() error {
	if err := l.config.order.call(l.db.Close); err != nil {
		return err
	}
	l.config.close()
	return nil
}

// compactRange calls LevelDB's CompactRange, which reports no errors. Both keys are inclusive; an
// empty key is no bound.
func (l *levelDB) compactRange(first, last string) error {
	return l.config.order.call(func() { l.db.CompactRange(levigo.Range{Start: []byte(first), Limit: []byte(last)}) })
}

// approximateSize returns the size of the tables for lower <= key < upper.
func (l *levelDB) approximateSize(lower, upper string) (size uint64, err error) {
	var sizes []uint64
	err = l.config.order.call(func() {
		sizes = l.db.GetApproximateSizes([]levigo.Range{{Start: []byte(lower), Limit: []byte(upper)}})
	})
	if err != nil {
		return 0, err
	}
	return sizes[0], nil
}

// mergeAll makes LevelDB replay the logs of a database and merge its tables.
func mergeAll(path string, config *configuration) error {
	var err error
	if failed := config.order.call(func() { err = merge(path, config) }); failed != nil {
		return failed
	}
	return err
}

func merge(path string, config *configuration) error {
	db, err := levigo.Open(path, config.options)
	if err != nil {
		return levigoError(err)
	}
	defer db.Close()
	db.CompactRange(levigo.Range{})
	// A compaction reports no error. The next write reports it, even an empty one.
	batch, options := levigo.NewWriteBatch(), levigo.NewWriteOptions()
	defer batch.Close()
	defer options.Close()
	return levigoError(db.Write(options, batch))
}

// Version returns the version of the linked LevelDB library.
func Version() (major, minor int) {
	return levigo.GetLevelDBMajorVersion(), levigo.GetLevelDBMinorVersion()
}

// configuration holds the C++ objects of an open database's options. They live as long as the
// database.
type configuration struct {
	options  *levigo.Options
	cache    *levigo.Cache
	filter   *levigo.FilterPolicy
	readOnly *environment
	shared   *blockCache // instead of cache; may be nil
	log      *infoLog    // may be nil
	order    *ordering
}

func (o *Options) configure(comparator *driver.Comparator) *configuration {
	c := &configuration{options: levigo.NewOptions(), order: newOrdering(comparator)}
	c.options.SetCreateIfMissing(o.CreateIfMissing)
	c.options.SetErrorIfExists(o.ErrorIfExists)
	c.options.SetParanoidChecks(o.ParanoidChecks)
	set := func(value int, apply func(int)) {
		if value != 0 {
			apply(value)
		}
	}
	set(o.WriteBufferSize, c.options.SetWriteBufferSize)
	set(o.MaxOpenFiles, c.options.SetMaxOpenFiles)
	set(o.BlockSize, c.options.SetBlockSize)
	set(o.BlockRestartInterval, c.options.SetBlockRestartInterval)
	set(o.MaxFileSize, func(n int) {
		// levigo 1.0.0 does not bind this option.
		C.leveldb_options_set_max_file_size(optionsOf(c.options), C.size_t(n))
	})
	if o.Compression == NoCompression {
		c.options.SetCompression(levigo.NoCompression)
	} else {
		c.options.SetCompression(levigo.SnappyCompression)
	}
	if o.BlockCacheSize != 0 {
		c.cache = levigo.NewLRUCache(o.BlockCacheSize)
		c.options.SetCache(c.cache)
	}
	if o.BlockCache != nil {
		c.shared = o.BlockCache.blockCache
		C.leveldb_options_set_cache(optionsOf(c.options), c.shared.acquire())
		runtime.KeepAlive(o.BlockCache)
	}
	// A filter would not find a key that the comparator orders as the same, but that has other bytes.
	if o.BloomFilterBits != 0 && c.order == nil {
		c.filter = levigo.NewBloomFilter(o.BloomFilterBits)
		c.options.SetFilterPolicy(c.filter)
	}
	if o.ReadOnly {
		c.readOnly = newEnvironment(optionsOf(c.options))
	} else {
		C.oldb_env_set(optionsOf(c.options))
		if o.ReuseLogs {
			C.oldb_reuse_logs(optionsOf(c.options))
		}
	}
	c.order.use(optionsOf(c.options), !o.ReadOnly)
	return c
}

// logTo makes LevelDB log to a Logger, unless it is nil. path is the database.
func (c *configuration) logTo(to *slog.Logger, path string) (err error) {
	if to != nil {
		c.log, err = newInfoLog(optionsOf(c.options), path, to)
	}
	return err
}

// close frees the objects. The database that uses them must be closed. If its comparator has
// failed, the database cannot be closed, and nothing is freed.
func (c *configuration) close() {
	if c.order.failure() != nil {
		return
	}
	c.options.Close()
	if c.cache != nil {
		c.cache.Close()
	}
	if c.filter != nil {
		c.filter.Close()
	}
	if c.readOnly != nil {
		c.readOnly.close()
	}
	c.shared.release()
	c.log.close()
	c.order.free()
}

// optionsOf returns levigo's options as a handle of LevelDB's C interface.
func optionsOf(o *levigo.Options) *C.leveldb_options_t {
	return (*C.leveldb_options_t)(unsafe.Pointer(o.Opt))
}

// levigoError is statusError for the errors of levigo, which hold only LevelDB's text.
func levigoError(err error) error {
	if err == nil {
		return nil
	}
	var text levigo.DatabaseError
	if !errors.As(err, &text) {
		return err
	}
	return errorOfText(string(text))
}
