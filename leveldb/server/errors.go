package server

import (
	"errors"

	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
)

// The errors of this package, for errors.Is. Errors of databases are those of package leveldb.
var (
	// ErrBusy means that too much is in use. [Databases] return it from Acquire to refuse a request
	// for now; the client tries again.
	ErrBusy = wire.ErrBusy
	// ErrAnonymous is returned when a Handler without Credentials would serve a network.
	ErrAnonymous = errors.New("without credentials, everyone who can reach the address could read and write all databases")
	// ErrCutOff is returned when the server stopped before all requests were finished.
	ErrCutOff = errors.New("requests in progress were aborted")
)
