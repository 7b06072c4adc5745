package bench

import (
	"errors"
	"os"
	"path/filepath"
	"time"

	"go.etcd.io/bbolt"
)

// bboltStore is go.etcd.io/bbolt.
var bboltStore = Store{
	Name: "bbolt", Format: "bbolt",
	Create: func(dir string, c Config) (Writer, error) {
		if err := os.Mkdir(dir, 0o777); err != nil {
			return nil, err
		}
		db, err := openBbolt(filepath.Join(dir, bboltFile), c.Sync)
		if err != nil {
			return nil, err
		}
		err = db.Update(func(tx *bbolt.Tx) error {
			_, err := tx.CreateBucket(bboltBucket)
			return err
		})
		if err != nil {
			return nil, errors.Join(err, db.Close())
		}
		return &bboltWriter{dir, c.Sync, db}, nil
	},
	Open: func(dir string, c Config) (Reader, error) {
		file := filepath.Join(dir, bboltFile)
		if _, err := os.Stat(file); err != nil {
			return nil, err
		}
		db, err := openBbolt(file, c.Sync)
		if err != nil {
			return nil, err
		}
		return &peerReader{peer: bboltReader{db}, writer: &bboltWriter{dir, c.Sync, db}}, nil
	},
}

const bboltFile = "bolt.db"

var bboltBucket = []byte("arrays")

func openBbolt(file string, sync bool) (*bbolt.DB, error) {
	o := *bbolt.DefaultOptions
	o.NoSync = !sync
	o.Timeout = time.Second // for the lock; the default is no timeout
	return bbolt.Open(file, 0o666, &o)
}

type bboltReader struct{ *bbolt.DB }

func (r bboltReader) get(key []byte, use func(stored []byte) error) error {
	return r.View(func(tx *bbolt.Tx) error {
		stored := tx.Bucket(bboltBucket).Get(key)
		if stored == nil {
			return errMissing
		}
		return use(stored)
	})
}

func (r bboltReader) seek(key []byte, use func(stored []byte) error) error {
	return r.View(func(tx *bbolt.Tx) error {
		found, stored := tx.Bucket(bboltBucket).Cursor().Seek(key)
		if found == nil {
			return errMissing
		}
		return use(stored)
	})
}

func (r bboltReader) scan(reverse bool, use func(stored []byte) error) error {
	return r.View(func(tx *bbolt.Tx) error {
		cursor := tx.Bucket(bboltBucket).Cursor()
		first, next := cursor.First, cursor.Next
		if reverse {
			first, next = cursor.Last, cursor.Prev
		}
		for key, stored := first(); key != nil; key, stored = next() {
			if err := use(stored); err != nil {
				return err
			}
		}
		return nil
	})
}

type bboltWriter struct {
	dir  string
	sync bool
	db   *bbolt.DB
}

func (w *bboltWriter) Put(keys Keys, order []uint32, values *Values) error {
	for _, i := range order {
		err := w.db.Update(func(tx *bbolt.Tx) error {
			return tx.Bucket(bboltBucket).Put(keys.Bytes(i), values.Stored(i))
		})
		if err != nil {
			return failed("put", keys, i, err)
		}
	}
	return nil
}

func (w *bboltWriter) Delete(keys Keys, order []uint32) error {
	for _, i := range order {
		err := w.db.Update(func(tx *bbolt.Tx) error { return tx.Bucket(bboltBucket).Delete(keys.Bytes(i)) })
		if err != nil {
			return failed("delete", keys, i, err)
		}
	}
	return nil
}

func (w *bboltWriter) PutBatch(keys Keys, order []uint32, values *Values) error {
	for part := range batches(order) {
		err := w.db.Update(func(tx *bbolt.Tx) error {
			bucket := tx.Bucket(bboltBucket)
			for _, i := range part {
				if err := bucket.Put(keys.Bytes(i), values.Stored(i)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return failed("write batch at", keys, part[0], err)
		}
	}
	return nil
}

// Compact copies everything to a new file with full pages, which is how bbolt compacts.
func (w *bboltWriter) Compact() error {
	file := filepath.Join(w.dir, bboltFile)
	fresh, err := openBbolt(file+".new", w.sync)
	if err != nil {
		return err
	}
	const transactionBytes = 64 << 20
	if err := bbolt.Compact(fresh, w.db, transactionBytes); err != nil {
		return errors.Join(err, fresh.Close())
	}
	if err := errors.Join(w.db.Close(), fresh.Close()); err != nil {
		return err
	}
	if err := os.Rename(file+".new", file); err != nil {
		return err
	}
	db, err := openBbolt(file, w.sync)
	if err != nil {
		return err
	}
	w.db = db
	return nil
}

func (w *bboltWriter) Close() error { return w.db.Close() }
