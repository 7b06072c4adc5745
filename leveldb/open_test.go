package leveldb_test

import (
	"context"

	"github.com/openleveldb/openleveldb/internal/tests/testdb"
)

// These open databases that are closed when the test ends.
var (
	openTest     = testdb.Open
	openTestAt   = testdb.OpenAt
	openAndClose = testdb.TryOpen
)

// sanitized reports whether the build has a sanitizer, which also allocates.
const sanitized = testdb.Sanitized

// ctx is for calls that are not cancelled.
var ctx = context.Background()
