package leveldb

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/internal/keytext"
	"github.com/openleveldb/openleveldb/internal/leak"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/ndarray"
)

// Pinned is a stored value that is pinned in place: LevelDB keeps it in memory, uncopied, until
// Release. Its methods are safe for concurrent use. They return borrowed memory, which is valid
// until Release, must not be modified, and does not change until then, regardless of other calls.
// After Close of the database, the directory stays locked until the last Pinned is released.
//
// View and DB.ViewRaw release the value automatically. A Pinned that was not released is released
// when it is garbage collected, and reported with the place where it was created. That can happen
// while memory that it returned is still in use, because that memory does not keep the Pinned
// reachable. Always defer Release. A build with -tags openleveldb_poison detects uses after release
// (see package native).
//
// The zero Pinned is a released one.
type Pinned struct {
	key     string // with its prefix
	stored  driver.Value
	cleanup runtime.Cleanup

	// mu is read-locked by methods while they use the stored bytes, and write-locked by Release.
	mu   sync.RWMutex
	lent bool
}

// ViewRaw calls fn with the value of key, read in place, and releases the value when fn returns.
// ViewRaw returns the error of fn, or ErrNotFound if there is no such key.
func (db *DB) ViewRaw(key string, fn func(p *Pinned) error) (err error) {
	whole := db.prefix + key
	stored, err := db.store.Pin(db.ctx, whole, db.read)
	if err != nil {
		return fail("view", whole, err)
	}
	p := &Pinned{key: whole, stored: stored, lent: true}
	defer p.Release()
	defer caught(stored, debug.SetPanicOnFault(true), "view", whole, &err)
	return fn(p)
}

// Pin returns the value of key, pinned in place. The caller must release it. The error is
// ErrNotFound if there is no such key. Prefer View if the value is needed only within a function.
func (db *DB) Pin(key string) (*Pinned, error) {
	whole := db.prefix + key
	stored, err := db.store.Pin(db.ctx, whole, db.read)
	if err != nil {
		return nil, fail("pin", whole, err)
	}
	p := &Pinned{key: whole, stored: stored, lent: true}
	made := leak.Here()
	p.cleanup = runtime.AddCleanup(p, func(stored driver.Value) {
		stored.Release()
		leak.Report("the pinned value of key "+keytext.Quote(whole), made)
	}, stored)
	return p, nil
}

// ViewRaw calls fn with the value of the entry, read in place, and releases the value when fn
// returns. Call it before the next iteration of the loop; later the error may be ErrMoved. The
// error is also ErrMoved if the loop continued while fn was running. If the loop continues while fn
// reads a large value, which is possible with iter.Pull2, the loop ends with ErrInvalidArgument.
func (e Entry) ViewRaw(fn func(p *Pinned) error) (err error) {
	stored, err := e.stored()
	if err != nil {
		return err
	}
	p := &Pinned{key: e.page.Key(e.index), stored: stored, lent: true}
	defer p.Release()
	defer caught(stored, debug.SetPanicOnFault(true), "view", p.key, &err)
	// A borrowed value stays valid even if the loop continues.
	if err = fn(p); err == nil && (e.page.Moved() || !stored.Borrowed()) {
		err = e.checked(nil)
	}
	return err
}

// Release releases the value. Memory that the other methods returned must not be used afterwards.
// Releasing twice is harmless.
func (p *Pinned) Release() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.lent {
		return
	}
	p.lent = false
	p.cleanup.Stop()
	p.stored.Release()
}

// hold returns the stored bytes. Release blocks until drop is called.
func (p *Pinned) hold() ([]byte, error) {
	p.mu.RLock()
	if p.lent {
		return p.stored.Bytes(), nil
	}
	p.mu.RUnlock()
	err := ErrReleased
	if story := p.stored.Explain(); story != "" {
		err = fmt.Errorf("%w: %s", ErrReleased, story)
	}
	return nil, fail("view", p.key, err)
}

func (p *Pinned) drop() { p.mu.RUnlock() }

// Stored returns the stored bytes, including the tag. They are borrowed. The error is ErrReleased
// after Release.
func (p *Pinned) Stored() ([]byte, error) {
	stored, err := p.hold()
	if err != nil {
		return nil, err
	}
	defer p.drop()
	return slices.Clip(stored), nil
}

// Bytes returns the payload of a bytes value. It is borrowed. The error wraps codec.ErrMismatch if
// the value is not a bytes value.
func (p *Pinned) Bytes() ([]byte, error) {
	stored, err := p.hold()
	if err != nil {
		return nil, err
	}
	defer p.drop()
	tag, err := codec.KindOf(stored)
	if err == nil && tag != codec.KindBytes {
		err = fmt.Errorf("%w: the stored value is %v, not bytes", codec.ErrMismatch, tag)
	}
	if err != nil {
		return nil, fail("view", p.key, err)
	}
	return slices.Clip(stored[1:]), nil
}

// Array returns the array. It is borrowed and read-only, and so are its rows and slices. Use Clone
// to copy it. The error wraps codec.ErrMismatch if the value is not an array.
func (p *Pinned) Array() (*ndarray.Array, error) {
	stored, err := p.hold()
	if err != nil {
		return nil, err
	}
	defer p.drop()
	npy, err := npyIn(stored)
	if err != nil {
		return nil, fail("view", p.key, err)
	}
	a, err := ndarray.Decode(npy)
	return a, fail("view", p.key, err)
}
