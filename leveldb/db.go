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
// concurrent use by multiple goroutines.
type DB struct {
	store driver.Store
	ctx   context.Context // for calls of store
	// name appears in errors about the entire database: its path, or a name for the Store.
	name   string
	path   string // of a local database
	prefix string
	codec  codec.Codec
	read   ReadOptions
	write  WriteOptions
	order  *Comparator // of the keys; nil for bytewise order
	// shared is set in a handle that was derived from another handle. Close of the derived handle
	// does nothing.
	shared bool
}

// Open opens the database in the directory path. If there is none, Open creates it, unless the
// options forbid that; the parent directory must exist. A nil o selects the defaults. The caller
// must close the DB.
//
// The error is fs.ErrNotExist or fs.ErrExist if the options request it, ErrLocked if the database
// is open elsewhere, ErrCorrupt if it is damaged, and ErrInvalidArgument if path is empty or
// contains a NUL byte.
//
// A relative path is made absolute first, so the working directory may change afterwards. LevelDB
// uses that path to open and remove files while the database is open. The directory must not be
// renamed, removed or replaced until Close. If it is, reads of tables that are not open yet and
// writes that need a new file fail with ErrIO, and later writes fail until the database is
// reopened. If another database takes its place, LevelDB writes its files there and removes unknown
// ones, which damages both databases.
func Open(path string, o *Options) (*DB, error) {
	if o == nil {
		o = &Options{}
	}
	absolute, err := native.AbsolutePath(path)
	if err != nil {
		return nil, fail("open", path, err)
	}
	var store driver.Store
	if o.Shared {
		store, err = o.openShared(absolute)
	} else {
		store, err = native.Open(absolute, o.native())
	}
	if err != nil {
		return nil, fail("open", path, err)
	}
	opened := New(store, absolute, o)
	opened.path = absolute
	return opened, nil
}

// New returns a DB that uses store as its engine; see package driver. The DB takes ownership of the
// store. New uses Options.Read, Write and Codec; a nil o selects the defaults. name is the name of
// the database in errors about the entire database.
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

// Close closes the database after the calls in progress have returned. Iterations in progress and
// snapshots then return ErrClosed. Closing twice is harmless.
//
// Close of a snapshot releases only the snapshot. Close of a sub-database, or of a handle with
// different options or a context, does nothing.
func (db *DB) Close() error {
	if db.shared {
		return nil
	}
	return fail("close", db.name, db.store.Close())
}

// Sub returns the sub-database with the given prefix, which is the concatenation of its parts. It
// contains the keys that begin with the prefix. Its methods take and return keys without it. Sub
// only creates a handle, which is cheap. A sub-database can be used as long as the database from
// which it was derived.
func (db *DB) Sub(prefix ...string) *DB {
	sub := db.derive()
	sub.prefix += Key(prefix...)
	return sub
}

// WithReadOptions returns a handle to the same database that uses o for reads.
func (db *DB) WithReadOptions(o ReadOptions) *DB {
	d := db.derive()
	d.read = o
	return d
}

// WithWriteOptions returns a handle to the same database that uses o for writes, as in
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
// ctx. If WithContext is called again on the result, the new context replaces ctx.
//
// A request to a server is cancelled immediately. It may already have been sent, so a write may
// still be applied. In a local database, a call in progress completes and no new call begins. Loops
// end when they need entries that are not in memory yet.
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

// Snapshot returns a read-only handle to the current state of the database or sub-database. It does
// not see later writes. A write to it returns ErrReadOnly. The caller must close it, which does not
// close the database from which it was derived.
//
// A single Entries, Keys or Values loop reads one consistent state without a Snapshot. Take a
// snapshot only for several reads that must agree: in LevelDB 1.23, a compaction while a snapshot
// is open can make superseded values reappear.
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
// The engine takes complete keys: those of a sub-database begin with its Prefix. The DB keeps
// ownership of the store; do not close it.
func (db *DB) Driver() driver.Store { return db.store }

// Prefix returns the prefix of a sub-database. It is empty unless db is a sub-database.
func (db *DB) Prefix() string { return db.prefix }

// Root returns the database that contains the sub-database. For a sub-database of a snapshot it
// returns the snapshot.
func (db *DB) Root() *DB {
	root := db.derive()
	root.prefix = ""
	return root
}

// ReadOptions returns the options for reads, for code that reads from the Driver.
func (db *DB) ReadOptions() ReadOptions { return db.read }

// String returns a description of the database, as in `leveldb "/data/runs" prefix "a"`.
func (db *DB) String() string {
	s := "leveldb " + strconv.Quote(db.name)
	if db.prefix != "" {
		s += " prefix " + keytext.Quote(db.prefix)
	}
	return s
}
