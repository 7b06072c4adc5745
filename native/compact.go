package native

import (
	"cmp"
	"math"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/jmhodges/levigo"

	"github.com/openleveldb/openleveldb/internal/dbfile"
)

// compactedAtOnce is the size in bytes of the tables that are rewritten before the old ones are
// removed, apart from what LevelDB merges in one piece. It bounds the free space that a compaction
// needs.
const compactedAtOnce = 64 << 20

// compacted is what a database knows about its compactions.
type compacted struct {
	mu sync.Mutex // held by CompactRange; those who wait for it occupy no thread

	// A compaction under a snapshot keeps what the snapshot reads.
	snapshots atomic.Int64 // snapshots ever taken
	complete  int64        // of those, the ones taken before the last compaction of everything, which ran under none
}

// CompactRange rewrites the tables that hold the keys Lower <= key < Upper, without the values that
// were superseded or deleted. A table that a compaction has written since the database was opened,
// and while there was no snapshot, is not rewritten again unless newer entries are merged into it.
//
// Values that a snapshot reads are kept. So are the files of tables that an iterator or a borrowed
// Value uses: the next compaction after its release removes them. Calls wait for each other, and
// Close waits for the one that runs. If it fails, because a table is damaged or the disk is full,
// the entries are as they were, and later writes fail until the database is opened again.
func (db *DB) CompactRange(r Range) error {
	if err := r.check(); err != nil {
		return err
	}
	if err := db.enterToWrite(); err != nil {
		return err
	}
	db.leave()
	if r.empty() {
		return nil
	}
	db.compacted.mu.Lock()
	defer db.compacted.mu.Unlock()
	if err := db.enterToWrite(); err != nil {
		return err
	}
	defer db.leave()
	if err := db.compact(r); err != nil {
		return err
	}
	// LevelDB reports the error of a compaction with the next write, also an empty one.
	return db.queue(&write{kind: packedEntries})
}

// compact does the work of CompactRange. The caller is inside a call.
//
// LevelDB's own CompactRange merges each level into the next, down to the deepest one with tables
// in the range. It never rewrites a table of that level by itself, though it may hold superseded
// entries: a memtable becomes a table with everything that was written to it, and a compaction
// keeps what a snapshot reads. Inside each such table, a write that changes nothing is added, which
// LevelDB then has to merge with the table.
func (db *DB) compact(r Range) error {
	// LevelDB looks for the deepest level before it makes a table of the memtable, which may be
	// deeper.
	db.mergeLevels("\x00", "\x00")
	taken, held := db.compacted.snapshots.Load(), db.holdsSnapshot()
	cleanAfter, err := db.cleanAfter(taken, held)
	if err != nil {
		return err
	}
	db.mergeLevels(r.Lower, r.Upper)
	m, err := db.readManifest()
	if err != nil {
		return err
	}
	for _, tables := range unclean(m, r, cleanAfter) {
		last := ""
		for _, t := range tables {
			if err := db.alone(func() error { return db.touch(t) }); err != nil {
				return err
			}
			last = max(last, t.Last)
		}
		db.mergeLevels(tables[0].First, last)
	}
	if r.Lower == "" && r.Upper == "" && !held {
		db.compacted.complete = taken
	}
	return nil
}

// mergeLevels calls LevelDB's CompactRange. Both keys are inclusive; an empty one is no bound.
func (db *DB) mergeLevels(first, last string) {
	compactions.acquire()
	defer compactions.release()
	db.levigo.CompactRange(levigo.Range{Start: []byte(first), Limit: []byte(last)})
}

func (db *DB) readManifest() (*dbfile.Manifest, error) {
	m, err := dbfile.ReadManifest(db.path)
	if err != nil {
		return nil, manifestError(err)
	}
	return m, nil
}

// cleanAfter returns the number of the table after which those written by a compaction hold no
// superseded entries.
func (db *DB) cleanAfter(taken int64, held bool) (uint64, error) {
	switch {
	case taken == db.compacted.complete:
		return 0, nil
	case held:
		return math.MaxUint64, nil
	}
	m, err := db.readManifest()
	if err != nil {
		return 0, err
	}
	newest := uint64(0)
	for number := range m.Tables {
		newest = max(newest, number)
	}
	return newest, nil
}

// unclean returns the tables in a range that may hold superseded entries, in the order of their
// keys, in runs without a clean table between them.
func unclean(m *dbfile.Manifest, r Range, cleanAfter uint64) (runs [][]Table) {
	var tables []Table
	for _, t := range m.Tables {
		if t.Last >= r.Lower && (r.Upper == "" || t.First < r.Upper) {
			tables = append(tables, t)
		}
	}
	slices.SortFunc(tables, func(a, b Table) int {
		return cmp.Or(cmp.Compare(a.First, b.First), cmp.Compare(a.Number, b.Number))
	})
	fresh, size := true, uint64(0)
	for _, t := range tables {
		if m.Merged[t.Number] && t.Number > cleanAfter {
			fresh = true
			continue
		}
		if fresh || size >= compactedAtOnce {
			runs = append(runs, nil)
			fresh, size = false, 0
		}
		last := len(runs) - 1
		runs[last] = append(runs[last], t)
		size += t.Size
	}
	return runs
}
