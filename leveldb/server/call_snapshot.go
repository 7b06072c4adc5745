package server

import (
	"errors"
	"fmt"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
)

func (c *served) takeSnapshot() error {
	if c.options.Snapshot != 0 {
		return fmt.Errorf("%w: a snapshot of a snapshot is not supported", leveldb.ErrInvalidArgument)
	}
	// The lease holds its own reference to the database.
	db, release, err := c.Handler.acquire(c.database, false)
	if err != nil {
		return err
	}
	store, err := db.Driver().Snapshot(c.request.Context())
	if err != nil {
		release()
		return err
	}
	l, err := c.snapshots.add(store, c.owner(), c.answer.client, nil, func() {
		defer release()
		if err := store.Close(); err != nil {
			c.Handler.options.Logger.Error("closing a snapshot failed", "database", c.database, "error", err)
		}
	})
	if err != nil {
		return err
	}
	defer c.snapshots.release(l, c.Handler.options.Lease)
	return c.sendLease(l.id)
}

// renew restarts the lease of a snapshot, of a cursor, or of a range whose client is slow.
func (c *served) renew() error {
	if len(c.body) > 0 {
		id, err := wire.ParseNumber(c.body)
		if err != nil {
			return err
		}
		err = c.ranges.renew(id, c.owner(), c.Handler.options.Lease)
		if errors.Is(err, wire.ErrExpired) {
			err = c.cursors.renew(id, c.owner(), c.Handler.options.Lease)
		}
		if err != nil {
			return err
		}
		return c.sendLease(id)
	}
	if err := c.snapshots.renew(c.options.Snapshot, c.owner(), c.Handler.options.Lease); err != nil {
		return err
	}
	return c.sendLease(c.options.Snapshot)
}

func (c *served) sendLease(id uint64) error {
	return c.answer.send(wire.Lease{ID: id, Milliseconds: uint64(max(c.Handler.options.Lease.Milliseconds(), 1))}.Append(nil))
}

func (c *served) releaseSnapshot() error {
	if err := c.snapshots.drop(c.options.Snapshot, c.owner()); err != nil {
		return err
	}
	return c.done()
}

// abandon ends a range or cursor that its client no longer needs.
func (c *served) abandon() error {
	id, err := wire.ParseNumber(c.body)
	if err != nil {
		return err
	}
	err = c.ranges.drop(id, c.owner())
	if errors.Is(err, wire.ErrExpired) {
		err = c.cursors.drop(id, c.owner())
	}
	if err != nil {
		return err
	}
	return c.done()
}
