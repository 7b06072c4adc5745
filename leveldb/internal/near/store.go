package near

import (
	"context"
	"errors"
	"io"
	"runtime/debug"

	"github.com/openleveldb/openleveldb/internal/fault"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
	"github.com/openleveldb/openleveldb/native"
)

// Far is a store in another process, as package remote implements it.
type Far interface {
	driver.Locator
	driver.ArrayReader
	driver.PartReader
	driver.Splitter
	driver.Estimator
}

// Store is a Far whose long values are read from the tables. Borrowed values may be used after
// Close. It is safe for use by multiple goroutines.
type Store struct {
	Far
	tables   *tables
	snapshot bool
}

// New returns a Store for the database in a directory. It takes ownership of far.
func New(far Far, dir string) *Store { return &Store{Far: far, tables: newTables(dir)} }

// Renew is called when another process has begun to serve the database: the directory may have been
// replaced in the meantime.
func (s *Store) Renew() { s.tables.forget() }

// read returns the value of key if it is short or in a table. Otherwise ok is false.
func (s *Store) read(ctx context.Context, key string, o driver.ReadOptions) (v driver.Value, ok bool, err error) {
	v, at, err := s.Far.Locate(ctx, key, o)
	switch {
	case errors.Is(err, driver.ErrNotSupported):
		return v, false, nil
	case err != nil || at.Size == 0:
		return v, err == nil, err
	case at.Table == "":
		return v, false, nil
	}
	if v, err = s.tables.value(at); errors.Is(err, driver.ErrClosed) {
		return v, false, err
	}
	// The table was replaced, or this process cannot map it. The other process can still read the
	// value.
	return v, err == nil, nil
}

// Pin implements [driver.Store].
func (s *Store) Pin(ctx context.Context, key string, o driver.ReadOptions) (driver.Value, error) {
	v, ok, err := s.read(ctx, key, o)
	if ok || err != nil {
		request(v)
		return v, err
	}
	return s.Far.Pin(ctx, key, o)
}

// request asks the system to read a value in a table from the disk, or the beginning of a huge one.
func request(v driver.Value) {
	if v.Borrowed() {
		native.Request(v.Bytes()[:min(len(v.Bytes()), requestAtOnce)])
	}
}

// requestAtOnce is the maximum number of bytes that are requested before anything is read. Whoever
// reads more requests the rest.
const requestAtOnce = 1 << 20

// Get implements [driver.Store].
func (s *Store) Get(ctx context.Context, key string, buf []byte, o driver.ReadOptions) (driver.Value, error) {
	v, ok, err := s.read(ctx, key, o)
	if ok || err != nil {
		request(v)
		return v, err
	}
	return s.Far.Get(ctx, key, buf, o)
}

// ReadArray implements [driver.ArrayReader]. read copies from the table.
func (s *Store) ReadArray(ctx context.Context, key string, first, last int, o driver.ReadOptions, read func(driver.ArrayHead, io.Reader) error) (err error) {
	v, ok, err := s.read(ctx, key, o)
	if err != nil {
		return err
	}
	if !ok {
		return s.Far.ReadArray(ctx, key, first, last, o, read)
	}
	defer v.Release()
	before := debug.SetPanicOnFault(true)
	defer func() {
		debug.SetPanicOnFault(before)
		if p := recover(); p != nil {
			if err, ok = fault.Unreadable(p, v.Bytes()); !ok {
				panic(p)
			}
		}
	}()
	head, elements := wire.ArrayPart(v.Bytes(), int64(first), int64(max(last, -1)))
	native.Request(elements[:min(len(elements), requestAtOnce)])
	return read(driver.ArrayHead{Header: head.Header, Rows: head.Rows, Size: int64(len(elements))}, &memory{elements})
}

// ReadPart implements [driver.PartReader]. It copies from the table.
func (s *Store) ReadPart(ctx context.Context, key string, p driver.Part, o driver.ReadOptions) (part driver.ValuePart, err error) {
	v, ok, err := s.read(ctx, key, o)
	if err != nil {
		return part, err
	}
	if !ok {
		return s.Far.ReadPart(ctx, key, p, o)
	}
	defer v.Release()
	before := debug.SetPanicOnFault(true)
	defer func() {
		debug.SetPanicOnFault(before)
		if p := recover(); p != nil {
			if err, ok = fault.Unreadable(p, v.Bytes()); !ok {
				panic(p)
			}
		}
	}()
	value := v.Bytes()
	head, size := wire.PartOf(value, p)
	part.Size = int64(len(value))
	part.Header = append([]byte(nil), head...)
	part.Bytes = make([]byte, size)
	return part, p.CopyContext(ctx, part.Bytes, value, 0, native.Copy)
}

// memory reads bytes of a mapped table.
type memory struct{ left []byte }

func (m *memory) Read(p []byte) (int, error) {
	if len(m.left) == 0 {
		return 0, io.EOF
	}
	n := min(len(p), len(m.left))
	native.Copy(p[:n], m.left[:n])
	m.left = m.left[n:]
	return n, nil
}

// Snapshot implements [driver.Store].
func (s *Store) Snapshot(ctx context.Context) (driver.Store, error) {
	store, err := s.Far.Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	far, ok := store.(Far)
	if !ok {
		return store, nil
	}
	return &Store{Far: far, tables: s.tables, snapshot: true}, nil
}

// Close implements [driver.Store]. Tables stay mapped until their values are released.
func (s *Store) Close() error {
	if !s.snapshot {
		s.tables.close()
	}
	return s.Far.Close()
}
