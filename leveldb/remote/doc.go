// Package remote is the client of a database server. A remote database is an ordinary *leveldb.DB.
//
//	db, err := remote.Dial(ctx, "http://127.0.0.1:5000", "runs", nil)
//	if err != nil { … }
//	defer db.Close()
//	title, err := leveldb.Get[string](db.Sub("run/1/"), "title")
//
// The server is `openleveldb serve --root /data`, or a program that uses package server. [List]
// returns the names of its databases.
//
// If nobody writes, readers need no server: any number of processes can open a database with
// leveldb.Options.ReadOnly.
//
// # Performance
//
// Short calls of all goroutines share one connection, on which many calls can be in progress. A
// call takes about as long as the system takes to wake two processes. A call that sends or receives
// more than 64 KiB is an HTTP request on a connection of its own, so that it does not delay short
// calls. Calls to a server of an earlier version, or through a proxy, are always HTTP requests. An
// operation on many keys is a single call: Gather, Lookup, Entries, batches.
//
// ReadInto, ReadRows and Gather read elements from the socket directly into the caller's memory.
// ReadRows transfers only the requested rows. View fetches the array once into aligned Go memory.
//
// # Ranges and snapshots
//
// An Entries loop sees the state at the moment it began, however long it takes, as it does locally.
// The server holds an iterator for the loop and sends entries at the pace of the reader. If the
// connection breaks, the client resumes in the same state, after the last entry that it received
// completely. If the server was restarted, or the client was away for longer than the lease, that
// state is lost. The loop then ends with [ErrExpired]. It never continues in a different state.
//
// # Retries
//
// A read that fails because of the connection is retried. A write is retried only if the server
// cannot have received it. Otherwise its error is [ErrOutcomeUnknown]: another client may have
// written to the key since, so only the caller can decide whether to write again. When a connection
// breaks, the client closes its idle connections. A restart of the server therefore costs one such
// error, not one for each connection.
//
// # Lifetimes and concurrency
//
// Everything in this package is safe for use by multiple goroutines. What a remote *leveldb.DB
// returns is in Go memory, which is garbage-collected whether or not it is released. The rules of
// package leveldb apply all the same. Close the DB to end its connections, and to release its
// snapshots on the server.
package remote
