package leveldb

import (
	"fmt"
	"iter"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// Batch collects writes that are applied together: all of them or none, even after a crash. Values
// are encoded, and keys and values copied, when they are added. A Batch may be used by many
// goroutines at once. Its writes are applied in the order in which the calls that added them
// returned. It needs no release. A copy of a Batch has the same writes, as those of Sub do.
type Batch struct {
	db  *DB
	raw *driver.Batch // the writes, with whole keys
	// managed is set in the batches of Update. Only Update writes them.
	managed bool
}

// NewBatch returns an empty batch of writes to the database or sub-database. Write uses the context
// and the write options of the handle, as in
//
//	b := db.WithWriteOptions(leveldb.WriteOptions{Sync: true}).NewBatch()
func (db *DB) NewBatch() *Batch {
	b := &struct { // one allocation
		Batch
		writes driver.Batch
	}{}
	b.Batch = Batch{db: db, raw: &b.writes}
	return &b.Batch
}

// Sub returns a batch for the sub-database of a prefix, which is the parts joined. Both batches
// have the same writes: a write that is added to one is in the other. So one batch can write to
// several sub-databases at once. Len, Size, Reset, Entries and Write concern all writes.
func (b *Batch) Sub(prefix ...string) *Batch {
	sub := *b
	sub.db = b.db.Sub(prefix...)
	return &sub
}

// Put adds a write of value under key, as DB.Put does it. After an error the batch is unchanged.
func (b *Batch) Put(key string, value any) error {
	whole, err := b.db.writable(key)
	if err != nil {
		return err
	}
	return fail("put", whole, b.raw.PutWith(whole, func(dst []byte) ([]byte, error) { return b.db.codec.Append(dst, value) }))
}

// PutRaw adds a write of stored bytes verbatim, as DB.PutRaw does it.
func (b *Batch) PutRaw(key string, stored []byte) error {
	whole, err := b.db.writable(key)
	if err != nil {
		return err
	}
	return fail("put", whole, b.raw.Put(whole, stored))
}

// Delete adds the deletion of key, as DB.Delete does it.
func (b *Batch) Delete(key string) error {
	whole := b.db.prefix + key
	return fail("delete", whole, b.raw.Delete(whole))
}

// Append adds the writes that other holds when Append is called. other may be b, and may be a batch
// of another database. Keys and stored values are copied verbatim: a write keeps the prefix of the
// sub-database that other was made for, whatever the prefix of b is. The error is ErrTooLarge if
// LevelDB cannot hold all writes; b is then unchanged.
func (b *Batch) Append(other *Batch) error {
	return fail("append to batch", b.db.name, b.raw.Append(other.raw))
}

// Entries iterates over the writes that the batch holds when the loop begins, in the order they
// were added. Writes that are added later do not appear in it. An entry stays valid after the loop,
// and after Reset.
func (b *Batch) Entries() iter.Seq[BatchEntry] {
	return func(yield func(BatchEntry) bool) {
		for packed := b.raw.Packed(); ; {
			e, rest, ok := driver.CutEntry(packed)
			if !ok || !yield(BatchEntry{b.db.codec, e}) {
				return
			}
			packed = rest
		}
	}
}

// Len returns the number of writes in the batch.
func (b *Batch) Len() int { return b.raw.Len() }

// Size returns the memory used by the batch, in bytes. LevelDB works best with batches of up to a
// few megabytes.
func (b *Batch) Size() int { return b.raw.Size() }

// Reset empties the batch, so that it can be used again.
func (b *Batch) Reset() { b.raw.Reset() }

// Write applies the writes that the batch holds when Write is called, in the order they were added.
// The batch keeps them: call Reset before using it for other writes. An empty batch writes nothing;
// with WriteOptions.Sync it still waits until all earlier writes are on the disk.
func (b *Batch) Write() error {
	if b.managed {
		return fail("write batch", b.db.name, fmt.Errorf("%w: only Update writes its batch", ErrInvalidArgument))
	}
	return b.write()
}

func (b *Batch) write() error {
	return fail("write batch", b.db.name, b.db.store.Write(b.db.ctx, b.raw, b.db.write))
}

// Update calls fn with an empty batch, and writes the batch if fn returns nil. Either all writes of
// fn are applied, or none: if fn returns an error or panics, nothing is written, and Update returns
// that error or passes the panic on.
//
// fn reads the database without its own writes, and other writers may change what it has read
// before the batch is written. Nothing is locked while fn runs, so calls of Update may be nested;
// each has a batch of its own.
//
// Only Update writes the batch: its Write, and that of batches made from it with Sub, return
// ErrInvalidArgument. Writes that are added after fn has returned are not applied.
func (db *DB) Update(fn func(b *Batch) error) error {
	b := db.NewBatch()
	b.managed = true
	if err := fn(b); err != nil {
		return err
	}
	return b.write()
}
