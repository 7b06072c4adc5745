package remote

import (
	"context"
	"errors"
	"runtime"
	"time"

	"github.com/openleveldb/openleveldb/internal/leak"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/internal/sharing"
)

// The retries of a client of package shared. They are for connections that the server closed. If
// the server is gone, package shared looks for the next one, so they must not take long.
const (
	sharedRetries = 2
	sharedBackoff = 2 * time.Millisecond
)

// Shared is the Store of a database that another process on this machine serves.
type Shared struct{ *clientStore }

// DialShared is Dial for package shared. The error is ErrUnavailable if no process serves the
// database. The client stays usable after its server ends: the next server listens at the same
// path. A call that a stopping server refuses returns ErrStopping or ErrClosed at once.
func DialShared(ctx context.Context, s sharing.Socket) (*Shared, error) {
	c, err := newClient(unixScheme+s.Address, s.Database, &Options{
		Timeout: s.Timeout, Retries: sharedRetries, Backoff: sharedBackoff, ErrorIfMissing: true,
	})
	if err != nil {
		return nil, err
	}
	c.endpoint.name, c.shared = s.Path, true
	if _, err := c.open(ctx); err != nil {
		c.end()
		return nil, err
	}
	c.where = s.Path
	store := &clientStore{client: c, handle: new(handle)}
	runtime.AddCleanup(store.handle, func(c *client) {
		if c.end() {
			leak.Report("the connection to the server of "+s.Path, leak.Origin{})
		}
	}, c)
	return &Shared{store}, nil
}

// Probe reports whether a process serves the database. The error is that of DialShared.
func (s *Shared) Probe(ctx context.Context) error {
	defer runtime.KeepAlive(s.handle)
	s.client.linking.reset()
	_, err := s.client.open(ctx)
	return err
}

// handsOver reports whether the server refused a call because it is stopping, and another process
// will serve the database soon.
func (c *client) handsOver(err error) bool {
	return c.shared && (errors.Is(err, ErrStopping) || errors.Is(err, leveldb.ErrClosed))
}

var _ driver.ArrayReader = (*Shared)(nil)

// Snapshot implements driver.Store. The result is a *Shared.
func (s *Shared) Snapshot(ctx context.Context) (driver.Store, error) {
	snapshot, err := s.clientStore.Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	return &Shared{snapshot.(*clientStore)}, nil
}
