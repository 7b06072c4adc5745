package leveldb

import (
	"log/slog"
	"time"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/native"
)

// Compression selects how blocks are stored. Blocks written with the other kind remain readable.
type Compression = native.Compression

// The kinds of compression.
const (
	// SnappyCompression is the default. It stores a block uncompressed if compression saves less
	// than 12.5 %.
	SnappyCompression = native.SnappyCompression
	// NoCompression makes reads of arrays faster, because blocks need no decompression.
	NoCompression = native.NoCompression
)

// Options configure how a database is opened. nil and the zero value select the defaults, which are
// LevelDB's. Sizes are in bytes.
//
// Only Comparator must be the same each time a database is opened. Python can open the database
// regardless of the other options.
type Options struct {
	ErrorIfMissing bool // do not create a database: fail with fs.ErrNotExist if there is none
	ErrorIfExists  bool // fail with fs.ErrExist if there is a database already
	// ParanoidChecks stops at the first sign of damage, even if that makes more entries unreadable.
	ParanoidChecks bool

	// ReadOnly opens a database for reading, in its state at the time of opening. Any number of
	// readers may have it open, in this process and in others. While there are readers, opening the
	// database for writing fails with ErrLocked, and the text of the error names the reading
	// processes. While there is a writer, opening the database for reading fails with ErrLocked.
	// Every write through the DB returns ErrReadOnly. If there is no database, the error is
	// fs.ErrNotExist.
	//
	// The directory and its files are not changed, including their timestamps, and may be on a
	// read-only file system. Views point into the page cache, which all processes share.
	//
	// Opening reads the entries that a writer left in its log, usually less than twice its
	// WriteBufferSize. They stay in memory until the DB is closed and the last view is released.
	// Opening takes up to three times WriteBufferSize of additional memory. A log larger than
	// WriteBufferSize becomes several tables in memory, and a read may have to search all of them.
	// Nothing is compacted.
	//
	// A directory without the file LOCK, such as a copy, has not been opened for writing yet. A
	// reader does not create the file. Writers that use this package are still locked out. Other
	// writers are not, and the caveats of NoLock apply to them.
	ReadOnly bool
	// NoLock, valid only with ReadOnly, ignores locks. It is for file systems without locking. It
	// does not lock writers out. The DB holds the state at one moment during Open. If a writer is
	// so busy that there is no consistent state to read, Open fails with ErrLocked. A later read
	// returns the value from that moment, or fails with ErrIO if the writer has rewritten and
	// removed a table that had not been read. In that case reopen the database.
	//
	// This holds for writers that put, delete and compact. If the database is destroyed and
	// recreated, repaired, or overwritten in place by a copy, values may be mixed up or damaged,
	// which ReadOptions.VerifyChecksums detects. The process may also crash: reading a mapped table
	// that was truncated raises SIGBUS, from which Go cannot recover.
	NoLock bool

	// Shared lets any number of processes have the database open for reading and writing. All of
	// them must set Shared. For any other process, the database is locked. The program must also
	// import package shared, which documents the details:
	//
	//	import _ "github.com/openleveldb/openleveldb/leveldb/shared"
	//
	// The first process that opens the database locks it, and serves the others through a unix
	// socket in the directory. When that process closes the database or dies, another one takes
	// over. With ReadOnly, the DB refuses writes, but its process may serve the writes of others.
	//
	// The options for tables and memory apply in the process that serves. ReuseLogs is always set,
	// so that a process that opens the database briefly does not create a small table. If a process
	// that does not set Shared has locked the database, Open waits for LockTimeout, but at least
	// for a second.
	Shared bool

	// WriteBufferSize is the size of the memtable, which holds recent writes until they are written
	// to a table. Up to twice as much memory is used. A larger value makes writes faster, and
	// opening after a crash slower. Default 4 MiB.
	WriteBufferSize int
	// MaxOpenFiles is the number of tables kept open. A read from any other table opens it first.
	// An open table uses no file descriptor. If its blocks are compressed, its index, about 1 % of
	// the table, is kept in memory. Default 1000.
	MaxOpenFiles int
	// BlockCacheSize is the size of the cache of decompressed blocks. Default 8 MiB.
	BlockCacheSize int
	// BlockSize is the uncompressed size at which a block of entries is closed. A larger value has
	// its own block. Default 4 KiB.
	BlockSize int
	// BlockRestartInterval is the number of keys between keys that are stored without prefix
	// compression. Default 16.
	BlockRestartInterval int
	// MaxFileSize is the size at which a table is closed. A larger value means fewer files and
	// longer pauses. Default 2 MiB.
	MaxFileSize int
	// Compression is used for tables written from now on. Default SnappyCompression.
	Compression Compression
	// Comparator is the order of the keys. nil selects the registered comparator that the database
	// names (see [RegisterComparator]), or else bytewise order. See [Comparator] for the
	// consequences of another order.
	Comparator *Comparator
	// BloomFilterBits adds a Bloom filter with this many bits per key to tables written from now
	// on. The filter avoids reads for missing keys. 0 means no filter; 10 is usual. Reads use a
	// filter only if the database is opened with this option. It has no effect with a Comparator: a
	// filter knows only the bytes of keys, and would hide those that the comparator finds equal.
	BloomFilterBits int

	// LockTimeout is how long Open waits for a database that is open elsewhere, in this process or
	// another one, before it fails with ErrLocked. The text of the error names the processes. With
	// 0, Open does not wait. With a negative value, it waits without limit. Open retries at least
	// every 50 ms, and holds no lock between attempts. Waiting is not fair: a steady stream of
	// readers can keep a writer waiting. LockTimeout has no effect with NoLock.
	LockTimeout time.Duration
	// BlockCache is a cache shared by several databases. If it is set, BlockCacheSize must be 0.
	BlockCache *BlockCache
	// Logger receives LevelDB's info log: a few lines for each Open and each compaction. LevelDB
	// then does not write the file LOG. Each line is a record of level Info, or Error if it reports
	// an error, with the path of the database as the attribute "path".
	//
	// The handler is called from a separate goroutine, and may use the database. A line is lost if
	// the handler panics. Lines are also lost if the handler is slower than LevelDB and hundreds of
	// lines are pending; their number is logged as a warning. Close waits up to a second for the
	// handler to process the last lines. An open database with a Logger uses two more file
	// descriptors.
	Logger *slog.Logger
	// ReuseLogs makes Open append to the last log and manifest, instead of writing the entries in
	// the log to a table and replacing both files. This makes Open faster, and avoids small tables
	// in a database that is opened often for a few writes. Each Open reads the log, which grows up
	// to WriteBufferSize. Writes are as durable as without ReuseLogs: a log or manifest whose end
	// is damaged, as after a crash, is replaced. LevelDB documents its option as experimental.
	// ReuseLogs has no effect with ReadOnly.
	ReuseLogs bool

	Read  ReadOptions  // for every read, unless WithReadOptions overrides it
	Write WriteOptions // for every write, unless WithWriteOptions overrides it

	// Codec encodes values to stored bytes and decodes them, like custom encoders and decoders in
	// Python. Default codec.Default, the format that the Python package reads.
	Codec codec.Codec
}

// LargeArrays returns options for a database of arrays that have a few kilobytes to many megabytes
// each, and any total size. The caller may modify them. Use the same options whenever the database
// is opened for writing. Python, Plyvel and readers need no special options for it.
//
// Tables have 64 MiB instead of 2 MiB, so that a large database has few of them, and 10,000 stay
// open. Blocks are not compressed, so that views point into the table.
//
// The cost is memory for writing (up to 128 MiB), disk space for compressible data, and up to 64
// MiB of log to read when the database is opened after a crash. Compactions take longer and move
// more data at a time.
func LargeArrays() *Options {
	return &Options{WriteBufferSize: 64 << 20, MaxFileSize: 64 << 20, MaxOpenFiles: 10_000, Compression: NoCompression}
}

// BlockCache is a cache of decompressed blocks that several databases share. Together they hold at
// most its size, except for blocks in use. It does not need to be closed. Its memory is freed once
// the BlockCache is unreachable, the databases that used it are closed, and their views are
// released.
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
