package exchange

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/openleveldb/openleveldb/cmd/internal/valuetext"
	"github.com/openleveldb/openleveldb/internal/keytext"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
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

// Item is one entry of a Source.
type Item struct {
	Key  string
	From string // origin of the entry, for errors, such as "line 3"; may be empty
	// Append appends the stored value to dst. The error wraps ErrCannotHold for something that is
	// not a value but may be skipped.
	Append func(dst []byte) ([]byte, error)
}

// batchSize is the size in bytes at which a batch is written. LevelDB performs best with a few MiB.
// Each batch waits for the disk once.
const batchSize = 8 << 20

// maxKept is the maximum memory of a batch that is kept for the next one.
const maxKept = 64 << 20

// ImportOptions configure how entries are stored. The zero value adds entries and refuses to change
// existing ones.
type ImportOptions struct {
	Overwrite  bool // replace existing entries with any value
	Resume     bool // keep existing entries with any value
	Sync       bool // each batch is on the disk before the next starts
	SkipOthers bool // skip what cannot be a value
	AnyKeys    bool // also accept keys that are not UTF-8, on which the Python package fails
	Moved      func(entries int, bytes int64)
}

// Import stores the entries of a source below the prefix of db. It writes batches that are atomic,
// and that are on the disk if db has the Sync option. After an interruption the database therefore
// holds complete entries only, and importing again is safe: an existing entry with the same value
// is left unchanged.
//
// If a key has another value, the error wraps ErrExists and names the key, unless the options allow
// overwriting. The entries of its batch are then not stored.
func Import(ctx context.Context, db *leveldb.DB, source Source, o ImportOptions) (Count, error) {
	l := loader{ctx: ctx, batch: new(driver.Batch), db: db.WithContext(ctx).WithReadOptions(leveldb.ReadOptions{DontFillCache: true}), o: o}
	for item, err := range source.Items() {
		if err == nil {
			err = ctx.Err()
		}
		if errors.Is(err, ErrCannotHold) && o.SkipOthers {
			l.count.Skipped++
			continue
		}
		if err == nil {
			err = l.add(item)
		}
		if err != nil {
			return l.count, err
		}
	}
	return l.count, l.flush()
}

// loader collects entries in batches.
type loader struct {
	ctx   context.Context
	db    *leveldb.DB
	o     ImportOptions
	count Count
	batch *driver.Batch
	keys  []string
	sizes []int // sizes of the stored values
	ends  []int // ends of the entries in the batch
}

func (l *loader) add(item Item) error {
	failed := func(err error) error {
		if item.From != "" {
			return fmt.Errorf("import %s, %s: %w", keytext.Quote(item.Key), item.From, err)
		}
		return fmt.Errorf("import %s: %w", keytext.Quote(item.Key), err)
	}
	if err := valuetext.CheckKey(item.Key); err != nil && !l.o.AnyKeys {
		return failed(errors.Join(err, errors.New("--any-keys stores it anyway")))
	}
	size := 0
	err := l.batch.PutWith(l.db.Prefix()+item.Key, func(dst []byte) ([]byte, error) {
		dst, err := item.Append(dst)
		size = len(dst)
		return dst, err
	})
	// It may fit into a new batch.
	if errors.Is(err, leveldb.ErrTooLarge) && l.batch.Len() > 0 {
		if err := l.flush(); err != nil {
			return err
		}
		return l.add(item)
	}
	if errors.Is(err, ErrCannotHold) && l.o.SkipOthers {
		l.count.Skipped++
		return nil
	}
	if err != nil {
		return failed(err)
	}
	l.keys = append(l.keys, item.Key)
	l.sizes = append(l.sizes, size)
	l.ends = append(l.ends, l.batch.Size())
	if l.batch.Size() >= batchSize {
		return l.flush()
	}
	return nil
}

// flush writes the batch.
func (l *loader) flush() error {
	if l.batch.Len() == 0 {
		return nil
	}
	if !l.o.Overwrite {
		if err := l.dropPresent(); err != nil {
			return err
		}
	}
	if l.batch.Len() > 0 {
		if err := l.db.Driver().Write(l.ctx, l.batch, leveldb.WriteOptions{Sync: l.o.Sync}); err != nil {
			return fmt.Errorf("write a batch of %d entries: %w", l.batch.Len(), err)
		}
	}
	moved := int64(0)
	for i, key := range l.keys {
		moved += int64(len(key) + l.sizes[i])
	}
	l.count.Entries += int64(len(l.keys))
	l.count.Bytes += moved
	if l.o.Moved != nil {
		l.o.Moved(len(l.keys), moved)
	}
	l.keys, l.sizes, l.ends = l.keys[:0], l.sizes[:0], l.ends[:0]
	if l.batch.Size() > maxKept {
		l.batch = new(driver.Batch)
	}
	l.batch.Reset()
	return nil
}

// dropPresent removes already stored entries from the batch. It fails if a key has another value
// that must not be replaced.
func (l *loader) dropPresent() error {
	if err := l.twice(); err != nil {
		return err
	}
	var present []bool
	i := 0
	for e, err := range l.db.Lookup(l.keys) {
		if err != nil {
			return err
		}
		value := l.batch.Packed()[l.ends[i]-l.sizes[i] : l.ends[i]]
		err := e.View(func(p *leveldb.Pinned) error {
			stored, err := p.Stored()
			if err == nil && !l.o.Resume && !bytes.Equal(stored, value) {
				err = fmt.Errorf("import %s: %w with another value; --overwrite replaces it, --resume keeps it", keytext.Quote(l.keys[i]), ErrExists)
			}
			return err
		})
		switch {
		case err == nil:
			if present == nil {
				present = make([]bool, len(l.keys))
			}
			present[i] = true
		case !errors.Is(err, leveldb.ErrNotFound):
			return err
		}
		i++
	}
	if present == nil {
		return nil
	}
	rest := new(driver.Batch)
	kept := 0
	for i, key := range l.keys {
		if present[i] {
			l.count.Skipped++
			continue
		}
		if err := rest.Put(l.db.Prefix()+key, l.batch.Packed()[l.ends[i]-l.sizes[i]:l.ends[i]]); err != nil {
			return err
		}
		l.keys[kept], l.sizes[kept] = key, l.sizes[i]
		kept++
	}
	l.batch, l.keys, l.sizes = rest, l.keys[:kept], l.sizes[:kept]
	return nil
}

// twice returns an error if a key is in the batch twice.
func (l *loader) twice() error {
	for i := 1; i < len(l.keys); i++ {
		if l.keys[i-1] < l.keys[i] {
			continue
		}
		seen := make(map[string]bool, len(l.keys)) // only needed for keys that are out of order
		for _, key := range l.keys {
			if seen[key] {
				return fmt.Errorf("import %s: the key occurs twice", keytext.Quote(key))
			}
			seen[key] = true
		}
		return nil
	}
	return nil
}
