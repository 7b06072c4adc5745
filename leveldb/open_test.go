package leveldb_test

import (
	"context"

	"github.com/openleveldb/openleveldb/internal/tests/testdb"
)

// Databases of tests, which are closed when the test ends.
var (
	openTest     = testdb.Open
	openTestAt   = testdb.OpenAt
	openAndClose = testdb.TryOpen
)

// sanitized reports whether a sanitizer allocates too.
const sanitized = testdb.Sanitized

// ctx is for calls that are not cancelled.
var ctx = context.Background()
