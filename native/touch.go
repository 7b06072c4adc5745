package native

/*
#include "shim.h"
*/
import "C"

// alone calls do when it is the caller's turn to write. There is no other write until do returns.
// The caller is inside a call. See commits for the order of turns.
func (db *DB) alone(do func() error) error {
	group, _, err := db.commits.admit(&write{kind: aloneInTurn})
	if err != nil {
		return err
	}
	if group == nil {
		defer db.commits.next()
		return do()
	}
	return db.commits.lead(group, do)
}

// touchAttempts is how many keys touch tries before it rewrites an entry.
const touchAttempts = 8

// touch makes LevelDB's next compaction of the range of t rewrite t: it adds an entry between the
// first and the last key of t which leaves what the database holds as it is. That is the deletion
// of a key which does not exist, or the value that a key has already. It must be the caller's turn
// to write.
func (db *DB) touch(t Table) error {
	for i, key := 0, t.First; i < touchAttempts && key <= t.Last; i, key = i+1, key+"\x00" {
		if found, err := db.hasNow(key); err != nil {
			return err
		} else if !found {
			return db.cross(&write{kind: deleteEntry, key: key})
		}
	}
	value, err := db.getNow(t.First)
	if err != nil {
		return err
	}
	defer value.Release()
	if t.First == t.Last && holdsOnly(t, len(value.Bytes())) {
		return nil
	}
	return db.cross(&write{kind: putEntry, key: t.First, value: value.Bytes()})
}

// holdsOnly reports whether a table of one key can be taken to hold one value of the given size,
// uncompressed, and nothing else. Large arrays have tables of their own, and to rewrite them costs
// too much to do it for nothing.
func holdsOnly(t Table, value int) bool {
	const overhead = 4 << 10 // index, filter, footer
	size := uint64(value) + uint64(len(t.First))
	return size <= t.Size && t.Size <= size+2*uint64(len(t.First))+overhead
}

// hasNow is Has for a caller who is inside a call already.
func (db *DB) hasNow(key string) (bool, error) {
	var found C.int
	var status C.oldb_status
	reads.acquire()
	defer reads.release()
	C.oldb_has(db.c, nil, ReadOptions{DontFillCache: true}.flags(), chars(key), C.size_t(len(key)), &found, &status)
	return found != 0, statusError("compact", &status)
}

// getNow is Pin for a caller who is inside a call already.
func (db *DB) getNow(key string) (Value, error) {
	return db.fetch(nil, key, nil, true, ReadOptions{DontFillCache: true})
}
