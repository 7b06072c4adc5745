package bench

import (
	"cmp"

	"github.com/syndtr/goleveldb/leveldb"
	"github.com/syndtr/goleveldb/leveldb/filter"
	"github.com/syndtr/goleveldb/leveldb/opt"
	"github.com/syndtr/goleveldb/leveldb/util"
)

// goLevelDB is github.com/syndtr/goleveldb, LevelDB written in Go.
var goLevelDB = Store{
	Name: "goleveldb", Format: "goleveldb",
	Create: func(dir string, c Config) (Writer, error) {
		db, err := leveldb.OpenFile(dir, goLevelDBOptions(c, true))
		if err != nil {
			return nil, err
		}
		return goLevelDBWriter{db, &opt.WriteOptions{Sync: c.Sync}}, nil
	},
	Open: func(dir string, c Config) (Reader, error) {
		db, err := leveldb.OpenFile(dir, goLevelDBOptions(c, false))
		if err != nil {
			return nil, err
		}
		return &peerReader{peer: goLevelDBReader{db}, writer: goLevelDBWriter{db, &opt.WriteOptions{Sync: c.Sync}}}, nil
	},
}

func goLevelDBOptions(c Config, create bool) *opt.Options {
	o := &opt.Options{
		BlockCacheCapacity:  c.CacheBytes,
		WriteBuffer:         c.bufferBytes(),
		CompactionTableSize: c.TableBytes,
		Compression:         opt.NoCompression,
		ErrorIfExist:        create,
		ErrorIfMissing:      !create,
		Strict:              opt.DefaultStrict &^ opt.StrictBlockChecksum, // as LevelDB's default
	}
	if c.Snappy {
		o.Compression = opt.SnappyCompression
	}
	if c.FilterBits > 0 {
		o.Filter = filter.NewBloomFilter(c.FilterBits)
	}
	return o
}

type goLevelDBReader struct{ *leveldb.DB }

func (r goLevelDBReader) get(key []byte, use func(stored []byte) error) error {
	stored, err := r.DB.Get(key, nil)
	if err == leveldb.ErrNotFound {
		return errMissing
	}
	if err != nil {
		return err
	}
	return use(stored)
}

func (r goLevelDBReader) seek(key []byte, use func(stored []byte) error) error {
	it := r.NewIterator(nil, nil)
	defer it.Release()
	if it.Seek(key) {
		return use(it.Value())
	}
	return cmp.Or(it.Error(), errMissing)
}

func (r goLevelDBReader) scan(reverse bool, use func(stored []byte) error) error {
	it := r.NewIterator(nil, nil)
	defer it.Release()
	first, next := it.First, it.Next
	if reverse {
		first, next = it.Last, it.Prev
	}
	for valid := first(); valid; valid = next() {
		if err := use(it.Value()); err != nil {
			return err
		}
	}
	return it.Error()
}

type goLevelDBWriter struct {
	*leveldb.DB
	write *opt.WriteOptions
}

func (w goLevelDBWriter) Put(keys Keys, order []uint32, values *Values) error {
	for _, i := range order {
		if err := w.DB.Put(keys.Bytes(i), values.Stored(i), w.write); err != nil {
			return failed("put", keys, i, err)
		}
	}
	return nil
}

func (w goLevelDBWriter) Delete(keys Keys, order []uint32) error {
	for _, i := range order {
		if err := w.DB.Delete(keys.Bytes(i), w.write); err != nil {
			return failed("delete", keys, i, err)
		}
	}
	return nil
}

func (w goLevelDBWriter) PutBatch(keys Keys, order []uint32, values *Values) error {
	var batch leveldb.Batch
	for part := range batches(order) {
		for _, i := range part {
			batch.Put(keys.Bytes(i), values.Stored(i))
		}
		if err := w.Write(&batch, w.write); err != nil {
			return failed("write batch at", keys, part[0], err)
		}
		batch.Reset()
	}
	return nil
}

func (w goLevelDBWriter) Compact() error { return w.CompactRange(util.Range{}) }
