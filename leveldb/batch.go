package leveldb

import "github.com/openleveldb/openleveldb/leveldb/driver"

// Batch collects writes that are applied together: all of them or none, even after a crash. Values
// are encoded, and keys and values copied, when they are added. A Batch may be used by many
// goroutines at once. Its writes are applied in the order in which the calls that added them
// returned. It needs no release, and must not be copied.
type Batch struct {
	db  *DB
	raw driver.Batch
}

// NewBatch returns an empty batch of writes to the database or sub-database.
func (db *DB) NewBatch() *Batch { return &Batch{db: db} }

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
	return fail("write batch", b.db.name, b.db.store.Write(b.db.ctx, &b.raw, b.db.write))
}
