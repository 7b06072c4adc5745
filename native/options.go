package native

/*
#include <leveldb/c.h>
#include "env.h"
*/
import "C"

import (
	"fmt"
	"math"
	"unsafe"

	"github.com/jmhodges/levigo"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// Compression is how blocks are stored. Either kind reads a database written with the other.
type Compression int

// The kinds that LevelDB 1.23 can write. It also accepts zstd, which it does not implement, and
// then fails every write.
const (
	// SnappyCompression is LevelDB's default. A block that shrinks by less than 12.5% is stored
	// uncompressed.
	SnappyCompression Compression = iota
	NoCompression
)

// Options are LevelDB's options, with LevelDB's names and defaults. A zero field selects the
// default. Sizes are in bytes.
type Options struct {
	CreateIfMissing bool // create the database if there is none
	ErrorIfExists   bool // fail if the database exists
	ParanoidChecks  bool // stop at the first damage, even if more entries become unreadable

	// ReadOnly opens an existing database for reading. Any number of readers, in this process and
	// in others, may have it open. Readers and writers exclude each other. Every write returns
	// ErrReadOnly. The directory and its files do not change, including their times, so it may be
	// on a read-only file system. The contents of the log are read into memory and kept there, in
	// tables of WriteBufferSize each, until the database is closed. Nothing is compacted.
	//
	// A directory without a file LOCK is still locked against other users of this package. A writer
	// that does not use this package can open it, as with NoLock.
	ReadOnly bool
	// NoLock, with ReadOnly, neither takes nor checks locks. It is for file systems without
	// locking. The database shows the contents at one moment during Open. If a writer changes too
	// much during Open, Open fails with ErrLocked. Later a read may fail with ErrIO, because the
	// writer removes tables that it has rewritten; it never returns data that was not present at
	// that moment. There are no guarantees if the database is destroyed and recreated, repaired, or
	// overwritten in place by another program: reads may then mix both databases, and the process
	// ends with SIGBUS if a table in use is truncated.
	NoLock bool

	WriteBufferSize      int         // memory for recent writes, before they form a table; 4 MiB
	MaxOpenFiles         int         // tables kept open; 1000
	BlockCacheSize       int         // decompressed blocks kept in memory; 8 MiB
	BlockSize            int         // size of a block before compression; 4 KiB
	BlockRestartInterval int         // keys between two stored in full; 16
	MaxFileSize          int         // size of a table; 2 MiB
	Compression          Compression // SnappyCompression
	// BloomFilterBits is the bits per key of the Bloom filter in newly written tables. 0 means no
	// filter; 10 is usual.
	BloomFilterBits int
}

// flags packs the options for the shim.
func flags(o driver.ReadOptions) C.int {
	var f C.int
	if o.VerifyChecksums {
		f |= 1 // OLDB_VERIFY_CHECKSUMS
	}
	if o.DontFillCache {
		f |= 2 // OLDB_DONT_FILL_CACHE
	}
	return f
}

// check rejects values that C++ would misinterpret.
func (o *Options) check() error {
	for _, f := range []struct {
		name  string
		value int
		most  int
	}{
		{"WriteBufferSize", o.WriteBufferSize, math.MaxInt},
		{"MaxOpenFiles", o.MaxOpenFiles, math.MaxInt32},
		{"BlockCacheSize", o.BlockCacheSize, math.MaxInt},
		{"BlockSize", o.BlockSize, math.MaxInt},
		{"BlockRestartInterval", o.BlockRestartInterval, math.MaxInt32},
		{"MaxFileSize", o.MaxFileSize, math.MaxInt},
		{"BloomFilterBits", o.BloomFilterBits, math.MaxInt32},
	} {
		if f.value < 0 || f.value > f.most {
			return &driver.Error{Class: driver.ErrInvalidArgument, Text: fmt.Sprintf("option %s is %d", f.name, f.value)}
		}
	}
	if err := o.checkReadOnly(); err != nil {
		return err
	}
	if o.Compression != SnappyCompression && o.Compression != NoCompression {
		return &driver.Error{Class: driver.ErrInvalidArgument, Text: fmt.Sprintf("option Compression is %d", o.Compression)}
	}
	return nil
}

// configuration holds the C++ objects of an open database's options. They live as long as the
// database.
type configuration struct {
	options  *levigo.Options
	cache    *levigo.Cache
	filter   *levigo.FilterPolicy
	readOnly *environment
}

func (o *Options) configure() *configuration {
	c := &configuration{options: levigo.NewOptions()}
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
		C.leveldb_options_set_max_file_size((*C.leveldb_options_t)(unsafe.Pointer(c.options.Opt)), C.size_t(n))
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
	if o.BloomFilterBits != 0 {
		c.filter = levigo.NewBloomFilter(o.BloomFilterBits)
		c.options.SetFilterPolicy(c.filter)
	}
	if o.ReadOnly {
		c.readOnly = newEnvironment(c.options)
	} else {
		C.oldb_env_set((*C.leveldb_options_t)(unsafe.Pointer(c.options.Opt)))
	}
	return c
}

// close frees the objects. The database that uses them must be closed.
func (c *configuration) close() {
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
}
