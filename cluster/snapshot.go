package cluster

import (
	"context"
	"runtime"
	"sync/atomic"

	"github.com/openleveldb/openleveldb/internal/leak"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// snapshot is a timestamp at which the database is read. Garbage collection cannot pass it.
type snapshot struct {
	ts   uint64
	db   *database
	over atomic.Bool
	made leak.Origin
}

// end gives the timestamp up, and reports whether it was held.
func (n *snapshot) end() bool {
	if n.over.Swap(true) {
		return false
	}
	n.db.client.keeper.release(n.ts)
	return true
}

// Snapshot implements driver.Store.
func (s *store) Snapshot(ctx context.Context) (driver.Store, error) {
	defer runtime.KeepAlive(s)
	if err := s.mayRead(ctx); err != nil {
		return nil, err
	}
	if s.snapshot != nil {
		return nil, invalid("this is a snapshot already")
	}
	call, done := s.db.call(ctx)
	ts, err := s.db.client.keeper.take(call)
	done(&err)
	if err != nil {
		return nil, s.db.fail(ctx, err)
	}
	n := &snapshot{ts: ts, db: s.db, made: leak.Here()}
	taken := &store{db: s.db, snapshot: n, parent: s}
	runtime.AddCleanup(taken, func(n *snapshot) {
		if n.end() && n.db.life.Err() == nil { // Close of the DB closes its snapshots
			leak.Report("a snapshot of "+n.db.address, n.made)
		}
	}, n)
	return taken, nil
}
