package leveldb

import (
	"context"
	"errors"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// Path returns the absolute path of the directory of a local database. Sub-databases and snapshots
// return the path of their database. The path is empty for a database on a server, and for one that
// New made from another engine; String describes those.
func (db *DB) Path() string { return db.path }

// ReadOnly reports whether every write through the handle returns ErrReadOnly. This is so if the
// database was opened with Options.ReadOnly, if the server permitted only reads when Dial was
// called, or if the handle is a snapshot. ReadOnly sends no request to a server. After Close it
// returns false.
func (db *DB) ReadOnly() bool {
	// An empty batch changes nothing, but a read-only database rejects it like any other write.
	err := db.store.Write(context.Background(), new(driver.Batch), WriteOptions{})
	return errors.Is(err, ErrReadOnly) && !db.Closed()
}

// Closed reports whether calls through the handle return ErrClosed, because its database or
// snapshot was closed. It sends no request to a server.
func (db *DB) Closed() bool { return errors.Is(db.checkOpen(context.Background()), ErrClosed) }

// checkOpen returns ErrClosed after Close, or the error of ctx. It is for calls that might not use
// the store otherwise.
func (db *DB) checkOpen(ctx context.Context) error {
	_, err := db.store.Gather(ctx, nil, nil, nil, db.read)
	return err
}
