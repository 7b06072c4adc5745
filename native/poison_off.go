//go:build !openleveldb_poison

package native

import (
	"github.com/openleveldb/openleveldb/internal/leak"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// poisoned is true in builds with -tags openleveldb_poison: see the package comment.
const poisoned = false

// guard holds the copy of a borrowed value in a poison build. Here it is empty, and costs nothing.
type guard struct{}

func (guard) protect(bytes []byte) []byte { return bytes }
func (guard) revoke(bool)                 {}
func (guard) origin() leak.Origin         { return leak.Origin{} }

// copies holds the borrowed small values of a page in a poison build.
type copies struct{}

func (copies) withdraw() {}

func (copies) borrow([]byte) driver.Value {
	panic("native: small values are borrowed only with -tags openleveldb_poison")
}

// ExplainFault returns the place where a borrowed value was made, and the place where it was
// released. address is any address in the value, as returned by the Addr method of a runtime.Error.
// The result is empty for other addresses, and in builds without -tags openleveldb_poison.
func ExplainFault(uintptr) string { return "" }
