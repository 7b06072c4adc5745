package exchange

import (
	"context"
	"iter"

	"github.com/openleveldb/openleveldb/leveldb"
)

// A Source supplies the entries of an import. It must not be used by several goroutines at once.
type Source interface {
	// Items iterates over the entries. An error ends the iteration, unless it wraps ErrCannotHold;
	// it then concerns one item that is not an entry. An Item is valid until the iteration
	// continues.
	Items() iter.Seq2[Item, error]
	// Close releases the source.
	Close() error
}

// Ascending is an optional interface of a Source. It reports whether the keys are certain to ascend,
// each only once. A new database can then be built without sorting, which writes the values twice.
type Ascending interface {
	Ascending() bool
}

// Item is one entry of a Source.
type Item struct {
	Key  string
	From string // origin of the entry, for errors, such as "line 3"; may be empty
	// Append appends the stored value to dst. The error wraps ErrCannotHold for something that is
	// not a value but may be skipped.
	Append func(dst []byte) ([]byte, error)
}

// ImportOptions configure how entries are stored. The zero value adds entries and refuses to change
// existing ones.
type ImportOptions struct {
	Overwrite  bool // replace existing entries with any value
	Resume     bool // keep existing entries with any value
	Sync       bool // each batch is on the disk before the next starts
	SkipOthers bool // skip what cannot be a value
	// AnyKeys also accepts keys that are not UTF-8, on which the Python package fails.
	AnyKeys bool
	// Moved receives progress, from another goroutine. It may be nil.
	Moved func(entries int, bytes int64)
}

// Import stores the entries of a source below the prefix of db. It writes batches that are atomic,
// and that are on the disk if db has the Sync option. After an interruption the database therefore
// holds complete entries only, and importing again is safe: an existing entry with the same value
// is left unchanged. The source is read while a batch is written.
//
// If a key has another value, the error wraps ErrExists and names the key, unless the options allow
// overwriting. The entries of its batch are then not stored.
func Import(ctx context.Context, db *leveldb.DB, source Source, o ImportOptions) (Count, error) {
	l := loader{ctx: ctx, db: db.WithContext(ctx).WithReadOptions(leveldb.ReadOptions{DontFillCache: true}), o: o,
		group: newGroup(), spare: newGroup()}
	err := items(ctx, source, o, &l.count, l.add)
	if err == nil {
		err = l.flush()
	}
	// A write that failed is of earlier entries than err.
	if failed := l.wait(); failed != nil {
		err = failed
	}
	return l.count, err
}

// Build stores the entries of a source in a new database, with prefix before their keys. The caller
// closes or aborts b. Unless the source is Ascending, b has the options Sort and, unless later values
// replace earlier ones, Unique. Only SkipOthers, AnyKeys and Moved of the options apply.
func Build(ctx context.Context, b *leveldb.Builder, prefix string, source Source, o ImportOptions) (Count, error) {
	var count, told Count
	tell := func() {
		if o.Moved != nil {
			o.Moved(int(count.Entries-told.Entries), count.Bytes-told.Bytes)
		}
		told = count
	}
	var stored []byte
	err := items(ctx, source, o, &count, func(item Item) (err error) {
		if err := item.checkKey(o); err != nil {
			return err
		}
		if stored, err = item.Append(stored[:0]); err == nil {
			err = b.PutRaw(prefix+item.Key, stored)
		}
		if err != nil {
			return item.named(err)
		}
		count.Entries++
		count.Bytes += int64(len(item.Key) + len(stored))
		if count.Bytes-told.Bytes >= batchSize {
			tell()
		}
		return nil
	})
	tell()
	return count, err
}
