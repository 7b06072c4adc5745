package remote

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/openleveldb/openleveldb/internal/leak"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
)

// Snapshot makes the server hold the current state until the snapshot is closed or this client is
// gone.
func (s *clientStore) Snapshot(ctx context.Context) (driver.Store, error) {
	defer runtime.KeepAlive(s.handle)
	if s.snapshot != nil {
		return nil, fmt.Errorf("%w: a snapshot of a snapshot is not supported", leveldb.ErrInvalidArgument)
	}
	c := s.client
	answered, err := c.plain(ctx, &call{name: wire.CallSnapshot, head: wire.Options{}.Append(nil)}, nil, 16)
	if err != nil {
		return nil, err
	}
	lease, err := wire.ParseLease(answered)
	if err != nil {
		return nil, c.name(err)
	}
	k := &leaseKeeper{client: c, id: lease.ID, made: leak.Here()}
	if !k.begin(lease) {
		return nil, leveldb.ErrClosed
	}
	snapshot := &clientStore{client: c, handle: new(handle), snapshot: k, readOnly: true}
	runtime.AddCleanup(snapshot.handle, func(k *leaseKeeper) {
		if k.end() {
			leak.Report("a snapshot of "+k.client.endpoint.name+"/"+k.client.database, k.made)
		}
	}, k)
	return snapshot, nil
}

// leaseKeeper keeps the lease of a snapshot alive.
type leaseKeeper struct {
	client *client
	id     uint64
	made   leak.Origin
	cancel context.CancelFunc
	ended  atomic.Bool
}

// begin starts to renew the lease. It returns false if the client is closed.
func (k *leaseKeeper) begin(lease wire.Lease) bool {
	ctx, cancel := context.WithCancel(k.client.ctx)
	k.cancel = cancel
	c := k.client
	c.mu.Lock()
	if !c.closed {
		c.snapshots[k] = true
	}
	c.mu.Unlock()
	if !c.spawn(func() { k.renew(ctx, lease) }) {
		k.ended.Store(true)
		cancel()
		c.releaseAll(map[*leaseKeeper]bool{k: true})
		return false
	}
	return true
}

// renew renews the lease whenever a third of its time is over, so that a renewal may fail. If the
// server has lost the snapshot, the next read through it returns the error.
func (k *leaseKeeper) renew(ctx context.Context, lease wire.Lease) {
	for {
		timer := time.NewTimer(time.Duration(lease.Milliseconds) * time.Millisecond / 3)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		}
		answered, err := k.client.plain(ctx, &call{name: wire.CallRenew, head: wire.Options{Snapshot: k.id}.Append(nil)}, nil, 16)
		if err != nil {
			continue
		}
		if again, err := wire.ParseLease(answered); err == nil {
			lease = again
		}
	}
}

func (k *leaseKeeper) released() bool { return k.ended.Load() }

// end releases the snapshot and reports whether it was held until then.
func (k *leaseKeeper) end() bool {
	if k.ended.Swap(true) {
		return false
	}
	k.cancel()
	c := k.client
	c.mu.Lock()
	held := c.snapshots[k]
	delete(c.snapshots, k)
	c.mu.Unlock()
	if held {
		c.releaseAll(map[*leaseKeeper]bool{k: true})
	}
	return held
}

// releaseAll asks the server to release these snapshots. It waits for the responses, up to
// noticeTimeout. If the server does not receive the message, it releases the snapshots when their
// leases end.
func (c *client) releaseAll(snapshots map[*leaseKeeper]bool) {
	if len(snapshots) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), noticeTimeout)
	defer cancel()
	var wg sync.WaitGroup
	for k := range snapshots {
		wg.Go(func() {
			release := &call{name: wire.CallRelease, head: wire.Options{Snapshot: k.id}.Append(nil), atOnce: true, closing: true}
			_, _ = c.plain(ctx, release, nil, 0)
		})
	}
	wg.Wait()
}
