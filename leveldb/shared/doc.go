// Package shared opens a database in many processes at once, for reading and writing, without a
// server to start. Importing it makes leveldb.Options.Shared available:
//
//	import _ "github.com/openleveldb/openleveldb/leveldb/shared"
//
//	db, err := leveldb.Open("runs", &leveldb.Options{Shared: true})
//
// The first process that opens the database holds its lock, and serves the other processes through
// a unix socket, openleveldb.sock, in the directory of the database. Its own calls go to LevelDB
// directly, as without Shared. Those of the other processes, the followers, go through the socket.
// Every process uses the same *leveldb.DB, with typed values, arrays, ranges, snapshots and batches.
//
// # Taking over
//
// When the serving process closes the database or ends, for whatever reason, a follower locks the
// database, opens it, and serves the others. The lock decides, so there is never more than one such
// process. A call of a follower that is in progress at that moment
//
//   - is repeated if it reads, or if it writes and the write cannot have been done
//   - returns remote.ErrOutcomeUnknown if it writes, and the write may have been done
//
// All writes that were acknowledged are in the database. Snapshots, cursors and iterations that have
// returned entries hold a state that ends with the process that serves. They return
// remote.ErrExpired.
//
// A process that is stopped by a signal keeps its lock, so nobody can take over. Calls of followers
// then return remote.ErrUnavailable after 30 s without a response; the error names the process.
//
// # Who may open the database
//
// The permissions of the socket are those of the directory for writing: whoever may write there may
// connect. There are no other credentials. The file system must support unix sockets and locks.
//
// Programs that do not set Shared, and Plyvel, find the database locked. Programs in other languages
// use the server of the command openleveldb serve --shared, or speak HTTP to the socket.
//
// # Files
//
// The database is an ordinary one, which every program can open when nobody shares it. ReuseLogs is
// set whenever it is opened. Otherwise each process that opens it briefly, and each change of hands,
// would leave a small table.
//
// # Memory
//
// Values that a follower reads are copied through the socket into its memory, so a view of a
// follower is a copy. If the serving process closes the database while it still uses views, the
// lock is held until the last view is released.
package shared
