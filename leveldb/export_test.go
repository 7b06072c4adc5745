package leveldb

import "time"

// SetCheckpointEvery changes the time between two checkpoints of a Backup, and returns the previous
// one.
func SetCheckpointEvery(d time.Duration) (before time.Duration) {
	before, checkpointEvery = checkpointEvery, d
	return before
}
