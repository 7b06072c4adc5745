// Package bench compares stores for arrays: the same work on openleveldb, on other stores for Go, and on LevelDB in plain C++.
// It is a module of its own, so that those who import openleveldb inherit none of the stores it is compared with.
//
//	go test -bench 'ReadRandom/store=.*/size=1MiB'   # one workload at one size, every store
//	go test -bench .                                 # everything
//	go test                                          # no timing: every store returns the same arrays
//
// README.md says how to run and compare. Benchmarks are named Benchmark<Workload>/store=<store>/size=<size>.
//
// # Workloads
//
// They carry db_bench's names. A size is that of an array's elements; one operation (op) is
//
//	ReadRandom        one read of a random key
//	ReadMissing       one read of a key that is not there but lies between two that are
//	ReadSeq           one scan of the whole database, in the order of the keys; ns/entry is per entry
//	ReadReverse       the same from the last key to the first
//	SeekRandom        one seek of a random key that is not there, and a read of the entry behind it, by a new iterator
//	ReadParallel      one read of a random key; 1 goroutine does them all, or 2 share them
//	ReadWhileWriting  one read of a random key while another goroutine puts without pause; writes/s are its puts
//	GatherRows        256 rows of 4 KiB, by random keys out of 100,000, into one [256×1024]float32
//	Open              opening a compacted database, the first read, and closing; open-, read- and close-ns/op are the parts
//	FillSeq           one put, in the order of the keys, into a database that was empty at first
//	FillRandom        one put, in random order, every key once
//	FillBatch         1000 puts in one batch, in the order of the keys; ns/entry is per entry
//	FillSync          one put by each of 1, 16 or 1000 goroutines, waiting for the disk or not
//	Overwrite         one put of a random key into a compacted database that has them all
//	DeleteRandom      one delete of a random key, in a compacted database that has them all at first
//
// A workload leaves out the stores that cannot do it. Those that read, and Open, also report cgo/op: the calls from Go into C of
// the whole process, a server in it included, for one operation; GatherRows and scans cgo/entry as well. In ReadWhileWriting the
// writer's calls would be among them, so there is no such figure.
//
// Values of every kind through the whole typed API, in a database of ints, texts of 20 bytes, JSON objects of 5 members and arrays
// of 128 B, named Benchmark<Workload>/store=<store>/kind=<kind>:
//
//	TypedGet      one read of a random key of one kind
//	TypedScan     one iteration over the whole database that decodes every value; ns/entry is per entry
//	TypedPut      one put of a value of one kind, in the order of the keys
//
// And without a database:
//
//	DecodeJSON, EncodeJSON    a small object, a nested one of 3 KB, 1000 floats; package codec, sonic, encoding/json
//	ParseHeader               the header of a .npy file; package ndarray, npyio, gonpy
//	DecodeArray, EncodeArray  a .npy file in memory; the same
//
// # Figures beside time
//
// They are printed as results of benchmarks, so that benchstat reads them; what cannot be had for a store is left out. All but
// Disk need Linux.
//
//	Resident            memory after opening and after reading everything, anonymous and of mapped files
//	Disk                what a compacted database takes on the disk
//	WriteAmplification  bytes written for each byte that was put in random order, compactions that are due included
//	Copied              bytes copied and crossings into C a read, counted in a build of its own (package copied); amd64 only
//	Scale               times, memory and tables of a database that grows, with the default options and with LargeArrays
//
// All but Copied measure each store in a process of its own: the test binary started anew (process_test.go). For Scale that
// process is as fresh at each step, so that no step is charged for the memory of the one before.
//
// # Stores
//
//	openleveldb        package leveldb: Get, Put; arrays come as fresh Go memory
//	openleveldb-view   package leveldb: View, arrays are seen in LevelDB's memory
//	openleveldb-into   package leveldb: ReadInto, arrays are copied into the same Go memory each time
//	native             LevelDB's C++ Get, iterator and Put in a loop in C++: what a binding that copies cannot fall below
//	native-view        the same, with a new C++ iterator for each read instead of Get: the floor of views
//	levigo             github.com/jmhodges/levigo, which copies
//	goleveldb          github.com/syndtr/goleveldb, whose Get copies and whose iterator does not
//	pebble             github.com/cockroachdb/pebble/v2, borrowed until the closer is closed
//	bbolt              go.etcd.io/bbolt, a slice of its mapped file within a transaction; one db.View per read
//	badger             github.com/dgraph-io/badger/v4; Get copies what is below 1 MiB, else a slice of its mapped value log
//	openleveldb-remote       package leveldb/remote: a server and its client in this process, over TCP; Get
//	openleveldb-remote-into  the same with ReadInto, from the connection into the same Go memory each time
//	python             the way of the Python package openleveldb: Plyvel, numpy.load, rapidjson, in a process of its own
//	http-floor               a bare net/http server that answers the same bytes from memory, and net/http's client
//	npy-mmap           no database: a .npy file for each array, mapped once, found by a Go map: the floor of views
//	memcpy             no database: arrays in Go memory, found by number, copied to the same place: the floor of copies
//
// The typed workloads have openleveldb (Get[T], Kind and ValueAs[T], Put of a struct), openleveldb-dynamic (Get, Value, Put of a
// map), python, and native, which decodes nothing and looks at one byte of each value.
//
// openleveldb-view, openleveldb-into, openleveldb-remote-into and native-view write as those without the last word do, so the
// workloads that compare only writing, and Open, leave them out. http-floor and memcpy load the database of openleveldb into memory
// when they are opened, and cannot write. npy-mmap is left out where there are more than 50,000 arrays, as Linux lets a process
// have 65,530 mappings; its files are not written to while they are mapped. Without a crossing for each read, memcpy runs in C for
// arrays below 1 MiB, and is Go's copy from there on, which is the faster one then. What native and memcpy report as cgo/op is
// one call for some thousand reads.
//
// # Equal work
//
// A figure is worth something only if the work was the same. What is the same for every store:
//
//   - The keys: 16 digits. Missing keys are between those that are there.
//   - The order: a seeded random sequence with repetition for reads, a seeded permutation for FillRandom.
//   - The stored bytes: the tag 'n' and a .npy file of random float32, which neither Snappy nor any other store's compression
//     makes smaller. TestStoredBytes checks that what openleveldb encodes is what the others are given.
//   - The cache: 64 MiB in every store that has one. bbolt and the uncompressed tables that LevelDB maps into memory need
//     none. Everything has been read once before the clock runs, so that files come from the page cache.
//   - Compression: off everywhere, or Snappy everywhere but in bbolt, which has none (flag -snappy).
//   - Filters: none, which is every store's default but badger's, or Bloom filters of -filter bits a key everywhere but in bbolt.
//   - Durability: no write waits for the disk, neither in Fill nor in building, but in FillSync. All else is the store's default; the write
//     buffer is 4 MiB in each of those that have one, but 7 MiB in badger: it takes a transaction of 15 % of that, which must hold
//     a value of 1 MiB. Block checksums are not checked on reading, which is LevelDB's default;
//     pebble checks them always, when a block is not in its cache.
//   - Batches: atomic, but for npy-mmap, which has none, and badger, which makes several transactions of a batch beyond 1 MiB.
//     badger puts and deletes in transactions that look for conflicts, as is its default.
//   - The databases: filled in the order of the keys, compacted, flushed to disk, and built once for a run of the test binary.
//     Stores on LevelDB's format (openleveldb, levigo, native) read the very same files.
//   - The result: each read decodes the array and sums one element of each 4 KiB page of it. Stores other than ours get our own
//     decoder, ndarray.Decoder and ndarray.View, on the bytes they give, so that none is charged for a slow one; the C++ loop
//     parses the header itself. Sums are compared with the expected ones before the clock runs and after each stretch of reads.
//     The elements are such that their sums are exact in float64, in any order, so equality is meant exactly.
//   - The loop: a store takes the keys of a whole stretch of reads or writes in one call. So the loop of native is in C++, and
//     crosses from Go once for some thousand reads; the others have theirs in Go, with at most one call of a function between
//     a read and its sum. That is why these workloads count with b.N: b.Loop does not tell beforehand how long the stretch is.
//   - The clock of python is Python's own, around the loop over the keys: neither the pipe to it nor its start counts. It takes the
//     steps that the package takes at each call (testdata/openleveldb.py). There are no figures of its memory. Where no Python
//     has Plyvel, numpy and rapidjson it is left out with a message; with CI or OPENLEVELDB_REQUIRE_PYTHON set the run fails.
//   - Typed values are used: each adds its weight (the int, the length of the text, a member, an element) to a sum. All that is
//     in them is compared by a digest, made in Go and in Python, before the clock runs and after each filling.
//   - Codecs: results are compared before the clock runs. sonic is set to keep integers apart from floats, to check UTF-8 and to
//     share no memory, as ours must; sonic-default is sonic with ConfigDefault, which does none of that.
//
// What is not the same, because it is what the stores differ in: who owns the bytes, and when they are copied.
//
// Overwrite, DeleteRandom and ReadWhileWriting write to a copy of the database that the reads have, made and read once with the
// clock stopped; a fresh one after as many writes as it has entries. It is closed, opened and scanned afterwards: sum and number
// must be what the writes make of it. Overwrite puts values that no key had before. ReadWhileWriting puts what is there already,
// into the first 64 MiB, so that each sum of the reads is known. What a store may put off, such as badger's collection of values that
// were overwritten, it may put off here.
//
// Fill does not wait for compactions that are still due, as db_bench does not. A database that has taken 256 MiB of arrays, or
// a million of them, is put away, with the clock stopped, and a fresh one begun, for every store alike; after each, a scan
// checks what is in it. The arrays are made beforehand, up to 4096 and 32 MiB of them, and come again and again. openleveldb
// gets them as arrays and encodes them, the other stores get bytes that are ready to be stored.
//
// # Adding to it
//
// A store is one file with a Store value that is listed in Stores; one for values of every kind is a typedStore in typedStores. What
// its Readers can do beside reading they say by small interfaces (ReverseScanner, Seeker, Forker, Updater). A workload is one test
// file with a Benchmark function on benchmarkReads, benchmarkFill or benchmarkUpdates.
package bench
