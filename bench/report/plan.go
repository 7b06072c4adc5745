package main

import "time"

const (
	minRounds    = 9                // the least whose interval at 95 % leaves out the best and the worst
	maxRounds    = 12               // past which they say little more
	shortRounds  = 2                // in a run that is only to show that it runs
	budget       = 35 * time.Minute // of a report
	budgetShort  = 2 * time.Minute
	minBenchtime = 5 * time.Millisecond
	maxBenchtime = 500 * time.Millisecond
)

// part is what one start of the test binary runs.
type part struct {
	name  string
	bench string   // the pattern, as for go test -bench
	flags []string // of the test binary, but in a short run
	// counted is a part of the build that counts what is copied (package copied), which is slower.
	counted bool
	// cost is how long a benchmark takes for each second that it is to run: the testing package tries shorter stretches first, and
	// fresh databases are checked and removed while its clock stands.
	cost float64
	// once is the benchtime of a part that runs in one round only, because its figures vary little or are counts. Empty for a
	// part that runs in every round, whose benchtime the budget gives.
	once string
}

// engines are the stores that have a database of their own, in their usual form; databases are all but the floors that have none,
// and Python, whose scans take ten seconds each: the typed values have one.
const (
	engines   = `^store=(openleveldb|openleveldb-view|native|levigo|goleveldb|pebble|bbolt|badger)$`
	databases = `^store=(openleveldb|openleveldb-view|openleveldb-into|openleveldb-remote|native|levigo|goleveldb|pebble|bbolt|badger)$`
)

// plan is the whole of a report. Its sizes are few, as opening, checking and warming databases takes most of a round. Parts that
// are run once come first, so that what they leave of the budget is known.
var plan = []part{
	{name: "figures", bench: `^Benchmark(Resident|Disk|WriteAmplification)$/^store=/^size=(128B|1MiB)$`, once: "1x"},
	{name: "copies", bench: `^BenchmarkCopied$`, counted: true, once: "1x"},
	{name: "scale", bench: `^BenchmarkScale$`, once: "1x", flags: []string{"-scale-entries", "10000000", "-scale-gigabytes", "5"}},

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

// measured is what the round that is not counted tells of a part.
type measured struct {
	part
	benchmarks int           // that gave a result
	took       time.Duration // with one operation each: opening, checking, starting
}

// benchtimeFor gives how long a benchmark may run so that so many rounds of the parts fit into left.
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
