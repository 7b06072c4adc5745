package native

/*
#include "library.h"
*/
import "C"

import (
	"strings"
	"sync"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// HasSnappy reports whether the linked LevelDB library was built with Snappy. Without Snappy, the
// library stores blocks uncompressed regardless of Options.Compression, and reading blocks that
// were compressed with Snappy returns ErrNotSupported.
var HasSnappy = sync.OnceValue(func() bool { return C.oldb_has_snappy() != 0 })

// withoutSnappy is LevelDB's error text for a compressed block if it has no Snappy. It uses the
// same text for a damaged block (table/format.cc, ReadBlock).
const withoutSnappy = "corrupted snappy compressed block length"

// lacking returns the error for a missing feature of the library if the text means that, and nil
// otherwise.
func lacking(text string, hasSnappy func() bool) *driver.Error {
	if !strings.Contains(text, withoutSnappy) || hasSnappy() {
		return nil
	}
	return &driver.Error{Class: driver.ErrNotSupported,
		Text: "the block is compressed with Snappy, and this libleveldb was built without it"}
}
