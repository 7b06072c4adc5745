package bench

import (
	"errors"
	"math"
	"os"
	"path/filepath"

	"github.com/dgraph-io/badger/v4"
	"github.com/dgraph-io/badger/v4/options"
)

// badgerStore is github.com/dgraph-io/badger/v4. Values of 1 MiB and more are in its value log,
// smaller ones in its tables.
var badgerStore = Store{
	Name: "badger", Format: "badger",
	Create: func(dir string, c Config) (Writer, error) {
		if err := os.Mkdir(dir, 0o777); err != nil {
			return nil, err
		}
		db, err := badger.Open(badgerOptions(dir, c))
		if err != nil {
			return nil, err
		}
		return &badgerWriter{db}, nil
	},
	Open: func(dir string, c Config) (Reader, error) {
		if _, err := os.Stat(filepath.Join(dir, badger.ManifestFilename)); err != nil {
			return nil, err
		}
		db, err := badger.Open(badgerOptions(dir, c))
		if err != nil {
			return nil, err
		}
		return &peerReader{peer: badgerReader{db}, writer: &badgerWriter{db}}, nil
	},
}

// badgerMemTableBytes is the smallest size with which badger stores values below 1 MiB in its
// tables. A transaction is limited to 15 % of it, and must be able to hold a value just below 1
// MiB, the size from which values go into the value log.
const badgerMemTableBytes = 7 << 20

func badgerOptions(dir string, c Config) badger.Options {
	o := badger.DefaultOptions(dir).
		WithLoggingLevel(badger.ERROR).
		WithBlockCacheSize(int64(c.CacheBytes)).
		WithMemTableSize(int64(max(c.TableBytes, badgerMemTableBytes))).
		WithCompression(options.None).
		WithBloomFalsePositive(0).
		WithSyncWrites(c.Sync)
	if c.TableBytes > 0 {
		o = o.WithBaseTableSize(int64(c.TableBytes))
	}
	if c.Snappy {
		o = o.WithCompression(options.Snappy)
	}
	if c.FilterBits > 0 {
		// The false-positive rate of a filter with this many bits per key and the best number of
		// hashes.
		o = o.WithBloomFalsePositive(math.Exp(-float64(c.FilterBits) * math.Ln2 * math.Ln2))
	}
	return o
}

type badgerReader struct{ *badger.DB }

func (r badgerReader) get(key []byte, use func(stored []byte) error) error {
	return r.View(func(tx *badger.Txn) error {
		item, err := tx.Get(key)
		if errors.Is(err, badger.ErrKeyNotFound) {
			return errMissing
		}
		if err != nil {
			return err
		}
		return item.Value(use)
	})
}

func (r badgerReader) seek(key []byte, use func(stored []byte) error) error {
	return r.View(func(tx *badger.Txn) error {
		it := tx.NewIterator(badger.IteratorOptions{})
		defer it.Close()
		if it.Seek(key); !it.Valid() {
			return errMissing
		}
		return it.Item().Value(use)
	})
}

// scan turns off the iterator's prefetching of values, which is badger's default, because it copies
// the values.
func (r badgerReader) scan(reverse bool, use func(stored []byte) error) error {
	return r.View(func(tx *badger.Txn) error {
		it := tx.NewIterator(badger.IteratorOptions{Reverse: reverse})
		defer it.Close()
		for it.Rewind(); it.Valid(); it.Next() {
			if err := it.Item().Value(use); err != nil {
				return err
			}
		}
		return nil
	})
}

type badgerWriter struct{ *badger.DB }

func (w *badgerWriter) Put(keys Keys, order []uint32, values *Values) error {
	for _, i := range order {
		err := w.Update(func(tx *badger.Txn) error { return tx.Set(keys.Bytes(i), values.Stored(i)) })
		if err != nil {
			return failed("put", keys, i, err)
		}
	}
	return nil
}

func (w *badgerWriter) Delete(keys Keys, order []uint32) error {
	for _, i := range order {
		if err := w.Update(func(tx *badger.Txn) error { return tx.Delete(keys.Bytes(i)) }); err != nil {
			return failed("delete", keys, i, err)
		}
	}
	return nil
}

// PutBatch uses badger's WriteBatch, which splits a batch that is too large for one transaction
// into several. Such a batch is not atomic.
func (w *badgerWriter) PutBatch(keys Keys, order []uint32, values *Values) error {
	for part := range batches(order) {
		if err := w.putBatch(keys, part, values); err != nil {
			return failed("write batch at", keys, part[0], err)
		}
	}
	return nil
}

func (w *badgerWriter) putBatch(keys Keys, order []uint32, values *Values) error {
	batch := w.NewWriteBatch()
	defer batch.Cancel()
	for _, i := range order {
		if err := batch.Set(keys.Bytes(i), values.Stored(i)); err != nil {
			return err
		}
	}
	return batch.Flush()
}

// Compact closes the database and opens it again, because nothing else writes the latest entries to
// a table.
func (w *badgerWriter) Compact() error {
	o := w.Opts()
	if err := w.DB.Close(); err != nil {
		return err
	}
	db, err := badger.Open(o)
	if err != nil {
		return err
	}
	w.DB = db
	return w.Flatten(1)
}
