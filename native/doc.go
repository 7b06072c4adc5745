// Package native binds the C++ library LevelDB. It implements [driver.Store], which stores bytes
// without types, tags or prefixes. Programs should import package leveldb, which is built on this
// package.
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
// The owner of a DB, Iterator or Snapshot must close it, and the receiver of a Value must release
// it. Each may be closed twice, in any order, from any goroutine, and before or after the database
// from which it was made. Closing the database ends its iterators and snapshots. Borrowed memory
// stays valid until it is released. A handle that is never closed is released when the garbage
// collector finds it, and reported as leveldb.OnLeak documents.
//
// Only the caller can ensure that bytes are not read after Release. Such a read usually sees stale
// or unrelated data; at worst the process crashes. A program that is built or tested with
//
//	go test -tags openleveldb_poison ./...
//
// detects it. Every borrowed value is then a copy on separate memory pages. The pages cannot be
// written to, and Release makes them inaccessible forever. The small values of a page are released
// when the iterator advances, at the latest. Using a released value crashes the process with Go's
// "unexpected fault address", or panics if debug.SetPanicOnFault is set. Before that, a message on
// standard error shows where the value was made and where it was released; ExplainFault and
// Value.Explain return the same text. System calls do not fault, but fail with EFAULT. Keys,
// shapes, and everything in Go's memory are not covered; that includes all data from a server. Each
// value costs several system calls, stack traces and address space, so use the tag in tests only.
// Builds without the tag contain none of this.
//
// # Misuse
//
// A method call on a nil pointer, or on the zero value of a type that a function makes (DB,
// Iterator, Snapshot), panics with Go's nil dereference. So do nil callbacks and nil batches. After
// such a panic everything else remains usable. All other misuse returns an error.
//
// # Concurrency
//
// All methods of DB, Snapshot and Iterator are safe for concurrent use by multiple goroutines.
//
// The caller must not modify memory that it passes to a call while the call runs. If it does,
// results may mix both states, but nothing crashes and no other entry is damaged: C++ copies what
// it stores, receives the length of every buffer, and checks each length that it reads there. If
// the packed entries of a batch were modified, the error is ErrInvalidArgument. This cannot cover
// Go values of several words, such as the strings of a slice: reading one while another goroutine
// replaces it is unsafe in any Go program.
//
// No call waits for something that its own goroutine may hold, except Open with
// Options.LockTimeout. Next of an Iterator returns an error while one of its large values is still
// borrowed. No lock is held while the caller's code runs.
//
// Waiting writers are goroutines that occupy no thread. Writes that arrive during another write are
// written together, with one sync, in the order of arrival. After a failed write, all writes fail
// until the database is reopened, because LevelDB would lose acknowledged writes that follow the
// hole in its log. Reads are not affected.
//
// Compact waits in the queue of writers once for each piece of about 16 MiB, because in LevelDB
// 1.23 an error of a write that overlaps a requested compaction causes a crash. Reads are not
// blocked. LevelDB has one background thread per process, so a piece also waits for the compactions
// of other databases.
//
// A call that blocks in LevelDB, on a slow disk or in a compaction, occupies an operating system
// thread. The number of such calls in the process is limited: 512 that read, 256 that write, 64
// that open, close, repair or destroy, and 16 that compact. Further calls wait as goroutines.
//
// # Comparators
//
// Options.Comparator holds a Go function that C++ calls. Each call on a database with a comparator
// enters C++ on its own goroutine. If the function fails, that goroutine and its thread never
// continue, and the call returns an error; order_go.cc explains why. The tables of such a database
// are not read directly or ahead of lookups, because both rely on bytewise order.
//
// # Reading from the disk
//
// Tables are mapped, up to half the mappings that the system allows the process. Further tables are
// read with system calls. LevelDB knows which bytes it will read next, but the kernel does not.
// This package therefore requests them from the kernel in advance: a single block completely, the
// blocks of many keys while earlier ones are read, and the following blocks in a scan. See
// reading.cc. Only blocks that are not in memory are requested. Because checking that costs as much
// as reading a small block, checks are rare until one of them finds a missing block.
//
// Data that is read ahead is in the system's page cache, not in the memory of the process. Its
// amount is limited: 128 keys or 32 MiB for a lookup, 8 MiB and a table for a scan, 1 GiB for
// Prefetch.
//
// # Out of memory
//
// LevelDB is built without C++ exceptions, so no failed allocation may propagate through it: its
// locks would stay locked. The memory that a call needs is therefore allocated before LevelDB is
// entered, and the memory for its result after LevelDB has returned. If such an allocation fails,
// the error is ErrOutOfMemory, nothing was done, and the database remains usable. That includes a
// value or batch that is too large for the available memory. If LevelDB itself runs out of memory,
// for example while it reads a block, the process exits, as a Go program does, with "openleveldb:
// out of memory inside LevelDB" on standard error. It never continues with a lock held. shim.cc
// states the rules.
//
// # Locks
//
// One DB in one process can have a database open, or any number with Options.ReadOnly. The lock
// excludes LevelDB, Plyvel and everything else based on LevelDB's own code, goleveldb, and a second
// Open in this process by any path. It cannot exclude code in the same process that uses LevelDB
// without this package.
//
// With Options.LockTimeout, Open waits for the lock. It retries repeatedly, and holds no lock
// between attempts.
package native
