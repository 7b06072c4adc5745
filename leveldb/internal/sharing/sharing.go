// Package sharing lets package leveldb call package shared, which imports it, for
// leveldb.Options.Shared.
package sharing

import (
	"sync/atomic"
	"time"

	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/native"
)

// Opener opens the database at an absolute path and shares it with other processes. If readOnly is
// set, the Store refuses writes.
type Opener func(path string, readOnly bool, o native.Options) (driver.Store, error)

var opener atomic.Pointer[Opener]

// Register sets the Opener. Package shared calls it when it is initialized.
func Register(open Opener) { opener.Store(&open) }

// Open calls the registered Opener. The error is ErrNotSupported if there is none.
func Open(path string, readOnly bool, o native.Options) (driver.Store, error) {
	open := opener.Load()
	if open == nil {
		return nil, &driver.Error{Class: driver.ErrNotSupported,
			Text: `option Shared requires import _ "github.com/openleveldb/openleveldb/leveldb/shared"`}
	}
	return (*open)(path, readOnly, o)
}

// Socket is the socket of a process that serves its database to others. Package shared passes it to
// package remote.
type Socket struct {
	Address  string        // to connect to: a path
	Path     string        // of the database, for errors
	Database string        // name of the database on the server
	Timeout  time.Duration // of remote.Options
}
