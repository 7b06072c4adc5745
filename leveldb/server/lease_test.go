package server

import (
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
)

// leaseRig is a table of leases that records which of them ended.
type leaseRig struct {
	*leases[int]
	t  *testing.T
	mu sync.Mutex
	// all holds the leases that have ended, in order; some end on a timer.
	all []int
}

// leaseMine is the owner of the leases of a leaseRig.
var leaseMine = owner{"db", "me"}

// newLeaseRig returns a table. Fields of limits that are 0 set no limit.
func newLeaseRig(t *testing.T, limits leaseLimits) *leaseRig {
	for _, n := range []*int{&limits.most, &limits.each, &limits.idle, &limits.idleEach} {
		if *n == 0 {
			*n = 1000
		}
	}
	if limits.longest == 0 {
		limits.longest = -1
	}
	return &leaseRig{leases: newLeases[int](limits), t: t}
}

// use adds a lease, which stays in use.
func (r *leaseRig) use(value int, client string) *lease[int] {
	r.t.Helper()
	l, err := r.add(value, leaseMine, client, nil, r.end(value))
	require.NoError(r.t, err)
	return l
}

// end returns the function that ends a lease with that value.
func (r *leaseRig) end(value int) func() {
	return func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.all = append(r.all, value)
	}
}

// ended returns the values of the leases that have ended.
func (r *leaseRig) ended() []int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.all)
}

// after advances the time by d and returns the values of the leases that have ended.
func (r *leaseRig) after(d time.Duration) []int {
	time.Sleep(d)
	synctest.Wait()
	return r.ended()
}

// An unused lease ends when its time is up. Using it stops the timer, and releasing it restarts the
// timer.
func TestLeaseTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newLeaseRig(t, leaseLimits{})
		l := r.use(1, "a")
		require.NoError(t, r.renew(l.id, leaseMine, time.Minute), "a lease in its first use has no timer yet")
		require.Empty(t, r.after(time.Hour), "it is in use")
		r.release(l, time.Minute)
		require.Empty(t, r.after(time.Minute-1))
		again, err := r.take(l.id, leaseMine, nil)
		require.NoError(t, err)
		require.Same(t, l, again)
		require.Empty(t, r.after(time.Hour), "it is in use again")
		require.NoError(t, r.renew(l.id, leaseMine, time.Minute))
		require.Empty(t, r.after(time.Hour), "renewing a lease in use starts no timer")
		r.expire(l)
		require.Empty(t, r.ended(), "a timer that fired late")
		r.release(l, time.Minute)
		r.expire(l)
		require.Empty(t, r.after(time.Minute-1), "a timer that fired early")
		require.Equal(t, []int{1}, r.after(1))
		require.Zero(t, r.len())
		require.Empty(t, r.clients)
		_, err = r.take(l.id, leaseMine, nil)
		require.Equal(t, wire.ErrExpired, err)
	})
}

// Renewing an unused lease restarts its timer, and may shorten it.
func TestLeaseRenewed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newLeaseRig(t, leaseLimits{})
		longer, shorter := r.use(1, "a"), r.use(2, "a")
		r.release(longer, time.Minute)
		r.release(shorter, time.Hour)
		require.Empty(t, r.after(time.Minute-1))
		require.NoError(t, r.renew(longer.id, leaseMine, time.Hour))
		require.NoError(t, r.renew(shorter.id, leaseMine, time.Minute))
		require.Equal(t, []int{2}, r.after(time.Minute))
		require.Equal(t, []int{2}, r.after(time.Hour-time.Minute-1))
		require.Equal(t, []int{2, 1}, r.after(1))
	})
}

// A lease released with no time left ends before release returns. A lease near its maximum lifetime
// ends when that is reached.
func TestLeaseGivenBackAtItsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newLeaseRig(t, leaseLimits{longest: 10 * time.Minute})
		r.release(r.use(1, "a"), 0)
		require.Equal(t, []int{1}, r.ended())
		r.release(r.use(2, "a"), time.Hour)
		late := r.use(3, "a")
		require.Equal(t, []int{1}, r.after(10*time.Minute-1))
		require.Equal(t, []int{1, 2}, r.after(1))
		r.release(late, time.Hour)
		require.Equal(t, []int{1, 2, 3}, r.ended(), "nothing is left of its lifetime")
		require.Empty(t, r.clients)
	})
}

// Only its owner can use a lease: the same caller in the same database.
func TestLeaseOfOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newLeaseRig(t, leaseLimits{})
		l := r.use(1, "a")
		r.release(l, time.Minute)
		for _, other := range []owner{{"db", "you"}, {"other", "me"}} {
			_, err := r.take(l.id, other, nil)
			require.Equal(t, wire.ErrExpired, err)
			require.Equal(t, wire.ErrExpired, r.renew(l.id, other, time.Hour))
			require.Equal(t, wire.ErrExpired, r.drop(l.id, other))
		}
		require.Equal(t, []int{1}, r.after(time.Minute), "nobody renewed it")
	})
}

// The number of leases is limited per client and in total. Leases in use count.
func TestLeaseLimits(t *testing.T) {
	r := newLeaseRig(t, leaseLimits{most: 3, each: 2})
	first := r.use(1, "a")
	r.release(r.use(2, "a"), time.Hour)
	refused := func(client, text string) {
		t.Helper()
		before := len(r.ended())
		_, err := r.add(9, leaseMine, client, nil, r.end(9))
		require.ErrorIs(t, err, wire.ErrBusy)
		require.ErrorContains(t, err, text)
		require.Len(t, r.ended(), before+1, "what was refused is released")
	}
	refused("a", "one client may hold 2")
	r.use(3, "b")
	refused("b", "all clients together may hold 3")
	r.release(first, 0)
	r.use(4, "b")
	require.Equal(t, []int{9, 9, 1}, r.ended())
}

// If there are too many unused leases, the one with the least time left ends. It is one of the same
// client if the client's limit is exceeded, or else one of any client. Leases in use do not count.
func TestLeaseIdleLimits(t *testing.T) {
	r := newLeaseRig(t, leaseLimits{idle: 4, idleEach: 2})
	r.use(0, "a")
	r.release(r.use(1, "b"), time.Minute)
	r.release(r.use(2, "a"), 3*time.Hour)
	r.release(r.use(3, "a"), 2*time.Hour)
	require.Empty(t, r.ended())
	r.release(r.use(4, "a"), 4*time.Hour)
	require.Equal(t, []int{3}, r.ended(), "one of the same client, although another client's has less time left")
	r.release(r.use(5, "c"), time.Hour)
	require.Equal(t, []int{3}, r.ended())
	r.release(r.use(6, "d"), time.Hour)
	require.Equal(t, []int{3, 1}, r.ended())
	require.Len(t, r.left, 4)
}

// Eviction picks the client with the most leases among the clients that have an unused one, and
// ends one of its unused leases.
func TestLeaseEvictedOfOthers(t *testing.T) {
	r := newLeaseRig(t, leaseLimits{})
	require.False(t, r.evict())
	for i := range 5 {
		r.use(i, "busy")
	}
	r.release(r.use(10, "some"), time.Hour)
	r.use(11, "some")
	r.release(r.use(20, "one"), time.Minute)
	require.True(t, r.evict())
	require.True(t, r.evict())
	require.False(t, r.evict())
	require.Equal(t, []int{10, 20}, r.ended())
	require.Equal(t, 6, r.len())
}

// An exclusive use interrupts the current use and waits for it to end.
func TestLeaseExclusive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newLeaseRig(t, leaseLimits{})
		cuts := 0
		l, err := r.add(1, leaseMine, "a", func() { cuts++ }, r.end(1))
		require.NoError(t, err)
		taken, others := make(chan error, 1), 0
		go func() {
			_, err := r.take(l.id, leaseMine, func() { others++ })
			taken <- err
		}()
		synctest.Wait()
		require.Equal(t, 1, cuts)
		require.Empty(t, taken, "it waits")
		r.release(l, time.Minute)
		synctest.Wait()
		require.NoError(t, <-taken)
		require.NoError(t, r.drop(l.id, leaseMine))
		require.Equal(t, 1, others, "the use in progress is cut off")
		require.Empty(t, r.ended())
		r.release(l, time.Minute)
		require.Equal(t, []int{1}, r.ended())
		require.Equal(t, 1, cuts)
	})
}

// A use that has ended, or that shares the lease, is not interrupted.
func TestLeaseCutOnlyInUse(t *testing.T) {
	r := newLeaseRig(t, leaseLimits{})
	cut := func() { t.Error("it is not in use") }
	l, err := r.add(1, leaseMine, "a", cut, r.end(1))
	require.NoError(t, err)
	r.release(l, time.Hour)
	require.NoError(t, r.drop(l.id, leaseMine))
	require.Equal(t, []int{1}, r.ended())
	require.Equal(t, wire.ErrExpired, r.drop(l.id, leaseMine))

	shared := r.use(2, "a")
	_, err = r.take(shared.id, leaseMine, nil)
	require.NoError(t, err)
	r.release(shared, time.Hour)
	require.NoError(t, r.drop(shared.id, leaseMine))
	require.Equal(t, []int{1}, r.ended(), "one user is left")
	r.release(shared, time.Hour)
	require.Equal(t, []int{1, 2}, r.ended())
}

// Close ends unused leases, interrupts those in use, and wakes goroutines that wait for one.
func TestLeaseClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newLeaseRig(t, leaseLimits{})
		cuts := 0
		used, err := r.add(1, leaseMine, "a", func() { cuts++ }, r.end(1))
		require.NoError(t, err)
		unused := r.use(2, "a")
		r.release(unused, time.Hour)
		waits := make(chan error, 1)
		go func() {
			_, err := r.take(used.id, leaseMine, func() {})
			waits <- err
		}()
		synctest.Wait()
		require.Equal(t, 1, cuts)
		r.close()
		synctest.Wait()
		require.Equal(t, 2, cuts)
		require.Len(t, waits, 1)
		require.Equal(t, wire.ErrStopping, <-waits)
		require.Equal(t, []int{2}, r.ended())
		for _, l := range []*lease[int]{used, unused} {
			_, err = r.take(l.id, leaseMine, nil)
			require.Equal(t, wire.ErrStopping, err)
			require.Equal(t, wire.ErrStopping, r.renew(l.id, leaseMine, time.Hour))
			require.Equal(t, wire.ErrStopping, r.drop(l.id, leaseMine))
		}
		r.release(used, time.Hour)
		require.Equal(t, []int{2, 1}, r.ended())
		require.Zero(t, r.len())
		require.Empty(t, r.clients)
		require.Equal(t, []int{2, 1}, r.after(2*time.Hour), "each ends once")
		_, err = r.add(3, leaseMine, "a", nil, r.end(3))
		require.Equal(t, wire.ErrStopping, err)
		require.Equal(t, []int{2, 1, 3}, r.ended())
	})
}
