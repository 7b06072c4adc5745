// Package native is the C++ LevelDB behind safe Go: bytes in, bytes out. It knows no types, tags or
// prefixes; programs use package leveldb, which stands on it.
//
//	db, err := native.Open(path, &native.Options{CreateIfMissing: true})
//	if err != nil { … }
//	defer db.Close()
//	err = db.Put("key", []byte("value"), native.WriteOptions{Sync: true})
//	value, err := db.Get("key", make([]byte, 0, 512)[:512], native.ReadOptions{})
//	if err != nil { … }
//	defer value.Release()
//	use(value.Bytes())
//
// It is the only package that imports "C" and the only one that imports levigo. What is done once
// per database (options, opening, closing, compaction, repair) goes through levigo; reads, writes
// and iteration go through shim.cc, a C++ file with a C face, which crosses once for many entries,
// keeps the class of an error, and leaves large values where they lie.
//
// # Lifetimes
//
// A DB, Iterator or Snapshot is closed by its owner; a Value is released by whoever got it. Each
// may be closed twice, in any order, from any goroutine, and before or after the database it came
// from: a call on what is closed returns ErrClosed. Close of the database ends its iterators and
// snapshots, and leaves memory that is borrowed alive until it is released. What is forgotten is
// released when the garbage collector finds it, and reported, as leveldb.OnLeak says.
//
// Nothing but the caller can prevent that bytes are read after their release: usually old or other
// data are seen, and at worst the process ends. A program that is built or tested with
//
//	go test -tags openleveldb_poison ./...
//
// finds out. Every borrowed value is then a copy on pages of memory of its own, which cannot be
// written to, and which its release makes inaccessible for ever; the small values of a page are
// released by the iterator that moves on, at the latest. Use of them ends the process with Go's
// "unexpected fault address" (a panic, where debug.SetPanicOnFault says so), and before that
// standard error tells where the value was made and where it was released; so do ExplainFault and
// Value.Explain. System calls do not fault, but fail with EFAULT. Not covered: keys, shapes, and
// what is in Go's memory, as all that comes from a server is. It costs some system calls and stack
// traces a value, and addresses: use it in tests. The usual build has nothing of it.
//
// # Misuse
//
// A method of a nil pointer, or of the zero value of a type that is made by a function (DB,
// Iterator, Snapshot, Page), panics with Go's nil dereference, and so do nil callbacks and nil
// batches; an entry of a page that is not there panics as an index does. Such a panic leaves
// everything else usable. Everything else gives an error.
//
// # Concurrency
//
// All methods of DB, Snapshot, Iterator, Page, Value and Batch are safe for use by many goroutines.
//
// Memory that a call is given must not change while the call runs. If it does, results may mix both
// states, but nothing crashes and no other entry is damaged: C++ copies what it stores, gets the
// length of every buffer, and checks each length that it reads there. A batch whose packed entries
// were changed is ErrInvalidArgument. This cannot cover Go values of several words, such as the
// strings of a slice: reading one while another goroutine replaces it is unsafe in any Go program.
//
// Nothing waits for what its own goroutine may hold. An Iterator that is to move on while a value
// that it holds in place is borrowed returns an error. No lock is held while code of the caller
// runs.
//
// Writers wait for each other as goroutines, not as threads: those that come while one writes are
// written together, with one sync, in the order they came. After a write that failed there is no
// other until the database is closed and opened again, as LevelDB would lose what it acknowledged
// after the hole in its log; reads go on.
//
// CompactRange takes its turn among the writers once for each piece of about 16 MiB, because an
// error of a write that overlaps a requested compaction makes LevelDB 1.23 crash. Reads continue.
// LevelDB has one background thread per process, so a piece also waits for the compactions of other
// databases.
//
// A call that LevelDB blocks, on a slow disk or in a compaction, occupies a thread of the operating
// system. The number of such calls is bounded for the whole process: 512 that read, 256 that write,
// 64 that open, close, repair or destroy, and 16 that compact. The others wait as goroutines.
//
// # Memory that runs out
//
// LevelDB is built without C++ exceptions, so no failed allocation may pass through it: its locks
// would stay locked. Memory that a call needs is therefore allocated before LevelDB is entered, as
// is what a result needs after it has returned. If that fails the error is ErrOutOfMemory, nothing
// was done, and the database can be used as before. That includes the value or batch of a write
// that is too large for the memory there is. Where LevelDB itself finds no memory, as while it
// reads a block, the process ends, as a Go program does without memory, with "openleveldb: out of
// memory inside LevelDB" on standard error. It never goes on with a lock held. shim.cc has the
// rules.
//
// # Locks
//
// One DB in one process has a database open, or with Options.ReadOnly any number. The lock excludes
// LevelDB, Plyvel and everything else on LevelDB's own code, goleveldb, and a second Open in this
// process by whatever path. It cannot exclude code in the same process that uses LevelDB without
// this package.
//
// # Errors
//
// Errors are *Error, or ErrNotFound and ErrClosed themselves; errors.Is finds the class. Texts name
// neither key nor path: the caller does.
package native
