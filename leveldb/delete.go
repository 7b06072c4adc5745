package leveldb

import "github.com/openleveldb/openleveldb/leveldb/driver"

// A batch of DeleteRange has at most deleteBytes, or a single key that is longer, and at most
// deleteEntries. Other writers wait for one batch, and a server makes one call for it.
const (
	deleteBytes   = 256 << 10
	deleteEntries = 8 << 10
)

// DeleteRange deletes the entries of a range, and returns how many it deleted. A nil r selects all:
// it clears a database or a sub-database. With a Limit it deletes the first entries of the range,
// and with Reverse the last ones.
//
// It deletes the keys that the range has when DeleteRange begins. Entries that are written while it
// runs stay, unless they replace one of these keys. Values are not read. Keys that are not valid
// UTF-8 are deleted too.
//
// DeleteRange is not atomic: it writes bounded batches, so that a range may be larger than memory,
// and readers see a part of it deleted. After an error, such as that of a context that is done, n
// is the number of entries that were deleted before; call DeleteRange again to delete the rest. If
// the outcome of a write to a server is unknown, its batch is not counted. To delete a small range
// completely or not at all, collect its keys in a batch:
//
//	err := db.Update(func(b *leveldb.Batch) error {
//		for key, err := range db.Keys(&leveldb.Range{StartingBy: "run/"}) {
//			if err := errors.Join(err, b.Delete(key)); err != nil { return err }
//		}
//		return nil
//	})
//
// With WriteOptions.Sync, only the last batch waits for the disk, which is enough for all of them.
// After an error, those before it may be lost in a power cut. The space on the disk is free after
// the next compaction; see Compact. The error is ErrReadOnly for a read-only database and for a
// snapshot, before anything is read.
func (db *DB) DeleteRange(r *Range) (n int, err error) {
	s, cut := db.span(r)
	n, err = db.deleteSpan(s)
	return n, db.failRange("delete range", cut, err)
}

// deleteSpan deletes the entries of a span, and returns how many it deleted.
func (db *DB) deleteSpan(s driver.Span) (n int, err error) {
	var b driver.Batch
	last, others := db.write, db.write
	others.Sync = false
	write := func(o WriteOptions) error {
		if err := db.store.Write(db.ctx, &b, o); err != nil {
			return err
		}
		n += b.Len()
		b.Reset()
		return nil
	}
	// An empty batch changes nothing, but is refused where every write is.
	if err := write(others); err != nil {
		return 0, err
	}
	s.KeysOnly, s.Reuse = true, true
	read := db.read
	read.DontFillCache = true // the blocks are obsolete
	w := &iterator{current: current{db: db}}
	w.begin(db.store.Scan(db.ctx, s, read))
	defer w.close()
	for w.next() {
		key := w.page.Key(w.index)
		full := b.Len() == deleteEntries || b.Len() > 0 && b.Size()+driver.BatchOverhead+len(key) > deleteBytes
		if full {
			if err := write(others); err != nil {
				return n, err
			}
		}
		if err := b.Delete(key); err != nil {
			return n, err
		}
	}
	if w.err != nil {
		return n, w.err
	}
	return n, write(last)
}
