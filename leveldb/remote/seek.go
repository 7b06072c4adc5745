package remote

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/openleveldb/openleveldb/internal/leak"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
)

// The number of entries that a cursor requests after a seek, and the maximum. While the cursor
// keeps its direction, each request is for four times as many entries.
const (
	firstSeek = 16
	lastSeek  = 4096
)

// seekCursor is the user's handle of a cursor that the server holds. It implements driver.Seeker.
type seekCursor struct {
	*seeking
	store *clientStore // keeps the database open
}

// seeking is a cursor that the server holds, in the state in which it was opened. Each request
// names the position from which it reads, so it can be repeated. The response is read completely.
// Its pages own their memory: they stay valid until the cursor or the database is closed.
type seeking struct {
	client *client
	ctx    context.Context // ends with the cursor and with the client
	cancel context.CancelFunc
	made   leak.Origin
	span   wire.Span // the bounds
	lease  wire.Lease
	turns  atomic.Uint64 // changes when the pages become invalid

	mu    sync.Mutex
	over  bool           // closed
	pages []*driver.Page // received, and not returned yet
	ended bool           // nothing is left after them
	to    driver.Position
	want  uint64 // number of entries of the next request
}

// openCursor opens a cursor on the server, in the current state. It reads no entries.
func (s *clientStore) openCursor(ctx context.Context, span driver.Span, o leveldb.ReadOptions) (driver.Cursor, error) {
	defer runtime.KeepAlive(s.handle)
	if err := s.mayRead(); err != nil {
		return nil, err
	}
	if span.Limit > 0 {
		return nil, fmt.Errorf("%w: a cursor has no limit", leveldb.ErrInvalidArgument)
	}
	k := &seeking{
		client: s.client, made: leak.Here(), want: firstSeek, to: driver.Position{Reverse: span.Reverse},
		span: wire.Span{Lower: span.Lower, Upper: span.Upper, KeysOnly: span.KeysOnly},
	}
	head := k.span.Append(s.body(o, len(span.Lower)+len(span.Upper)))
	answered, err := s.client.plain(ctx, &call{name: wire.CallCursor, head: head}, nil, 16)
	if err != nil {
		return nil, err
	}
	if k.lease, err = wire.ParseLease(answered); err != nil {
		return nil, s.client.name(err)
	}
	k.ctx, k.cancel = context.WithCancel(s.client.ctx)
	if !s.client.hold(k) {
		k.cancel()
		return nil, leveldb.ErrClosed
	}
	c := &seekCursor{k, s}
	runtime.AddCleanup(c, func(k *seeking) {
		if k.end() && k.client.ctx.Err() == nil { // Close of the DB closes its cursors
			leak.Report("a cursor of "+k.client.endpoint.name+"/"+k.client.database, k.made)
		}
	}, k)
	return c, nil
}

// hold registers a cursor and keeps its lease alive. It returns false if the client is closed.
func (c *client) hold(k *seeking) bool {
	c.mu.Lock()
	if !c.closed {
		c.seeks[k] = true
	}
	c.mu.Unlock()
	return c.spawn(k.renew)
}

// Seek implements driver.Seeker. It makes no request.
func (c *seekCursor) Seek(to driver.Position) error {
	defer runtime.KeepAlive(c)
	k := c.seeking
	if err := driver.CheckSize(len(to.Key), 0); err != nil {
		return err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if err := k.mayMove(); err != nil {
		return err
	}
	if to.Place > driver.AfterKey {
		return fmt.Errorf("%w: there is no place %d", leveldb.ErrInvalidArgument, to.Place)
	}
	k.pages, k.ended = nil, false
	k.to, k.want = to, firstSeek
	return nil
}

// Next implements driver.Cursor.
func (c *seekCursor) Next(ctx context.Context) (*driver.Page, error) {
	defer runtime.KeepAlive(c)
	k := c.seeking
	k.mu.Lock()
	defer k.mu.Unlock()
	err := k.mayMove()
	if err == nil {
		err = ctx.Err()
	}
	if err == nil && len(k.pages) == 0 && !k.ended {
		err = k.fetch(ctx)
	}
	if err != nil || len(k.pages) == 0 {
		return nil, err
	}
	page := k.pages[0]
	k.pages = k.pages[1:]
	return page, nil
}

// Close implements driver.Cursor.
func (c *seekCursor) Close() {
	c.end()
	runtime.KeepAlive(c)
}

// mayMove returns ErrClosed if the cursor or the database is closed. The caller must hold mu.
func (k *seeking) mayMove() error {
	if k.over {
		return leveldb.ErrClosed
	}
	return context.Cause(k.client.ctx)
}

// fetch requests the entries that follow. The caller must hold mu.
func (k *seeking) fetch(user context.Context) error {
	ctx, cancel := context.WithCancel(user)
	defer cancel()
	defer context.AfterFunc(k.ctx, cancel)()
	request := wire.SeekRequest{ID: k.lease.ID, Wanted: k.want, To: k.to}
	seek := &call{name: wire.CallSeek, head: request.Append(wire.Options{}.Append(nil))}
	var pages []*driver.Page
	var ended bool
	err := k.client.do(ctx, seek, func(r *reply) (err error) {
		pages, ended, err = k.read(r)
		return err
	})
	switch {
	case err == nil:
	case user.Err() != nil:
		return user.Err()
	case k.ctx.Err() != nil: // by Close
		return leveldb.ErrClosed
	case errors.Is(err, ErrExpired):
		return fmt.Errorf("%w: the server no longer has the state of this cursor: open another one if a later state is acceptable", err)
	default:
		return err
	}
	k.pages, k.ended = pages, ended
	if len(pages) > 0 {
		last := pages[len(pages)-1]
		k.to.Place, k.to.Key = driver.AfterKey, strings.Clone(last.Key(last.Len()-1))
	}
	k.want = min(4*k.want, lastSeek)
	return nil
}

// read reads a response, and reports whether nothing is left after it.
func (k *seeking) read(r *reply) (pages []*driver.Page, ended bool, err error) {
	buffer := frameBuffers.Get().(*bufio.Reader)
	defer freeBuffer(buffer)
	buffer.Reset(r)
	frames := wire.FrameReader{R: buffer}
	read := seekPages{k: k, to: k.to}
	for {
		kind, err := frames.Next()
		switch {
		case err == io.EOF:
			return read.end(), true, readEnd(buffer)
		case err != nil:
			return nil, false, sent(err)
		case kind == wire.FrameMore:
			if pages = read.end(); len(pages) == 0 {
				return nil, false, fmt.Errorf("%w: no entries, although there may be more", ErrProtocol)
			}
			return pages, false, readEnd(buffer)
		case kind != wire.FramePage:
			return nil, false, fmt.Errorf("%w: unexpected frame of kind %d in a stream of pages", ErrProtocol, kind)
		}
		p, err := frames.ReadPage(nil, nil)
		if err == nil {
			err = read.add(p)
		}
		if err != nil {
			return nil, false, err
		}
	}
}

// renew renews the lease of the cursor whenever a third of its time is over, as for a snapshot. If
// the server has lost the cursor, the next request returns the error.
func (k *seeking) renew() {
	head := wire.AppendNumber(wire.Options{}.Append(nil), k.lease.ID)
	for lease := k.lease; ; {
		timer := time.NewTimer(time.Duration(lease.Milliseconds) * time.Millisecond / 3)
		select {
		case <-k.ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		}
		answered, err := k.client.plain(k.ctx, &call{name: wire.CallRenew, head: head}, nil, 16)
		if errors.Is(err, ErrExpired) {
			return
		}
		if err != nil {
			continue
		}
		if again, err := wire.ParseLease(answered); err == nil {
			lease = again
		}
	}
}

// end closes the cursor and reports whether it was open. It does not wait for the server.
func (k *seeking) end() bool {
	k.cancel() // ends a request in progress
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.over {
		return false
	}
	k.over, k.pages = true, nil
	k.turns.Add(1)
	k.client.mu.Lock()
	delete(k.client.seeks, k)
	k.client.mu.Unlock()
	k.client.abandon(k.lease.ID)
	return true
}

// seekPages collects the entries of a response to a seek in few pages.
type seekPages struct {
	k     *seeking
	to    driver.Position // of the entries that follow
	pages []*driver.Page
	open  wire.Page // entries that are not in pages yet
}

// mergeSize is the maximum size of the values of pages that are joined.
const mergeSize = 1 << 20

// add adds a page as it was received.
func (s *seekPages) add(p wire.Page) error {
	page, err := driver.NewPage(driver.Content{Ends: p.Ends, Keys: p.Keys, Values: p.Values, Turns: &s.k.turns})
	if err != nil {
		return inconsistent(err)
	}
	if err := s.check(page, len(p.Values)); err != nil {
		return err
	}
	last := p.Ends[len(p.Ends)-1]
	s.to.Place, s.to.Key = driver.AfterKey, strings.Clone(page.Key(page.Len()-1))
	if len(s.open.Ends) > 0 {
		base := s.open.Ends[len(s.open.Ends)-1]
		if len(s.open.Values)+len(p.Values) <= mergeSize && uint64(base.Key)+uint64(last.Key) <= math.MaxUint32 {
			for _, end := range p.Ends[1:] {
				s.open.Ends = append(s.open.Ends, driver.End{Key: base.Key + end.Key, Value: base.Value + end.Value})
			}
			s.open.Keys = append(s.open.Keys, p.Keys...)
			s.open.Values = append(s.open.Values, p.Values...)
			return nil
		}
		s.flush()
	}
	s.open = wire.Page{Ends: append([]driver.End(nil), p.Ends...), Keys: p.Keys, Values: p.Values}
	return nil
}

// check checks that the entries of a page match the request.
func (s *seekPages) check(page *driver.Page, values int) error {
	if s.k.span.KeysOnly && values > 0 {
		return fmt.Errorf("%w: values in a cursor of keys", ErrProtocol)
	}
	span := s.k.span
	span.Reverse = s.to.Reverse
	if s.to.Place == driver.AtKey && page.Key(0) == s.to.Key {
		return checkKeys(page, &span, "", true)
	}
	return checkKeys(page, &span, s.to.Key, s.to.Place == driver.AtEdge)
}

// flush makes a page of the entries that are not in a page yet.
func (s *seekPages) flush() {
	page := driver.PageOf(driver.Content{Ends: s.open.Ends, Keys: s.open.Keys, Values: s.open.Values, Turns: &s.k.turns})
	s.pages = append(s.pages, &page)
	s.open = wire.Page{}
}

// end returns the pages.
func (s *seekPages) end() []*driver.Page {
	if len(s.open.Ends) > 0 {
		s.flush()
	}
	return s.pages
}
