package exchange

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/openleveldb/openleveldb/internal/keytext"
	"github.com/openleveldb/openleveldb/leveldb"
)

// A Source has the entries of an import. It belongs to one goroutine.
type Source interface {
	// Items walks over what there is. An error ends the walk, unless it wraps ErrCannotHold: it is
	// then of one thing that is no entry. An Item is to be used before the walk moves on.
	Items() iter.Seq2[Item, error]
	// Close gives the source up.
	Close() error
}

// Item is one entry of a Source.
type Item struct {
	Key  string
	From string // where the entry is from, for errors, as in "line 3"; may be empty
	// Append appends the stored value to dst. The error wraps ErrCannotHold for what cannot be a
	// value but may be left out.
	Append func(dst []byte) ([]byte, error)
}

// batchSize is when a batch is written. LevelDB does best with some MiB, each of which is one wait
// for the disk.
const batchSize = 8 << 20

// maxKept is the memory of a batch that is kept for the next one.
const maxKept = 64 << 20

// ImportOptions say how entries are stored. The zero value adds them, and refuses to change others.
type ImportOptions struct {
	Overwrite  bool // store entries whose key is there already, whatever is there
	Resume     bool // leave keys that are there as they are, whatever is there
	Sync       bool // each batch is on the disk before the next is begun
	SkipOthers bool // leave out what cannot be a value
	AnyKeys    bool // also keys that are not UTF-8, on which the Python package fails
	Moved      func(entries int, bytes int64)
}

// Import stores the entries of a source below the prefix of db in batches, each of which is there
// whole or not at all, and is on the disk if db has the Sync option. So what is there after an
// interruption is whole entries, and to import again is harmless: an entry that is there with the
// same value is left alone.
//
// The error wraps ErrExists, and names the key, if there is another value, unless the options allow
// to overwrite it; the entries of its batch are not stored then.
func Import(ctx context.Context, db *leveldb.DB, source Source, o ImportOptions) (Count, error) {
	l := loader{batch: new(leveldb.RawBatch), db: db.WithContext(ctx).WithReadOptions(leveldb.ReadOptions{DontFillCache: true}), o: o}
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

// loader gathers entries to batches.
type loader struct {
	db    *leveldb.DB
	o     ImportOptions
	count Count
	batch *leveldb.RawBatch
	keys  []string
	sizes []int // of the stored values
	ends  []int // of the entries in the batch
}

func (l *loader) add(item Item) error {
	failed := func(err error) error {
		if item.From != "" {
			return fmt.Errorf("import %s, %s: %w", keytext.Quote(item.Key), item.From, err)
		}
		return fmt.Errorf("import %s: %w", keytext.Quote(item.Key), err)
	}
	if err := leveldb.CheckKey(item.Key); err != nil && !l.o.AnyKeys {
		return failed(errors.Join(err, errors.New("--any-keys stores it all the same")))
	}
	size := 0
	err := l.batch.PutWith(l.db.Prefix()+item.Key, func(dst []byte) ([]byte, error) {
		dst, err := item.Append(dst)
		size = len(dst)
		return dst, err
	})
	if errors.Is(err, leveldb.ErrTooLarge) && l.batch.Len() > 0 { // it may fit into a batch of its own
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
		if err := l.db.Store().Write(l.batch, leveldb.WriteOptions{Sync: l.o.Sync}); err != nil {
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
		l.batch = new(leveldb.RawBatch)
	}
	l.batch.Reset()
	return nil
}

// dropPresent takes what is stored already out of the batch, and fails if another value is there
// that is not to be kept.
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
	rest := new(leveldb.RawBatch)
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

// twice fails if a key is in the batch twice.
func (l *loader) twice() error {
	for i := 1; i < len(l.keys); i++ {
		if l.keys[i-1] < l.keys[i] {
			continue
		}
		seen := make(map[string]bool, len(l.keys)) // which is for keys out of order only
		for _, key := range l.keys {
			if seen[key] {
				return fmt.Errorf("import %s: it is there twice", keytext.Quote(key))
			}
			seen[key] = true
		}
		return nil
	}
	return nil
}
