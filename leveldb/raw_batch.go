package leveldb

// RawBatch is a [Batch] of keys of any bytes and values without tags. It is safe for use by many
// goroutines.
type RawBatch struct{ batch *Batch }

// NewBatch returns an empty batch of writes.
func (r *Raw) NewBatch() *RawBatch { return r.db.NewBatch().Raw() }

// Raw returns a view of the batch for keys of any bytes and values without tags. Both have the same
// writes. It is for Update, and for Entries.
func (b *Batch) Raw() *RawBatch { return &RawBatch{b} }

// Put adds a write of copies of key and value, as Raw.Put does it.
func (b *RawBatch) Put(key, value []byte) error {
	whole := b.batch.db.prefix + string(key)
	return fail("put", whole, b.batch.raw.Put(whole, value))
}

// Delete adds the deletion of key.
func (b *RawBatch) Delete(key []byte) error { return b.batch.Delete(string(key)) }

// Append adds the writes that other holds, as Batch.Append does it.
func (b *RawBatch) Append(other *RawBatch) error { return b.batch.Append(other.batch) }

// Len returns the number of writes in the batch.
func (b *RawBatch) Len() int { return b.batch.Len() }

// Size returns the memory used by the batch, in bytes.
func (b *RawBatch) Size() int { return b.batch.Size() }

// Reset empties the batch, so that it can be used again.
func (b *RawBatch) Reset() { b.batch.Reset() }

// Write applies the writes that the batch holds, all of them or none, as Batch.Write does it.
func (b *RawBatch) Write() error { return b.batch.Write() }
