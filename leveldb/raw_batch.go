package leveldb

// RawBatch is a [Batch] for arbitrary keys and values without tags. It is safe for concurrent use
// by multiple goroutines.
type RawBatch struct{ batch *Batch }

// NewBatch returns an empty batch of writes.
func (r *Raw) NewBatch() *RawBatch { return r.db.NewBatch().Raw() }

// Raw returns a view of the batch for arbitrary keys and values without tags. Both share their
// writes. It is meant for use with Update and Entries.
func (b *Batch) Raw() *RawBatch { return &RawBatch{b} }

// Put adds a write of copies of key and value, like Raw.Put.
func (b *RawBatch) Put(key, value []byte) error {
	whole := b.batch.db.prefix + string(key)
	return fail("put", whole, b.batch.raw.Put(whole, value))
}

// Delete adds a deletion of key.
func (b *RawBatch) Delete(key []byte) error { return b.batch.Delete(string(key)) }

// Append adds the writes that other holds, like Batch.Append.
func (b *RawBatch) Append(other *RawBatch) error { return b.batch.Append(other.batch) }

// Len returns the number of writes in the batch.
func (b *RawBatch) Len() int { return b.batch.Len() }

// Size returns the memory used by the batch, in bytes.
func (b *RawBatch) Size() int { return b.batch.Size() }

// Reset removes all writes, so that the batch can be reused.
func (b *RawBatch) Reset() { b.batch.Reset() }

// Write applies the writes that the batch holds, all of them or none, like Batch.Write.
func (b *RawBatch) Write() error { return b.batch.Write() }
