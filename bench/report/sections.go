package main

const (
	copying = `/store:(openleveldb OR openleveldb-into OR native OR levigo OR goleveldb OR badger OR python OR memcpy)`
	remotes = `/store:(openleveldb-remote OR openleveldb-remote-into OR http-floor)`
	// borrowing takes every store that is not in the lists above.
	borrowing = `-` + copying + ` -` + remotes
	local     = `-` + remotes
)

var (
	ours    = []string{"openleveldb"}
	views   = []string{"openleveldb-view"}
	scanned = []string{"openleveldb-view", "openleveldb"}
)

// scanReasons say why a store is ahead where a whole database is read.
var scanReasons = map[string]string{
	"goleveldb": "its iterator hands out the bytes of the block that it stands in, where ours has LevelDB copy entries into pages, to cross into C seldom",
	"pebble":    "its iterator hands out the bytes of the block that it stands in, where ours has LevelDB copy entries into pages, to cross into C seldom",
	"bbolt":     "its leaves lie in a mapped file in the order of the keys: the next entry is the next slice",
}

// writeReasons say why a store is ahead where entries are put.
var writeReasons = map[string]string{
	"goleveldb": "a put stays in Go",
	"pebble":    "a put stays in Go, its memtable is an arena that it need not copy from again, and more memtables wait for their flush",
	"badger":    "a put stays in Go, and compactions do not move large values, which are kept apart",
	"bbolt":     "there is no log and no compaction: pages of its tree are changed and handed to the system, which here need not sync them",
	"levigo":    "it is given bytes that are ready, where openleveldb encodes an array",
	"native":    "it is given bytes that are ready, and its loop is in C++",
}

// deleteReasons say why a store is ahead where keys are deleted.
var deleteReasons = map[string]string{
	"goleveldb": "a deletion stays in Go", "pebble": "a deletion stays in Go", "badger": "a deletion stays in Go",
	"bbolt": writeReasons["bbolt"],
}

// jsonReasons say why a decoder or encoder is ahead.
var jsonReasons = map[string]string{
	"sonic":                "it does nothing else: no tag, no integers past int64, no NaN as Python writes it",
	"sonic-struct":         "it does nothing else: no tag, no integers past int64, no NaN as Python writes it",
	"sonic-default":        "it does not check UTF-8, does not keep integers apart from floats, and shares memory with the text",
	"sonic-default-struct": "it does not check UTF-8, does not keep integers apart from floats, and shares memory with the text",
}

var sections = []section{
	{
		group: "Random reads", title: "Reads that copy", filter: `.name:ReadRandom ` + copying,
		rows: "/store", column: "/size", unit: "sec/op", baselines: ours, chart: "reads",
		about: []string{
			"One read of a random key, decoded, one element of every 4 KiB page touched. The array belongs to the reader.",
			`Into memory that is there already, 1 MiB takes {{ratio "openleveldb-into" "openleveldb" "1MiB"}} of the time of Get, which has to ask Go for memory.`,
			"`memcpy` copies as many bytes and looks nothing up. badger copies values below 1 MiB; larger ones are borrowed, slices of its mapped log.",
		},
	},
	{
		group: "Random reads", title: "Reads that borrow", filter: `.name:ReadRandom ` + borrowing,
		rows: "/store", column: "/size", unit: "sec/op", baselines: views,
		about: []string{
			"The same, with the array seen where the store holds it: for the length of a callback, a transaction or a closer.",
			`A view of 1 MiB takes {{value "openleveldb-view" "1MiB"}}, one of 128 B {{value "openleveldb-view" "128B"}}: its time is that of finding the key and of touching the pages.`,
		},
		faster: map[string]string{"pebble": "a small value is in its block cache, reached without a call into C"},
	},
	{
		group: "Random reads", title: "Memory asked of Go", filter: `.name:ReadRandom ` + local, rows: "/store", column: "/size", unit: "B/op",
		about: []string{"What the garbage collector has to take back after a read. C's memory is not in it."},
	},
	{
		group: "Random reads", title: "Allocations", filter: `.name:ReadRandom ` + local, rows: "/store", column: "/size", unit: "allocs/op",
		about: []string{"How many pieces that memory comes in."},
	},
	{
		group: "Random reads", title: "Keys that are not there", filter: `.name:ReadMissing ` + local, rows: "/store", column: "/size", unit: "sec/op",
		baselines: ours, about: []string{"One read of a key that lies between two that are there. No store has filters here, which is their default."},
	},
	{
		group: "Random reads", title: "Seeks", filter: `.name:SeekRandom ` + local, rows: "/store", column: "/size", unit: "sec/op",
		baselines: scanned, about: []string{"An iterator put to a random key, and the entry that it finds there."}, faster: scanReasons,
	},
	{
		group: "Random reads", title: "Rows gathered into a tensor", filter: `.name:GatherRows ` + local, rows: "/store", column: "/size", unit: "sec/op",
		baselines: []string{"openleveldb-into", "openleveldb"},
		about:     []string{"256 rows of 4 KiB by random keys out of 100,000, into one tensor. openleveldb crosses into C once for all."},
	},
	{
		group: "Scans", title: "Forward", filter: `.name:ReadSeq ` + local, rows: "/store", column: "/size", unit: "sec/entry", baselines: scanned,
		about: []string{"A scan of the whole database in the order of the keys."}, faster: scanReasons, chart: "scans",
	},
	{
		group: "Scans", title: "Backward", filter: `.name:ReadReverse ` + local, rows: "/store", column: "/size", unit: "sec/entry", baselines: scanned,
		about: []string{"The same from the last key to the first: LevelDB's blocks are made to be read forward."}, faster: scanReasons,
	},
	{
		group: "Writes", title: "In the order of the keys", filter: `.name:FillSeq`, rows: "/store", column: "/size", unit: "sec/op", baselines: ours,
		about: []string{"One put at a time, not waiting for the disk. Compactions that are still due at the end are not waited for."}, faster: writeReasons, chart: "writes",
	},
	{
		group: "Writes", title: "In random order", filter: `.name:FillRandom`, rows: "/store", column: "/size", unit: "sec/op", baselines: ours,
		about: []string{"Every key once."}, faster: writeReasons,
	},
	{
		group: "Writes", title: "In batches of 1000", filter: `.name:FillBatch`, rows: "/store", column: "/size", unit: "sec/entry", baselines: ours,
		about: []string{"Atomic batches, in the order of the keys."}, faster: writeReasons,
	},
	{
		group: "Writes", title: "Over what is there", filter: `.name:Overwrite`, rows: "/store", column: "/size", unit: "sec/op", baselines: ours,
		about: []string{"Random keys that have a value already."}, faster: writeReasons,
	},
	{
		group: "Writes", title: "Deletions", filter: `.name:DeleteRandom`, rows: "/store", column: "/size", unit: "sec/op", baselines: ours,
		about: []string{"Random keys that are there."}, faster: deleteReasons,
	},
	{
		group: "Writes", title: "Synced to the disk", filter: `.name:FillSync /sync:true`, rows: "/store", column: "/goroutines", unit: "sec/op", baselines: ours,
		about: []string{"Each put of 128 B waits for the disk; goroutines share the work, and stores that can sync once for many of them do."},
		faster: map[string]string{
			"pebble":    "it syncs its log while the next puts are gathered",
			"goleveldb": "it merges the puts that wait into one",
		},
	},
	{
		group: "Several goroutines", title: "Reads from several goroutines", filter: `.name:ReadParallel ` + local, rows: "/store", column: "/size,/goroutines", unit: "sec/op", baselines: scanned,
		about: []string{"Time per read, all goroutines together: half of it with two is twice the throughput."},
	},
	{
		group: "Several goroutines", title: "Reads while another goroutine writes", filter: `.name:ReadWhileWriting ` + local, rows: "/store", column: "/size", unit: "sec/op", baselines: scanned,
		about: []string{"Random reads, with puts into the same database beside them."},
	},
	{
		group: "Several goroutines", title: "The writer beside those reads", filter: `.name:ReadWhileWriting ` + local, rows: "/store", column: "/size", unit: "writes/s",
		about: []string{"How much it puts: a store that lets its writer wait reads the faster. More is better."},
	},
	{
		group: "Opening", title: "Open and close", filter: `.name:Open`, rows: "/store", column: "/size", baselines: ours,
		about:  []string{"A database that was closed properly is opened, one array is read, and it is closed again."},
		faster: map[string]string{"bbolt": "it maps one file and reads two pages", "levigo": "it takes no second lock and counts no handles"},
	},
	{
		group: "Through a server", title: "Random reads", filter: `.name:ReadRandom ` + remotes, rows: "/store", column: "/size", unit: "sec/op", baselines: []string{"openleveldb-remote"}, chart: "server",
		about: []string{"A server and its client in one process, over TCP. `http-floor` is net/http's server and client with the answer in memory: no database, no types, no checks."},
	},
	{
		group: "Through a server", title: "Scans", filter: `.name:ReadSeq ` + remotes, rows: "/store", column: "/size", unit: "sec/entry", baselines: []string{"openleveldb-remote"},
		about: []string{"The whole database in one request."},
	},
	{
		group: "Typed values", title: "Get", filter: `.name:TypedGet`, rows: "/store,/api", column: "/kind", unit: "sec/op", baselines: ours,
		about: []string{"One value of a random key through the whole typed API, against the Python package's own work timed inside Python. `native` gets the bytes in C++ and decodes nothing."},
	},
	{
		group: "Typed values", title: "Scan", filter: `.name:TypedScan`, rows: "/store,/api", column: "/kind", unit: "sec/entry", baselines: ours,
		about: []string{"Every value of a database of mixed kinds."},
	},
	{
		group: "Typed values", title: "Put", filter: `.name:TypedPut`, rows: "/store,/api", column: "/kind", unit: "sec/op", baselines: ours,
		about: []string{"One value, encoded and put."},
	},
	{
		group: "Codec", title: "JSON decoded", filter: `.name:DecodeJSON -/decoder:/-struct$/`, rows: "/decoder", column: "/value", unit: "sec/op", baselines: ours,
		about:  []string{"A value as it is stored, into `any`. `sonic` is set to check and keep what ours does; `sonic-default` is not."},
		faster: jsonReasons,
	},
	{
		group: "Codec", title: "JSON decoded into a struct", filter: `.name:DecodeJSON /decoder:/-struct$/`, rows: "/decoder", column: "/value", unit: "sec/op", baselines: []string{"openleveldb-struct"},
		about: []string{"The same into a Go type that is known."}, faster: jsonReasons,
	},
	{
		group: "Codec", title: "JSON encoded", filter: `.name:EncodeJSON -/encoder:/-struct$/`, rows: "/encoder", column: "/value", unit: "sec/op", baselines: ours,
		about: []string{"A value to the text that is stored; ours appends to memory that is used again, which the others do not offer."}, faster: jsonReasons,
	},
	{
		group: "Codec", title: "JSON encoded from a struct", filter: `.name:EncodeJSON /encoder:/-struct$/`, rows: "/encoder", column: "/value", unit: "sec/op", baselines: []string{"openleveldb-struct"},
		about: []string{"The same of a Go type that is known."}, faster: jsonReasons,
	},
	{
		group: "Codec", title: "Array headers parsed", filter: `.name:ParseHeader`, rows: "/parser", column: "/size", unit: "sec/op", baselines: ours,
		about: []string{"The header of a .npy file: dtype, order and shape."},
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
		group: "What it takes beside time", title: "Memory", filter: `.name:Resident`, rows: "/store", column: "/size", chart: "memory",
		about: []string{"Resident memory of a process that has read the whole database: anonymous memory is its own; memory of files is the page cache, which the system takes back when it needs it."},
	},
	{
		group: "What it takes beside time", title: "Disk", filter: `.name:Disk`, rows: "/store", column: "/size",
		about: []string{"Bytes of the database's files."},
	},
	{
		group: "What it takes beside time", title: "Write amplification", filter: `.name:WriteAmplification`, rows: "/store", column: "/size",
		about: []string{"Bytes written to files for each byte that was put."},
	},
	{
		group: "What it takes beside time", title: "Bytes copied", filter: `.name:Copied`, rows: "/store,/api", column: "/size",
		about: []string{"Bytes that are copied for a read, between where the store holds them and where the reader has them."},
	},
	{
		group: "What it takes beside time", title: "Crossings into C", filter: `.name:(ReadRandom OR SeekRandom) /size:(128B OR 1MiB)`, rows: "/store", column: ".name,/size", unit: "cgo/op",
		about: []string{"Calls from Go into C of the whole process, a server in it included."},
	},
	{
		group: "What it takes beside time", title: "Crossings into C of many at once", filter: `.name:(ReadSeq OR ReadReverse OR GatherRows)`, rows: "/store", column: ".name,/size", unit: "cgo/entry",
	},
	{
		group: "Scale", title: "Growth", filter: smallScale, rows: "/options,/size", column: "/entries",
		about: []string{"One database that grows, in a fresh process at each step. The default options have a block cache of 8 MiB: time per read is what somebody gets who changes nothing, and a read with all in the block cache compares databases in the same form."}, chart: "scale",
	},
	{
		group: "Scale", title: "Growth of large arrays", filter: largeScale, rows: "/options,/size", column: "/entries",
		chart: "scale-large",
		about: []string{"The same with large arrays: past 1000 tables LevelDB opens files anew with its default options; the profile for large arrays makes the tables larger."},
	},
}
