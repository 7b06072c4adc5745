package leveldb

import "github.com/openleveldb/openleveldb/leveldb/driver"

// Prefetch asks the disk for the values of keys that will be read soon, and returns without waiting
// for them. The reads then find them in memory, or on their way. It is for programs that know their
// next keys while they compute with the last ones: Gather, GetAll and Lookup do the same for their
// own keys. It costs little for values that are in memory.
//
// Missing keys are ignored. At most 1 GiB is requested by one call, in the order of the keys. The
// memory belongs to the system's page cache, which drops it when it is needed otherwise. Values in
// compressed blocks are read, but not decompressed. With a DB that is connected to a server,
// Prefetch does nothing.
func (db *DB) Prefetch(keys []string) error {
	p, ok := db.store.(driver.Prefetcher)
	if !ok {
		return nil
	}
	return db.failRange("prefetch", db.prefix, p.Prefetch(db.ctx, db.wholeKeys(keys)))
}

// PrefetchRange reads the tables of a range into memory, at most 1 GiB, in the order of the range.
// It returns when most of them are there, so a program that has something else to do calls it in a
// goroutine. A nil r selects everything. Otherwise it is like Prefetch.
func (db *DB) PrefetchRange(r *Range) error {
	p, ok := db.store.(driver.Prefetcher)
	if !ok {
		return nil
	}
	s, cut := db.span(r)
	return db.failRange("prefetch", cut, p.PrefetchSpan(db.ctx, s))
}
