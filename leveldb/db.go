package leveldb

import (
	"context"
	"strconv"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/internal/keytext"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/native"
)

// DB is a database, a sub-database ([DB.Sub]) or a snapshot of one ([DB.Snapshot]). It is safe for
// use by many goroutines.
type DB struct {
	store driver.Store
	ctx   context.Context // for the calls of store
	// name is for errors about the database as a whole: its path, or a name for the Store.
	name   string
	path   string // of a local database
	prefix string
	codec  codec.Codec
	read   ReadOptions
	write  WriteOptions
	order  *Comparator // of the keys; nil if they are ordered by their bytes
	// shared is set in a handle derived from another one. Only the other one is closed.
	shared bool
}

// Open opens the database in the directory path. It creates the database if there is none and the
// options allow it; the parent directory must exist. A nil o selects the defaults. The caller
// closes the DB.
//
// The error is fs.ErrNotExist or fs.ErrExist as the options request, ErrLocked if the database is
// open elsewhere, ErrCorrupt if it is damaged, and ErrInvalidArgument if path is empty or contains
// a NUL byte.
//
// A relative path is made absolute first, so the working directory may change afterwards. LevelDB
// opens and removes files by that path for as long as the database is open. The directory must not
// be renamed, removed or replaced until Close. If it is, reads of tables that are not open yet and
// writes that need a new file fail with ErrIO, and later writes fail until the database is opened
// again. If another database takes its place, LevelDB writes its files there and removes those it
// does not know: both databases are damaged.
func Open(path string, o *Options) (*DB, error) {
	if o == nil {
		o = &Options{}
	}
	absolute, err := native.AbsolutePath(path)
	if err != nil {
		return nil, fail("open", path, err)
	}
	db, err := native.Open(absolute, o.native())
	if err != nil {
		return nil, fail("open", path, err)
	}
	opened := New(db, absolute, o)
	opened.path = absolute
	return opened, nil
}

// New returns a DB on an engine: see package driver. It uses Read, Write and Codec of the options; a
// nil o selects the defaults. name is the name of the database in errors about the database as a
// whole. The DB takes ownership of the store.
func New(store driver.Store, name string, o *Options) *DB {
	if o == nil {
		o = &Options{}
	}
	db := &DB{store: store, ctx: context.Background(), name: name, codec: o.Codec, read: o.Read, write: o.Write}
	if store != nil {
		db.order = driver.ComparatorOf(store)
	}
	if db.codec == nil {
		db.codec = codec.Default()
	}
	return db
}

// Close closes the database, after the calls in progress. Iterations in progress and snapshots then
// return ErrClosed. Closing twice is harmless.
//
// Close of a snapshot releases only the snapshot. Close of a sub-database, or of a handle with
// other options, does nothing.
func (db *DB) Close() error {
	if db.shared {
		return nil
	}
	return fail("close", db.name, db.store.Close())
}

// Sub returns the sub-database for a prefix, which is the parts joined. It contains the keys that
// begin with the prefix. Its methods take and return keys without it. Sub costs nothing. A
// sub-database can be used as long as the database it was derived from.
func (db *DB) Sub(prefix ...string) *DB {
	sub := db.derive()
	sub.prefix += Key(prefix...)
	return sub
}

// WithReadOptions returns a handle to the same database that uses other options for reads.
func (db *DB) WithReadOptions(o ReadOptions) *DB {
	d := db.derive()
	d.read = o
	return d
}

// WithWriteOptions returns a handle to the same database that uses other options for writes, as in
//
//	err := db.WithWriteOptions(leveldb.WriteOptions{Sync: true}).Put("k", v)
func (db *DB) WithWriteOptions(o WriteOptions) *DB {
	d := db.derive()
	d.write = o
	return d
}

// WithContext returns a handle to the same database whose calls end when ctx is done. The error is
// then ctx.Err(): errors.Is finds context.Canceled or context.DeadlineExceeded. Sub-databases,
// snapshots and loops derived from the handle use ctx too. Closing a snapshot does not depend on
// ctx. If WithContext is called again on the result, only the last context counts.
//
// A request to a server is cancelled at once. It has been sent by then, so a write may still be
// applied. In a local database a call in progress is completed, and no other call begins. Loops end
// when they need entries that are not in memory yet.
func (db *DB) WithContext(ctx context.Context) *DB {
	d := db.derive()
	d.ctx = ctx
	return d
}

func (db *DB) derive() *DB {
	d := *db
	d.shared = true
	return &d
}

// Snapshot returns the database, or sub-database, in its present state, for reading. Later writes
// do not appear in it. A write to it returns ErrReadOnly. The caller closes it, which does not
// close the database it was derived from.
//
// A single Entries, Keys or Values loop reads one state without a Snapshot. Take a snapshot only
// for several reads that must agree: in LevelDB 1.23 a compaction while a snapshot is open can
// bring superseded values back.
func (db *DB) Snapshot() (*DB, error) {
	store, err := db.store.Snapshot(db.ctx)
	if err != nil {
		return nil, fail("snapshot", db.name, err)
	}
	s := *db
	s.store, s.shared = store, false
	return &s, nil
}

// Driver returns the engine of the database, for code that forwards stored bytes, such as a server.
// It takes whole keys: those of a sub-database begin with its Prefix. The DB keeps ownership: do not
// close the store.
func (db *DB) Driver() driver.Store { return db.store }

// Prefix returns the prefix of a sub-database. It is empty for a whole database.
func (db *DB) Prefix() string { return db.prefix }

// Root returns the database that a sub-database is part of. For a sub-database of a snapshot it is
// the snapshot.
func (db *DB) Root() *DB {
	root := db.derive()
	root.prefix = ""
	return root
}

// ReadOptions returns the options that reads use, for code that reads from the Driver.
func (db *DB) ReadOptions() ReadOptions { return db.read }

// String returns a description of the database, as in `leveldb "/data/runs" prefix "a"`.
func (db *DB) String() string {
	s := "leveldb " + strconv.Quote(db.name)
	if db.prefix != "" {
		s += " prefix " + keytext.Quote(db.prefix)
	}
	return s
}
