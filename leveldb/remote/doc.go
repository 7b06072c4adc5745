// Package remote lets several processes use one database. A server opens the database. Each client
// gets an ordinary *leveldb.DB.
//
//	directory, err := remote.OpenDirectory("/data", nil)
//	if err != nil { … }
//	handler := remote.NewHandler(directory, nil)
//	listener, err := net.Listen("tcp", "127.0.0.1:5000")
//	if err != nil { … }
//	err = remote.Serve(ctx, listener, handler, nil) // until ctx ends
//
// The command `openleveldb serve --root /data` does the same. In another process:
//
//	db, err := remote.Dial(ctx, "http://127.0.0.1:5000", "runs", nil)
//	if err != nil { … }
//	defer db.Close()
//	title, err := leveldb.Get[string](db.Sub("run/1/"), "title")
//
// If nobody writes, readers need no server: any number of processes can open a database with
// leveldb.Options.ReadOnly.
//
// # Two kinds of client
//
// A [Handler] serves two kinds of client on the same port:
//
//   - The Python package's client works unchanged, with LevelDB(db_path,
//     server_address="http://…"). It ignores the status of a response. To report an error, the
//     Handler therefore breaks the connection in the middle of the response, and the requests
//     library raises an exception.
//   - The Go client uses /v1/. It transfers stored bytes exactly as LevelDB holds them, streamed
//     ranges, batches and gathered rows. Errors travel as codes, which the client turns back into
//     the same errors.
//
// # Performance
//
// A call is one HTTP exchange on a persistent connection. It takes some tens of microseconds on the
// same machine. An operation on many keys is a single call: Gather, Lookup, Entries, batches.
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
// # Access control
//
// A [Directory] serves only the databases below its root; no name leads outside it. Without
// credentials, everybody who can reach the port may read and write. For this reason `openleveldb
// serve` listens on this machine only, unless told otherwise. A web page cannot reach it there,
// because the Host header of a request must name this machine. [ReadCredentials] reads names with
// passwords and tokens, each either read-write or read-only.
//
// # Lifetimes and concurrency
//
// Everything in this package is safe for use by multiple goroutines. What a remote *leveldb.DB
// returns is in Go memory, which is garbage-collected whether or not it is released. The rules of
// package leveldb apply all the same. A Handler does not own its databases: close the Handler
// first, then the databases.
package remote
