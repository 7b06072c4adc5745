// Package server serves LevelDB databases over HTTP, so that several processes can use them. Each
// database is open in the server only.
//
//	directory, err := server.OpenDirectory("/data", nil)
//	if err != nil { … }
//	defer directory.Close()
//	handler := server.NewHandler(directory, nil)
//	listener, err := server.Listen(ctx, "127.0.0.1:5000")
//	if err != nil { … }
//	err = server.Serve(ctx, listener, handler, nil) // until ctx ends
//
// The command `openleveldb serve --root /data` does the same. [Opened] serves databases that the
// program has opened itself. A [Handler] is an http.Handler, so a program can also serve it with
// its own http.Server.
//
// # Clients
//
// A [Handler] serves two kinds of client on the same port:
//
//   - Package remote uses /v1/. It transfers stored bytes exactly as LevelDB holds them, streamed
//     ranges, batches and gathered rows. Errors travel as codes, which the client turns back into
//     the same errors. Short calls share a connection, which the client upgrades from HTTP. A
//     Handler whose ResponseWriter cannot be hijacked serves them over HTTP.
//   - The Python package's client works unchanged, with LevelDB(db_path,
//     server_address="http://…"). It ignores the status of a response. To report an error, the
//     Handler therefore breaks the connection in the middle of the response, and the requests
//     library raises an exception.
//
// # Access control
//
// A [Directory] serves only the databases below its root; no name leads outside it. Without
// credentials, everybody who can reach the port may read and write. For this reason `openleveldb
// serve` listens on this machine only, unless told otherwise, and [Serve] refuses other addresses.
// A web page cannot reach a server on this machine, because the Host header of a request must name
// this machine. [ReadCredentials] reads names with passwords and tokens, each either read-write or
// read-only.
//
// # Limits
//
// [HandlerOptions] bound the memory, the requests and the snapshots of all clients together, and
// the share of each client. A request that does not fit waits, and is then refused. A client that
// makes no progress is disconnected.
//
// # Lifetimes and concurrency
//
// Everything in this package is safe for use by multiple goroutines. A Handler does not own its
// databases: close the Handler first, which Serve does, then the databases. Every write that was
// acknowledged is in LevelDB; with WriteOptions.Sync it is on disk.
package server
