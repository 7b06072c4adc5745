package leveldb

import (
	"log/slog"
	"time"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/native"
)

// Compression selects how blocks are stored. Blocks written with the other kind stay readable.
type Compression = native.Compression

// The kinds of compression.
const (
	// SnappyCompression is the default. It stores a block uncompressed if compression saves less
	// than 12.5 %.
	SnappyCompression = native.SnappyCompression
	// NoCompression makes reads of arrays faster, because nothing is decompressed.
	NoCompression = native.NoCompression
)

// Options configure how a database is opened. nil and the zero value select the defaults, which are
// LevelDB's. Sizes are in bytes.
//
// No option but Comparator has to be the same each time a database is opened. Python can open the
// database whatever the others were.
type Options struct {
	ErrorIfMissing bool // do not create a database: fail with fs.ErrNotExist if there is none
	ErrorIfExists  bool // fail with fs.ErrExist if there is a database already
	// ParanoidChecks stops at the first sign of damage, even if that makes more entries unreadable.
	ParanoidChecks bool

	// ReadOnly opens a database for reading, in its state at the time of opening. Any number of
	// readers may have it open, in this process and in others. While there is a reader, opening the
	// database for writing fails with ErrLocked, and the text of the error names the processes that
	// read. While there is a writer, opening it for reading fails with ErrLocked. Every write
	// through the DB returns ErrReadOnly. If there is no database, the error is fs.ErrNotExist.
	//
	// The directory and its files are not changed, times included, and may be on a read-only file
	// system. Views point into the page cache, which all processes share.
	//
	// Opening reads what a writer left in its log, usually less than twice its WriteBufferSize. It
	// stays in memory until the DB is closed and the last view is released. Opening takes up to
	// three times WriteBufferSize of memory in addition. A log larger than WriteBufferSize becomes
	// several tables in memory, and a read may have to search all of them. Nothing is compacted.
	//
	// A directory without the file LOCK, such as a copy, has not been opened for writing yet. A
	// reader does not create the file. Go programs that use this package are still locked out;
	// other writers are not, and for them the caveats of NoLock apply.
	ReadOnly bool
	// NoLock, valid only with ReadOnly, neither takes nor checks locks. It is for file systems
	// without locking, and does not lock writers out. The DB holds the state of one moment while it
	// was opened. If a writer is so busy that there is no such moment, Open fails with ErrLocked. A
	// later read returns the value from that moment, or fails with ErrIO if the writer has
	// rewritten and removed a table that was not read before. In that case open the database again.
	//
	// This holds for writers that add, delete and compact. If the database is destroyed and created
	// again, repaired, or overwritten in place by a copy, values may be mixed up or damaged, which
	// ReadOptions.VerifyChecksums detects. The process may also end: reading a mapped table that
	// was truncated raises SIGBUS, from which Go cannot recover.
	NoLock bool

	// WriteBufferSize is the size of the memtable, which holds recent writes until they become a
	// table. Up to twice as much memory is in use. A larger value makes writes faster, and opening
	// after a crash slower. Default 4 MiB.
	WriteBufferSize int
	// MaxOpenFiles is the number of tables kept open. A read from another table opens it first. An
	// open table needs no file descriptor. If its blocks are compressed, its index, about 1 % of
	// the table, is in memory. Default 1000.
	MaxOpenFiles int
	// BlockCacheSize is the memory for the cache of decompressed blocks. Default 8 MiB.
	BlockCacheSize int
	// BlockSize is the size at which a block of entries is closed, before compression. A larger
	// value gets a block of its own. Default 4 KiB.
	BlockSize int
	// BlockRestartInterval is the distance, in keys, from one key that is stored without prefix
	// compression to the next. Default 16.
	BlockRestartInterval int
	// MaxFileSize is the size at which a table is closed. A larger value means fewer files and
	// longer pauses. Default 2 MiB.
	MaxFileSize int
	// Compression is used for tables written from now on. Default SnappyCompression.
	Compression Compression
	// Comparator is the order of the keys. nil selects the order of their bytes, or that of the
	// database if it is registered: see [RegisterComparator]. See [Comparator] for what changes.
	Comparator *Comparator
	// BloomFilterBits adds a Bloom filter with this many bits per key to tables written from now
	// on. The filter avoids reads for keys that are missing. 0 means no filter; 10 is usual. Reads
	// use a filter only if the option is set for them, too. It has no effect with a Comparator: a
	// filter knows only the bytes of keys, and would hide those that the comparator finds equal.
	BloomFilterBits int

	// LockTimeout is how long Open waits while the database is open elsewhere, in another process or
	// this one, before it fails with ErrLocked. The text of the error names the processes. 0 does
	// not wait. A negative value waits without a limit. Open tries again at least every 50 ms, and
	// holds no lock between two attempts. It is not fair: a writer may wait for as long as there is
	// always a reader. With NoLock there is no lock to wait for.
	LockTimeout time.Duration
	// BlockCache is a cache that several databases share. BlockCacheSize must then be 0.
	BlockCache *BlockCache
	// Logger receives LevelDB's own log: a few lines for each opening and each compaction. LevelDB
	// then writes no file LOG. A line is a record of level Info, or Error if it reports an error, with
	// the path of the database as the attribute "path".
	//
	// The handler is called from a goroutine of its own, and may use the database. A line is lost if
	// the handler panics, or if it is slower than LevelDB and hundreds of lines wait; the number of
	// those is logged as a warning. Close waits up to a second for the handler to process the last
	// lines. An open database with a Logger needs two file descriptors more.
	Logger *slog.Logger
	// ReuseLogs appends to the last log and the last manifest when a database is opened. Otherwise
	// the entries in the log are written to a table, and both files are replaced. That makes opening
	// faster, and avoids small tables in a database that is opened often for a few writes. Each
	// opening reads the log, which grows up to WriteBufferSize. Writes are as durable as without
	// ReuseLogs: a log or manifest whose end is damaged, as after a crash, is replaced. LevelDB calls
	// its option experimental. It has no effect with ReadOnly.
	ReuseLogs bool

	Read  ReadOptions  // for every read, unless WithReadOptions overrides it
	Write WriteOptions // for every write, unless WithWriteOptions overrides it

	// Codec encodes values to stored bytes and decodes them, as custom encoders and decoders do in
	// Python. Default codec.Default, the format that the Python package reads.
	Codec codec.Codec
}

// LargeArrays returns options for a database of arrays of some kilobytes to many megabytes each, of
// any total size. The caller may change them. Use the same options whenever the database is written
// to. Python, plyvel and readers need no special options for it.
//
// A table has 64 MiB instead of 2 MiB, so that a large database has few of them, and 10,000 stay
// open. Blocks are not compressed, so that a view points into the table.
//
// The cost is memory for writing (up to 128 MiB), disk space for data that would have compressed,
// and up to 64 MiB of log to read when the database is opened after a crash. Compactions take
// longer and move more data at a time.
func LargeArrays() *Options {
	return &Options{WriteBufferSize: 64 << 20, MaxFileSize: 64 << 20, MaxOpenFiles: 10_000, Compression: NoCompression}
}

// BlockCache is a cache of decompressed blocks that several databases share. Together they hold at
// most its size, except for blocks in use. It need not be closed. Its memory is freed when the
// BlockCache is unreachable, and the databases that used it are closed and their views released.
type BlockCache = native.BlockCache

// NewBlockCache returns a cache of the given size in bytes, for Options.BlockCache. A cache of size
// 0 holds nothing.
func NewBlockCache(bytes int) *BlockCache { return native.NewBlockCache(bytes) }

// ReadOptions configure reads. The zero value is LevelDB's default.
type ReadOptions = driver.ReadOptions

// WriteOptions configure writes. The zero value is LevelDB's default.
type WriteOptions = driver.WriteOptions

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
		LockTimeout:          o.LockTimeout,
		BlockCache:           o.BlockCache,
		Logger:               o.Logger,
		ReuseLogs:            o.ReuseLogs,
		Comparator:           o.Comparator,
	}
}
