package leveldb

import (
	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/native"
)

// Compression says how blocks are stored. Whatever is chosen, blocks written with the other kind stay readable.
type Compression = native.Compression

// The kinds of compression.
const (
	SnappyCompression = native.SnappyCompression // the default; keeps a block as it is if that saves less than 12.5 %
	NoCompression     = native.NoCompression     // reads of arrays are faster, as nothing is decompressed
)

// Options say how a database is opened. nil and the zero value are the defaults, which are LevelDB's; sizes are in bytes.
//
// None of them has to be the same each time, and Python opens the database whatever they were.
type Options struct {
	ErrorIfMissing bool // do not create a database: fail with fs.ErrNotExist if there is none
	ErrorIfExists  bool // fail with fs.ErrExist if there is a database already
	ParanoidChecks bool // stop at the first sign of damage, even if that makes more entries unreadable

	// ReadOnly opens a database for reading, beside any number of others who do, in this process and in others. It shows the
	// database as it was when it was opened: while anybody reads, all who would write get ErrLocked, with the processes that read
	// in the text, and a reader gets it while there is a writer. Every write through the DB is ErrReadOnly. No database there is
	// fs.ErrNotExist.
	//
	// The directory and its files stay as they are, times included, and may be on a read-only file system. Views point into the
	// page cache, which all processes share. What a writer has left in its log, usually less than twice its WriteBufferSize, is
	// read at each opening and kept in memory until the DB is closed and the last view released; while it is opened, up to three
	// times WriteBufferSize come on top. Where the log is larger than WriteBufferSize it becomes several tables in memory, all of
	// which a read may have to look into. Nothing is compacted.
	//
	// In a directory without the file LOCK, as a copy may be, nobody has opened the database for writing yet. It is not made for a
	// reader; Go programs with this package are still kept out, other writers are not, and what NoLock says is true of them.
	ReadOnly bool
	// NoLock, which is for ReadOnly only, neither takes a lock nor minds one, for a disk that cannot lock. A writer is not kept
	// out then. The DB shows what the database held at one moment while it was opened, and Open fails with ErrLocked if a writer
	// is so busy that there is no such moment. After that a read either gives what was there at that moment or fails with ErrIO,
	// when the writer has rewritten and removed a table that was not read before; open anew then.
	//
	// That is true of writers that add, delete and compact. If the database is destroyed and made anew, repaired, or overwritten
	// in place by a copy, values may be mixed up, damaged (ReadOptions.VerifyChecksums finds that), or end the process: to read a
	// mapped table that somebody truncates is a SIGBUS, which Go cannot recover from.
	NoLock bool

	// WriteBufferSize is the memory for recent writes before they become a table; up to twice as much is in use. More is
	// faster for writing and slower for opening after a crash. Default 4 MiB.
	WriteBufferSize int
	// MaxOpenFiles is the number of tables kept open. Default 1000.
	MaxOpenFiles int
	// BlockCacheSize is the memory for decompressed blocks. Default 8 MiB.
	BlockCacheSize int
	// BlockSize is the size at which a block of entries is closed, before compression; a larger value is a block of its own.
	// Default 4 KiB.
	BlockSize int
	// BlockRestartInterval is the number of keys from one that is stored whole to the next. Default 16.
	BlockRestartInterval int
	// MaxFileSize is the size at which a table is closed. More means fewer files and longer pauses. Default 2 MiB.
	MaxFileSize int
	// Compression is used for tables written from now on. Default SnappyCompression.
	Compression Compression
	// BloomFilterBits gives tables written from now on a Bloom filter with so many bits a key, which spares reads of keys that
	// are missing. 0 is none, 10 is usual. A filter is used only if the option is set when reading, too.
	BloomFilterBits int

	Read  ReadOptions  // for every read, unless WithReadOptions says otherwise
	Write WriteOptions // for every write, unless WithWriteOptions says otherwise

	// Codec turns values to stored bytes and back, as custom encoders and decoders do in Python. Default codec.Default, which
	// is the form that the Python package reads.
	Codec codec.Codec
}

// LargeArrays gives options for a database of arrays of some kilobytes to many megabytes, up to tens of gigabytes of them.
// Change what does not fit, and use the same ones whenever the database is written to; for Python, plyvel and readers it is a
// database as any other.
//
// LevelDB maps the first 1000 tables of a process, of 2 MiB by default: beyond 2 GB a read turns into a copy. Here a table has
// 64 MiB, so that 60 GiB stay mapped, and blocks are not compressed, so that a view points into the table. It costs memory
// for writing (up to 128 MiB), disk space for what would have compressed, up to 64 MiB of log to read when the database
// is opened after a crash, and compactions that take longer and move more at a time.
func LargeArrays() *Options {
	return &Options{WriteBufferSize: 64 << 20, MaxFileSize: 64 << 20, Compression: NoCompression}
}

// ReadOptions say how reads are done. The zero value is LevelDB's default.
type ReadOptions struct {
	VerifyChecksums bool // check every block that is read against its checksum; costs time in proportion to the bytes read
	DontFillCache   bool // do not keep the blocks in the cache, as for a scan that would push out what others need
}

// WriteOptions say how writes are done. The zero value is LevelDB's default.
type WriteOptions = native.WriteOptions

func (o *Options) native() *native.Options {
	return &native.Options{
		CreateIfMissing:      !o.ErrorIfMissing && !o.ReadOnly,
		ErrorIfExists:        o.ErrorIfExists,
		ReadOnly:             o.ReadOnly,
		NoLock:               o.NoLock,
		ParanoidChecks:       o.ParanoidChecks,
		WriteBufferSize:      o.WriteBufferSize,
		MaxOpenFiles:         o.MaxOpenFiles,
		BlockCacheSize:       o.BlockCacheSize,
		BlockSize:            o.BlockSize,
		BlockRestartInterval: o.BlockRestartInterval,
		MaxFileSize:          o.MaxFileSize,
		Compression:          o.Compression,
		BloomFilterBits:      o.BloomFilterBits,
	}
}
