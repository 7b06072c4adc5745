package leveldb

import "github.com/openleveldb/openleveldb/native"

// LevelDBVersion gives the version of the C++ library that the program runs with.
func LevelDBVersion() (major, minor int) { return native.Version() }

// Property gives one of LevelDB's own properties: "leveldb.stats", "leveldb.sstables",
// "leveldb.num-files-at-level0" and so on up to 6, "leveldb.approximate-memory-usage". It is about
// the whole database, for a sub-database too. The error is ErrNotFound for an unknown name.
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

// Compact rewrites the tables that hold a range, without the values that were superseded or
// deleted. A nil r is the whole database. When Compact returns, the range takes as much space as in
// a new copy. Reverse and Limit are ignored.
//
// Compact writes the range once, and up to twice if much was written since the last compaction. It
// works in pieces of about 16 MiB, and needs free space for one of them. Reads continue. Writes
// wait for the piece that is being compacted, and run between two pieces. Close waits for that
// piece too; Compact then returns ErrClosed if there are more.
//
// Tables that were compacted since the database was opened, and have no newer entries, are left
// alone. After the database was opened again, the first Compact writes them once more.
//
// Values that a snapshot can read are kept: compact after its Close. The files of tables that a
// loop, a view or a Pinned uses stay until the next compaction after its end. If Compact fails,
// because a table is damaged or the disk is full, the entries are as they were, and writes fail
// until the database is opened again.
func (db *DB) Compact(r *Range) error {
	s, cut := db.span(r)
	return db.failRange("compact", cut, db.store.Compact(s.Lower, s.Upper))
}

// Repair makes a damaged database usable with what is readable, and changes as little as it can. A
// nil o is the default; otherwise pass the options that the database is used with.
//
//   - If the manifest and its tables are intact, they are kept. A missing log is replaced by an
//     empty one, which is exact but for what was written last, and a damaged log by its intact
//     records.
//   - Damaged tables are replaced by their intact blocks, and missing ones are left out. Where
//     those held the newest value or the deletion of a key, an older value returns.
//   - Without a usable manifest, all tables and logs are merged. This rewrites the database, and
//     needs as much disk space again. Deleted keys return if a table holds them that was obsolete.
//
// Nothing with a wrong checksum is kept. All that is replaced goes to the subdirectory "lost", and
// so do tables that the manifest does not list: LevelDB deletes them when it opens the database,
// and they may hold the only copy of an entry.
//
// Repair takes effect in one step. If it fails or is killed, the directory holds the old state or
// the new one, and Repair can be called again.
//
// The error is ErrLocked if the database is open anywhere. A directory that is not certainly a
// LevelDB database that this library can read is left as it is, and the error names the file and
// the program that wrote it: ErrNotSupported for another program's database or compression,
// ErrInvalidArgument for another comparator, ErrIO with fs.ErrPermission for files that cannot be
// read, and fs.ErrNotExist if there is no database.
func Repair(path string, o *Options) error {
	if o == nil {
		o = &Options{}
	}
	return fail("repair", path, native.Repair(path, o.native()))
}

// Destroy deletes the database in path, with what Repair has kept in the subdirectory "lost", and
// the directory if nothing else is in it. The error is ErrLocked if it is open anywhere,
// fs.ErrNotExist if there is none. Destroy leaves alone the same directories as Repair.
func Destroy(path string) error { return fail("destroy", path, native.Destroy(path)) }
