package python

import (
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// Server is what a call uses of the server, for one request. It is not safe for concurrent use.
// Memory that a call holds counts against the server's limits until the end of the request.
type Server interface {
	// Begin records the call, and the database once it is known, for metrics and the log.
	Begin(call, database string)
	// ReadOnly reports whether the caller may not write.
	ReadOnly() bool
	// Acquire opens a database. If create is set, it creates one that does not exist. The caller
	// must call release, after it has released everything that it read.
	Acquire(database string, create bool) (db *leveldb.DB, release func(), err error)
	// Body reads the body of the request. It is valid until release, which the caller must call.
	Body() (body []byte, release func(), err error)
	// Pin reads the value of a key, which does not include the prefix of db. The caller must
	// release the value.
	Pin(db *leveldb.DB, key string) (driver.Value, error)
	// Scan iterates over the full keys of a span. It calls each for every page; the page is valid
	// until each returns. If each returns an error, Scan ends with that error.
	Scan(db *leveldb.DB, span driver.Span, each func(page *driver.Page) error) error
	// Abort aborts the response, because the client has gone. It does not return.
	Abort()
}
