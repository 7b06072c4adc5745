package leveldb

import "github.com/openleveldb/openleveldb/native"

// LevelDBVersion returns the version of the LevelDB library that the program is running with.
func LevelDBVersion() (major, minor int) { return native.Version() }

// Property returns one of LevelDB's properties: "leveldb.stats", "leveldb.sstables",
// "leveldb.num-files-at-level0" and so on up to 6, "leveldb.approximate-memory-usage". It describes
// the entire database, also when called on a sub-database. The error is ErrNotFound for an unknown
// name.
func (db *DB) Property(name string) (string, error) {
	value, err := db.store.Property(db.ctx, name)
	return value, fail("property", name, err)
}

// ApproximateSize returns the number of bytes on disk that hold a range; a nil r selects all.
// Recent writes, which are only in memory and in the log, are not counted. Reverse and Limit are
// ignored.
func (db *DB) ApproximateSize(r *Range) (uint64, error) {
	s, cut := db.span(r)
	if err := s.Check(); err != nil {
		return 0, db.failRange("approximate size", cut, err)
	}
	size, err := db.store.ApproximateSize(db.ctx, s.Lower, s.Upper)
	return size, db.failRange("approximate size", cut, err)
}

// ApproximateSizes returns the ApproximateSize of each range, in the order given. It sends one
// request per range to a server. After an error it returns no sizes.
func (db *DB) ApproximateSizes(ranges ...*Range) ([]uint64, error) {
	if len(ranges) == 0 {
		return nil, db.failRange("approximate size", db.prefix, db.checkOpen(db.ctx))
	}
	sizes := make([]uint64, len(ranges))
	for i, r := range ranges {
		size, err := db.ApproximateSize(r)
		if err != nil {
			return nil, err
		}
		sizes[i] = size
	}
	return sizes, nil
}

// Compact rewrites the tables that hold a range, dropping superseded and deleted values. A nil r
// selects the entire database. When Compact returns, the range takes no more space than in a fresh
// copy. Reverse and Limit are ignored.
//
// Compact writes the range once, or up to twice if much has been written since the last compaction.
// It works in pieces of about 16 MiB, and needs free disk space for one piece. Reads are not
// blocked. Writes wait for the piece that is being compacted, and proceed between pieces. Close
// waits for that piece too; if pieces remain, Compact then returns ErrClosed.
//
// Tables that were compacted since the database was opened, and have no newer entries, are not
// rewritten. After the database is reopened, the first Compact rewrites them once.
//
// Values that a snapshot can read are kept; call Compact after closing the snapshot. Files of
// tables in use by a loop, a view or a Pinned are deleted by the first compaction after its end. If
// Compact fails, because a table is damaged or the disk is full, no entry has changed, and writes
// fail until the database is reopened.
func (db *DB) Compact(r *Range) error {
	s, cut := db.span(r)
	if err := s.Check(); err != nil {
		return db.failRange("compact", cut, err)
	}
	return db.failRange("compact", cut, db.store.Compact(db.ctx, s.Lower, s.Upper))
}

// Repair makes a damaged database usable, with all entries that can be read, and changes as little
// as possible. A nil o selects the defaults; otherwise pass the options with which the database is
// used.
//
//   - If the manifest and its tables are intact, they are kept. A missing log is replaced by an
//     empty one, so that only the most recent writes are lost. A damaged log is replaced by its
//     intact records.
//   - Damaged tables are replaced by their intact blocks, and missing ones are left out. If they
//     held the newest value or the deletion of a key, an older value reappears.
//   - Without a usable manifest, all tables and logs are merged. This rewrites the database, and
//     needs as much additional disk space. Deleted keys reappear if an obsolete table holds them.
//
// Nothing with a wrong checksum is kept. All replaced files are moved to the subdirectory "lost".
// Tables that the manifest does not list are moved there too: LevelDB deletes them when it opens
// the database, and they may hold the only copy of an entry.
//
// Repair takes effect atomically. If it fails or is killed, the directory holds either the old
// state or the new one, and Repair can be called again.
//
// The error is ErrLocked if the database is open anywhere. Repair does not change a directory
// unless it is certain to be a LevelDB database that this library can read; otherwise the error
// names the file and the program that wrote it. It is ErrNotSupported for another program's
// database or compression, ErrInvalidArgument for another comparator, ErrIO with fs.ErrPermission
// for files that cannot be read, and fs.ErrNotExist if there is no database.
func Repair(path string, o *Options) error {
	if o == nil {
		o = &Options{}
	}
	return fail("repair", path, native.Repair(path, o.native()))
}

// Destroy deletes the database at path, including the subdirectory "lost" with the files that
// Repair replaced. It also removes the directory if nothing else is in it. The error is ErrLocked
// if the database is open anywhere, and fs.ErrNotExist if there is none. Destroy rejects the same
// directories as Repair.
func Destroy(path string) error { return fail("destroy", path, native.Destroy(path)) }
