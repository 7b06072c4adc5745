package native

/*
#include "library.h"
*/
import "C"

import (
	"strings"
	"sync"

	"github.com/jmhodges/levigo"
)

// Version gives the version of the LevelDB library that is linked.
func Version() (major, minor int) {
	return levigo.GetLevelDBMajorVersion(), levigo.GetLevelDBMinorVersion()
}

// HasSnappy says whether the LevelDB library that is linked was built with Snappy. One that was not stores blocks as they are
// whatever Options.Compression says, and cannot read those that another has compressed: the error is ErrNotSupported then.
var HasSnappy = sync.OnceValue(func() bool { return C.oldb_has_snappy() != 0 })

// withoutSnappy is what LevelDB says of a block that is compressed if it has no Snappy; it says the same of one that is damaged
// (table/format.cc, ReadBlock).
const withoutSnappy = "corrupted snappy compressed block length"

// lacking gives the error for what the library lacks, if that is what the text means, or nil.
func lacking(op, text string, hasSnappy func() bool) *Error {
	if !strings.Contains(text, withoutSnappy) || hasSnappy() {
		return nil
	}
	return &Error{Op: op, Class: ErrNotSupported,
		Text: "the block is compressed with Snappy, and this libleveldb was built without it"}
}
