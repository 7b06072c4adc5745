package leveldb

import "github.com/openleveldb/openleveldb/leveldb/driver"

// A batch of DeleteRange holds at most deleteEntries and at most deleteBytes, or a single longer
// key. Other writers wait for at most one batch. A server receives one call per batch.
const (
	deleteBytes   = 256 << 10
	deleteEntries = 8 << 10
)

// DeleteRange deletes the entries of a range, and returns the number deleted. A nil r selects all
// entries, and so clears the database or sub-database. With a Limit it deletes the first entries of
// the range, and with Reverse the last ones.
//
// It deletes the keys that are in the range when DeleteRange begins. Entries written while it runs
// are kept, unless they replace one of these keys. Values are not read. Keys that are not valid
// UTF-8 are deleted too.
//
// DeleteRange is not atomic. It writes bounded batches, because the range may be larger than
// memory, so readers may see only part of the range deleted. After an error, such as a cancelled
// context, n is the number of entries deleted so far; call DeleteRange again to delete the rest. If
// the outcome of a write to a server is unknown, its batch is not counted. To delete a small range
// atomically, collect its keys in a batch:
//
//	err := db.Update(func(b *leveldb.Batch) error {
//		for key, err := range db.Keys(&leveldb.Range{StartingBy: "run/"}) {
//			if err := errors.Join(err, b.Delete(key)); err != nil { return err }
//		}
//		return nil
//	})
//
// With WriteOptions.Sync, only the last batch waits for the disk, which makes all batches durable.
// After an error, the batches written so far may be lost in a power failure. The next compaction
// frees the disk space; see Compact. For a read-only database or a snapshot, DeleteRange reads
// nothing and returns ErrReadOnly.
func (db *DB) DeleteRange(r *Range) (n int, err error) {
	s, cut := db.span(r)
	n, err = db.deleteSpan(s)
	return n, db.failRange("delete range", cut, err)
}

// deleteSpan deletes the entries of a span, and returns the number deleted.
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
	// An empty batch changes nothing, but a read-only database rejects it like any other write.
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
