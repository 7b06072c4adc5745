// Package native binds the C++ LevelDB. It implements [driver.Store]: bytes in, bytes out, without
// types, tags or prefixes. Programs import package leveldb, which is built on it.
//
//	db, err := native.Open(path, &native.Options{CreateIfMissing: true})
//	if err != nil { … }
//	defer db.Close()
//	err = db.Put(ctx, "key", []byte("value"), driver.WriteOptions{Sync: true})
//	value, err := db.Get(ctx, "key", make([]byte, 512), driver.ReadOptions{})
//	if err != nil { … }
//	defer value.Release()
//	use(value.Bytes())
//
// It is the only package that imports "C" for LevelDB, and levigo.go is the only file that uses
// levigo: for options, and to open, close and compact a database. Reads, writes and iteration go
// through a C++ shim with a C interface, shim.h. One call handles many entries, keeps the class of
// an error, and leaves large values where they are stored. mirror.h repeats the definitions of
// LevelDB that its headers keep opaque.
//
// Package driver documents contexts, ownership, errors and batches. A call checks its context
// before it enters C++, and is not interrupted afterwards. Package dblock locks the directory,
// package dbfile reads LevelDB's files, and package repair replaces or removes them.
//
// A Build writes a new database without LevelDB's log and compactions: LevelDB's TableBuilder, or a
// faster writer of the same bytes if nothing is compressed, writes the tables, and package dbfile
// the manifest.
//
// # Lifetimes
//
// The owner of a DB, Iterator or Snapshot closes it; whoever receives a Value releases it. Each may
// be closed twice, in any order, from any goroutine, and before or after the database it came from.
// Closing the database ends its iterators and snapshots. Borrowed memory stays valid until it is
// released. A handle that is never closed is released when the garbage collector finds it, and
// reported as leveldb.OnLeak documents.
//
// Only the caller can ensure that bytes are not read after Release. Such a read usually sees old or
// other data; at worst the process ends. A program that is built or tested with
//
//	go test -tags openleveldb_poison ./...
//
// detects it. Every borrowed value is then a copy on memory pages of its own. The pages cannot be
// written to, and Release makes them inaccessible forever. The small values of a page are released
// when the iterator moves on, at the latest. Using them afterwards ends the process with Go's
// "unexpected fault address", or panics if debug.SetPanicOnFault is set. Before that, standard
// error reports where the value was made and where it was released; ExplainFault and Value.Explain
// return the same text. System calls do not fault, but fail with EFAULT. Keys, shapes, and
// everything in Go's memory are not covered; that includes everything that comes from a server.
// Each value costs several system calls, stack traces and address space, so use the tag in tests
// only. Builds without the tag contain none of this.
//
// # Misuse
//
// A method call on a nil pointer, or on the zero value of a type that a function makes (DB,
// Iterator, Snapshot), panics with Go's nil dereference. So do nil callbacks and nil batches. Such
// a panic leaves everything else usable. All other misuse returns an error.
//
// # Concurrency
//
// All methods of DB, Snapshot and Iterator are safe for use by many goroutines.
//
// The caller must not change memory that it passes to a call while the call runs. If it does,
// results may mix both states, but nothing crashes and no other entry is damaged: C++ copies what
// it stores, receives the length of every buffer, and checks each length that it reads there. A
// batch whose packed entries were changed returns ErrInvalidArgument. This cannot cover Go values
// of several words, such as the strings of a slice: reading one while another goroutine replaces it
// is unsafe in any Go program.
//
// No call waits for something that its own goroutine may hold, except Open with
// Options.LockTimeout. An Iterator returns an error when it is asked to move on while one of its
// large values is still borrowed. No lock is held while the caller's code runs.
//
// Writers wait for each other as goroutines, not as threads. Those that arrive during a write are
// written together, with one sync, in the order of arrival. After a failed write, all writes fail
// until the database is closed and opened again, because LevelDB would lose acknowledged writes
// that follow the hole in its log. Reads continue.
//
// Compact takes its turn among the writers once for each piece of about 16 MiB, because in LevelDB
// 1.23 an error of a write that overlaps a requested compaction causes a crash. Reads continue.
// LevelDB has one background thread per process, so a piece also waits for the compactions of other
// databases.
//
// A call that LevelDB blocks, on a slow disk or in a compaction, occupies an operating system
// thread. The number of such calls is bounded for the whole process: 512 that read, 256 that write,
// 64 that open, close, repair or destroy, and 16 that compact. Further calls wait as goroutines.
//
// # Comparators
//
// Options.Comparator is a Go function that C++ calls. Each call of a database with a comparator
// enters C++ on a goroutine of its own. If the function fails in it, that goroutine and its thread
// never continue, and the call returns an error: order_go.cc explains why. The tables of such a
// database are not read directly, nor ahead of lookups, because both rely on the order of bytes.
//
// # Reading from the disk
//
// Tables are mapped, up to half the mappings that the system allows the process, and read with
// system calls beyond that. LevelDB knows which bytes it will read next, and the kernel does not. So
// this package asks the kernel for them in time: a single block as a whole, the blocks of many keys
// while earlier ones are read, and what follows in a scan. reading.cc describes how. Only blocks
// that are not in memory are requested. Because finding that out costs as much as reading a small
// block, reads check it rarely until one of them has found a block missing.
//
// What is read ahead is in the system's page cache, not in the memory of the process, and bounded:
// 128 keys or 32 MiB for a lookup, 8 MiB and a table for a scan, 1 GiB for Prefetch.
//
// # Out of memory
//
// LevelDB is built without C++ exceptions, so no failed allocation may propagate through it: its
// locks would stay locked. The memory that a call needs is therefore allocated before LevelDB is
// entered, and the memory for its result after LevelDB has returned. If such an allocation fails
// the error is ErrOutOfMemory, nothing was done, and the database can be used as before. That
// includes a value or batch that is too large for the available memory. If LevelDB itself runs out
// of memory, for example while it reads a block, the process ends, as a Go program does, with
// "openleveldb: out of memory inside LevelDB" on standard error. It never continues with a lock
// held. shim.cc states the rules.
//
// # Locks
//
// One DB in one process can have a database open, or any number with Options.ReadOnly. The lock
// excludes LevelDB, Plyvel and everything else based on LevelDB's own code, goleveldb, and a second
// Open in this process by any path. It cannot exclude code in the same process that uses LevelDB
// without this package.
//
// With Options.LockTimeout, Open waits for the lock. It tries again and again, and holds nothing
// between two attempts.
package native
