package leveldb

import (
	"context"
	"errors"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// Path returns the absolute path of the directory of a local database. Sub-databases and snapshots
// return that of their database. It is empty for a database on a server, and for one that New made
// of another engine; String describes those.
func (db *DB) Path() string { return db.path }

// ReadOnly reports whether every write through the handle returns ErrReadOnly: the database was
// opened with Options.ReadOnly, the server permitted only reads when Dial was called, or the handle
// is a snapshot. No request is sent to a server. After Close it reports false.
func (db *DB) ReadOnly() bool {
	// An empty batch changes nothing, but is refused where every write is.
	err := db.store.Write(context.Background(), new(driver.Batch), WriteOptions{})
	return errors.Is(err, ErrReadOnly) && !db.Closed()
}

// Closed reports whether calls through the handle return ErrClosed: Close was called for the
// database, or for the snapshot that the handle is. No request is sent to a server.
func (db *DB) Closed() bool { return errors.Is(db.checkOpen(context.Background()), ErrClosed) }

// checkOpen returns the error of every call after Close, or that of ctx, for a call that otherwise
// might not use the store.
func (db *DB) checkOpen(ctx context.Context) error {
	_, err := db.store.Gather(ctx, nil, nil, nil, db.read)
	return err
}
