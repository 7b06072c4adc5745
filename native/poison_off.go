//go:build !openleveldb_poison

package native

import "github.com/openleveldb/openleveldb/internal/leak"

// poisoned says that this is a build with -tags openleveldb_poison: see the package comment.
const poisoned = false

// guard is what that build has for a lent value. Here it is nothing, and costs nothing.
type guard struct{}

func (guard) lend(bytes []byte) []byte { return bytes }
func (guard) revoke(bool)              {}
func (guard) origin() leak.Origin      { return leak.Origin{} }

// copies are what that build lends of the small values of a page.
type copies struct{}

func (copies) withdraw() {}

func (*Page) lendSmall(int) (Value, error) { panic("native: not a build that poisons") }

// ExplainFault says of an address, as the Addr method of a runtime.Error gives it, which borrowed value it belongs to, where
// that was made, and where it was released. It is empty for other addresses, and in builds without -tags openleveldb_poison.
func ExplainFault(uintptr) string { return "" }
