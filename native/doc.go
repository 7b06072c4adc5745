// Package native is the C++ LevelDB behind safe Go: bytes in, bytes out. It knows no types, tags or prefixes; programs use
// package leveldb, which stands on it.
//
//	db, err := native.Open(path, &native.Options{CreateIfMissing: true})
//	if err != nil { … }
//	defer db.Close()
//	err = db.Put("key", []byte("value"), native.WriteOptions{Sync: true})
//	value, err := db.Get("key", make([]byte, 0, 512)[:512], native.ReadOptions{})
//	if err != nil { … }
//	defer value.Release()
//	use(value.Bytes)
//
// It is the only package that imports "C" and the only one that imports levigo. What is done once per database (options,
// opening, closing, compaction, repair) goes through levigo; reads, writes and iteration go through shim.cc, a C++ file with
// a C face, which crosses once for many entries, keeps the class of an error, and leaves large values where they lie.
//
// # Lifetimes
//
// A DB, Iterator or Snapshot is closed by its owner; a Value is released by whoever got it. Each may be closed twice, in
// any order, from any goroutine, and before or after the database it came from: a call on what is closed returns ErrClosed.
// Close of the database ends its iterators and snapshots, and leaves memory that is borrowed alive until it is released.
// What is forgotten is released when the garbage collector finds it, and reported, as leveldb.OnLeak says.
//
// # Concurrency
//
// All methods of DB, Snapshot, Iterator and Page are safe for use by many goroutines. A Batch belongs to one at a time.
//
// Writers wait for each other as goroutines, not as threads: those that come while one writes are written together, with one
// sync, in the order they came. After a write that failed there is no other until the database is opened anew, as LevelDB
// would lose what it acknowledged behind the hole in its log; reads go on.
//
// # Locks
//
// One DB in one process has a database open, or with Options.ReadOnly any number. The lock excludes LevelDB, Plyvel and everything else on LevelDB's own code,
// goleveldb, and a second Open in this process by whatever path. It cannot exclude code in the same process that uses
// LevelDB without this package.
//
// # Errors
//
// Errors are *Error, or ErrNotFound and ErrClosed themselves; errors.Is finds the class. Texts name neither key nor path:
// the caller does.
package native
