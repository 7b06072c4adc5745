package bench

import (
	"cmp"

	"github.com/jmhodges/levigo"
)

// levigoStore is LevelDB through github.com/jmhodges/levigo.
var levigoStore = Store{
	Name: "levigo", Format: "leveldb",
	Create: func(dir string, c Config) (Writer, error) {
		db, err := openLevigo(dir, c, true)
		if err != nil {
			return nil, err
		}
		return levigoWriter{db}, nil
	},
	Open: func(dir string, c Config) (Reader, error) {
		db, err := openLevigo(dir, c, false)
		if err != nil {
			return nil, err
		}
		return &peerReader{peer: db, writer: levigoWriter{db}}, nil
	},
}

type levigoDB struct {
	db      *levigo.DB
	options *levigo.Options
	cache   *levigo.Cache
	filter  *levigo.FilterPolicy // nil without a filter
	read    *levigo.ReadOptions
	write   *levigo.WriteOptions
}

func openLevigo(dir string, c Config, create bool) (*levigoDB, error) {
	l := &levigoDB{
		options: levigo.NewOptions(), cache: levigo.NewLRUCache(c.CacheBytes),
		read: levigo.NewReadOptions(), write: levigo.NewWriteOptions(),
	}
	l.options.SetCreateIfMissing(create)
	l.options.SetErrorIfExists(create)
	l.options.SetCache(l.cache)
	l.options.SetWriteBufferSize(c.bufferBytes())
	l.options.SetCompression(levigo.NoCompression)
	if c.Snappy {
		l.options.SetCompression(levigo.SnappyCompression)
	}
	if c.FilterBits > 0 {
		l.filter = levigo.NewBloomFilter(c.FilterBits)
		l.options.SetFilterPolicy(l.filter)
	}
	l.write.SetSync(c.Sync)
	db, err := levigo.Open(dir, l.options)
	if err != nil {
		l.free()
		return nil, err
	}
	l.db = db
	return l, nil
}

func (l *levigoDB) Close() error {
	l.db.Close()
	l.free()
	return nil
}

func (l *levigoDB) free() {
	l.read.Close()
	l.write.Close()
	l.options.Close()
	l.cache.Close()
	if l.filter != nil {
		l.filter.Close()
	}
}

func (l *levigoDB) get(key []byte, use func(stored []byte) error) error {
	stored, err := l.db.Get(l.read, key)
	if err != nil {
		return err
	}
	if stored == nil {
		return errMissing
	}
	return use(stored)
}

func (l *levigoDB) seek(key []byte, use func(stored []byte) error) error {
	it := l.db.NewIterator(l.read)
	defer it.Close()
	if it.Seek(key); it.Valid() {
		return use(it.Value())
	}
	return cmp.Or(it.GetError(), errMissing)
}

func (l *levigoDB) scan(reverse bool, use func(stored []byte) error) error {
	it := l.db.NewIterator(l.read)
	defer it.Close()
	first, next := it.SeekToFirst, it.Next
	if reverse {
		first, next = it.SeekToLast, it.Prev
	}
	for first(); it.Valid(); next() {
		if err := use(it.Value()); err != nil {
			return err
		}
	}
	return it.GetError()
}

type levigoWriter struct{ *levigoDB }

func (w levigoWriter) Put(keys Keys, order []uint32, values *Values) error {
	for _, i := range order {
		if err := w.db.Put(w.write, keys.Bytes(i), values.Stored(i)); err != nil {
			return failed("put", keys, i, err)
		}
	}
	return nil
}

func (w levigoWriter) Delete(keys Keys, order []uint32) error {
	for _, i := range order {
		if err := w.db.Delete(w.write, keys.Bytes(i)); err != nil {
			return failed("delete", keys, i, err)
		}
	}
	return nil
}

func (w levigoWriter) PutBatch(keys Keys, order []uint32, values *Values) error {
	batch := levigo.NewWriteBatch()
	defer batch.Close()
	for part := range batches(order) {
		for _, i := range part {
			batch.Put(keys.Bytes(i), values.Stored(i))
		}
		if err := w.db.Write(w.write, batch); err != nil {
			return failed("write batch at", keys, part[0], err)
		}
		batch.Clear()
	}
	return nil
}

func (w levigoWriter) Compact() error {
	w.db.CompactRange(levigo.Range{})
	return nil
}
