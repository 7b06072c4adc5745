package leveldb

import (
	"fmt"

	"github.com/openleveldb/openleveldb/native"
)

// local is the Store of a database in this process, or of a snapshot of it.
type local struct {
	db       *native.DB
	snapshot *native.Snapshot // nil for the present state
	readOnly bool
}

func (l *local) read(o ReadOptions) native.ReadOptions {
	return native.ReadOptions{VerifyChecksums: o.VerifyChecksums, DontFillCache: o.DontFillCache, Snapshot: l.snapshot}
}

func (l *local) Get(key string, buf []byte, o ReadOptions) (Value, error) {
	return l.db.Get(key, buf, l.read(o))
}

func (l *local) Pin(key string, o ReadOptions) (Value, error) { return l.db.Pin(key, l.read(o)) }

func (l *local) Lookup(keys []string, o ReadOptions) (Cursor, error) {
	return l.db.NewLookup(keys, l.read(o))
}

func (l *local) Gather(keys []string, header, rows []byte, o ReadOptions) ([]RowState, error) {
	return l.db.Gather(keys, header, rows, l.read(o))
}

func (l *local) Has(key string, o ReadOptions) (bool, error) { return l.db.Has(key, l.read(o)) }

func (l *local) Put(key string, value []byte, o WriteOptions) error {
	if l.readOnly {
		return ErrReadOnly
	}
	return l.db.Put(key, value, o)
}

func (l *local) Delete(key string, o WriteOptions) error {
	if l.readOnly {
		return ErrReadOnly
	}
	return l.db.Delete(key, o)
}

func (l *local) Write(batch *RawBatch, o WriteOptions) error {
	if l.readOnly {
		return ErrReadOnly
	}
	return l.db.Write(batch, o)
}

func (l *local) Scan(s Span, o ReadOptions) (Cursor, error) { return l.db.NewIterator(s, l.read(o)) }

func (l *local) Count(s Span, o ReadOptions) (uint64, error) { return l.db.Count(s, l.read(o)) }

func (l *local) Snapshot() (Store, error) {
	if l.snapshot != nil {
		return nil, fmt.Errorf("%w: this is a snapshot already", ErrInvalidArgument)
	}
	s, err := l.db.NewSnapshot()
	if err != nil {
		return nil, err
	}
	return &local{db: l.db, snapshot: s, readOnly: true}, nil
}

func (l *local) Property(name string) (string, error) {
	if err := l.held(); err != nil {
		return "", err
	}
	return l.db.Property(name)
}

func (l *local) ApproximateSize(lower, upper string) (uint64, error) {
	if err := l.held(); err != nil {
		return 0, err
	}
	return l.db.ApproximateSize(Span{Lower: lower, Upper: upper})
}

// held returns ErrClosed if this is a closed snapshot. Reads through a snapshot check that
// themselves.
func (l *local) held() error {
	if l.snapshot == nil {
		return nil
	}
	return l.snapshot.Held()
}

func (l *local) Compact(lower, upper string) error {
	if l.readOnly {
		return ErrReadOnly
	}
	return l.db.CompactRange(Span{Lower: lower, Upper: upper})
}

func (l *local) Close() error {
	if l.snapshot != nil {
		l.snapshot.Release()
		return nil
	}
	return l.db.Close()
}
