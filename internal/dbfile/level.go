package dbfile

// BuiltSequence is the sequence number of all entries of a database that was built from tables.
const BuiltSequence = 1

// firstLevelLimit is the size in bytes at which LevelDB compacts level 1. Each level up to 5 holds
// ten times as much as the level before; level 6 has no limit (MaxBytesForLevel in
// db/version_set.cc). The limits of goleveldb are ten times as large.
const firstLevelLimit = 10 << 20

// LevelFor returns the smallest level, except for level 0, that LevelDB does not compact if it
// holds total bytes of tables, and no other level holds any.
func LevelFor(total uint64) int {
	level := 1
	for limit := uint64(firstLevelLimit); level < levels-1 && total >= limit; limit *= 10 {
		level++
	}
	return level
}
