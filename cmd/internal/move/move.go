package move

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/openleveldb/openleveldb/leveldb"
)

// ErrExists means that there is a value under a new key, and that it must not be replaced.
var ErrExists = errors.New("there is a value under this key already")

// Key renames a key, atomically. The stored bytes stay the same. Keys may be any bytes. If there is
// a value under the new key, Key returns ErrExists, or replaces the value if overwrite is set.
func Key(db *leveldb.DB, from, to string, overwrite bool) error {
	fail := func(key string, err error) error { return &leveldb.Error{Op: "move", Name: key, Err: err} }
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
	if !overwrite {
		switch found, err := db.Has(to); {
		case err != nil:
			return err
		case found:
			return fail(to, ErrExists)
		}
	}
	b := db.Raw().NewBatch()
	if err := errors.Join(b.Put([]byte(to), stored), b.Delete([]byte(from))); err != nil {
		return err
	}
	return b.Write()
}

// The size of a batch of Prefix. A single larger entry is a batch of its own.
const (
	batchEntries = 4 << 10
	batchBytes   = 4 << 20
)

// Prefix replaces the prefix from of all keys that begin with it by the prefix to, and returns the
// number of renamed keys. It calls progress with what each batch moved.
//
// If there is a value under a new key, Prefix changes nothing and returns ErrExists, or replaces
// such values if overwrite is set. Each entry is moved atomically, but not all of them together:
// after an error, n entries were moved, and another call moves the rest. The last batch is written
// with the write options of db, the others without Sync, so that the last one makes all durable.
//
// One prefix must not begin with the other: a new key could then be the old key of another entry.
func Prefix(ctx context.Context, db *leveldb.DB, from, to string, overwrite bool, progress func(entries int, bytes int64)) (n int, err error) {
	if strings.HasPrefix(from, to) || strings.HasPrefix(to, from) {
		return 0, fmt.Errorf("%w: move %q to %q: neither may begin with the other; move to a third prefix first", leveldb.ErrInvalidArgument, from, to)
	}
	db = db.WithContext(ctx)
	if !overwrite {
		if err := check(db, from, to); err != nil {
			return 0, err
		}
	}
	m := mover{db: db, unsynced: db.WithWriteOptions(leveldb.WriteOptions{}), progress: progress}
	m.reset()
	var stored []byte
	for e, err := range db.Sub(from).WithReadOptions(leveldb.ReadOptions{DontFillCache: true}).Entries(nil) {
		if err != nil {
			return m.moved, err
		}
		if stored, err = e.AppendRaw(stored[:0]); err != nil {
			return m.moved, err
		}
		if err := m.add(from, to, e.Key(), stored); err != nil {
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
	compare := func() error {
		for e, err := range db.Lookup(keys) {
			if err != nil {
				return err
			}
			if e.Found() {
				return &leveldb.Error{Op: "move", Name: e.Key(), Err: ErrExists}
			}
		}
		keys = keys[:0]
		return nil
	}
	for rest, err := range db.Sub(from).Keys(nil) {
		if err != nil {
			return err
		}
		if keys = append(keys, to+rest); len(keys) == batchEntries {
			if err := compare(); err != nil {
				return err
			}
		}
	}
	return compare()
}

// mover collects the writes of a move.
type mover struct {
	db, unsynced *leveldb.DB
	batch        *leveldb.RawBatch
	bytes        int64 // of the entries in the batch
	moved        int
	progress     func(entries int, bytes int64)
}

func (m *mover) reset() { m.batch, m.bytes = m.unsynced.Raw().NewBatch(), 0 }

// add moves an entry, and first writes the batch if it is full.
func (m *mover) add(from, to, rest string, stored []byte) error {
	if m.batch.Len() >= 2*batchEntries || m.batch.Size()+len(stored) > batchBytes && m.batch.Len() > 0 {
		if err := m.write(false); err != nil {
			return err
		}
	}
	m.bytes += int64(len(from) + len(rest) + len(stored))
	return errors.Join(m.batch.Put([]byte(to+rest), stored), m.batch.Delete([]byte(from+rest)))
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
	if err := b.Write(); err != nil {
		return err
	}
	m.moved += entries
	m.progress(entries, m.bytes)
	m.reset()
	return nil
}
