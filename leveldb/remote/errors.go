package remote

import "github.com/openleveldb/openleveldb/leveldb/internal/wire"

// Errors of the communication between a client and a server, for errors.Is. Errors of the database
// are the same as locally: leveldb.ErrNotFound, leveldb.ErrReadOnly, fs.ErrNotExist, …
var (
	ErrUnauthorized = wire.ErrUnauthorized // credentials are missing or wrong
	ErrBusy         = wire.ErrBusy         // the server is overloaded
	ErrStopping     = wire.ErrStopping     // the server is stopping
	ErrExpired      = wire.ErrExpired      // the server no longer has the snapshot or range state
	ErrProtocol     = wire.ErrProtocol     // the peer does not implement this protocol correctly
	ErrInternal     = wire.ErrInternal     // the server failed

	// ErrUnavailable means that the server cannot be reached, or that the connection to it broke.
	// If the error also matches os.ErrDeadlineExceeded, there was no progress for Options.Timeout.
	ErrUnavailable = wire.ErrUnavailable
	// ErrOutcomeUnknown means that a write was sent and no response came. The write may have been
	// done, may still be done, or may never be done. The error wraps the cause, such as
	// ErrUnavailable or context.Canceled.
	ErrOutcomeUnknown = wire.ErrOutcomeUnknown
)
