package main

const (
	copying = `/store:(openleveldb OR openleveldb-into OR native OR levigo OR goleveldb OR badger OR python OR memcpy)`
	remotes = `/store:(openleveldb-remote OR openleveldb-remote-into OR http-floor)`
	// borrowing selects the stores that are in neither of the lists above.
	borrowing = `-` + copying + ` -` + remotes
	local     = `-` + remotes
)

var (
	ours    = []string{"openleveldb"}
	views   = []string{"openleveldb-view"}
	scanned = []string{"openleveldb-view", "openleveldb"}
	structs = []string{"openleveldb-struct"}
	remote  = []string{"openleveldb-remote"}
)

var sections = []section{
	{
		group: "Random reads", title: "Reads that copy", filter: `.name:ReadRandom ` + copying,
		rows: "/store", column: "/size", unit: "sec/op", baselines: ours, chart: "reads",
		about: []string{
			"One read of a random key. The array is decoded, and one element of every 4 KiB page is read.\nThe caller owns the array.",
			`ReadInto takes {{ratio "openleveldb-into" "openleveldb" "1MiB"}} the time of Get at 1 MiB, because Get allocates.`,
			"`memcpy` copies the same number of bytes without a lookup. badger copies values below 1 MiB, and\nreturns slices of its mapped log for larger ones.",
		},
	},
	{
		group: "Random reads", title: "Reads that borrow", filter: `.name:ReadRandom ` + borrowing,
		rows: "/store", column: "/size", unit: "sec/op", baselines: views,
		about: []string{
			"The same read, with the array borrowed from the store until a callback or transaction ends, or a\ncloser is closed.",
			`A view of 1 MiB takes {{value "openleveldb-view" "1MiB"}}, a view of 128 B {{value "openleveldb-view" "128B"}}.` + "\nThis is the time to find the key and to read one element of each page.",
		},
	},
	{
		group: "Random reads", title: "Memory allocated", filter: `.name:ReadRandom ` + local, rows: "/store", column: "/size", unit: "B/op",
		about: []string{"Bytes allocated in Go per read. Memory of C is not counted."},
	},
	{
		group: "Random reads", title: "Allocations", filter: `.name:ReadRandom ` + local, rows: "/store", column: "/size", unit: "allocs/op",
		about: []string{"Allocations in Go per read."},
	},
	{
		group: "Random reads", title: "Missing keys", filter: `.name:ReadMissing ` + local, rows: "/store", column: "/size", unit: "sec/op", baselines: ours,
		about: []string{"One read of a key that lies between two existing keys. No store uses filters."},
	},
	{
		group: "Random reads", title: "Seeks", filter: `.name:SeekRandom ` + local, rows: "/store", column: "/size", unit: "sec/op", baselines: scanned,
		about: []string{"An iterator is positioned at a random key, and the entry there is read."},
	},
	{
		group: "Random reads", title: "Rows gathered into one tensor", filter: `.name:GatherRows ` + local, rows: "/store", column: "/size", unit: "sec/op",
		baselines: []string{"openleveldb-into", "openleveldb"},
		about:     []string{"256 rows of 4 KiB under random keys of 100,000, copied into one tensor. openleveldb calls C once."},
	},
	{
		group: "Scans", title: "Forward", filter: `.name:ReadSeq ` + local, rows: "/store", column: "/size", unit: "sec/entry", baselines: scanned, chart: "scans",
		about: []string{"A scan of the database in key order."},
	},
	{
		group: "Scans", title: "Backward", filter: `.name:ReadReverse ` + local, rows: "/store", column: "/size", unit: "sec/entry", baselines: scanned,
		about: []string{"The same scan from the last key to the first. LevelDB's block format is made for forward iteration."},
	},
	{
		group: "Writes", title: "In key order", filter: `.name:FillSeq`, rows: "/store", column: "/size", unit: "sec/op", baselines: ours, chart: "writes",
		about: []string{"One put at a time, not synced. Compactions that are pending at the end are not included."},
	},
	{
		group: "Writes", title: "In random order", filter: `.name:FillRandom`, rows: "/store", column: "/size", unit: "sec/op", baselines: ours,
		about: []string{"Every key once."},
	},
	{
		group: "Writes", title: "In batches of 1000", filter: `.name:FillBatch`, rows: "/store", column: "/size", unit: "sec/entry", baselines: ours,
		about: []string{"Atomic batches, in key order."},
	},
	{
		group: "Writes", title: "Overwrites", filter: `.name:Overwrite`, rows: "/store", column: "/size", unit: "sec/op", baselines: ours,
		about: []string{"Random keys that exist."},
	},
	{
		group: "Writes", title: "Deletions", filter: `.name:DeleteRandom`, rows: "/store", column: "/size", unit: "sec/op", baselines: ours,
		about: []string{"Random keys that exist."},
	},
	{
		group: "Writes", title: "Synced to the disk", filter: `.name:FillSync /sync:true`, rows: "/store", column: "/goroutines", unit: "sec/op", baselines: ours,
		about: []string{"Each put of 128 B waits for the disk. Some stores sync once for several goroutines."},
	},
	{
		group: "Concurrency", title: "Reads from several goroutines", filter: `.name:ReadParallel ` + local, rows: "/store", column: "/size,/goroutines", unit: "sec/op", baselines: scanned,
		about: []string{"Wall time divided by the number of reads of all goroutines."},
	},
	{
		group: "Concurrency", title: "Reads while another goroutine writes", filter: `.name:ReadWhileWriting ` + local, rows: "/store", column: "/size", unit: "sec/op", baselines: scanned,
		about: []string{"Random reads while another goroutine puts into the same database."},
	},
	{
		group: "Concurrency", title: "The writer during those reads", filter: `.name:ReadWhileWriting ` + local, rows: "/store", column: "/size", unit: "writes/s",
		about: []string{"Puts of that other goroutine. More is better: a store whose writer waits has faster reads."},
	},
	{
		group: "Cold data", title: "Rows gathered from the disk", filter: `.name:ColdGatherRows`, rows: "/store", column: "/goroutines", unit: "sec/entry",
		baselines: []string{"openleveldb-into", "openleveldb"}, chart: "cold",
		about: []string{
			"8192 rows of 4 KiB by different random keys, copied into one tensor. Before each gather, the files\nare dropped from the page cache, which is verified. openleveldb reads all rows in one call;\n32 goroutines take 64 rows at a time.",
			"The lower bounds read the same rows from the same tables: `pread` one after another, and `io_uring`\nwith 64 reads in progress. `-direct` reads past the page cache.",
		},
	},
	{
		group: "Cold data", title: "Random reads from the disk", filter: `.name:ColdReadRandom`, rows: "/store", column: "/size", unit: "sec/entry",
		baselines: []string{"openleveldb-into", "openleveldb"},
		about:     []string{"One read after another of different random keys: 1024 rows of 4 KiB, or 32 arrays of 1 MiB. The\ntime includes opening the tables."},
	},
	{
		group: "Cold data", title: "Scans from the disk", filter: `.name:ColdReadSeq`, rows: "/store", column: "/size", unit: "sec/entry", baselines: scanned,
		about: []string{"A scan of the database in key order. `sequential` reads the same tables from start to end, 1 MiB at\na time."},
	},
	{
		group: "Cold data", title: "Read from the disk", filter: `.name:(ColdGatherRows OR ColdReadRandom)`, rows: "/store", column: ".name,/size,/goroutines", unit: "disk-read-B/op",
		about: []string{"Includes what the kernel reads ahead. A gather needs 32 MiB; random reads need 4 MiB and 32 MiB."},
	},
	{
		group: "Building", title: "Sorted entries", filter: `.name:Build`, rows: "/store", column: "/size,/goroutines", unit: "sec/entry",
		baselines: []string{"openleveldb", "openleveldb-batches"},
		about: []string{
			"A new database of sorted entries, compacted, until all of it is on the disk. openleveldb-batches,\nlevigo and goleveldb put batches of 4 MiB and compact. pebble ingests tables, badger uses its\nStreamWriter, and bbolt fills its pages.",
			"`write` writes the same values to one file and syncs it.",
		},
	},
	{
		group: "Building", title: "Write amplification", filter: `.name:Build`, rows: "/store", column: "/size,/goroutines", unit: "disk-written/payload",
	},
	{
		group: "Building", title: "Copies of a database that is not in memory", filter: `.name:ColdBackup`, rows: "/store", column: "/size", unit: "sec/entry",
		baselines: ours,
		about:     []string{"A new database, until all of it is on the disk. `copy` copies the files of the tables."},
	},
	{
		group: "Opening", title: "Open and close", filter: `.name:Open`, rows: "/store", column: "/size", baselines: ours,
		about: []string{"A database that was closed is opened, one array is read, and the database is closed."},
	},
	{
		group: "Opening", title: "Databases that are not in memory", filter: `.name:ColdOpen`, rows: "/store", column: "/size", baselines: ours,
		about: []string{"The database is opened, and one array is read."},
	},
	{
		group: "Through a server", title: "Random reads", filter: `.name:ReadRandom ` + remotes, rows: "/store", column: "/size", unit: "sec/op", baselines: remote, chart: "server",
		about: []string{"Server and client in one process, over TCP. `http-floor` is a server and a client of net/http that\nsend the same bytes from memory."},
	},
	{
		group: "Through a server", title: "Scans", filter: `.name:ReadSeq ` + remotes, rows: "/store", column: "/size", unit: "sec/entry", baselines: remote,
		about: []string{"All entries in one request."},
	},
	{
		group: "Typed values", title: "Get", filter: `.name:TypedGet`, rows: "/store,/api", column: "/kind", unit: "sec/op", baselines: ours,
		about: []string{"One value of a random key, decoded. The Python package is timed inside Python. `native` reads the\nbytes in C++ and does not decode."},
	},
	{
		group: "Typed values", title: "Scan", filter: `.name:TypedScan`, rows: "/store,/api", column: "/kind", unit: "sec/entry", baselines: ours,
		about: []string{"Every value of a database of mixed types."},
	},
	{
		group: "Typed values", title: "Put", filter: `.name:TypedPut`, rows: "/store,/api", column: "/kind", unit: "sec/op", baselines: ours,
		about: []string{"One value, encoded and put."},
	},
	{
		group: "Codec", title: "JSON decoded", filter: `.name:DecodeJSON -/decoder:/-struct$/`, rows: "/decoder", column: "/value", unit: "sec/op", baselines: ours,
		about: []string{"A stored value into `any`. `sonic` is configured to keep and check what openleveldb does.\n`sonic-default` does not check UTF-8, does not distinguish integers from floats, and shares memory\nwith the text."},
	},
	{
		group: "Codec", title: "JSON decoded into a struct", filter: `.name:DecodeJSON /decoder:/-struct$/`, rows: "/decoder", column: "/value", unit: "sec/op", baselines: structs,
		about: []string{"A stored value into a Go struct."},
	},
	{
		group: "Codec", title: "JSON encoded", filter: `.name:EncodeJSON -/encoder:/-struct$/`, rows: "/encoder", column: "/value", unit: "sec/op", baselines: ours,
		about: []string{"A value to the text that is stored. openleveldb appends to a buffer that is reused. The others have\nno such function."},
	},
	{
		group: "Codec", title: "JSON encoded from a struct", filter: `.name:EncodeJSON /encoder:/-struct$/`, rows: "/encoder", column: "/value", unit: "sec/op", baselines: structs,
		about: []string{"A Go struct to the text that is stored."},
	},
	{
		group: "Codec", title: "Array headers parsed", filter: `.name:ParseHeader`, rows: "/parser", column: "/size", unit: "sec/op", baselines: ours,
		about: []string{"The header of a .npy file: dtype, order and shape. `openleveldb-decoder` has parsed the same header\nbefore."},
	},
	{
		group: "Codec", title: "Arrays decoded", filter: `.name:DecodeArray`, rows: "/decoder", column: "/size", unit: "sec/op", baselines: ours,
		about: []string{"Stored bytes to an array."},
	},
	{
		group: "Codec", title: "Arrays encoded", filter: `.name:EncodeArray`, rows: "/encoder", column: "/size", unit: "sec/op", baselines: ours,
		about: []string{"An array to the bytes that are stored."},
	},
	{
		group: "Space", title: "Memory", filter: `.name:Resident`, rows: "/store", column: "/size", chart: "memory",
		about: []string{"Resident memory of a process that has read all entries. Mapped files are in the page cache, which\nthe kernel reclaims when it needs memory."},
	},
	{
		group: "Space", title: "Disk", filter: `.name:Disk`, rows: "/store", column: "/size",
		about: []string{"Size of the database's files."},
	},
	{
		group: "Space", title: "Write amplification", filter: `.name:WriteAmplification`, rows: "/store", column: "/size",
		about: []string{"Bytes written to files for each byte of keys and values."},
	},
	{
		group: "Copies and calls into C", title: "Bytes copied", filter: `.name:Copied`, rows: "/store,/api", column: "/size",
		about: []string{"Bytes that one read copies, counted in a special build."},
	},
	{
		group: "Copies and calls into C", title: "Random reads", filter: `.name:(ReadRandom OR SeekRandom) /size:(128B OR 1MiB)`, rows: "/store", column: ".name,/size", unit: "cgo/op",
		about: []string{"Calls from Go into C of the process, including a server that runs in it."},
	},
	{
		group: "Copies and calls into C", title: "Scans and gathers", filter: `.name:(ReadSeq OR ReadReverse OR GatherRows)`, rows: "/store", column: ".name,/size", unit: "cgo/entry",
	},
	{
		group: "Scale", title: "Growth", filter: smallScale, rows: "/options,/size", column: "/entries", chart: "scale",
		about: []string{"One database that grows, measured in a new process at each size. The default block cache is 8 MiB.\nReads from the block cache compare databases of the same form."},
	},
	{
		group: "Scale", title: "Growth of large arrays", filter: largeScale, rows: "/options,/size", column: "/entries", chart: "scale-large",
		about: []string{"The same with large arrays. With the default options, LevelDB stops mapping tables after the first\n1000. LargeArrays makes tables larger."},
	},
}
