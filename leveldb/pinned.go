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
	"github.com/openleveldb/openleveldb/ndarray"
)

// Pinned is a stored value that is kept where LevelDB holds it, uncopied, until Release. Its methods may be called from many
// goroutines; what they return is borrowed, valid until Release, and must not be changed. Meanwhile it stays as it is,
// whatever else is called: after Close of the database, the directory stays locked until the last Pinned is released.
//
// View and DB.View release by themselves. A Pinned that is forgotten is released when it is collected, and reported with
// the place where it was made. That can be while something it returned is still in use, which does not keep it: so defer its
// Release. A build with -tags openleveldb_poison finds what was used too late (see package native).
//
// The zero Pinned is a released one.
type Pinned struct {
	key     string // whole
	stored  Value
	cleanup runtime.Cleanup

	mu   sync.RWMutex // held for reading while a method looks at the stored bytes, for writing by Release
	lent bool
}

// View calls fn with the value of key where it lies, and releases it when fn returns. The error is that of fn, or
// ErrNotFound.
func (db *DB) View(key string, fn func(p *Pinned) error) (err error) {
	whole := db.prefix + key
	stored, err := db.store.Pin(whole, db.read)
	if err != nil {
		return fail("view", whole, err)
	}
	p := &Pinned{key: whole, stored: stored, lent: true}
	defer p.Release()
	defer caught(stored, debug.SetPanicOnFault(true), "view", whole, &err)
	return fn(p)
}

// Pin gives the value of key where it lies. The caller releases it; where the scope of a function will do, View is safer. The
// error is ErrNotFound if there is no such key.
func (db *DB) Pin(key string) (*Pinned, error) {
	whole := db.prefix + key
	stored, err := db.store.Pin(whole, db.read)
	if err != nil {
		return nil, fail("pin", whole, err)
	}
	p := &Pinned{key: whole, stored: stored, lent: true}
	made := leak.Here()
	p.cleanup = runtime.AddCleanup(p, func(stored Value) {
		stored.Release()
		leak.Report("the pinned value of key "+keytext.Quote(whole), made)
	}, stored)
	return p, nil
}

// View calls fn with the value of the entry where it lies, and releases it when fn returns. It is
// for the time before the loop moves on: later the error may be ErrMoved, and it is ErrMoved if the
// loop has moved on while fn was running. A loop whose next step comes while fn looks at a large
// value, as it can with iter.Pull2, ends with ErrInvalidArgument.
func (e Entry) View(fn func(p *Pinned) error) (err error) {
	stored, err := e.stored()
	if err != nil {
		return err
	}
	p := &Pinned{key: e.page.Key(e.index), stored: stored, lent: true}
	defer p.Release()
	defer caught(stored, debug.SetPanicOnFault(true), "view", p.key, &err)
	if err = fn(p); err == nil && (e.page.Moved() || !stored.Borrowed()) { // a borrowed value stays
		err = e.checked(nil)
	}
	return err
}

// Release ends the use of what the other methods returned. Releasing twice is harmless.
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

// hold gives the stored bytes, and keeps Release waiting until drop.
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

// Stored gives the stored bytes, tag included. Borrowed. The error is ErrReleased after Release.
func (p *Pinned) Stored() ([]byte, error) {
	stored, err := p.hold()
	if err != nil {
		return nil, err
	}
	defer p.drop()
	return slices.Clip(stored), nil
}

// Bytes gives the payload of a bytes value. Borrowed. The error wraps codec.ErrMismatch if it is no bytes value.
func (p *Pinned) Bytes() ([]byte, error) {
	stored, err := p.hold()
	if err != nil {
		return nil, err
	}
	defer p.drop()
	tag, err := codec.TagOf(stored)
	if err == nil && tag != codec.Bytes {
		err = fmt.Errorf("%w: the stored value is %v, not bytes", codec.ErrMismatch, tag)
	}
	if err != nil {
		return nil, fail("view", p.key, err)
	}
	return slices.Clip(stored[1:]), nil
}

// Array gives the array. Borrowed, and read-only. Its rows and slices are borrowed too; Clone copies. The error wraps
// codec.ErrMismatch if the value is not an array.
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
