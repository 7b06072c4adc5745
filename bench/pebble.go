package bench

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/bloom"
	"github.com/cockroachdb/pebble/v2/sstable"
)

// pebbleStore is github.com/cockroachdb/pebble/v2.
var pebbleStore = Store{
	Name: "pebble", Format: "pebble",
	Create: func(dir string, c Config) (Writer, error) {
		db, err := pebble.Open(dir, pebbleOptions(c, true))
		if err != nil {
			return nil, err
		}
		return pebbleWriter{db, &pebble.WriteOptions{Sync: c.Sync}}, nil
	},
	Open: func(dir string, c Config) (Reader, error) {
		db, err := pebble.Open(dir, pebbleOptions(c, false))
		if err != nil {
			return nil, err
		}
		return &peerReader{peer: pebbleReader{db}, writer: pebbleWriter{db, &pebble.WriteOptions{Sync: c.Sync}}}, nil
	},
}

func pebbleOptions(c Config, create bool) *pebble.Options {
	o := &pebble.Options{
		CacheSize:          int64(c.CacheBytes),
		MemTableSize:       uint64(c.bufferBytes()),
		FormatMajorVersion: pebble.FormatNewest,
		ErrorIfExists:      create,
		ErrorIfNotExists:   !create,
		Logger:             errorLogger{},
	}
	compression := sstable.NoCompression
	if c.Snappy {
		compression = sstable.SnappyCompression
	}
	o.ApplyCompressionSettings(func() pebble.DBCompressionSettings { return pebble.UniformDBCompressionSettings(compression) })
	if c.TableBytes > 0 {
		for i := range o.TargetFileSizes {
			o.TargetFileSizes[i] = int64(c.TableBytes)
		}
	}
	if c.FilterBits > 0 {
		for i := range o.Levels {
			o.Levels[i].FilterPolicy = bloom.FilterPolicy(c.FilterBits)
		}
	}
	return o
}

// errorLogger drops pebble's messages, which would appear between the lines of the benchmarks.
type errorLogger struct{}

func (errorLogger) Infof(string, ...any)              {}
func (errorLogger) Errorf(format string, args ...any) { pebble.DefaultLogger.Errorf(format, args...) }
func (errorLogger) Fatalf(format string, args ...any) { pebble.DefaultLogger.Fatalf(format, args...) }

type pebbleReader struct{ *pebble.DB }

func (r pebbleReader) get(key []byte, use func(stored []byte) error) error {
	stored, closer, err := r.DB.Get(key)
	if err == pebble.ErrNotFound {
		return errMissing
	}
	if err != nil {
		return err
	}
	if err := use(stored); err != nil {
		return errors.Join(err, closer.Close())
	}
	return closer.Close()
}

func (r pebbleReader) seek(key []byte, use func(stored []byte) error) (err error) {
	it, err := r.NewIter(nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, it.Close()) }()
	if !it.SeekGE(key) {
		return cmp.Or(it.Error(), errMissing)
	}
	stored, err := it.ValueAndErr()
	if err != nil {
		return err
	}
	return use(stored)
}

func (r pebbleReader) scan(reverse bool, use func(stored []byte) error) (err error) {
	it, err := r.NewIter(nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, it.Close()) }()
	first, next := it.First, it.Next
	if reverse {
		first, next = it.Last, it.Prev
	}
	for valid := first(); valid; valid = next() {
		stored, err := it.ValueAndErr()
		if err != nil {
			return err
		}
		if err := use(stored); err != nil {
			return err
		}
	}
	return it.Error()
}

type pebbleWriter struct {
	*pebble.DB
	write *pebble.WriteOptions
}

func (w pebbleWriter) Put(keys Keys, order []uint32, values *Values) error {
	for _, i := range order {
		if err := w.Set(keys.Bytes(i), values.Stored(i), w.write); err != nil {
			return failed("put", keys, i, err)
		}
	}
	return nil
}

func (w pebbleWriter) Delete(keys Keys, order []uint32) error {
	for _, i := range order {
		if err := w.DB.Delete(keys.Bytes(i), w.write); err != nil {
			return failed("delete", keys, i, err)
		}
	}
	return nil
}

func (w pebbleWriter) PutBatch(keys Keys, order []uint32, values *Values) error {
	for part := range batches(order) {
		batch := w.NewBatch()
		for _, i := range part {
			if err := batch.Set(keys.Bytes(i), values.Stored(i), nil); err != nil {
				return errors.Join(failed("add to batch", keys, i, err), batch.Close())
			}
		}
		if err := batch.Commit(w.write); err != nil {
			return errors.Join(failed("write batch at", keys, part[0], err), batch.Close())
		}
		if err := batch.Close(); err != nil {
			return fmt.Errorf("bench: close batch: %w", err)
		}
	}
	return nil
}

func (w pebbleWriter) Compact() error {
	return w.DB.Compact(context.Background(), []byte("0"), []byte(":"), false) // all digits
}
