package leveldb

import (
	"strconv"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/internal/keytext"
	"github.com/openleveldb/openleveldb/native"
)

// DB is a database, a sub-database ([DB.Sub]) or a snapshot of one ([DB.Snapshot]). Safe for use by many goroutines.
type DB struct {
	store  Store
	name   string // for errors about the whole: the path, or what the Store is
	prefix string
	codec  codec.Codec
	read   ReadOptions
	write  WriteOptions
	shared bool // a handle derived from another, which is the one to close
}

// Open opens the database in the directory path, and creates it if there is none and the options do
// not forbid it; the parent directory must exist. nil options are the defaults. The caller closes
// the DB.
//
// The error is fs.ErrNotExist or fs.ErrExist as the options say, ErrLocked if the database is open
// elsewhere, ErrCorrupt if it is damaged, ErrInvalidArgument if path is empty or contains a NUL
// byte.
//
// A relative path is made absolute before anything else; the working directory may change
// afterwards. LevelDB opens and removes files by that path for as long as the database is open, so
// the directory must not be renamed, removed or replaced until Close. If it is, reads of tables
// that are not open yet and writes that need a new file fail with ErrIO, and later writes fail
// until the database is opened again. If another database takes its place, LevelDB writes its files
// there and removes those it does not know: both databases are damaged.
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
	return New(&local{db: db}, absolute, o), nil
}

// New makes a DB of a Store, with Read, Write and Codec of the options; nil is the default. name is what errors about the
// database as a whole call it. The DB owns the Store from now on.
func New(store Store, name string, o *Options) *DB {
	if o == nil {
		o = &Options{}
	}
	db := &DB{store: store, name: name, codec: o.Codec, read: o.Read, write: o.Write}
	if db.codec == nil {
		db.codec = codec.Default
	}
	return db
}

// Close closes the database, after the calls that are under way. Iterations that go on and snapshots get ErrClosed. The close
// of a snapshot releases the snapshot only. Sub-databases, and handles with other options, are not closed by themselves: their
// Close does nothing. Closing twice is harmless.
func (db *DB) Close() error {
	if db.shared {
		return nil
	}
	return fail("close", db.name, db.store.Close())
}

// Sub gives the database as seen through the prefix that is the parts joined: its keys are those that begin with it, and
// are shown and asked for without it. It costs nothing, and lives as long as the database it came from.
func (db *DB) Sub(prefix ...string) *DB {
	sub := db.derive()
	sub.prefix += Key(prefix...)
	return sub
}

// WithReadOptions gives the same database with other options for its reads.
func (db *DB) WithReadOptions(o ReadOptions) *DB {
	d := db.derive()
	d.read = o
	return d
}

// WithWriteOptions gives the same database with other options for its writes, as in
//
//	err := db.WithWriteOptions(leveldb.WriteOptions{Sync: true}).Put("k", v)
func (db *DB) WithWriteOptions(o WriteOptions) *DB {
	d := db.derive()
	d.write = o
	return d
}

func (db *DB) derive() *DB {
	d := *db
	d.shared = true
	return &d
}

// Snapshot gives the database, or sub-database, as it is now, for reading; a write to it is ErrReadOnly. Later writes do not
// show in it. The caller closes it; the database it came from stays open then.
//
// One Entries, Keys or Values loop is a snapshot by itself and needs none. In LevelDB 1.23 a compaction under a snapshot can
// bring superseded values back, so take one only for several reads that must agree.
func (db *DB) Snapshot() (*DB, error) {
	store, err := db.store.Snapshot()
	if err != nil {
		return nil, fail("snapshot", db.name, err)
	}
	s := *db
	s.store, s.shared = store, false
	return &s, nil
}

// Store gives the Store that the database stands on, for what passes stored bytes on, as a server does. It knows whole keys: a
// sub-database's begin with its Prefix. It stays the DB's own: do not close it.
func (db *DB) Store() Store { return db.store }

// Prefix gives the prefix of a sub-database, empty for a whole one.
func (db *DB) Prefix() string { return db.prefix }

// ReadOptions returns the options that reads use, for code that reads from the Store.
func (db *DB) ReadOptions() ReadOptions { return db.read }

// String names the database for people, as in `leveldb "/data/runs" prefix "a"`.
func (db *DB) String() string {
	s := "leveldb " + strconv.Quote(db.name)
	if db.prefix != "" {
		s += " prefix " + keytext.Quote(db.prefix)
	}
	return s
}
