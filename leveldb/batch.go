package leveldb

import (
	"fmt"
	"iter"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// Batch collects writes that are applied atomically: all of them or none, even after a crash.
// Adding a write encodes the value and copies the key and the value. A Batch is safe for concurrent
// use by multiple goroutines. Its writes are applied in the order in which the calls that added
// them returned. It does not need to be closed. A copy of a Batch shares its writes, as a batch
// returned by Sub does.
type Batch struct {
	db  *DB
	raw *driver.Batch // the writes, with complete keys
	// managed is set in a batch made by Update. Only Update writes it.
	managed bool
}

// NewBatch returns an empty batch of writes to the database or sub-database. Write uses the context
// and the write options of db, as in
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

// Sub returns a batch for the sub-database with the given prefix, which is the concatenation of its
// parts. Both batches share their writes: a write that is added to one is also in the other. One
// batch can therefore write to several sub-databases atomically. Len, Size, Reset, Entries and
// Write apply to all writes.
func (b *Batch) Sub(prefix ...string) *Batch {
	sub := *b
	sub.db = b.db.Sub(prefix...)
	return &sub
}

// Put adds a write of value under key, encoded as by DB.Put. After an error the batch is unchanged.
func (b *Batch) Put(key string, value any) error {
	whole, err := b.db.writable(key)
	if err != nil {
		return err
	}
	return fail("put", whole, b.raw.PutWith(whole, func(dst []byte) ([]byte, error) { return b.db.codec.Append(dst, value) }))
}

// PutRaw adds a write of a verbatim copy of stored, like DB.PutRaw.
func (b *Batch) PutRaw(key string, stored []byte) error {
	whole, err := b.db.writable(key)
	if err != nil {
		return err
	}
	return fail("put", whole, b.raw.Put(whole, stored))
}

// Delete adds a deletion of key, like DB.Delete.
func (b *Batch) Delete(key string) error {
	whole := b.db.prefix + key
	return fail("delete", whole, b.raw.Delete(whole))
}

// Append adds the writes that other holds when Append is called. other may be b itself, or a batch
// of another database. Keys and stored values are copied verbatim: each write keeps the prefix of
// the sub-database that other belongs to, regardless of the prefix of b. The error is ErrTooLarge
// if all writes together exceed LevelDB's limit for a batch; b is then unchanged.
func (b *Batch) Append(other *Batch) error {
	return fail("append to batch", b.db.name, b.raw.Append(other.raw))
}

// Entries iterates over the writes that the batch holds when the loop begins, in the order in which
// they were added. Writes added during the loop are not visited. An entry stays valid after the
// loop and after Reset.
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

// Reset removes all writes, so that the batch can be reused.
func (b *Batch) Reset() { b.raw.Reset() }

// Write applies the writes that the batch holds when Write is called, in the order they were added.
// The batch keeps its writes: call Reset before reusing it. An empty batch writes nothing; with
// WriteOptions.Sync, Write still waits until all earlier writes are on disk.
func (b *Batch) Write() error {
	if b.managed {
		return fail("write batch", b.db.name, fmt.Errorf("%w: only Update writes its batch", ErrInvalidArgument))
	}
	return b.write()
}

func (b *Batch) write() error {
	return fail("write batch", b.db.name, b.db.store.Write(b.db.ctx, b.raw, b.db.write))
}

// Update calls fn with an empty batch, and writes the batch if fn returns nil. All of its writes
// are applied, or none. If fn returns an error or panics, nothing is written, and Update returns
// that error or lets the panic propagate.
//
// Reads in fn do not see the writes in the batch, and other writers may change what fn has read
// before the batch is written. Update holds no lock while fn runs, so calls of Update may be
// nested; each has its own batch.
//
// Only Update writes the batch: Write of the batch, and of batches that its Sub returned, returns
// ErrInvalidArgument. Writes that are added after fn has returned are not applied.
func (db *DB) Update(fn func(b *Batch) error) error {
	b := db.NewBatch()
	b.managed = true
	if err := fn(b); err != nil {
		return err
	}
	return b.write()
}
