package exchange

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/openleveldb/openleveldb/cmd/internal/valuetext"
	"github.com/openleveldb/openleveldb/internal/keytext"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// batchSize is the size in bytes at which a batch is written. LevelDB performs best with a few MiB.
// Each batch waits for the disk once.
const batchSize = 8 << 20

// maxKept is the maximum memory of a batch that is kept for the next one.
const maxKept = 64 << 20

// loader collects entries in groups. It reads a group while it stores the previous one.
type loader struct {
	ctx     context.Context
	db      *leveldb.DB
	o       ImportOptions
	count   Count
	group   *group
	spare   *group // the group that is being stored, if any is
	storing chan storedGroup
}

// group holds the entries of one write.
type group struct {
	batch *driver.Batch
	keys  []string
	sizes []int // sizes of the stored values
	ends  []int // ends of the entries in the batch
}

// storedGroup is the outcome of storing a group.
type storedGroup struct {
	count Count
	err   error
}

func newGroup() *group { return &group{batch: new(driver.Batch)} }

func (g *group) reset() {
	g.keys, g.sizes, g.ends = g.keys[:0], g.sizes[:0], g.ends[:0]
	if g.batch.Size() > maxKept {
		g.batch = new(driver.Batch)
	}
	g.batch.Reset()
}

// items calls add with the items of a source. Those that cannot be stored are counted as skipped if
// the options allow it.
func items(ctx context.Context, source Source, o ImportOptions, count *Count, add func(Item) error) error {
	for item, err := range source.Items() {
		if err == nil {
			err = ctx.Err()
		}
		if err == nil {
			err = add(item)
		}
		if errors.Is(err, ErrCannotHold) && o.SkipOthers {
			count.Skipped++
			continue
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// named adds the item to an error.
func (i Item) named(err error) error {
	if i.From != "" {
		return fmt.Errorf("import %s, %s: %w", keytext.Quote(i.Key), i.From, err)
	}
	return fmt.Errorf("import %s: %w", keytext.Quote(i.Key), err)
}

// checkKey returns an error if the options do not allow the key.
func (i Item) checkKey(o ImportOptions) error {
	if err := valuetext.CheckKey(i.Key); err != nil && !o.AnyKeys {
		return i.named(errors.Join(err, errors.New("--any-keys stores it anyway")))
	}
	return nil
}

func (l *loader) add(item Item) error {
	if err := item.checkKey(l.o); err != nil {
		return err
	}
	size := 0
	err := l.group.batch.PutWith(l.db.Prefix()+item.Key, func(dst []byte) ([]byte, error) {
		dst, err := item.Append(dst)
		size = len(dst)
		return dst, err
	})
	// It may fit into a new batch.
	if errors.Is(err, leveldb.ErrTooLarge) && l.group.batch.Len() > 0 {
		if err := l.flush(); err != nil {
			return err
		}
		return l.add(item)
	}
	if err != nil {
		return item.named(err)
	}
	l.group.keys = append(l.group.keys, item.Key)
	l.group.sizes = append(l.group.sizes, size)
	l.group.ends = append(l.group.ends, l.group.batch.Size())
	if l.group.batch.Size() >= batchSize {
		return l.flush()
	}
	return nil
}

// flush begins to store the group, after the previous one is stored. A group that is too large to
// keep is stored on return, so that no other is in memory at the same time.
func (l *loader) flush() error {
	if l.group.batch.Len() == 0 {
		return nil
	}
	if err := l.wait(); err != nil {
		return err
	}
	full, large := l.group, l.group.batch.Size() > maxKept
	l.group, l.spare = l.spare, full
	storing := make(chan storedGroup, 1)
	l.storing = storing
	go func() {
		count, err := l.store(full)
		storing <- storedGroup{count, err}
	}()
	if large {
		return l.wait()
	}
	return nil
}

// wait waits until the spare group is stored and empty.
func (l *loader) wait() error {
	if l.storing == nil {
		return nil
	}
	stored := <-l.storing
	l.storing = nil
	l.count.Entries += stored.count.Entries
	l.count.Bytes += stored.count.Bytes
	l.count.Skipped += stored.count.Skipped
	l.spare.reset()
	return stored.err
}

// store writes a group, and counts its entries.
func (l *loader) store(g *group) (count Count, err error) {
	if !l.o.Overwrite {
		if count.Skipped, err = l.dropPresent(g); err != nil {
			return count, err
		}
	}
	if g.batch.Len() > 0 {
		if err := l.db.Driver().Write(l.ctx, g.batch, leveldb.WriteOptions{Sync: l.o.Sync}); err != nil {
			return count, fmt.Errorf("write a batch of %d entries: %w", g.batch.Len(), err)
		}
	}
	for i, key := range g.keys {
		count.Bytes += int64(len(key) + g.sizes[i])
	}
	count.Entries = int64(len(g.keys))
	if l.o.Moved != nil {
		l.o.Moved(len(g.keys), count.Bytes)
	}
	return count, nil
}

// dropPresent removes already stored entries from a group and returns their number. It fails if a key has another value
// that must not be replaced.
func (l *loader) dropPresent(g *group) (dropped int64, err error) {
	if err := g.twice(); err != nil {
		return 0, err
	}
	var present []bool
	i := 0
	for e, err := range l.db.Lookup(g.keys) {
		if err != nil {
			return 0, err
		}
		value := g.batch.Packed()[g.ends[i]-g.sizes[i] : g.ends[i]]
		err := e.ViewRaw(func(p *leveldb.Pinned) error {
			stored, err := p.Stored()
			if err == nil && !l.o.Resume && !bytes.Equal(stored, value) {
				err = otherValueError(g.keys[i])
			}
			return err
		})
		switch {
		case err == nil:
			if present == nil {
				present = make([]bool, len(g.keys))
			}
			present[i] = true
		case !errors.Is(err, leveldb.ErrNotFound):
			return 0, err
		}
		i++
	}
	if present == nil {
		return 0, nil
	}
	rest := new(driver.Batch)
	kept := 0
	for i, key := range g.keys {
		if present[i] {
			dropped++
			continue
		}
		if err := rest.Put(l.db.Prefix()+key, g.batch.Packed()[g.ends[i]-g.sizes[i]:g.ends[i]]); err != nil {
			return dropped, err
		}
		g.keys[kept], g.sizes[kept] = key, g.sizes[i]
		kept++
	}
	g.batch, g.keys, g.sizes = rest, g.keys[:kept], g.sizes[:kept]
	return dropped, nil
}

// twice returns an error if a key is in the group twice.
func (g *group) twice() error {
	for i := 1; i < len(g.keys); i++ {
		if g.keys[i-1] < g.keys[i] {
			continue
		}
		seen := make(map[string]bool, len(g.keys)) // only needed for keys that are out of order
		for _, key := range g.keys {
			if seen[key] {
				return fmt.Errorf("import %s: the key occurs twice", keytext.Quote(key))
			}
			seen[key] = true
		}
		return nil
	}
	return nil
}

// otherValueError reports a key that has another value than the one to import. It is an ErrExists.
type otherValueError string

func (e otherValueError) Error() string {
	return fmt.Sprintf("import %s: the key has another value already; --overwrite replaces it, --resume keeps it", keytext.Quote(string(e)))
}

func (otherValueError) Unwrap() error { return ErrExists }
