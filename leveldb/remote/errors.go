package remote

import (
	"errors"

	"github.com/openleveldb/openleveldb/leveldb/remote/internal/wire"
)

// What can go wrong between a client and a server, for errors.Is. What goes wrong in the database is the error it would be
// locally: leveldb.ErrNotFound, leveldb.ErrReadOnly, fs.ErrNotExist, …
var (
	ErrUnauthorized = wire.ErrUnauthorized // credentials are missing or wrong
	ErrBusy         = wire.ErrBusy         // the server has too much to do
	ErrStopping     = wire.ErrStopping     // the server is stopping
	ErrExpired      = wire.ErrExpired      // the server does not hold the snapshot or the state of the range any more
	ErrProtocol     = wire.ErrProtocol     // the other side is no server of this protocol, or a broken one
	ErrInternal     = wire.ErrInternal     // the server failed

	// ErrUnavailable: the server cannot be reached, or the connection to it broke. With os.ErrDeadlineExceeded it stood still
	// for Options.Timeout.
	ErrUnavailable = errors.New("no connection to the server")
	// ErrOutcomeUnknown: a write was sent and no answer came. It may have been done, be done yet, or never be done. The
	// error that was met wraps another one that says why, such as ErrUnavailable or context.Canceled.
	ErrOutcomeUnknown = errors.New("the write may or may not have been done")
)
