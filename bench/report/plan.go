package main

import "time"

const (
	minRounds    = 9                // fewest whose 95 % interval excludes the best and the worst
	maxRounds    = 12               // more rounds hardly narrow the interval
	shortRounds  = 2                // in a trial run
	coldRounds   = 6                // of the parts that use the disk; the fewest that have a 95 % interval
	budget       = 41 * time.Minute // of a report
	budgetShort  = 2 * time.Minute
	minBenchtime = 5 * time.Millisecond
	maxBenchtime = 500 * time.Millisecond
)

// part is a set of benchmarks that one start of the test binary runs.
type part struct {
	name  string
	bench string   // the pattern, as for go test -bench
	flags []string // of the test binary, except in a trial run
	// counted marks a part that needs the build that counts copies (package copied). That build is
	// slower.
	counted bool
	// cost is the time that a benchmark takes for each second of its benchtime. It is more than one
	// because the testing package tries shorter times first, and because new databases are checked
	// and removed while the clock is stopped.
	cost float64
	// once is the benchtime of a part that runs in one round only, because its figures are counts
	// or vary little. It is empty for a part that runs in every round, whose benchtime follows from
	// the budget.
	once string
	// repeat is the number of times that such a part runs, with a new process each time. Zero means
	// one.
	repeat int
}

// engines selects the stores that have a database of their own, in their usual form. databases
// excludes the lower bounds, which have none, and Python, whose scans take ten seconds each. Python
// is measured in the typed workloads. coldStores selects what differs when it reads from the disk.
const (
	engines    = `^store=(openleveldb|openleveldb-view|native|levigo|goleveldb|pebble|bbolt|badger)$`
	coldStores = `^store=(openleveldb-view|openleveldb-into|native|levigo|goleveldb|pebble|bbolt|badger|(pread|io_uring|sequential)(-direct)?)$`
	databases  = `^store=(openleveldb|openleveldb-view|openleveldb-into|openleveldb-remote|native|levigo|goleveldb|pebble|bbolt|badger)$`
)

// plan lists all parts of a report. It uses few sizes, because opening, checking and warming
// databases takes most of a round. Parts that run once come first, so that the remaining budget is
// known.
var plan = []part{
	{name: "figures", bench: `^Benchmark(Resident|Disk|WriteAmplification)$/^store=/^size=(128B|1MiB)$`, once: "1x"},
	{name: "copies", bench: `^BenchmarkCopied$`, counted: true, once: "1x"},
	{name: "scale", bench: `^BenchmarkScale$`, once: "1x", flags: []string{"-scale-entries", "10000000", "-scale-gigabytes", "5"}},
	// Random reads need databases that are large compared with what the kernel reads ahead. Scans
	// and builds read or write all of a database in every operation.
	{name: "cold reads", bench: `^BenchmarkCold(ReadRandom|GatherRows)$/` + coldStores, once: "1x", repeat: coldRounds, flags: []string{"-cold-megabytes", "768"}},
	{name: "cold scans", bench: `^BenchmarkColdReadSeq$/` + coldStores, once: "1x", repeat: coldRounds, flags: []string{"-cold-megabytes", "192"}},
	{name: "cold copies", bench: `^Benchmark(ColdBackup|ColdOpen)$/^store=/^size=4KiB$`, once: "1x", repeat: coldRounds, flags: []string{"-cold-megabytes", "192"}},
	{name: "builds", bench: `^BenchmarkBuild$`, once: "1x", repeat: coldRounds, flags: []string{"-build-megabytes", "128"}},

	{name: "random reads", bench: `^BenchmarkReadRandom$/^store=/^size=(128B|64KiB|1MiB)$`, cost: 1.5},
	{name: "scans", bench: `^Benchmark(ReadSeq|ReadReverse)$/` + databases + `/^size=(128B|1MiB)$`, cost: 1.5},
	{name: "seeks", bench: `^Benchmark(SeekRandom|ReadMissing)$/` + engines + `/^size=128B$`, cost: 1.5},
	{name: "rows", bench: `^BenchmarkGatherRows$/` + databases, cost: 1.5},
	{name: "writes", bench: `^Benchmark(FillSeq|FillRandom)$/^store=/^size=(128B|1MiB)$`, cost: 4},
	{name: "updates", bench: `^Benchmark(Overwrite|DeleteRandom)$/` + engines + `/^size=128B$`, cost: 4},
	{name: "batches", bench: `^BenchmarkFillBatch$/^store=/^size=(128B|1KiB)$`, cost: 4},
	{name: "synced writes", bench: `^BenchmarkFillSync$/^store=/^size=128B$/^sync=true$`, cost: 3},
	{name: "concurrent reads", bench: `^Benchmark(ReadParallel|ReadWhileWriting)$/` + engines + `/^size=128B$`, cost: 2},
	{name: "open", bench: `^BenchmarkOpen$/^store=/^size=128B$`, cost: 2},
	{name: "typed values", bench: `^BenchmarkTyped(Get|Scan|Put)$`, cost: 2, flags: []string{"-test.skip", "^BenchmarkTypedPut$/^store=python$"}},
	{name: "codec", bench: `^Benchmark(DecodeJSON|EncodeJSON|ParseHeader|DecodeArray|EncodeArray)$`, cost: 1.5},
}

// measured is a part with its cost, as measured in the round that is not counted.
type measured struct {
	part
	benchmarks int           // with a result
	took       time.Duration // with one operation each: opening, checking, starting
}

// benchtimeFor returns the benchtime for which this many rounds of the parts fit into the time that
// is left.
func benchtimeFor(parts []measured, left time.Duration, rounds int) time.Duration {
	var fixed, perSecond float64
	for _, p := range parts {
		fixed += p.took.Seconds()
		perSecond += p.cost * float64(p.benchmarks)
	}
	if perSecond == 0 {
		return minBenchtime
	}
	seconds := (left.Seconds()/float64(rounds) - fixed) / perSecond
	d := time.Duration(seconds * float64(time.Second)).Round(time.Millisecond)
	return min(max(d, minBenchtime), maxBenchtime)
}
