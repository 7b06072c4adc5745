package move

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"

	"github.com/openleveldb/openleveldb/leveldb"
)

// ErrExists means that there is a value under a new key, and that it must not be replaced.
var ErrExists = errors.New("there is a value under this key already")

// ErrChanged means that another program has changed an entry while it was being renamed.
var ErrChanged = errors.New("another program has just changed the value")

// Options configure a renaming.
type Options struct {
	Overwrite bool // replace values under the new keys
	// Exclusive promises that nobody else writes to the database. Without it, entries are read again
	// right before the write that moves them, which makes it unlikely, but not impossible, that the
	// write of another program in between is lost: a Store cannot compare and write in one step.
	Exclusive bool
	// Progress receives what each batch of Prefix moved. It may be nil.
	Progress func(entries int, bytes int64)
}

// Key renames a key. The stored bytes stay the same. Keys may be any bytes. If there is a value
// under the new key, Key returns ErrExists, or replaces the value if Overwrite is set. The write is
// atomic. If the value changes before the write, Key returns ErrChanged and changes nothing; see
// Exclusive.
func Key(db *leveldb.DB, from, to string, o Options) error {
	if from == to {
		return fail(from, errors.New("the new key is the same"))
	}
	stored, err := db.AppendRaw(nil, from)
	if errors.Is(err, leveldb.ErrNotFound) {
		return fail(from, leveldb.ErrNotFound)
	}
	if err != nil {
		return err
	}
	if !o.Overwrite {
		if err := absent(db, []string{to}); err != nil {
			return err
		}
	}
	m := newMover(db, from, to, o)
	if err := m.add("", stored); err != nil {
		return err
	}
	return m.write(true)
}

func fail(key string, err error) error { return &leveldb.Error{Op: "move", Name: key, Err: err} }

// The size of a batch of Prefix. A single larger entry is a batch of its own.
const (
	batchEntries = 4 << 10
	batchBytes   = 4 << 20
)

// Prefix replaces the prefix from of all keys that begin with it by the prefix to, and returns the
// number of renamed keys.
//
// If there is a value under a new key, Prefix changes nothing and returns ErrExists, or replaces
// such values if Overwrite is set. If an entry changes while it is being moved, Prefix returns
// ErrChanged; see Exclusive. Each entry is moved atomically, but not all of them together: after an
// error, n entries were moved, and another call moves the rest. The last batch is written with the
// write options of db, the others without Sync, so that the last one makes all durable.
//
// One prefix must not begin with the other: a new key could then be the old key of another entry.
func Prefix(ctx context.Context, db *leveldb.DB, from, to string, o Options) (n int, err error) {
	if strings.HasPrefix(from, to) || strings.HasPrefix(to, from) {
		return 0, fmt.Errorf("%w: move %q to %q: neither may begin with the other; move to a third prefix first", leveldb.ErrInvalidArgument, from, to)
	}
	db = db.WithContext(ctx)
	if !o.Overwrite {
		if err := check(db, from, to); err != nil {
			return 0, err
		}
	}
	m := newMover(db, from, to, o)
	var stored []byte
	for e, err := range db.Sub(from).WithReadOptions(leveldb.ReadOptions{DontFillCache: true}).Entries(nil) {
		if err != nil {
			return m.moved, err
		}
		if stored, err = e.AppendRaw(stored[:0]); err != nil {
			return m.moved, err
		}
		if err := m.add(e.Key(), stored); err != nil {
			return m.moved, err
		}
	}
	return m.moved, m.write(true)
}

// check returns ErrExists if Prefix would replace a value.
func check(db *leveldb.DB, from, to string) error {
	if _, err := db.Sub(to).FirstKey(nil); errors.Is(err, leveldb.ErrNotFound) {
		return nil
	} else if err != nil {
		return err
	}
	var keys []string
	for rest, err := range db.Sub(from).Keys(nil) {
		if err != nil {
			return err
		}
		if keys = append(keys, to+rest); len(keys) == batchEntries {
			if err := absent(db, keys); err != nil {
				return err
			}
			keys = keys[:0]
		}
	}
	return absent(db, keys)
}

// absent returns ErrExists if there is a value under one of the keys.
func absent(db *leveldb.DB, keys []string) error {
	for e, err := range db.Lookup(keys) {
		if err != nil {
			return err
		}
		if e.Found() {
			return fail(e.Key(), ErrExists)
		}
	}
	return nil
}

// mover collects the writes of a move.
type mover struct {
	db, unsynced *leveldb.DB
	from, to     string
	o            Options
	batch        *leveldb.RawBatch
	bytes        int64    // of the entries in the batch
	rests        []string // of the keys in the batch, and the digests of their values, unless Exclusive
	digests      [][sha256.Size]byte
	moved        int
}

func newMover(db *leveldb.DB, from, to string, o Options) *mover {
	m := &mover{db: db, unsynced: db.WithWriteOptions(leveldb.WriteOptions{}), from: from, to: to, o: o}
	m.reset()
	return m
}

func (m *mover) reset() {
	m.batch, m.bytes = m.unsynced.Raw().NewBatch(), 0
	m.rests, m.digests = m.rests[:0], m.digests[:0]
}

// add moves an entry, and first writes the batch if it is full.
func (m *mover) add(rest string, stored []byte) error {
	if m.batch.Len() >= 2*batchEntries || m.batch.Size()+len(stored) > batchBytes && m.batch.Len() > 0 {
		if err := m.write(false); err != nil {
			return err
		}
	}
	m.bytes += int64(len(m.from) + len(rest) + len(stored))
	if !m.o.Exclusive {
		m.rests, m.digests = append(m.rests, rest), append(m.digests, sha256.Sum256(stored))
	}
	return errors.Join(m.batch.Put([]byte(m.to+rest), stored), m.batch.Delete([]byte(m.from+rest)))
}

// check returns ErrChanged if an old key in the batch has another value now, and ErrExists if there
// is a value under a new one that must not be replaced.
func (m *mover) check() error {
	if m.o.Exclusive {
		return nil
	}
	db := m.db.WithReadOptions(leveldb.ReadOptions{DontFillCache: true})
	if !m.o.Overwrite {
		keys := make([]string, len(m.rests))
		for i, rest := range m.rests {
			keys[i] = m.to + rest
		}
		if err := absent(db, keys); err != nil {
			return err
		}
	}
	keys, i := make([]string, len(m.rests)), 0
	for j, rest := range m.rests {
		keys[j] = m.from + rest
	}
	for e, err := range db.Lookup(keys) {
		if err != nil {
			return err
		}
		same := false
		err = e.ViewRaw(func(p *leveldb.Pinned) error {
			stored, err := p.Stored()
			same = sha256.Sum256(stored) == m.digests[i]
			return err
		})
		switch {
		case err != nil && !errors.Is(err, leveldb.ErrNotFound):
			return err
		case !same:
			return fail(keys[i], ErrChanged)
		}
		i++
	}
	return nil
}

// write writes the batch. The last one makes all batches durable.
func (m *mover) write(last bool) error {
	b, entries := m.batch, m.batch.Len()/2
	if last {
		b = m.db.Raw().NewBatch()
		if err := b.Append(m.batch); err != nil {
			return err
		}
	}
	if err := m.check(); err != nil {
		return err
	}
	if err := b.Write(); err != nil {
		return err
	}
	m.moved += entries
	if m.o.Progress != nil {
		m.o.Progress(entries, m.bytes)
	}
	m.reset()
	return nil
}
