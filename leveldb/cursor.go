package leveldb

import (
	"bytes"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// Cursor iterates over the entries of a range, forward and backward, and seeks to any key:
//
//	c := db.Cursor(nil)
//	defer c.Close()
//	for ok := c.Seek("2024-"); ok; ok = c.Next() {
//		fmt.Println(c.Key())
//	}
//	if err := c.Err(); err != nil { … }
//
// A cursor is at an entry, before the first entry, or after the last one. First, Last, Seek, Next
// and Prev move it, and report whether it is then at an entry. From after the last entry, Prev
// moves to the last entry; from before the first, Next moves to the first. A new cursor is not at
// an entry: Next moves it to the first entry, Prev to the last.
//
// A cursor reads the state of the database when the cursor was created. It does not see later
// writes.
//
// After an error, every move returns false, and Err and Close return the error. Check one of them
// after a loop. If a value cannot be decoded, only Value or Load returns an error.
//
// The caller must close the cursor, which holds memory of the engine or of the server until Close.
// A Cursor that was not closed is reported when it is garbage collected; see OnLeak. For a simple
// loop in one direction, Entries is shorter and needs no Close.
//
// A Cursor must be used by one goroutine at a time. If several goroutines move it at once, each
// call returns some entry or an error.
//
// In a local database, moves cost as much as in LevelDB: Seek does not create an iterator, a change
// of direction costs one LevelDB step, and a cursor that keeps its direction reads as many entries
// per call into LevelDB as Entries does. On a server, moves take one round trip per 16 to 4096
// entries. Moves back to entries that were just read take none.
type Cursor struct {
	current               // at is -1 if the cursor is not at an entry
	seeker  driver.Seeker // nil if it could not be created

	leaf    atomic.Pointer[leaf] // holds the current entry; nil if there is none
	closing atomic.Bool          // Close was called

	mu    sync.Mutex // held while moving to another page
	past  past
	last  *leaf // the last one that seeker returned; seeker continues after it
	other *leaf // the page adjacent to leaf in the direction of back
	back  bool
	err   error // of the last move; the cursor no longer moves
	ended error // the error that Close returns
}

// leaf is a page and the direction in which it was read.
type leaf struct {
	*driver.Page
	reverse bool // its keys decrease
	len     int
}

// past is the position of a cursor that is not at an entry.
type past int

const (
	pastNone  past = iota // at an entry, or new
	pastFirst             // before the first entry
	pastLast              // after the last entry
)

// Cursor returns a cursor over a range of the current state; a nil r selects all. The caller must
// close it. If it cannot be created, Err returns the error. The error is ErrInvalidArgument if
// r.Reverse or r.Limit is set, because a cursor moves in both directions and has no limit.
func (db *DB) Cursor(r *Range) *Cursor {
	s, cut := db.span(r)
	c := &Cursor{current: current{db: db, prefix: cut}}
	c.at.Store(-1)
	if s.Reverse || s.Limit > 0 {
		c.fail(fmt.Errorf("%w: a cursor moves in both directions and has no limit; Range.Reverse and Range.Limit must not be set", ErrInvalidArgument))
		return c
	}
	s.Seekable, s.Lazy = true, true
	cursor, err := db.store.Scan(db.ctx, s, db.read)
	if err != nil {
		c.fail(err)
		return c
	}
	var ok bool
	if c.seeker, ok = cursor.(driver.Seeker); !ok {
		cursor.Close()
		c.fail(fmt.Errorf("%w: a cursor of this engine", driver.ErrNotSupported))
	}
	return c
}

// First moves to the first entry of the range. It reports whether there is one.
func (c *Cursor) First() bool { return c.seek(driver.Position{}) }

// Last moves to the last entry of the range. It reports whether there is one.
func (c *Cursor) Last() bool { return c.seek(driver.Position{Reverse: true}) }

// Seek moves to the first entry whose key is at least key. It reports whether there is one; if not,
// the cursor is after the last entry. key is compared with the keys that Key returns. If key is
// before the range, Seek moves to the first entry.
func (c *Cursor) Seek(key string) bool {
	return c.seek(driver.Position{Place: driver.AtKey, Key: c.prefix + key})
}

// Next moves to the next entry. It reports whether there is one.
func (c *Cursor) Next() bool { return c.step(false) }

// Prev moves to the previous entry. It reports whether there is one.
func (c *Cursor) Prev() bool { return c.step(true) }

// step moves by one entry. Within a page it takes no lock. If several goroutines move the cursor,
// at may not belong to leaf, so at is checked wherever it is used.
func (c *Cursor) step(back bool) bool {
	if l := c.leaf.Load(); l != nil {
		at := c.at.Load()
		if l.reverse == back {
			at++
		} else {
			at--
		}
		// After the database is closed, the values of the page are no longer valid.
		if uint64(at) < uint64(l.len) && !l.Moved() {
			c.at.Store(at)
			return true
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.cross(back)
}

// cross moves by one entry, to another page. The caller holds mu.
func (c *Cursor) cross(back bool) bool {
	if c.stopped() {
		return false
	}
	l := c.leaf.Load()
	if l == nil {
		if back && c.past == pastFirst || !back && c.past == pastLast {
			return false
		}
		return c.move(driver.Position{Reverse: back})
	}
	if l.reverse == back {
		if err := l.Err(); err != nil {
			return c.fail(err)
		}
	}
	if o := c.other; o != nil && c.back == back && !o.Moved() {
		c.other, c.back = l, !back
		at := 0
		if o.reverse != back {
			at = o.len - 1
		}
		return c.show(o, at)
	}
	if l == c.last && l.reverse == back {
		return c.turn(l, back)
	}
	edge := 0 // index of the entry at which the move starts
	if l.reverse == back {
		edge = l.len - 1
	}
	err := c.seeker.Seek(driver.Position{Place: driver.AfterKey, Key: strings.Clone(l.Key(edge)), Reverse: back})
	if err != nil {
		return c.fail(err)
	}
	return c.turn(l, back)
}

// seek moves to a position.
func (c *Cursor) seek(to driver.Position) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stopped() {
		return false
	}
	return c.move(to)
}

// move moves to a position. The caller holds mu.
func (c *Cursor) move(to driver.Position) bool {
	if err := c.seeker.Seek(to); err != nil {
		return c.fail(err)
	}
	return c.turn(nil, to.Reverse)
}

// turn moves to the next page that seeker returns. before is the previous page if it is adjacent,
// or nil. The caller holds mu.
func (c *Cursor) turn(before *leaf, back bool) bool {
	page, err := c.seeker.Next(c.db.ctx)
	if err != nil {
		return c.fail(err)
	}
	if page == nil {
		c.lose(pastLast)
		if back {
			c.past = pastFirst
		}
		return false
	}
	l := &leaf{Page: page, reverse: back, len: page.Len()}
	c.last, c.other, c.back = l, before, !back
	return c.show(l, 0)
}

// show makes an entry the current one. The caller holds mu.
func (c *Cursor) show(l *leaf, at int) bool {
	c.past = pastNone
	c.leaf.Store(l)
	c.at.Store(int64(at))
	return true
}

// lose moves the cursor away from its entry, to the position where. The caller holds mu.
func (c *Cursor) lose(where past) {
	c.past, c.last, c.other = where, nil, nil
	c.leaf.Store(nil)
	c.at.Store(-1)
}

// fail stops the cursor with an error, and returns false. The caller holds mu.
func (c *Cursor) fail(err error) bool {
	c.lose(pastNone)
	c.err = c.named(err)
	if !c.closing.Load() {
		c.ended = c.err
	}
	return false
}

// named adds the operation and its subject to an error.
func (c *Cursor) named(err error) error {
	if c.db == nil { // the zero Cursor
		return fail("iterate", "", err)
	}
	return c.db.failRange("iterate", c.prefix, err)
}

// stopped reports whether the cursor no longer moves. The caller holds mu.
func (c *Cursor) stopped() bool {
	switch {
	case c.err != nil:
	case c.closing.Load():
		c.fail(ErrClosed)
	case c.seeker == nil: // the zero Cursor
		c.fail(ErrInvalidArgument)
	}
	return c.err != nil
}

// Valid reports whether the cursor is at an entry.
func (c *Cursor) Valid() bool {
	l, _ := c.here()
	return l != nil
}

// here returns the page and the index of the current entry, or nil if there is none.
func (c *Cursor) here() (*leaf, int) {
	l, at := c.leaf.Load(), c.at.Load()
	if l == nil || uint64(at) >= uint64(l.len) {
		return nil, 0
	}
	return l, int(at)
}

// Key returns the key of the current entry, without Range.Prefix and the prefix of a sub-database.
// See Range.Prefix before passing it to another method. It returns an empty string if the cursor is
// not at an entry.
func (c *Cursor) Key() string {
	l, at := c.here()
	if l == nil {
		return ""
	}
	return l.Key(at)[len(c.prefix):]
}

// Entry returns the current entry, for ValueAs, Entry.AppendRaw and Entry.ViewRaw. Its value can be
// read until the cursor moves. If the cursor is not at an entry, the methods of the Entry return an
// error.
func (c *Cursor) Entry() Entry {
	if l, at := c.here(); l != nil {
		return Entry{it: &c.current, page: l.Page, index: at}
	}
	err := c.Err()
	switch {
	case err != nil:
	case c.closing.Load():
		err = c.named(ErrClosed)
	default:
		err = c.named(fmt.Errorf("%w: the cursor is at no entry", ErrInvalidArgument))
	}
	return Entry{err: err}
}

// Value decodes and returns the value of the current entry, as DB.Get does. The value is a copy.
func (c *Cursor) Value() (any, error) {
	e := c.Entry()
	value, err := e.Value()
	return value, c.explain(e, err)
}

// Load decodes the value of the current entry into the variable that dst points to, as DB.Load
// does.
func (c *Cursor) Load(dst any) error {
	e := c.Entry()
	return c.explain(e, e.Load(dst))
}

// Kind returns the kind of the value of the current entry, without decoding it. The error wraps
// codec.ErrKind if the tag is unknown.
func (c *Cursor) Kind() (codec.Kind, error) {
	e := c.Entry()
	kind, err := e.Kind()
	return kind, c.explain(e, err)
}

// Raw returns the stored bytes of the current entry, including the tag. The bytes are borrowed and
// must not be modified. They are valid until the cursor moves; afterwards they may be overwritten.
// A value of 4 KiB or more is copied; use Entry.ViewRaw to read it in place.
func (c *Cursor) Raw() (raw []byte, err error) {
	e := c.Entry()
	raw, err = e.raw()
	return raw, c.explain(e, err)
}

// raw returns the stored bytes without a copy if they are in Go memory, and a copy otherwise.
func (e Entry) raw() (raw []byte, err error) {
	stored, err := e.stored()
	if err != nil {
		return nil, err
	}
	if !stored.Borrowed() {
		return slices.Clip(stored.Bytes()), nil
	}
	defer stored.Release()
	defer caught(stored, debug.SetPanicOnFault(true), "get", e.page.Key(e.index), &err)
	return bytes.Clone(stored.Bytes()), nil
}

// explain returns the error of reading the entry e, where err is the result. If the cursor is still
// at e, its page can be invalid only because the database was closed, so ErrMoved becomes
// ErrClosed.
func (c *Cursor) explain(e Entry, err error) error {
	if errors.Is(err, ErrMoved) && e.page != nil && e.it.at.Load() == int64(e.index) {
		if l := c.leaf.Load(); l != nil && l.Page == e.page {
			return e.fail(ErrClosed)
		}
	}
	return err
}

// Err returns the error that stopped the cursor, or nil. Reaching the end of the range is not an
// error. If the cursor is moved after Close, the error is ErrClosed.
func (c *Cursor) Err() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.err
}

// Close releases the cursor. It returns the error that stopped the cursor before Close, or nil.
// Calling Close again is harmless and returns the same result.
func (c *Cursor) Close() error {
	c.closing.Store(true)
	if c.seeker != nil {
		c.seeker.Close() // interrupts a move in progress
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err == nil {
		c.lose(pastNone)
	}
	return c.ended
}
