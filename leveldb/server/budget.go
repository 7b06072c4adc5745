package server

import (
	"context"
	"fmt"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
)

// budget divides a limited amount, of bytes or of requests, among clients. Each client holds at
// most its share. A request that does not fit waits, first come first served. A client that waits
// for its own share does not delay others. It is safe for use by multiple goroutines.
type budget struct {
	share int64
	total *semaphore.Weighted

	mu      sync.Mutex
	clients map[string]*clientBudget // clients that hold something or wait
}

// clientBudget is the share of one client.
type clientBudget struct {
	*semaphore.Weighted
	accounts int // guarded by budget.mu
}

// maxWait is the maximum time that a request waits for a part of a budget.
const maxWait = 10 * time.Second

func newBudget(size, share int64) *budget {
	return &budget{share: share, total: semaphore.NewWeighted(size), clients: map[string]*clientBudget{}}
}

// shareOf returns the given percentage of a limit, at least 1.
func shareOf(limit int64, percent int) int64 {
	return max(1, limit/100*int64(percent)+limit%100*int64(percent)/100)
}

// account opens an account for a client. The caller must close it.
func (b *budget) account(client string) *account {
	b.mu.Lock()
	defer b.mu.Unlock()
	c := b.clients[client]
	if c == nil {
		c = &clientBudget{Weighted: semaphore.NewWeighted(b.share)}
		b.clients[client] = c
	}
	c.accounts++
	return &account{budget: b, client: client, own: c}
}

// account is what one request holds of a budget. It is not safe for concurrent use.
type account struct {
	budget *budget
	client string
	own    *clientBudget
	held   int64
}

// take reserves n more. It waits until they are free, for at most maxWait, after which the error is
// ErrBusy. If the account would exceed a client's share, the error is ErrTooLarge.
func (a *account) take(ctx context.Context, n int64) error {
	if n <= 0 {
		return nil
	}
	if a.held+n > a.budget.share {
		return fmt.Errorf("%w: the request needs %d bytes of memory, one client may use %d", leveldb.ErrTooLarge, a.held+n, a.budget.share)
	}
	if a.tryTake(n) {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, maxWait)
	defer cancel()
	if a.own.Acquire(ctx, n) != nil {
		return wire.ErrBusy
	}
	if a.budget.total.Acquire(ctx, n) != nil {
		a.own.Release(n)
		return wire.ErrBusy
	}
	a.held += n
	return nil
}

// tryTake reserves n more if they are free, and reports whether they were.
func (a *account) tryTake(n int64) bool {
	if !a.own.TryAcquire(n) {
		return false
	}
	if !a.budget.total.TryAcquire(n) {
		a.own.Release(n)
		return false
	}
	a.held += n
	return true
}

// release returns n of what was reserved.
func (a *account) release(n int64) {
	if n > 0 {
		a.held -= n
		a.budget.total.Release(n)
		a.own.Release(n)
	}
}

// close returns everything. It is idempotent, and does nothing for a nil account.
func (a *account) close() {
	if a == nil {
		return
	}
	a.release(a.held)
	b := a.budget
	b.mu.Lock()
	defer b.mu.Unlock()
	if a.own == nil {
		return
	}
	if a.own.accounts--; a.own.accounts == 0 {
		delete(b.clients, a.client)
	}
	a.own = nil
}
