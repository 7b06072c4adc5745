package remote

import (
	"crypto/rand"
	"encoding/binary"
	"sync"
	"time"

	"github.com/openleveldb/openleveldb/leveldb/remote/internal/wire"
)

// owner is who may use what is leased: a caller, in a database.
type owner struct{ database, caller string }

// leases are things that clients left here and come back for with an id, or not. Each is kept for a time that begins when its
// last use ends. Safe for use by many goroutines.
type leases[T any] struct {
	most int // in all: more are wire.ErrBusy
	idle int // that nobody uses: of more, the one with the least time left goes

	mu    sync.Mutex
	freed sync.Cond // a use ended
	held  map[uint64]*lease[T]
	left  map[uint64]*lease[T] // those of held that nobody uses
	over  bool
}

// lease is one thing. The fields behind end are for leases.mu.
type lease[T any] struct {
	id    uint64
	value T
	owner owner
	end   func() // gives the thing up; called once, when nobody uses it

	users int
	cut   func() // breaks off the use that is under way, if it is an exclusive one
	until time.Time
	timer *time.Timer
}

func newLeases[T any](most, idle int) *leases[T] {
	t := &leases[T]{most: most, idle: idle, held: map[uint64]*lease[T]{}, left: map[uint64]*lease[T]{}}
	t.freed.L = &t.mu
	return t
}

// add makes a lease of a thing, which is in use from now on until give; cut is as in take. After an error end has been called.
func (t *leases[T]) add(value T, of owner, cut, end func()) (*lease[T], error) {
	l := &lease[T]{id: randomID(), value: value, owner: of, end: end, users: 1, cut: cut}
	t.mu.Lock()
	var err error
	switch {
	case t.over:
		err = wire.ErrStopping
	case len(t.held) >= t.most:
		err = wire.ErrBusy
	default:
		t.held[l.id] = l
	}
	t.mu.Unlock()
	if err != nil {
		end()
		return nil, err
	}
	return l, nil
}

// randomID gives an id that cannot be guessed.
func randomID() uint64 {
	for {
		var b [8]byte
		rand.Read(b[:]) // never fails
		if id := binary.LittleEndian.Uint64(b[:]); id != 0 {
			return id
		}
	}
}

// find gives a lease of the owner. The caller holds mu.
func (t *leases[T]) find(id uint64, of owner) (*lease[T], error) {
	if t.over {
		return nil, wire.ErrStopping
	}
	l := t.held[id]
	if l == nil || l.owner != of {
		return nil, wire.ErrExpired
	}
	return l, nil
}

// take begins a use, which give ends. With cut it is an exclusive one: the one before it is broken off and waited for, and cut
// breaks off this one.
func (t *leases[T]) take(id uint64, of owner, cut func()) (*lease[T], error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for {
		l, err := t.find(id, of)
		if err != nil {
			return nil, err
		}
		if cut == nil || l.users == 0 {
			t.use(l)
			l.cut = cut
			return l, nil
		}
		l.breakOff()
		t.freed.Wait()
	}
}

func (l *lease[T]) breakOff() {
	if l.cut != nil {
		l.cut()
	}
}

// use counts one more user. The caller holds mu.
func (t *leases[T]) use(l *lease[T]) {
	if l.users++; l.timer != nil {
		l.timer.Stop()
	}
	delete(t.left, l.id)
}

// give ends a use. If it was the last one, the lease is kept for the time from now on; 0 ends it.
func (t *leases[T]) give(l *lease[T], lease time.Duration) {
	t.mu.Lock()
	ended := t.leave(l, lease)
	t.mu.Unlock()
	if ended != nil {
		ended.end()
	}
}

// leave counts one user less, and says which lease has to be ended, without mu. The caller holds mu.
func (t *leases[T]) leave(l *lease[T], lease time.Duration) (ended *lease[T]) {
	defer t.freed.Broadcast()
	if l.users--; l.users > 0 {
		return nil
	}
	l.cut = nil
	if lease <= 0 && t.held[l.id] == l {
		t.forget(l)
	}
	if t.held[l.id] != l {
		return l // dropped meanwhile
	}
	l.until = time.Now().Add(lease)
	t.left[l.id] = l
	if l.timer == nil {
		l.timer = time.AfterFunc(lease, func() { t.expire(l) })
	} else {
		l.timer.Reset(lease)
	}
	if len(t.left) <= t.idle {
		return nil
	}
	for _, other := range t.left {
		if ended == nil || other.until.Before(ended.until) {
			ended = other
		}
	}
	t.forget(ended)
	return ended
}

// forget takes a lease off the books: its id is expired. The caller holds mu, and ends it if nobody uses it.
func (t *leases[T]) forget(l *lease[T]) {
	if l.timer != nil {
		l.timer.Stop()
	}
	delete(t.held, l.id)
	delete(t.left, l.id)
}

// expire ends a lease whose time is over, unless it was used meanwhile.
func (t *leases[T]) expire(l *lease[T]) {
	t.mu.Lock()
	ended := t.left[l.id] == l && !time.Now().Before(l.until)
	if ended {
		t.forget(l)
	}
	t.mu.Unlock()
	if ended {
		l.end()
	}
}

// renew begins the time of a lease anew.
func (t *leases[T]) renew(id uint64, of owner, lease time.Duration) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	l, err := t.find(id, of)
	if err == nil && l.users == 0 {
		l.until = time.Now().Add(lease)
		l.timer.Reset(lease)
	}
	return err
}

// drop ends a lease: at once, and breaking off an exclusive use, or behind the last of the other uses.
func (t *leases[T]) drop(id uint64, of owner) error {
	t.mu.Lock()
	l, err := t.find(id, of)
	if err != nil {
		t.mu.Unlock()
		return err
	}
	t.forget(l)
	l.breakOff()
	unused := l.users == 0
	t.mu.Unlock()
	if unused {
		l.end()
	}
	return nil
}

// close ends all leases as drop does. There are none from now on.
func (t *leases[T]) close() {
	t.mu.Lock()
	t.over = true
	var unused []*lease[T]
	for _, l := range t.held {
		t.forget(l)
		l.breakOff()
		if l.users == 0 {
			unused = append(unused, l)
		}
	}
	t.freed.Broadcast()
	t.mu.Unlock()
	for _, l := range unused {
		l.end()
	}
}

// count gives the number of leases.
func (t *leases[T]) count() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.held)
}
