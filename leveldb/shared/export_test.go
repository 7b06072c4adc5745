package shared

import (
	"time"

	"github.com/openleveldb/openleveldb/leveldb"
)

// SetTimeout replaces the timeout of sessions that follow from now on. It returns the previous one.
func SetTimeout(d time.Duration) (before time.Duration) {
	before, timeout = timeout, d
	return before
}

// Patience is the minimum time for which Open looks for a server.
const Patience = patience

// SetHandover replaces the time for which a follower waits for the next server. It returns the
// previous one.
func SetHandover(d time.Duration) (before time.Duration) {
	before, handover = handover, d
	return before
}

// Waiting reports whether a call looks for a process that serves the database.
func Waiting(db *leveldb.DB) bool { return len(db.Driver().(*store).turn) > 0 }
