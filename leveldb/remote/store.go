package remote

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
)

// clientStore implements driver.Store for a database on a server, or for a snapshot of it.
// Everything it returns is in Go memory.
type clientStore struct {
	client   *client
	handle   *handle
	snapshot *leaseKeeper // nil: the current state
	readOnly bool
}

// body returns the start of the body of a read.
func (s *clientStore) body(o leveldb.ReadOptions, size int) []byte {
	w := wire.Options{VerifyChecksums: o.VerifyChecksums, DontFillCache: o.DontFillCache}
	if s.snapshot != nil {
		w.Snapshot = s.snapshot.id
	}
	return w.Append(make([]byte, 0, 32+size))
}

// mayRead returns ErrClosed if the store is a snapshot that is no longer held.
func (s *clientStore) mayRead() error {
	if s.snapshot != nil && s.snapshot.released() {
		return leveldb.ErrClosed
	}
	return nil
}

// reading makes a read call with a short response.
func (s *clientStore) reading(ctx context.Context, name string, head, buf []byte, limit int64) ([]byte, error) {
	defer runtime.KeepAlive(s.handle)
	if err := s.mayRead(); err != nil {
		return nil, err
	}
	return s.client.plain(ctx, &call{name: name, head: head}, buf, limit)
}

// writing makes a call that modifies the database.
func (s *clientStore) writing(ctx context.Context, k *call) error {
	defer runtime.KeepAlive(s.handle)
	if s.readOnly {
		return leveldb.ErrReadOnly
	}
	k.write = true
	_, err := s.client.plain(ctx, k, nil, 0)
	return err
}

// number makes a call whose response is a number.
func (s *clientStore) number(ctx context.Context, name string, head []byte) (uint64, error) {
	answered, err := s.reading(ctx, name, head, nil, 8)
	if err != nil {
		return 0, err
	}
	n, err := wire.ParseNumber(answered)
	return n, s.client.name(err)
}

func (s *clientStore) Get(ctx context.Context, key string, buf []byte, o leveldb.ReadOptions) (driver.Value, error) {
	stored, err := s.reading(ctx, wire.CallGet, append(s.body(o, len(key)), key...), buf[:len(buf):len(buf)], driver.MaxEntrySize)
	if len(stored) > len(buf) {
		return driver.OwnedValue(stored), err
	}
	return driver.ValueOf(stored), err
}

func (s *clientStore) Pin(ctx context.Context, key string, o leveldb.ReadOptions) (driver.Value, error) {
	return s.Get(ctx, key, nil, o)
}

// Locate implements driver.Locator. Servers of earlier versions do not support it.
func (s *clientStore) Locate(ctx context.Context, key string, o leveldb.ReadOptions) (driver.Value, driver.Location, error) {
	answered, err := s.reading(ctx, wire.CallLocate, append(s.body(o, len(key)), key...), nil, wire.MaxLocated)
	if err != nil {
		return driver.Value{}, driver.Location{}, err
	}
	value, at, err := wire.ParseLocated(answered)
	return driver.OwnedValue(value), at, s.client.name(err)
}

func (s *clientStore) Has(ctx context.Context, key string, o leveldb.ReadOptions) (bool, error) {
	answered, err := s.reading(ctx, wire.CallHas, append(s.body(o, len(key)), key...), nil, 1)
	if err != nil {
		return false, err
	}
	if len(answered) != 1 || answered[0] > 1 {
		return false, s.client.name(fmt.Errorf("%w: response %q, want 0 or 1", ErrProtocol, answered))
	}
	return answered[0] == 1, nil
}

// ReadArray transfers only the requested elements, and reads them directly into the caller's
// memory.
func (s *clientStore) ReadArray(ctx context.Context, key string, first, last int, o leveldb.ReadOptions, read func(driver.ArrayHead, io.Reader) error) error {
	defer runtime.KeepAlive(s.handle)
	if err := s.mayRead(); err != nil {
		return err
	}
	request := wire.ArrayRequest{Key: key, First: int64(first), Last: int64(last)}
	if last < 0 {
		request.First, request.Last = 0, -1
	}
	k := &call{name: wire.CallArray, head: request.Append(s.body(o, len(key)))}
	var own error // of read; not about the server
	receive := func(r io.Reader, length int64) error {
		var start [wire.ArrayHeadSize]byte
		if _, err := io.ReadFull(r, start[:]); err != nil {
			return early(err)
		}
		rows, size, err := wire.ParseArrayHead(start[:])
		if err != nil {
			return err
		}
		elements := length - wire.ArrayHeadSize - int64(size)
		if elements < 0 || rows && last < 0 {
			return fmt.Errorf("%w: the array header does not match the response", ErrProtocol)
		}
		header := make([]byte, size)
		if _, err := io.ReadFull(r, header); err != nil {
			return early(err)
		}
		own = read(driver.ArrayHead{Header: header, Rows: rows, Size: elements}, r)
		return own
	}
	err := s.client.tryAgain(ctx, k, func() *failure {
		body, done, f := s.client.short(ctx, k, nil, wire.MaxLinkBody)
		switch {
		case !done:
			return s.client.try(ctx, k, func(r *reply) error {
				s.client.arrives(k, r.response.ContentLength)
				return receive(r, r.response.ContentLength)
			})
		case f != nil:
			return f
		}
		if err := receive(bytes.NewReader(body), int64(len(body))); err != nil {
			return &failure{err: err}
		}
		return nil
	})
	if err != nil && errors.Is(own, err) {
		return own
	}
	return s.client.name(err)
}

// ReadPart implements driver.PartReader. Servers of earlier versions do not support it.
func (s *clientStore) ReadPart(ctx context.Context, key string, p driver.Part, o leveldb.ReadOptions) (driver.ValuePart, error) {
	request := wire.PartRequest{Key: key, Part: p}
	answered, err := s.reading(ctx, wire.CallPart, request.Append(s.body(o, len(key))), nil, wire.MaxPartAnswer(p))
	if err != nil {
		return driver.ValuePart{}, err
	}
	part, err := wire.ParsePartAnswer(answered, p)
	return part, s.client.name(err)
}

// early converts io.EOF to io.ErrUnexpectedEOF, for a response that ends too early.
func early(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

func (s *clientStore) Put(ctx context.Context, key string, value []byte, o leveldb.WriteOptions) error {
	if err := driver.CheckSize(len(key), len(value)); err != nil {
		return err
	}
	head := wire.PutRequest{Key: key}.AppendHead(wire.Options{Sync: o.Sync}.Append(make([]byte, 0, 32+len(key))))
	return s.writing(ctx, &call{name: wire.CallPut, head: head, payload: value})
}

func (s *clientStore) Delete(ctx context.Context, key string, o leveldb.WriteOptions) error {
	if err := driver.CheckSize(len(key), 0); err != nil {
		return err
	}
	head := append(wire.Options{Sync: o.Sync}.Append(make([]byte, 0, 16+len(key))), key...)
	return s.writing(ctx, &call{name: wire.CallDelete, head: head})
}

func (s *clientStore) Write(ctx context.Context, batch *driver.Batch, o leveldb.WriteOptions) error {
	if batch.Len() == 0 && !o.Sync && !s.readOnly {
		return context.Cause(s.client.ctx) // ErrClosed, or nil
	}
	return s.writing(ctx, &call{name: wire.CallWrite, head: wire.Options{Sync: o.Sync}.Append(nil), payload: batch.Packed()})
}

func (s *clientStore) Count(ctx context.Context, span driver.Span, o leveldb.ReadOptions) (uint64, error) {
	return s.counting(ctx, wire.CallCount, span, o)
}

// EstimateCount implements driver.Estimator. Servers of earlier versions do not support it.
func (s *clientStore) EstimateCount(ctx context.Context, span driver.Span, o leveldb.ReadOptions) (uint64, error) {
	return s.counting(ctx, wire.CallEstimate, span, o)
}

// counting makes a call whose response is a number of entries of the span.
func (s *clientStore) counting(ctx context.Context, name string, span driver.Span, o leveldb.ReadOptions) (uint64, error) {
	n, err := s.number(ctx, name, spanOf(span).Append(s.body(o, len(span.Lower)+len(span.Upper))))
	if err == nil && span.Limit > 0 && n > uint64(span.Limit) {
		err = s.client.name(fmt.Errorf("%w: count of %d entries, limit %d", ErrProtocol, n, span.Limit))
	}
	return n, err
}

func spanOf(s driver.Span) wire.Span {
	return wire.Span{Reverse: s.Reverse, KeysOnly: s.KeysOnly, Limit: uint64(max(s.Limit, 0)), Lower: s.Lower, Upper: s.Upper}
}

// maxProperty is the maximum size of a property, in bytes. "leveldb.sstables" has one line per
// table.
const maxProperty = 256 << 20

func (s *clientStore) Property(ctx context.Context, name string) (string, error) {
	text, err := s.reading(ctx, wire.CallProperty, append(s.body(leveldb.ReadOptions{}, len(name)), name...), nil, maxProperty)
	return string(text), err
}

func (s *clientStore) ApproximateSize(ctx context.Context, lower, upper string) (uint64, error) {
	span := wire.Span{Lower: lower, Upper: upper}
	return s.number(ctx, wire.CallSize, span.Append(s.body(leveldb.ReadOptions{}, len(lower)+len(upper))))
}

// Split implements driver.Splitter. Servers of earlier versions do not support it.
func (s *clientStore) Split(ctx context.Context, span driver.Span, n int, o leveldb.ReadOptions) ([]string, error) {
	request := wire.Span{Lower: span.Lower, Upper: span.Upper, Limit: uint64(n)}
	answered, err := s.reading(ctx, wire.CallSplit, request.Append(s.body(o, len(span.Lower)+len(span.Upper))), nil, wire.MaxShortBody)
	if err != nil {
		return nil, err
	}
	keys, err := wire.ParseKeys(answered)
	if err == nil && !cuts(keys, span, n) {
		err = fmt.Errorf("%w: keys that do not cut the range into %d parts", ErrProtocol, n)
	}
	return keys, s.client.name(err)
}

// cuts reports whether keys cut the span into at most n parts.
func cuts(keys []string, span driver.Span, n int) bool {
	before := span.Lower
	for _, key := range keys {
		if key <= before || span.Upper != "" && key >= span.Upper {
			return false
		}
		before = key
	}
	return len(keys) < n
}

func (s *clientStore) Compact(ctx context.Context, lower, upper string) error {
	head := wire.Span{Lower: lower, Upper: upper}.Append(wire.Options{}.Append(nil))
	return s.writing(ctx, &call{name: wire.CallCompact, head: head, slow: true})
}

// Close closes the database or releases the snapshot.
func (s *clientStore) Close() error {
	defer runtime.KeepAlive(s.handle)
	if s.snapshot != nil {
		s.snapshot.end()
	} else {
		s.client.end()
	}
	return nil
}
