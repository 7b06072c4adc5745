package native

import (
	"context"
	"math"
	"sync"
	"sync/atomic"

	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// compactedAtOnce is the size in bytes of the tables that are compacted in one piece, not counting
// the tables that LevelDB merges with them. It bounds the free space that a compaction needs and
// the time that writers wait for it.
const compactedAtOnce = 16 << 20

// compacted is the compaction state of a database.
type compacted struct {
	mu sync.Mutex // held by Compact; waiting goroutines occupy no thread

	atOnce uint64 // size of a piece: compactedAtOnce
	opened uint64 // the tables that existed at Open have smaller numbers; see Options.ReuseLogs

	// A compaction keeps the values that a snapshot can read.
	snapshots atomic.Int64 // snapshots ever taken
	complete  int64        // snapshots taken before the last full compaction, which ran without one
}

// Compact implements [driver.Store]. It drops superseded and deleted values. A table that a
// compaction wrote after the database was opened, while there was no snapshot, is not rewritten
// again unless newer entries are merged into it.
//
// Compact works in pieces of about 16 MiB. Reads are not blocked. Writes wait for the piece that is
// being compacted, and proceed between pieces. Calls of Compact wait for each other.
//
// Values that a snapshot can read are kept. Files of tables that an iterator or a borrowed Value
// uses are kept too; the first compaction after their release removes them.
//
// If Compact fails, for example because a table is damaged or the disk is full, the entries are
// unchanged, and later writes fail until the database is reopened. Close waits for the current
// piece; Compact then returns ErrClosed if pieces remain.
func (db *DB) Compact(ctx context.Context, lower, upper string) error {
	r := driver.Span{Lower: lower, Upper: upper}
	if err := r.Check(); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := db.enterToWrite(); err != nil {
		return err
	}
	db.leave()
	if db.order == nil && r.Empty() {
		return nil
	}
	db.compacted.mu.Lock()
	defer db.compacted.mu.Unlock()
	if err := db.enterToWrite(); err != nil {
		return err
	}
	defer db.leave()
	return db.order.guarded(func() error { return db.compact(r) })
}

// compact implements Compact. The caller is inside a call.
//
// LevelDB's own CompactRange merges each level into the next, down to the deepest level with tables
// in the range. It does not rewrite a table of the deepest level unless it merges something into
// it. Such a table may hold superseded entries, however: a memtable becomes a table with everything
// that was written to it, and a compaction keeps the values that a snapshot can read. compact
// therefore merges the levels first. Then it adds a write that changes nothing to each such table,
// which forces LevelDB to merge it.
func (db *DB) compact(r driver.Span) error {
	if db.order != nil && r.Lower != "" && r.Upper != "" && db.order.compareTexts(r.Lower, r.Upper) >= 0 {
		return nil
	}
	// LevelDB chooses the deepest level before it flushes the memtable to a table, which may be
	// deeper.
	if err := db.flush(); err != nil {
		return err
	}
	taken, held := db.compacted.snapshots.Load(), db.holdsSnapshot()
	m, err := db.readManifest()
	if err != nil {
		return err
	}
	cleanAfter := db.cleanAfter(m, taken, held)
	for _, p := range db.order.unmerged(m, r, db.compacted.atOnce) {
		if err := db.compactPiece(p); err != nil {
			return err
		}
	}
	if m, err = db.readManifest(); err != nil {
		return err
	}
	for _, p := range db.order.unclean(m, r, cleanAfter, db.compacted.atOnce) {
		if err := db.compactPiece(p); err != nil {
			return err
		}
	}
	if r.Lower == "" && r.Upper == "" && !held {
		db.compacted.complete = taken
	}
	return nil
}

// flush writes the memtable to a table.
func (db *DB) flush() error {
	if db.order == nil {
		return db.compactPiece(piece{first: "\x00", last: "\x00"})
	}
	// A comparator may not support keys that are not in the database.
	m, err := db.readManifest()
	if err != nil {
		return err
	}
	p := piece{}
	if tables := m.Sorted(); len(tables) > 0 {
		p = piece{first: tables[0].First, last: tables[0].First}
	}
	return db.compactPiece(p)
}

// compactPiece compacts one piece while it has the turn to write.
//
// A requested compaction must not overlap other writes. If LevelDB 1.23 records an error during the
// compaction, DBImpl::TEST_CompactRange returns and withdraws the request. The background thread
// then dereferences a null pointer at the end of DBImpl::BackgroundCompaction. Errors of the
// compaction itself are harmless, because LevelDB holds its mutex from recording the error to the
// end. Errors of writes are not: a write may fail to sync the log, or fill the memtable, which the
// compaction then flushes.
func (db *DB) compactPiece(p piece) error {
	return db.alone(func() error {
		if db.closing.Load() {
			return driver.ErrClosed
		}
		for _, t := range p.touch {
			if err := db.touch(t); err != nil {
				return err
			}
		}
		if err := db.mergeLevels(p.first, p.last); err != nil {
			return err
		}
		// LevelDB reports the error of a compaction at the next write, even an empty one.
		return db.cross(&write{kind: packedEntries})
	})
}

// mergeLevels calls LevelDB's CompactRange. Both keys are inclusive; an empty key is no bound. The
// caller has the turn to write.
func (db *DB) mergeLevels(first, last string) error {
	compactions.acquire()
	defer compactions.release()
	return db.opened.compactRange(first, last)
}

func (db *DB) readManifest() (*dbfile.Manifest, error) {
	m, err := dbfile.ReadManifest(db.path)
	if err != nil {
		return nil, manifestError(err)
	}
	return m, nil
}

// cleanAfter returns a table number. Tables with higher numbers, if a compaction wrote them, hold
// no superseded entries.
func (db *DB) cleanAfter(m *dbfile.Manifest, taken int64, held bool) (newest uint64) {
	switch {
	case taken == db.compacted.complete:
		return db.compacted.opened
	case held:
		return math.MaxUint64
	}
	newest = db.compacted.opened
	for number := range m.Tables {
		newest = max(newest, number)
	}
	return newest
}
