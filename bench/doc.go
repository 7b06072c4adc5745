// Package bench compares stores for arrays. It runs the same work on openleveldb, on other stores
// for Go, and on LevelDB in plain C++. It is a module of its own, so that programs that import
// openleveldb do not depend on the other stores.
//
//	go test -bench 'ReadRandom/store=.*/size=1MiB'  # one workload at one size, every store
//	go test -bench .                                # everything
//	go test                                         # no timing: all stores return equal arrays
//
// README.md describes how to run benchmarks and compare results. A benchmark is named
// Benchmark<Workload>/store=<store>/size=<size>.
//
// # Workloads
//
// Workloads have the names that db_bench uses. A size is the size of an array's elements. One
// operation (op) is:
//
//	ReadRandom        one read of a random key
//	ReadMissing       one read of a key that lies between two existing keys
//	ReadSeq           one scan of the database in key order; ns/entry is per entry
//	ReadReverse       one scan of the database in reverse key order; ns/entry is per entry
//	SeekRandom        one seek to a random missing key with a new iterator, and a read of the
//	                  entry found there
//	ReadParallel      one read of a random key, by 1 goroutine or shared by 2 goroutines
//	ReadWhileWriting  one read of a random key while another goroutine puts continuously;
//	                  writes/s counts its puts
//	GatherRows        256 rows of 4 KiB, by random keys out of 100,000, into one
//	                  [256×1024]float32
//	Open              opening a compacted database, the first read, and closing; reported
//	                  separately as open-, read- and close-ns/op
//	FillSeq           one put, in key order, into a database that starts empty
//	FillRandom        one put, in random order, every key once
//	FillBatch         1000 puts in one batch, in key order; ns/entry is per entry
//	FillSync          one put by each of 1, 16 or 1000 goroutines, synced or not
//	Overwrite         one put of a random existing key into a compacted database
//	DeleteRandom      one delete of a random key from a compacted database that starts with
//	                  all keys
//
// Workloads that read from the disk start each operation with a closed database, none of whose
// files is in the page cache. Their databases have tables of 64 MiB:
//
//	ColdReadRandom    1024 reads of random keys, one after another, or 32 of arrays of 1 MiB
//	ColdGatherRows    8192 rows of 4 KiB, by random keys, into one tensor; by 1 goroutine, or
//	                  shared by 32 goroutines
//	ColdReadSeq       one scan of the database in key order
//	ColdOpen          opening the database and the first read
//	ColdBackup        a copy of the database to a new one, until it is on the disk
//	Build             a new database of sorted entries, compacted, until it is on the disk; by 1
//	                  goroutine, or in parts by 2 goroutines
//
// No key occurs twice in an operation. They report ns/entry, and disk-read-B/op, the bytes that the
// process read from the disk, including what the kernel reads ahead. Build reports
// disk-written/payload, as WriteAmplification does. All of them need Linux and a directory on a
// disk.
//
// A workload leaves out the stores that do not support it. Workloads that read, and Open, also
// report cgo/op: the calls from Go into C per operation, counted for the process, including a
// server that runs in it. GatherRows and scans also report cgo/entry. ReadWhileWriting reports
// neither, because the writer's calls would be included.
//
// Three workloads measure the typed API on values of every kind. Their database holds ints, strings
// of 20 bytes, JSON objects of 5 members, and arrays of 128 B. They are named
// Benchmark<Workload>/store=<store>/kind=<kind>:
//
//	TypedGet      one read of a random key of one kind
//	TypedScan     one iteration over the database that decodes every value; ns/entry is per entry
//	TypedPut      one put of a value of one kind, in key order
//
// Two workloads use a server in another process, through a unix socket. Their values are bytes, and
// 1 or 32 goroutines share a client (served_test.go):
//
//	ProcessGet    one get of a random key
//	ProcessPut    one put of a random existing key, not synced
//
// openleveldb-remote uses packages server and remote. For openleveldb-shared, the other process has
// opened the database with Options.Shared. redis is redis-server without persistence, with the
// client go-redis. redis-aof appends writes to a file before it responds, as LevelDB does.
// redis-into reads into the caller's memory, as openleveldb does here. If redis-server is not
// installed, these three are skipped with a message.
//
// The codec benchmarks use no database:
//
//	DecodeJSON, EncodeJSON    a small object, a nested one of 3 KB, 1000 floats;
//	                          package codec, sonic, encoding/json
//	ParseHeader               the header of a .npy file; package ndarray, npyio, gonpy
//	DecodeArray, EncodeArray  a .npy file in memory; the same packages
//
// # Figures other than time
//
// Some benchmarks report figures other than time, in the same format, so that benchstat reads them.
// A figure that is not available for a store is left out. All but Disk need Linux.
//
//	Resident            memory after opening and after reading everything, anonymous and mapped
//	Disk                size of a compacted database on disk
//	WriteAmplification  bytes written per byte put in random order, including pending compactions
//	Copied              bytes copied and calls into C per read, counted in a special build
//	                    (package copied); amd64 only
//	Scale               times, memory and tables of a growing database, with default options
//	                    and with LargeArrays
//
// All but Copied measure each store in a separate process, which runs the test binary again
// (process_test.go). Scale starts a new process at each step, so that no step includes memory of
// the step before.
//
// # Stores
//
//	openleveldb        package leveldb: Get, Put; arrays are returned in new Go memory
//	openleveldb-view   package leveldb: View; arrays are borrowed from LevelDB's memory
//	openleveldb-into   package leveldb: ReadInto; arrays are copied into the same Go memory
//	                   each time
//	native             LevelDB's C++ Get, iterator and Put in a loop in C++: the lower bound of
//	                   a binding that copies
//	native-view        the same, with a new C++ iterator for each read instead of Get: the lower
//	                   bound of views
//	levigo             github.com/jmhodges/levigo, which copies
//	goleveldb          github.com/syndtr/goleveldb, whose Get copies and whose iterator borrows
//	pebble             github.com/cockroachdb/pebble/v2, borrowed until the closer is closed
//	bbolt              go.etcd.io/bbolt, a slice of its mapped file within a transaction; one
//	                   db.View per read
//	badger             github.com/dgraph-io/badger/v4; Get copies values below 1 MiB and returns
//	                   a slice of the mapped value log for larger ones
//	openleveldb-remote       packages leveldb/server and leveldb/remote: a server and its client
//	                         in this process, over TCP; Get
//	openleveldb-remote-into  the same with ReadInto, from the connection into the same Go memory
//	                         each time
//	python             the Python package openleveldb: Plyvel, numpy.load, rapidjson, in a
//	                   separate process
//	http-floor         a net/http server that sends the same bytes from memory, and net/http's
//	                   client
//	npy-mmap           no database: one .npy file per array, mapped once and found in a Go map:
//	                   the lower bound of views
//	memcpy             no database: arrays in Go memory, found by number and copied to the same
//	                   place: the lower bound of copies
//
// Build compares ways to write a database:
//
//	openleveldb            leveldb.Build
//	openleveldb-batches, levigo, goleveldb
//	                       batches of 4 MiB, then a compaction
//	pebble                 tables that are ingested, written by sstable.Writer
//	badger                 StreamWriter
//	bbolt                  transactions of 4 MiB that fill each page
//
// The lower bounds of reads from the disk, of Build and of ColdBackup use no store. They read
// openleveldb's tables, at the offsets of the arrays:
//
//	pread                  preadv of one array after another
//	io_uring               the same arrays, with 64 reads in progress
//	sequential             each table from its start to its end, 1 MiB at a time
//	copy                   the same, written to a new file
//	write                  the values one after another to one file, 1 MiB at a time
//
// Each of the first three exists a second time, with the suffix -direct: it reads past the page
// cache (O_DIRECT), complete pages that cover the array. The faster one of each pair is the lower
// bound. io_uring is left out if the kernel does not permit it.
//
// The typed workloads compare openleveldb (Get[T], Kind and ValueAs[T], Put of a struct),
// openleveldb-dynamic (Get, Value, Put of a map), python, and native, which decodes nothing and
// reads one byte of each value.
//
// openleveldb-view, openleveldb-into, openleveldb-remote-into and native-view write as openleveldb,
// openleveldb-remote and native do. Workloads that only write, and Open, therefore leave them out.
// http-floor and memcpy load openleveldb's database into memory when they are opened, and cannot
// write. npy-mmap is left out above 50,000 arrays, because Linux limits a process to 65,530
// mappings. Its files are not written to while they are mapped. memcpy does not call into C for
// each read: below 1 MiB its loop runs in C, and from 1 MiB on it uses Go's copy, which is faster
// there. One call counted in cgo/op of native and memcpy covers several thousand reads.
//
// # Equal work
//
// A comparison is only valid if every store does the same work. The following is equal for all
// stores:
//
//   - Keys: 16 digits. Missing keys lie between existing ones.
//   - Order: a seeded random sequence with repetition for reads, a seeded permutation for
//     FillRandom.
//   - Stored bytes: the tag 'n' and a .npy file of random float32, which neither Snappy nor any
//     other store's compression reduces. TestStoredBytes checks that openleveldb encodes the same
//     bytes that the other stores are given.
//   - Cache: 64 MiB in every store that has one. bbolt and the uncompressed tables that LevelDB
//     maps into memory need none. Everything is read once before the clock starts, so that files
//     come from the page cache.
//   - Compression: off everywhere, or Snappy everywhere (flag -snappy) except in bbolt, which has
//     none.
//   - Filters: none, which is the default of every store except badger, or Bloom filters of -filter
//     bits per key everywhere except in bbolt.
//   - Durability: only writes in FillSync wait for the disk.
//   - Write buffer: 4 MiB in each store that has one, and 7 MiB in badger. badger limits a
//     transaction to 15 % of it, and a transaction must hold a value of 1 MiB.
//   - Checksums: not checked on reading, which is LevelDB's default. pebble always checks them for
//     a block that is not in its cache. All other options have each store's default.
//   - Batches: atomic, except in npy-mmap, which has none, and in badger, which splits a batch of
//     more than 1 MiB into several transactions. badger puts and deletes in transactions that
//     detect conflicts, which is its default.
//   - Databases: filled in key order, compacted, flushed to disk, and built once per run of the
//     test binary. Stores that use LevelDB's format (openleveldb, levigo, native) read the same
//     files.
//   - Cold: before each operation, the database is closed, its files are synced, and their pages
//     are dropped from the page cache (posix_fadvise). The benchmark fails unless mincore finds
//     none of them in memory, and unless the process then reads at least the bytes of the arrays
//     from the disk. The database is opened while the clock is stopped, so the time includes what a
//     store reads at the first access to a table, but not what it reads when it is opened. The
//     disk's own cache, and that of a virtual machine's host, cannot be dropped.
//   - Large tables: 64 MiB in the Cold workloads and Build, and a write buffer of the same size, in
//     stores that have the options. levigo cannot set the size of tables. bbolt has no tables.
//   - Build: files and directories are synced while the clock runs. The result is scanned, and the
//     number of entries and the sum are compared.
//   - Result: each read decodes the array and sums one element of each 4 KiB page. Other stores
//     decode with our decoder (ndarray.Decoder and ndarray.View), so that none of them is charged
//     for a slow one. The C++ loop parses the header in C++. Sums are compared with the expected
//     ones before the clock starts and after each run of reads. They are exact in float64 in any
//     order, so the comparison is exact.
//   - Loop: a store receives the keys of many reads or writes in one call. native loops in C++ and
//     crosses from Go once for several thousand reads. The other stores loop in Go, with at most
//     one function call between a read and its sum. These workloads use b.N, because b.Loop does
//     not announce the number of iterations.
//   - Python's clock: python is timed by Python itself, around the loop over the keys. Neither the
//     pipe nor the start of the process counts. It takes the steps that the package takes at each
//     call (testdata/openleveldb.py). Its memory is not measured. If no Python interpreter has
//     Plyvel, numpy and rapidjson, python is left out with a message. If CI or
//     OPENLEVELDB_REQUIRE_PYTHON is set, the run fails instead.
//   - Typed values: each adds its weight (the int, the length of the string, a member, an element)
//     to a sum, so that it is used. A digest of all content, computed in Go and in Python, is
//     compared before the clock starts and after each fill.
//   - Codecs: results are compared before the clock starts. sonic is configured to distinguish
//     integers from floats, to check UTF-8 and to share no memory, as ours must. sonic-default is
//     sonic with ConfigDefault, which does none of that.
//
// Stores differ in who owns the returned bytes and when they are copied. This is what the
// benchmarks compare.
//
// Overwrite, DeleteRandom and ReadWhileWriting write to a copy of the database that is used for
// reads. The copy is made and read once while the clock is stopped, and replaced after as many
// writes as it has entries. Then it is closed, opened and scanned, and the number of entries and
// the sum must match the writes. Overwrite puts values that no key had before. ReadWhileWriting
// puts values that are already stored, into the first 64 MiB, so that the sum of the reads is
// known. Work that a store defers, such as badger's collection of overwritten values, is not
// measured.
//
// Fill does not wait for pending compactions, like db_bench. When a database has taken 256 MiB of
// arrays or a million entries, the clock stops, a scan checks its contents, and a new database is
// started. This is the same for every store. The arrays are generated beforehand, up to 4096 of
// them and 32 MiB, and reused. openleveldb is given arrays and encodes them. The other stores are
// given bytes that are ready to be stored.
//
// # Extending
//
// A store is one file with a Store value that is listed in Stores. A store for values of every kind
// is a typedStore in typedStores. A Reader implements small interfaces for further operations
// (ReverseScanner, Seeker, Forker, Updater). A workload is one test file with a Benchmark function
// that calls benchmarkReads, benchmarkFill or benchmarkUpdates.
package bench
