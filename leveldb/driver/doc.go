// Package driver is the interface between a leveldb.DB and an engine that stores its entries:
// LevelDB in this process (package native), a server (package leveldb/remote), or another ordered
// store. Programs do not need it, unless they bring an engine of their own:
//
//	db := leveldb.New(store, "name for errors", nil)
//
// An engine implements [Store] and [Cursor]. It maps bytes to bytes: it knows no types, tags or
// prefixes. Package drivertest tests an engine.
//
// # Contexts
//
// Every call takes a context first. An engine that waits for a network ends the call when the
// context is done. An engine that cannot interrupt a call in progress checks the context before it
// begins. The error is then ctx.Err().
//
// # Ownership
//
// Arguments belong to the caller. A Store copies what it keeps before the call returns, and does
// not change the arguments, except for the buffers that are documented as such.
//
// A returned [Value] states who owns its bytes: the caller, the caller's buffer, or the engine. In
// the last case the bytes are valid until Value.Release, even after Close.
//
// # Errors
//
// Errors are [*Error], or wrap one of the Err values of this package. They name neither key nor
// path; leveldb.DB adds them.
package driver
