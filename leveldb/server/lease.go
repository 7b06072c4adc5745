package server

import (
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"sync"
	"time"

	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
)

// owner identifies who may use a lease: a caller, in a database.
type owner struct{ database, caller string }

// leases holds server-side resources that clients use by id. Each resource is kept for a limited
// time after its last use ends. It is safe for use by multiple goroutines.
type leases[T any] struct {
	leaseLimits

	mu      sync.Mutex
	freed   sync.Cond // a use ended
	held    map[uint64]*lease[T]
	left    map[uint64]*lease[T] // the unused ones of held
	clients map[string]leaseCount
	over    bool
}

// leaseLimits bound leases. No field is 0.
type leaseLimits struct {
	most, each     int           // in all, and per client; beyond that the error is wire.ErrBusy
	idle, idleEach int           // unused, in all and per client; beyond that, the shortest ends
	longest        time.Duration // maximum lifetime of a lease; negative is no limit
}

// leaseCount counts the leases of a client, and those of them that are unused.
type leaseCount struct{ held, left int }

// lease is one resource. The fields from users on are guarded by leases.mu.
type lease[T any] struct {
	id     uint64
	value  T
	owner  owner
	client string    // the client whose limits apply
	last   time.Time // when it ends, however often it is renewed; zero is never
	end    func()    // releases the resource; called once, when it is unused

	users int
	cut   func() // aborts the use in progress, if it is exclusive
	until time.Time
	timer *time.Timer
}

func newLeases[T any](limits leaseLimits) *leases[T] {
	t := &leases[T]{leaseLimits: limits, held: map[uint64]*lease[T]{}, left: map[uint64]*lease[T]{}, clients: map[string]leaseCount{}}
	t.freed.L = &t.mu
	return t
}

// add creates a lease. The lease is in use until release; cut is as in take. On error, add has
// called end.
func (t *leases[T]) add(value T, of owner, client string, cut, end func()) (*lease[T], error) {
	l := &lease[T]{id: randomID(), value: value, owner: of, client: client, end: end, users: 1, cut: cut}
	if t.longest > 0 {
		l.last = time.Now().Add(t.longest)
	}
	t.mu.Lock()
	var err error
	switch {
	case t.over:
		err = wire.ErrStopping
	case t.clients[client].held >= t.each:
		err = fmt.Errorf("%w: one client may hold %d", wire.ErrBusy, t.each)
	case len(t.held) >= t.most:
		err = fmt.Errorf("%w: all clients together may hold %d", wire.ErrBusy, t.most)
	default:
		t.held[l.id] = l
		t.count(l, 1, 0)
	}
	t.mu.Unlock()
	if err != nil {
		end()
		return nil, err
	}
	return l, nil
}

// count adjusts the counts of a lease's client. The caller must hold mu.
func (t *leases[T]) count(l *lease[T], held, left int) {
	c := t.clients[l.client]
	c.held += held
	c.left += left
	if c == (leaseCount{}) {
		delete(t.clients, l.client)
	} else {
		t.clients[l.client] = c
	}
}

// randomID returns an id that cannot be guessed.
func randomID() uint64 {
	for {
		var b [8]byte
		rand.Read(b[:]) // never fails
		if id := binary.LittleEndian.Uint64(b[:]); id != 0 {
			return id
		}
	}
}

// find returns a lease of the owner. The caller must hold mu.
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

// take begins a use; the caller must end it with release. If cut is not nil, the use is exclusive:
// take aborts the use in progress and waits for its end. cut is called to abort this one.
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
		l.abort()
		t.freed.Wait()
	}
}

func (l *lease[T]) abort() {
	if l.cut != nil {
		l.cut()
	}
}

// use adds a user. The caller must hold mu.
func (t *leases[T]) use(l *lease[T]) {
	if l.users++; l.timer != nil {
		l.timer.Stop()
	}
	t.markUsed(l)
}

// markUsed removes a lease from the unused ones. The caller must hold mu.
func (t *leases[T]) markUsed(l *lease[T]) {
	if t.left[l.id] == l {
		delete(t.left, l.id)
		t.count(l, 0, -1)
	}
}

// release ends a use. If it was the last one, the lease is kept for that time from now on; 0 ends
// it.
func (t *leases[T]) release(l *lease[T], lease time.Duration) {
	t.mu.Lock()
	ended := t.leave(l, lease)
	t.mu.Unlock()
	if ended != nil {
		ended.end()
	}
}

// leave removes a user. It returns the lease that the caller must end, without mu. The caller must
// hold mu.
func (t *leases[T]) leave(l *lease[T], lease time.Duration) (ended *lease[T]) {
	defer t.freed.Broadcast()
	if l.users--; l.users > 0 {
		return nil
	}
	l.cut = nil
	if left := l.remaining(lease); left <= 0 && t.held[l.id] == l {
		t.forget(l)
	} else {
		lease = left
	}
	if t.held[l.id] != l {
		return l // dropped while it was in use
	}
	l.until = time.Now().Add(lease)
	t.left[l.id] = l
	t.count(l, 0, 1)
	if l.timer == nil {
		l.timer = time.AfterFunc(lease, func() { t.expire(l) })
	} else {
		l.timer.Reset(lease)
	}
	switch {
	case t.clients[l.client].left > t.idleEach:
		ended = t.shortest(l.client)
	case len(t.left) > t.idle:
		ended = t.shortest("")
	default:
		return nil
	}
	t.forget(ended)
	return ended
}

// remaining returns how long a lease is kept: the requested time, or less near the end of its
// maximum lifetime.
func (l *lease[T]) remaining(lease time.Duration) time.Duration {
	if l.last.IsZero() {
		return lease
	}
	return min(lease, time.Until(l.last))
}

// shortest returns the unused lease with the least time left, of one client or of all. The caller
// must hold mu.
func (t *leases[T]) shortest(client string) (found *lease[T]) {
	for _, l := range t.left {
		if (client == "" || l.client == client) && (found == nil || l.until.Before(found.until)) {
			found = l
		}
	}
	return found
}

// evict ends an unused lease and reports whether there was one. It selects the client with the most
// leases, and of its unused leases the one with the least time left.
func (t *leases[T]) evict() bool {
	t.mu.Lock()
	client, most := "", 0
	for name, c := range t.clients {
		if c.left > 0 && c.held > most {
			client, most = name, c.held
		}
	}
	var l *lease[T]
	if most > 0 {
		l = t.shortest(client)
		t.forget(l)
	}
	t.mu.Unlock()
	if l == nil {
		return false
	}
	l.end()
	return true
}

// forget removes a lease, so that its id is expired. The caller must hold mu, and must end the
// lease if it is unused.
func (t *leases[T]) forget(l *lease[T]) {
	if l.timer != nil {
		l.timer.Stop()
	}
	t.markUsed(l)
	if t.held[l.id] == l {
		delete(t.held, l.id)
		t.count(l, -1, 0)
	}
}

// expire ends a lease whose time is over, unless it was used again.
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

// renew restarts the time of a lease, limited by its maximum lifetime.
func (t *leases[T]) renew(id uint64, of owner, lease time.Duration) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	l, err := t.find(id, of)
	if err == nil && l.users == 0 {
		lease = l.remaining(lease)
		l.until = time.Now().Add(lease)
		l.timer.Reset(lease)
	}
	return err
}

// drop ends a lease at once, aborting an exclusive use. If there are other uses, the lease ends
// after the last of them.
func (t *leases[T]) drop(id uint64, of owner) error {
	t.mu.Lock()
	l, err := t.find(id, of)
	if err != nil {
		t.mu.Unlock()
		return err
	}
	t.forget(l)
	l.abort()
	unused := l.users == 0
	t.mu.Unlock()
	if unused {
		l.end()
	}
	return nil
}

// close ends all leases, as drop does. No lease can be added afterwards.
func (t *leases[T]) close() {
	t.mu.Lock()
	t.over = true
	var unused []*lease[T]
	for _, l := range t.held {
		t.forget(l)
		l.abort()
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

// len returns the number of leases.
func (t *leases[T]) len() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.held)
}
