// Package remote lets several processes work on one database: a server that has it open, and a client that is a
// *leveldb.DB as any other.
//
//	directory, err := remote.OpenDirectory("/data", nil)
//	if err != nil { … }
//	handler := remote.NewHandler(directory, nil)
//	listener, err := net.Listen("tcp", "127.0.0.1:5000")
//	if err != nil { … }
//	err = remote.Serve(ctx, listener, handler, nil) // until ctx ends; `openleveldb serve --root /data` does the same
//
// and, in another process,
//
//	db, err := remote.Dial(ctx, "http://127.0.0.1:5000", "runs", nil)
//	if err != nil { … }
//	defer db.Close()
//	title, err := leveldb.Get[string](db.Sub("run/1/"), "title")
//
// Where nobody writes, readers need no server: any number of processes open a database with leveldb.Options.ReadOnly.
//
// # Two faces
//
// A [Handler] answers two kinds of client on the same port:
//
//   - The Python package's: its client works unchanged, with LevelDB(db_path, server_address="http://…"). That client never
//     looks at an answer's status, so an error breaks the connection off in the middle of an answer, and requests raises.
//   - Go's, under /v1/: stored bytes as they lie in LevelDB, streamed ranges, batches, gathered rows, errors as codes that
//     become the same errors on the other side.
//
// # What it costs
//
// A call is one exchange over HTTP on a connection that is kept, some tens of microseconds on the same machine. Whatever takes
// many keys takes them in one call: Gather, Lookup, Entries, batches. ReadInto, ReadRows and Gather read elements from the
// socket into the caller's memory; ReadRows has only those rows sent; View sees an array in Go memory, aligned, that was
// fetched once.
//
// # Ranges and snapshots
//
// An Entries loop sees the state of the moment it began, however long it takes, as it does locally: the server holds an
// iterator for it, takes the pace of the reader, and if the connection breaks the client goes on behind the last entry
// that arrived whole, in the same state. If the server was restarted meanwhile, or the client was away for longer than the
// lease, that state is gone: the loop ends with [ErrExpired], and never goes on in another one.
//
// # Repeated calls
//
// A read that fails on the way is repeated. A write is repeated only if the server cannot have seen it: else its error is
// [ErrOutcomeUnknown], as another client may have written to the key since, and the caller alone knows whether to write again.
// Where a connection breaks, the idle ones are closed, so that a restart of the server costs one such error and not one of each.
//
// # Who may do what
//
// Databases are those below the root of a [Directory], by names that lead nowhere else. Without credentials everybody who
// reaches the port may read and write; so `openleveldb serve` listens on this machine only, unless told otherwise. A web
// page cannot reach it there: the Host of a request must be this machine's. [ReadCredentials] reads names with passwords
// and tokens, some for reading only.
//
// # Lifetimes and concurrency
//
// All of it may be used from many goroutines. What a remote *leveldb.DB returns lies in Go memory, and needs no release for
// memory's sake; the rules of package leveldb hold all the same. A Handler does not own its databases: close it first, then
// them.
package remote
