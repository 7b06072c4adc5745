package native

/*
#include "shim.h"
*/
import "C"

import (
	"fmt"
	"log/slog"
	"math"
	"time"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// Compression selects how blocks are stored. A database written with one kind can be read with the
// other.
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
	ParanoidChecks  bool // stop at the first sign of damage, even if more entries become unreadable

	// ReadOnly opens an existing database for reading. Any number of readers, in this process and
	// in others, may have it open. Readers and writers exclude each other. Every write returns
	// ErrReadOnly. The directory and its files do not change, including their timestamps, and may
	// be on a read-only file system. The content of the log is read into memory and kept there, in
	// tables of WriteBufferSize each, until the database is closed. Nothing is compacted.
	//
	// A directory without a file LOCK is still locked against other users of this package. A writer
	// that does not use this package can open it, as with NoLock.
	ReadOnly bool
	// NoLock, with ReadOnly, ignores locks. It is for file systems without locking. The database
	// holds the state at one moment during Open. If a writer changes too much during Open, Open
	// fails with ErrLocked. Later a read may fail with ErrIO, because the writer removes tables
	// that it has rewritten; it never returns data that was not present at that moment. There are
	// no guarantees if the database is destroyed and recreated, repaired, or overwritten in place
	// by another program: reads may then mix both databases, and the process is killed by SIGBUS if
	// a table in use is truncated.
	NoLock bool

	WriteBufferSize      int         // memory for recent writes, before they form a table; 4 MiB
	MaxOpenFiles         int         // tables kept open; 1000
	BlockCacheSize       int         // decompressed blocks kept in memory; 8 MiB
	BlockSize            int         // size of a block before compression; 4 KiB
	BlockRestartInterval int         // keys between two stored in full; 16
	MaxFileSize          int         // size of a table; 2 MiB
	Compression          Compression // SnappyCompression
	// Comparator is the order of the keys. nil selects the registered comparator with which an
	// existing database was created (see RegisterComparator), or else bytewise order.
	Comparator *driver.Comparator
	// BloomFilterBits is the bits per key of the Bloom filter in newly written tables. 0 means no
	// filter; 10 is usual. With a comparator there is none: see leveldb.Options.
	BloomFilterBits int

	// LockTimeout is how long Open waits for a lock that another process or handle holds before it
	// returns ErrLocked. With 0, Open does not wait; with a negative value, it waits without limit.
	LockTimeout time.Duration
	// Locked, if set, is called when the database is locked for writing, before LevelDB opens it. If
	// it fails, or if opening fails later, the lock is released again; undo is called before that,
	// if it is not nil.
	Locked func() (undo func(), err error)
	// BlockCache is a cache shared with other databases. BlockCacheSize must then be 0.
	BlockCache *BlockCache
	// Logger receives LevelDB's info log instead of the file LOG; see leveldb.Options.
	Logger *slog.Logger
	// ReuseLogs makes Open append to the last log and manifest instead of creating new ones; see
	// leveldb.Options. It has no effect with ReadOnly.
	ReuseLogs bool
}

// flags packs the options for the shim.
func flags(o driver.ReadOptions) C.int {
	var f C.int
	if o.VerifyChecksums {
		f |= C.OLDB_VERIFY_CHECKSUMS
	}
	if o.DontFillCache {
		f |= C.OLDB_DONT_FILL_CACHE
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
	if err := o.checkCache(); err != nil {
		return err
	}
	if err := o.Comparator.Check(); err != nil {
		return err
	}
	if o.Compression != SnappyCompression && o.Compression != NoCompression {
		return &driver.Error{Class: driver.ErrInvalidArgument, Text: fmt.Sprintf("option Compression is %d", o.Compression)}
	}
	return nil
}

// checkCache returns an error for contradictory or invalid caches.
func (o *Options) checkCache() error {
	switch {
	case o.BlockCache == nil:
		return nil
	case o.BlockCache.blockCache == nil:
		return &driver.Error{Class: driver.ErrInvalidArgument, Text: "option BlockCache was not made by NewBlockCache"}
	case o.BlockCache.bytes < 0:
		return &driver.Error{Class: driver.ErrInvalidArgument, Text: fmt.Sprintf("option BlockCache has size %d", o.BlockCache.bytes)}
	case o.BlockCacheSize != 0:
		return &driver.Error{Class: driver.ErrInvalidArgument, Text: "options BlockCache and BlockCacheSize exclude each other"}
	}
	return nil
}
