package main

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// promise is a limit that was set before the code was written: for the time of a benchmark, or for
// its ratio to another benchmark.
type promise struct {
	what  string
	ours  string // a filter that selects one benchmark
	other string // a filter that selects one benchmark; empty to compare with the limit directly
	unit  string // of both, without prefix; empty for sec/op
	// atMost limits ours/other, or ours in the unit. atLeast limits other/ours. One of them is set.
	atMost, atLeast float64
	// missed is why the committed results miss the limit. It is empty for a limit that is met.
	missed string
}

var promises = []promise{
	{what: "View of 1 MiB, against pebble", ours: read("openleveldb-view", "1MiB"), other: read("pebble", "1MiB"), atLeast: 15},
	{what: "View of 1 MiB, against goleveldb", ours: read("openleveldb-view", "1MiB"), other: read("goleveldb", "1MiB"), atLeast: 40},
	{what: "View of 1 MiB, against levigo", ours: read("openleveldb-view", "1MiB"), other: read("levigo", "1MiB"), atLeast: 60},
	{what: "View of 1 MiB, against bbolt", ours: read("openleveldb-view", "1MiB"), other: read("bbolt", "1MiB"), atMost: 2},
	{what: "View of 64 KiB, against pebble", ours: read("openleveldb-view", "64KiB"), other: read("pebble", "64KiB"), atLeast: 5},
	{what: "View of 64 KiB, against goleveldb", ours: read("openleveldb-view", "64KiB"), other: read("goleveldb", "64KiB"), atLeast: 10},
	{what: "View of 64 KiB, against levigo", ours: read("openleveldb-view", "64KiB"), other: read("levigo", "64KiB"), atLeast: 10,
		missed: "LevelDB alone, without Go, takes 0.14 of levigo's time in this run"},
	{what: "View of 64 KiB, against bbolt", ours: read("openleveldb-view", "64KiB"), other: read("bbolt", "64KiB"), atMost: 1.5,
		missed: "LevelDB alone, without Go, takes 1.6 times bbolt's time in this run"},
	{what: "Read of 1 MiB into the caller's memory, against pebble's borrowed read", ours: read("openleveldb-into", "1MiB"), other: read("pebble", "1MiB"), atLeast: 2},
	{what: "Get of 128 B, against levigo", ours: read("openleveldb", "128B"), other: read("levigo", "128B"), atMost: 0.9,
		missed: "Get returns fresh memory, levigo's time is LevelDB's own"},
	{what: "Get of 128 B, against C++", ours: read("openleveldb", "128B"), other: read("native", "128B"), atMost: 1.3,
		missed: "80 % of Get is LevelDB's own time; the rest is fresh memory"},
	{what: "Scan of 128 B, against levigo", ours: benchmark("ReadSeq", "openleveldb-view", "128B"), other: benchmark("ReadSeq", "levigo", "128B"), atLeast: 3,
		missed: "values are copied into pages; a loop in C++ reaches 3.7×"},
	{what: "Scan of 128 B, against goleveldb", ours: benchmark("ReadSeq", "openleveldb-view", "128B"), other: benchmark("ReadSeq", "goleveldb", "128B"), atMost: 1},
	{what: "Scan of 128 B, against C++", ours: benchmark("ReadSeq", "openleveldb-view", "128B"), other: benchmark("ReadSeq", "native", "128B"), atMost: 1.3,
		missed: "values are copied into pages, which the C++ loop does not do"},
	{what: "Batch of 128 B, against levigo", ours: benchmark("FillBatch", "openleveldb", "128B"), other: benchmark("FillBatch", "levigo", "128B"), atMost: 1,
		missed: "arrays are encoded, levigo's batch gets ready bytes; earlier reports had 0.96"},
	{what: "Batch of 128 B, against C++", ours: benchmark("FillBatch", "openleveldb", "128B"), other: benchmark("FillBatch", "native", "128B"), atMost: 1.2},
	{what: "Put of 1 MiB, against levigo's put of ready bytes", ours: benchmark("FillSeq", "openleveldb", "1MiB"), other: benchmark("FillSeq", "levigo", "1MiB"), atMost: 1.15},
	{what: "256 rows of 4 KiB into one tensor, against levigo", ours: benchmark("GatherRows", "openleveldb-into", "4KiB"), other: benchmark("GatherRows", "levigo", "4KiB"), atLeast: 3,
		missed: "a loop in C++ reaches 1.75×: the seeks are LevelDB's"},
	{what: "Get of 128 B through a server, against a bare HTTP server", ours: read("openleveldb-remote", "128B"), other: read("http-floor", "128B"), atMost: 1.5,
		missed: "on the line, within the noise"},
	{what: "Get of 128 B arrays, against Python", ours: read("openleveldb", "128B"), other: read("python", "128B"), atLeast: 30,
		missed: "80 % of Get is LevelDB's own time"},
	{what: "View of 1 MiB arrays, against Python", ours: read("openleveldb-view", "1MiB"), other: read("python", "1MiB"), atLeast: 30},
	{what: "Typed Get of an int, against Python", ours: typed("openleveldb", "int"), other: typed("python", "int"), atLeast: 3,
		missed: "LevelDB alone reaches 3.2×"},
	{what: "Typed Get of a string, against Python", ours: typed("openleveldb", "str"), other: typed("python", "str"), atLeast: 3,
		missed: "LevelDB alone reaches 3.4×"},
	{what: "Typed Get of a JSON object, against Python", ours: typed("openleveldb", "json"), other: typed("python", "json"), atLeast: 3,
		missed: "LevelDB's get and sonic together reach 2.8×"},
	{what: "Typed Get of an int, against C++'s get of the bytes", ours: typed("openleveldb", "int"), other: typed("native", "int"), atMost: 1.5},
	{what: "Scan of mixed typed values, against Python", ours: `.name:TypedScan /store:openleveldb`, other: `.name:TypedScan /store:python`, unit: "sec/entry", atLeast: 5},
	{what: "A JSON object decoded, against sonic alone", ours: decoded("openleveldb"), other: decoded("sonic"), atMost: 1.5},
	{what: "A JSON object decoded into a struct, against sonic alone", ours: decoded("openleveldb-struct"), other: decoded("sonic-struct"), atMost: 1.5,
		missed: "on the line, within the noise"},
	{what: "An array header parsed", ours: `.name:ParseHeader /parser:openleveldb`, atMost: 150e-9},
	{what: "Opening a database, against levigo", ours: benchmark("Open", "openleveldb", "128B"), other: benchmark("Open", "levigo", "128B"), unit: "open-sec/op", atMost: 1.1,
		missed: "on the line, within the noise"},
	{what: "Random read at 10⁷ entries, against 10⁴, both in the block cache", ours: growth("10000000"), other: growth("10000"), unit: "sec/read-cached", atMost: 2.5,
		missed: "levigo on the same databases comes to 4.1×"},
	{what: "8192 cold rows of 4 KiB, against io_uring", ours: gathered("openleveldb-into"), other: gathered("(io_uring OR io_uring-direct)"), unit: "sec/entry", atMost: 1 / 0.6},
	{what: "8192 cold rows of 4 KiB, against bbolt", ours: gathered("openleveldb-into"), other: gathered("bbolt"), unit: "sec/entry", atLeast: 4},
	{what: "8192 cold rows of 4 KiB, against pebble", ours: gathered("openleveldb-into"), other: gathered("pebble"), unit: "sec/entry", atLeast: 4,
		missed: "io_uring itself reaches 3.2 times pebble"},
	{what: "8192 cold rows of 4 KiB, against goleveldb", ours: gathered("openleveldb-into"), other: gathered("goleveldb"), unit: "sec/entry", atLeast: 4,
		missed: "io_uring itself reaches 2.9 times goleveldb"},
	{what: "A cold array of 1 MiB, against pread", ours: benchmark("ColdReadRandom", "openleveldb-into", "1MiB"), other: benchmark("ColdReadRandom", "(pread OR pread-direct)", "1MiB"), unit: "sec/entry", atMost: 1 / 0.8},
	{what: "Cold scan of 4 KiB rows, against a sequential read", ours: benchmark("ColdReadSeq", "openleveldb-view", "4KiB"), other: benchmark("ColdReadSeq", "(sequential OR sequential-direct)", "4KiB"), unit: "sec/entry", atMost: 1 / 0.85},
	{what: "Cold scan of 1 MiB arrays, against a sequential read", ours: benchmark("ColdReadSeq", "openleveldb-view", "1MiB"), other: benchmark("ColdReadSeq", "(sequential OR sequential-direct)", "1MiB"), unit: "sec/entry", atMost: 1 / 0.85},
	{what: "Build of 4 KiB rows, against a plain write", ours: built("openleveldb", "4KiB"), other: built("write", "4KiB"), atMost: 1 / 0.6},
	{what: "Build of 4 KiB rows, against batches and a compaction", ours: built("openleveldb", "4KiB"), other: built("openleveldb-batches", "4KiB"), atLeast: 5},
	{what: "Build of 4 KiB rows, against pebble", ours: built("openleveldb", "4KiB"), other: built("pebble", "4KiB"), atLeast: 1},
	{what: "Build of 4 KiB rows, against badger", ours: built("openleveldb", "4KiB"), other: built("badger", "4KiB"), atLeast: 1},
	{what: "Build of 1 MiB arrays, against a plain write", ours: built("openleveldb", "1MiB"), other: built("write", "1MiB"), atMost: 1 / 0.75},
	{what: "Opening a cold database, against levigo", ours: benchmark("ColdOpen", "openleveldb", "4KiB"), other: benchmark("ColdOpen", "levigo", "4KiB"), atMost: 1.2},
}

func gathered(store string) string {
	return fmt.Sprintf(".name:ColdGatherRows /store:%s /goroutines:1", store)
}

func built(store, size string) string { return benchmark("Build", store, size) + " /goroutines:1" }

func benchmark(workload, store, size string) string {
	return fmt.Sprintf(".name:%s /store:%s /size:%s", workload, store, size)
}

func read(store, size string) string { return benchmark("ReadRandom", store, size) }

func decoded(decoder string) string {
	return fmt.Sprintf(".name:DecodeJSON /decoder:%s /value:small", decoder)
}

func typed(store, kind string) string {
	return fmt.Sprintf(".name:TypedGet /store:%s /kind:%s", store, kind)
}

func growth(entries string) string {
	return fmt.Sprintf(".name:Scale /options:default /size:128B /entries:%s", entries)
}

// TestPromises compares the committed results with the limits. A limit that is missed must be
// listed as missed, and one that is met must not, so that new results show what has changed. The
// test measures nothing.
func TestPromises(t *testing.T) {
	r, err := readResults("results.txt.gz")
	require.NoError(t, err)
	for _, p := range promises {
		value, low, high, limit, err := p.compare(r)
		require.NoError(t, err, p.what)
		t.Logf("%s: %.3g (%.3g to %.3g), limit %.3g %s", p.what, value, low, high, limit, p.missed)
		if p.missed == "" {
			assert.LessOrEqual(t, low, limit, "%s: missed, and not listed as missed", p.what)
		} else {
			assert.Greater(t, high, limit, "%s: met, but listed as missed", p.what)
		}
	}
}

// compare returns the measured value, the ends of its interval, and the limit that it must not
// exceed.
func (p promise) compare(r *results) (value, low, high, limit float64, err error) {
	mine, err := best(r, p.ours, or(p.unit, "sec/op"))
	if err != nil {
		return 0, 0, 0, 0, err
	}
	value, limit = mine.median(), p.atMost
	low, high = bounds(mine)
	if p.other == "" {
		return value, low, high, limit, nil
	}
	theirs, err := best(r, p.other, or(p.unit, "sec/op"))
	if err != nil {
		return 0, 0, 0, 0, err
	}
	first, last := bounds(theirs)
	if p.atLeast > 0 {
		limit = 1 / p.atLeast
	}
	return value / theirs.median(), low / last, high / first, limit, nil
}

// bounds returns the ends of the interval around the median, or the median twice if the value was
// measured once.
func bounds(c cell) (low, high float64) {
	if len(c.sample.Values) < 2 {
		return c.median(), c.median()
	}
	return c.summary.Lo, c.summary.Hi
}

// best returns the selected benchmark with the smallest median.
func best(r *results, filter, unit string) (c cell, err error) {
	t, err := newTable(r, filter, ".fullname", "goos", unit)
	if err != nil {
		return c, err
	}
	found := false
	for _, row := range t.rows {
		for _, column := range t.columns {
			if each, ok := t.cell(row, column); ok && (!found || each.median() < c.median()) {
				c, found = each, true
			}
		}
	}
	if !found {
		return c, fmt.Errorf("nothing was measured for %s", filter)
	}
	return c, nil
}

// TestPromisesCompare checks that a limit is compared with the ratio in the direction of the
// promise.
func TestPromisesCompare(t *testing.T) {
	r := parse(t, "BenchmarkOpen/store=openleveldb", "100 100 100 100 100 130", "BenchmarkOpen/store=levigo", "200 200 200 200 200 200")
	p := promise{ours: ".name:Open /store:openleveldb", other: ".name:Open /store:levigo", atLeast: 4}
	value, low, high, limit, err := p.compare(r)
	require.NoError(t, err)
	assert.Equal(t, []float64{0.5, 0.25}, []float64{value, limit})
	assert.InDelta(t, 0.5, low, 1e-9)
	assert.InDelta(t, 0.65, high, 1e-9)
	p = promise{ours: ".name:Open /store:openleveldb", atMost: 150e-9}
	value, _, _, limit, err = p.compare(r)
	require.NoError(t, err)
	assert.InDelta(t, 100e-9, value, 1e-15)
	assert.InDelta(t, 150e-9, limit, 1e-15)
	_, _, _, _, err = promise{ours: ".name:Open /store:pebble"}.compare(r)
	require.ErrorContains(t, err, "nothing was measured")
}

// TestUnitsHaveNames checks that no table shows the raw name of a unit.
func TestUnitsHaveNames(t *testing.T) {
	for _, path := range []string{"results.txt.gz", filepath.Join("testdata", "results.txt")} {
		r, err := readResults(path)
		require.NoError(t, err)
		for _, result := range r.all {
			for _, v := range result.Values {
				if v.Unit != "B/s" { // in no table
					assert.Contains(t, unitNames, v.Unit, path)
				}
			}
		}
	}
}
