package leveldb

import "github.com/openleveldb/openleveldb/native"

// LevelDBVersion gives the version of the C++ library that the program runs with.
func LevelDBVersion() (major, minor int) { return native.Version() }

// Property gives one of LevelDB's own properties: "leveldb.stats", "leveldb.sstables", "leveldb.num-files-at-level0" and so on
// up to 6, "leveldb.approximate-memory-usage". It is about the whole database, for a sub-database too. The error is
// ErrNotFound for an unknown name.
func (db *DB) Property(name string) (string, error) {
	value, err := db.store.Property(name)
	return value, fail("property", name, err)
}

// ApproximateSize returns the number of bytes on disk that hold a range; nil is all. Recent writes,
// which are only in memory and in the log, do not count. Reverse and Limit are ignored.
func (db *DB) ApproximateSize(r *Range) (uint64, error) {
	s, cut := db.span(r)
	size, err := db.store.ApproximateSize(s.Lower, s.Upper)
	return size, db.failRange("approximate size", cut, err)
}

// Compact rewrites the tables that hold a range, nil being all, without the values that were
// superseded or deleted. It returns when that is done. Afterwards the range takes as much space as
// in a new copy. Reverse and Limit are ignored.
//
// The cost is that of writing the range once, and up to twice where much was written since the last
// compaction; Compact needs free space for a part of it at a time. Tables that were compacted since
// the database was opened, and have no newer entries, are left alone; after it was opened again,
// the first Compact writes them once more.
//
// What a snapshot can read is kept: compact after its Close. The files of tables that a loop, a
// view or a Pinned uses stay until the next compaction after its end. If Compact fails, because a
// table is damaged or the disk is full, the entries are as they were, and writes fail until the
// database is opened again.
func (db *DB) Compact(r *Range) error {
	s, cut := db.span(r)
	return db.failRange("compact", cut, db.store.Compact(s.Lower, s.Upper))
}

// Repair rebuilds the database in path from what is readable there, for one that does not open any more; some data may be
// lost, and old or deleted values may be back where newer ones are lost, but nothing whose checksum does not fit is kept. What it
// replaces is kept in the subdirectory "lost"; the rest is rewritten, which takes its time and space. Options are those the database is used with; nil is the
// default. The error is ErrLocked if it is open anywhere.
func Repair(path string, o *Options) error {
	if o == nil {
		o = &Options{}
	}
	return fail("repair", path, native.Repair(path, o.native()))
}

// Destroy deletes the database in path, and the directory if nothing else is in it. The error is ErrLocked if it is open
// anywhere, fs.ErrNotExist if there is none.
func Destroy(path string) error { return fail("destroy", path, native.Destroy(path)) }
