// Package leveldb is a typed object store on the C++ LevelDB: integers, text, bytes, JSON and numpy arrays go in and come
// back with their type. It reads and writes the databases of the Python package openleveldb, value for value.
//
//	db, err := leveldb.Open("measurements", nil)
//	if err != nil { … }
//	defer db.Close()
//	err = db.Put("run/1/title", "first light")
//	title, err := leveldb.Get[string](db, "run/1/title")
//	run := db.Sub("run/1/")
//	for e, err := range run.Entries(nil) {
//		if err != nil { … }
//		value, err := e.Value() // decoded only here
//		…
//	}
//
// # Where things are
//
//   - Opening: [Open], [Options], [DB.Close]. Without a database: [Repair], [Destroy], [Files].
//   - One key: [DB.Put], [DB.Get], [Get], [DB.Load], [DB.Has], [DB.Delete], and the stored bytes themselves with
//     [DB.GetRaw] and [DB.PutRaw].
//   - Keys and prefixes: [Key] joins parts, [DB.Sub] is the database seen through a prefix.
//   - Many keys: [DB.Entries], [DB.Keys], [DB.Values] and [DB.Len], each over a [Range]; [DB.NewBatch] for many writes at once;
//     [DB.Snapshot] for many reads of one state.
//   - How a read or write is done: [DB.WithReadOptions], [DB.WithWriteOptions].
//   - Arrays: [View], [Views] and [DB.Pin] see them where they lie, [ReadInto] and [ReadRows] copy into memory of the caller's,
//     [DB.Gather] and [DB.GatherRange] make one tensor of many. [LargeArrays] are the options for databases of them.
//   - Many values by key: [DB.Lookup], [GetAll].
//   - Copies: [Backup] makes a new database, [Copy] adds to one that there is, [DB.Digest] tells whether two hold the same.
//   - Care of the database: [DB.Property], [DB.ApproximateSize], [DB.Compact].
//   - Arrays are in package ndarray, the form of stored values in package codec.
//
// # Keys
//
// A key is text: Key("a", "b", "k") is "abk", with no separator, as in Python. Keys are ordered by their bytes. A write refuses
// a key that is not UTF-8, on which Python would fail; reads accept any, so that a database of other origin can be looked at.
//
// # Values
//
//	Go value                                       stored as        read back by Get
//	int, int8 … int64, uint … uint64, *big.Int     int              int64, or *big.Int beyond it
//	string                                         str              string
//	[]byte                                         bytes            []byte
//	*ndarray.Array                                 ndarray          *ndarray.Array
//	nil, bool, float32, float64                    JSON             nil, bool, float64
//	maps, slices, structs                          JSON             map[string]any, []any; see Get and Load for structs
//
// Package codec has the whole table. A key that was never written is [ErrNotFound]; a stored None is nil.
//
// # Memory
//
// What a method of this package returns is the caller's own, and what it is given is copied before it returns, unless its
// documentation says "borrowed". What is borrowed from a database lies in LevelDB's memory: it must not be changed, and not
// be read after it was given back, which nothing but the caller can prevent. It stays as it is until then, also after Close.
//
// # Concurrency and lifetimes
//
// A DB may be used from many goroutines at once. After Close every call returns [ErrClosed], also in iterations, snapshots
// and sub-databases that were made before; calling Close again is harmless. A handle that was forgotten is released when it
// is collected, and reported with the place where it was made.
//
// # Durability
//
// A write has reached the operating system when it returns: it survives the end of the process, however it came, but not a
// power cut. With [WriteOptions.Sync] it has reached the disk. A batch is whole or absent in either case.
//
// A write that fails, because the disk is full say, was not done, and is the last one: all later ones fail until the database is
// closed and opened again. Nothing that was written before is lost, and reads go on. README.md has the whole table of what
// survives what, with the tests that show it.
//
// # Several processes
//
// A database is open once for writing, or any number of times for reading ([Options].ReadOnly), by all processes together:
// [Open] returns [ErrLocked] otherwise, with the processes that are in the way. Within a process share the DB. Where several
// processes write, one of them serves it to the others: see package remote.
package leveldb
