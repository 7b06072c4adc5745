// Package leveldb is a typed object store on the C++ LevelDB. It stores integers, text, bytes, JSON
// and numpy arrays, and returns each with the type it was stored with. It reads and writes the
// databases of the Python package openleveldb, value for value.
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
//   - Opening: [Open], [Options], [DB.Close]. Without an open database: [Repair], [Destroy].
//   - One key: [DB.Put], [DB.Get], [Get], [GetOr], [DB.Load], [DB.Has], [DB.Delete]. The stored bytes
//     themselves: [DB.AppendRaw] and [DB.PutRaw].
//   - Keys and prefixes: [Key] joins parts. [DB.Sub] returns the sub-database of a prefix, [DB.Root]
//     the database it is part of.
//   - Many keys: [DB.Entries], [DB.Keys], [DB.Values] and [DB.Count], each over a [Range].
//     [DB.Cursor] moves to any key and in both directions. [DB.FirstKey], [DB.LastKey] and
//     [DB.EstimatedCount] do not iterate. [DB.Snapshot] is for many reads of one state.
//   - Many writes: [DB.Update] and [DB.NewBatch] apply all of them or none. [DB.DeleteRange] deletes
//     a range.
//   - Many values by key: [DB.Lookup], [GetAll], [GetMany].
//   - Settings for reads and writes: [DB.WithReadOptions], [DB.WithWriteOptions], [DB.WithContext].
//   - Arrays: [DB.Put] stores a slice of numbers as an array, [PutArray] one with a shape. [View],
//     [Views] and [DB.Pin] read in place, without a copy. [ReadInto] and [ReadRows] copy into the
//     caller's memory. [DB.Gather] and [DB.GatherRange] read many arrays into one tensor.
//     [LargeArrays] returns options for databases of arrays.
//   - More data than memory: [Build] writes a new database. [DB.Prefetch] and [DB.PrefetchRange] read
//     what comes soon. [DB.Split] and [ParallelViews] divide a range.
//   - Databases of other programs: [DB.Raw], [Options].Comparator.
//   - Copies: [Backup] makes a new database. [Copy] adds to an existing one. [DB.Digest] returns a
//     hash to compare two databases.
//   - Maintenance: [DB.Property], [DB.ApproximateSize], [DB.ApproximateSizes], [DB.Compact].
//   - Package ndarray: arrays. Package codec: the format of stored values.
//
// # Keys
//
// A key is text. Key("a", "b", "k") is "abk", with no separator, as in Python. Keys are ordered by
// their bytes, or by [Options].Comparator. A write returns an error for a key that is not valid
// UTF-8, because Python would fail on it. Reads accept any key, so that a database of other origin
// can be inspected.
//
// # Values
//
//	Go value                                       stored as        read back by Get
//	int, int8 … int64, uint … uint64, *big.Int     int              int64, or *big.Int beyond it
//	string                                         str              string
//	[]byte                                         bytes            []byte
//	*ndarray.Array, slices of numbers and bools    ndarray          *ndarray.Array; see Get for slices
//	nil, bool, float32, float64                    JSON             nil, bool, float64
//	maps, other slices, structs, codec.JSON        JSON             map[string]any, []any;
//	                                                                see Get and Load for structs
//
// Package codec has the complete table. A key that was never written is [ErrNotFound]. A stored
// None is nil.
//
// # Databases of other programs
//
// LevelDB itself knows only bytes. A database of another program, such as one written with Plyvel,
// levigo or goleveldb, has values without tags, and its keys need not be text. [DB.Raw] returns a view
// of a DB, sub-database or snapshot with []byte keys and stored bytes as values. It shares prefix,
// context and options with the DB:
//
//	raw := db.Raw()
//	value, err := raw.Get([]byte{0, 0xff})
//	for e, err := range raw.Entries(&leveldb.Range{Start: "\x01"}) { … }
//
// # Memory
//
// The caller owns what a method of this package returns. Arguments are copied before a method
// returns. The exceptions are documented as "borrowed".
//
// Borrowed memory belongs to LevelDB. It must not be changed, and must not be read after its
// release. Only the caller can ensure that. Until its release it does not change, even after Close.
//
// # Concurrency and lifetimes
//
// A DB may be used by many goroutines at once. After Close every call returns [ErrClosed]. This
// includes iterations, snapshots and sub-databases that were created earlier. Closing twice is
// harmless. A handle that was not closed is released when it is garbage collected, and reported
// with the place where it was created; see [OnLeak].
//
// # Durability
//
// A write that has returned has reached the operating system. It survives the end of the process,
// including a crash, but not a power failure. With [WriteOptions].Sync it has reached the disk. A
// batch is applied completely or not at all in either case.
//
// A database that [Build] writes, or [Backup], is on the disk when it appears under its name.
//
// A write that fails, for example because the disk is full, is not applied, and all later writes
// fail until the database is closed and opened again. Nothing that was written earlier is lost, and
// reads continue to work. README.md has the complete table of what survives what, with the tests
// that show it.
//
// # Several processes
//
// Across all processes, a database may be open once for writing, or any number of times for reading
// ([Options].ReadOnly). Otherwise [Open] returns [ErrLocked], which names the processes that have
// the database open. Within a process, share the DB.
//
// Any number of processes may open a database for writing if all of them set [Options].Shared; see
// package shared. One of them serves the others. When it ends, another one takes over. Packages
// server and remote use a separate server instead, which other machines and Python can also use.
package leveldb
