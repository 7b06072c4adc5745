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
)

// Compression says how blocks are stored. Either kind reads a database written with the other.
type Compression int

// The kinds that LevelDB 1.23 can write. (It accepts zstd, which it does not have, and then fails every write.)
const (
	SnappyCompression Compression = iota // LevelDB's default; a block that shrinks by less than 12.5 % is stored as it is
	NoCompression
)

// Options are LevelDB's, under LevelDB's names and with its defaults: a zero field is the default. Sizes are in bytes.
type Options struct {
	CreateIfMissing bool // create the database if there is none
	ErrorIfExists   bool // refuse a database that exists
	ParanoidChecks  bool // stop at the first sign of damage, even if that makes more entries unreadable

	// ReadOnly opens an existing database beside any number of others who read it, in this process and in others, while all
	// writers are kept out, and the other way round. The directory and its files stay as they are, their times included; it
	// may be on a read-only file system. What is in the log is read into memory and kept there, in tables of WriteBufferSize
	// each, until the database is closed. Nothing is compacted. Every write is ErrReadOnly.
	//
	// A directory that has no file LOCK is locked all the same against others who use this package; a writer that does not can
	// come in, as with NoLock.
	ReadOnly bool
	// NoLock, with ReadOnly, takes no lock, for a file system that has none, and looks for none. It shows what the database held
	// at one moment while it was opened; if a writer changes too much meanwhile, Open fails with ErrLocked. Afterwards a read
	// may fail with ErrIO, as the writer removes tables that it has rewritten: it never gives what was not there at that moment.
	// But nothing is promised if the database is destroyed and made anew, repaired, or overwritten in place by another
	// program: reads may then mix both databases, and the process ends with SIGBUS if a table in use is truncated.
	NoLock bool

	WriteBufferSize      int         // memory for recent writes before they become a table; default 4 MiB
	MaxOpenFiles         int         // tables kept open; default 1000
	BlockCacheSize       int         // decompressed blocks kept in memory; default 8 MiB
	BlockSize            int         // size of a block before compression; default 4 KiB
	BlockRestartInterval int         // keys between two that are stored whole; default 16
	MaxFileSize          int         // size of a table; default 2 MiB
	Compression          Compression // default SnappyCompression
	BloomFilterBits      int         // bits a key of a Bloom filter in tables written from now on; 0 is none, 10 is usual
}

// ReadOptions say how one read is done. The zero value is LevelDB's default.
type ReadOptions struct {
	VerifyChecksums bool      // check every block that is read against its checksum
	DontFillCache   bool      // do not keep the blocks that are read in the block cache, as for a bulk scan
	Snapshot        *Snapshot // read the state at the snapshot; nil is the current one
}

// WriteOptions control one write. The zero value is LevelDB's default.
type WriteOptions struct {
	// Sync returns only after the write, and every write that returned before it began, are on the disk. Without it a write
	// survives the end of the process, even a kill, but not a crash of the system or a power cut: the last writes may then be
	// gone, and those before them are there.
	Sync bool
}

// flags packs the options for the shim.
func (o ReadOptions) flags() C.int {
	var f C.int
	if o.VerifyChecksums {
		f |= 1 // OLDB_VERIFY_CHECKSUMS
	}
	if o.DontFillCache {
		f |= 2 // OLDB_DONT_FILL_CACHE
	}
	return f
}

func (o WriteOptions) sync() C.int {
	if o.Sync {
		return 1
	}
	return 0
}

// check refuses values that C++ would take for something else.
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
			return &Error{Op: "open", Class: ErrInvalidArgument, Text: fmt.Sprintf("option %s is %d", f.name, f.value)}
		}
	}
	if err := o.checkReadOnly(); err != nil {
		return err
	}
	if o.Compression != SnappyCompression && o.Compression != NoCompression {
		return &Error{Op: "open", Class: ErrInvalidArgument, Text: fmt.Sprintf("option Compression is %d", o.Compression)}
	}
	return nil
}

// configuration holds the C++ objects of an open database's options; they live as long as the database.
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
		// levigo 1.0.0 does not bind this one.
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

// close frees the objects, after the database that uses them.
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
