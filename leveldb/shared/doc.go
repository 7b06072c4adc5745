// Package shared lets many processes have a database open for reading and writing. No server has to
// be started. Importing the package makes leveldb.Options.Shared available:
//
//	import _ "github.com/openleveldb/openleveldb/leveldb/shared"
//
//	db, err := leveldb.Open("runs", &leveldb.Options{Shared: true})
//
// The first process that opens the database holds its lock, and serves the other processes through
// a unix socket, openleveldb.sock, in the directory of the database. Its own calls go to LevelDB
// directly, as without Shared. The other processes are called followers. Their calls go through the
// socket. Every process uses a *leveldb.DB, with typed values, arrays, ranges, snapshots and
// batches.
//
// # Taking over
//
// When the serving process closes the database or ends, for whatever reason, the next call of a
// follower locks the database, opens it, and serves the others. The lock ensures that at most one process serves the
// database at a time. A call that a follower has in progress at that moment
//
//   - is repeated if it is a read, or a write that was certainly not executed
//   - returns remote.ErrOutcomeUnknown if it is a write that may have been executed
//
// All acknowledged writes are in the database. The serving process holds the state of snapshots,
// cursors and iterations of followers. If it ends, snapshots, cursors, and iterations that have
// returned entries, return remote.ErrExpired.
//
// A process that is stopped by a signal keeps its lock, so no other process can take over. Calls of
// followers then return remote.ErrUnavailable after 30 s without a response. The error names the
// stopped process. If a process that does not set Shared has locked the database in the meantime,
// calls of followers return leveldb.ErrLocked after 15 s.
//
// # Who may open the database
//
// Whoever may write to the directory may connect to the socket. No credentials are needed. The file
// system must support unix sockets and locks.
//
// For Plyvel, and for programs that do not set Shared, the database is locked. Programs in other
// languages can use the server that the command "openleveldb serve --shared" starts, or send HTTP
// requests to the socket.
//
// # Files
//
// The database is an ordinary LevelDB database. Any program can open it once no process has it open
// with Shared. ReuseLogs is always set. Otherwise each process that opens the database briefly, and
// each takeover, would create a small table.
//
// After a write fails, for example because the disk is full, writes of all processes fail until the
// serving process closes the database. Reads still succeed.
//
// # Memory
//
// A follower reads a long value directly from its table: the serving process returns the location
// of the value, and the follower maps the table into memory. Views in a follower are therefore not
// copies either, and all processes share the pages. As with Options.NoLock, a program that truncates
// a table in use, which LevelDB never does, makes a read of such a view fail with a SIGBUS. Values that are shorter than 32 KiB,
// compressed, or not in a table yet are copied through the socket into the memory of the follower.
// Iteration copies all values.
//
// If the serving process closes the database while some of its views are not released, it holds the
// lock until the last one is.
package shared
