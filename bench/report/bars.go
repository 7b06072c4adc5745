package main

import (
	"cmp"
	"fmt"
)

// bar is what the project set out to reach: a measurement, or its ratio to another, that is not to be above a limit.
type bar struct {
	what  string
	ours  string // filter of one benchmark
	other string // filter of one benchmark; empty to compare with the limit itself
	unit  string // of both; without prefix
	// floor is a filter of what does the same with LevelDB and nothing around it, in place of ours: what it comes to tells a miss that
	// is ours from one of LevelDB's own. Empty for none. floorUnit is the unit of it and of other then, if that is not unit.
	floor, floorUnit string
	// atMost is the limit for ours/other, or for ours in the unit. atLeast is the limit for other/ours. One of them is set.
	atMost, atLeast float64
}

var bars = []bar{
	{what: "View of 1 MiB, against pebble", ours: read("openleveldb-view", "1MiB"), other: read("pebble", "1MiB"), floor: read("native-view", "1MiB"), atLeast: 15},
	{what: "View of 1 MiB, against goleveldb", ours: read("openleveldb-view", "1MiB"), other: read("goleveldb", "1MiB"), floor: read("native-view", "1MiB"), atLeast: 40},
	{what: "View of 1 MiB, against levigo", ours: read("openleveldb-view", "1MiB"), other: read("levigo", "1MiB"), floor: read("native-view", "1MiB"), atLeast: 60},
	{what: "View of 1 MiB, against bbolt", ours: read("openleveldb-view", "1MiB"), other: read("bbolt", "1MiB"), floor: read("native-view", "1MiB"), atMost: 2},
	{what: "View of 64 KiB, against pebble", ours: read("openleveldb-view", "64KiB"), other: read("pebble", "64KiB"), floor: read("native-view", "64KiB"), atLeast: 5},
	{what: "View of 64 KiB, against goleveldb", ours: read("openleveldb-view", "64KiB"), other: read("goleveldb", "64KiB"), floor: read("native-view", "64KiB"), atLeast: 10},
	{what: "View of 64 KiB, against levigo", ours: read("openleveldb-view", "64KiB"), other: read("levigo", "64KiB"), floor: read("native-view", "64KiB"), atLeast: 10},
	{what: "View of 64 KiB, against bbolt", ours: read("openleveldb-view", "64KiB"), other: read("bbolt", "64KiB"), floor: read("native-view", "64KiB"), atMost: 1.5},
	{what: "Read of 1 MiB into the caller's memory, against pebble's borrowed read", ours: read("openleveldb-into", "1MiB"), other: read("pebble", "1MiB"), floor: read("native", "1MiB"), atLeast: 2},
	{what: "Get of 128 B, against levigo", ours: read("openleveldb", "128B"), other: read("levigo", "128B"), floor: read("native", "128B"), atMost: 0.9},
	{what: "Get of 128 B, against C++", ours: read("openleveldb", "128B"), other: read("native", "128B"), atMost: 1.3},
	{what: "Scan of 128 B, against levigo", ours: at("ReadSeq", "openleveldb-view", "128B"), other: at("ReadSeq", "levigo", "128B"), floor: at("ReadSeq", "native", "128B"), atLeast: 3},
	{what: "Scan of 128 B, against goleveldb", ours: at("ReadSeq", "openleveldb-view", "128B"), other: at("ReadSeq", "goleveldb", "128B"), floor: at("ReadSeq", "native", "128B"), atMost: 1},
	{what: "Scan of 128 B, against C++", ours: at("ReadSeq", "openleveldb-view", "128B"), other: at("ReadSeq", "native", "128B"), atMost: 1.3},
	{what: "Batch of 128 B, against levigo", ours: at("FillBatch", "openleveldb", "128B"), other: at("FillBatch", "levigo", "128B"), floor: at("FillBatch", "native", "128B"), atMost: 1},
	{what: "Batch of 128 B, against C++", ours: at("FillBatch", "openleveldb", "128B"), other: at("FillBatch", "native", "128B"), atMost: 1.2},
	{what: "Put of 1 MiB, against levigo's put of ready bytes", ours: at("FillSeq", "openleveldb", "1MiB"), other: at("FillSeq", "levigo", "1MiB"), floor: at("FillSeq", "native", "1MiB"), atMost: 1.15},
	{what: "256 rows of 4 KiB into one tensor, against levigo", ours: at("GatherRows", "openleveldb-into", "4KiB"), other: at("GatherRows", "levigo", "4KiB"), floor: at("GatherRows", "native", "4KiB"), atLeast: 3},
	{what: "Get of 128 B through a server, against a bare HTTP server", ours: read("openleveldb-remote", "128B"), other: read("http-floor", "128B"), atMost: 1.5},
	{what: "Get of 128 B arrays, against Python", ours: read("openleveldb", "128B"), other: read("python", "128B"), floor: read("native", "128B"), atLeast: 30},
	{what: "View of 1 MiB arrays, against Python", ours: read("openleveldb-view", "1MiB"), other: read("python", "1MiB"), floor: read("native-view", "1MiB"), atLeast: 30},
	{what: "Typed Get of an int, against Python", ours: typed("openleveldb", "int"), other: typed("python", "int"), floor: typed("native", "int"), atLeast: 3},
	{what: "Typed Get of a string, against Python", ours: typed("openleveldb", "str"), other: typed("python", "str"), floor: typed("native", "str"), atLeast: 3},
	{what: "Typed Get of a JSON object, against Python", ours: typed("openleveldb", "json"), other: typed("python", "json"), floor: typed("native", "json"), atLeast: 3},
	{what: "Typed Get of an int, against C++'s get of the bytes", ours: typed("openleveldb", "int"), other: typed("native", "int"), atMost: 1.5},
	{what: "Scan of mixed typed values, against Python", ours: `.name:TypedScan /store:openleveldb`, other: `.name:TypedScan /store:python`, floor: `.name:TypedScan /store:native`, unit: "sec/entry", atLeast: 5},
	{what: "A JSON object decoded, against sonic alone", ours: decoded("openleveldb"), other: decoded("sonic"), atMost: 1.5},
	{what: "A JSON object decoded into a struct, against sonic alone", ours: decoded("openleveldb-struct"), other: decoded("sonic-struct"), atMost: 1.5},
	{what: "An array header parsed", ours: `.name:ParseHeader /parser:openleveldb`, atMost: 150e-9},
	{what: "Opening a database, against levigo", ours: at("Open", "openleveldb", "128B"), other: at("Open", "levigo", "128B"), floor: at("Open", "native", "128B"), unit: "open-sec/op", atMost: 1.1},
	{what: "Random read at 10⁷ entries, against 10⁴, both in the block cache", ours: growth("10000000"), other: growth("10000"), floor: growth("10000000"), unit: "sec/read-cached", floorUnit: "sec/read-levigo", atMost: 2.5},
}

func at(workload, store, size string) string {
	return fmt.Sprintf(".name:%s /store:%s /size:%s", workload, store, size)
}

func read(store, size string) string { return at("ReadRandom", store, size) }

func decoded(decoder string) string {
	return fmt.Sprintf(".name:DecodeJSON /decoder:%s /value:small", decoder)
}

func typed(store, kind string) string {
	return fmt.Sprintf(".name:TypedGet /store:%s /kind:%s", store, kind)
}

func growth(entries string) string {
	return fmt.Sprintf(".name:Scale /options:default /size:128B /entries:%s", entries)
}

// answer is what a bar came to. Where a filter takes several benchmarks, as different ways to call for one thing, it stands for
// the best of ours and the best of the others.
type answer struct {
	bar
	mine, theirs cell
	found        bool
	bare         float64 // the floor's time to theirs; 0 where that is not measured
}

func (b bar) answer(r *results) (a answer, err error) {
	a.bar = b
	if a.unit == "" {
		a.unit = "sec/op"
	}
	if a.mine, a.found, err = best(r, b.ours, a.unit); err != nil || !a.found || b.other == "" {
		return a, err
	}
	if a.theirs, a.found, err = best(r, b.other, a.unit); err != nil || !a.found {
		return a, err
	}
	a.bare, err = a.alone(r)
	return a, err
}

// alone gives how the floor stands to the others, as ours does: 0 if there is none.
func (b bar) alone(r *results) (ratio float64, err error) {
	if b.floor == "" {
		return 0, nil
	}
	unit := cmp.Or(b.floorUnit, b.unit)
	floor, found, err := best(r, b.floor, unit)
	if err != nil || !found {
		return 0, err
	}
	theirs, found, err := best(r, b.other, unit)
	if err != nil || !found {
		return 0, err
	}
	return floor.median() / theirs.median(), nil
}

// best gives the benchmark of the smallest median among those that the filter takes.
func best(r *results, filter, unit string) (c cell, found bool, err error) {
	t, err := newTable(r, filter, ".fullname", "goos", unit)
	if err != nil {
		return c, false, err
	}
	for _, row := range t.rows {
		for _, column := range t.columns {
			if each, ok := t.cell(row, column); ok && (!found || each.median() < c.median()) {
				c, found = each, true
			}
		}
	}
	return c, found, nil
}

// row is the answer as a row of a table in Markdown.
func (a answer) row() []string {
	if !a.found {
		return []string{a.what, a.limit(), "not measured", "", ""}
	}
	value, word := a.verdict()
	alone := ""
	if a.bare > 0 {
		alone = a.against(a.bare)
	}
	return []string{a.what, a.limit(), value, word, alone}
}

// against says how a time stands to that of the others, in the way of the limit.
func (a answer) against(ratio float64) string {
	if a.atLeast > 0 {
		return times(1/ratio) + " as fast"
	}
	return times(ratio)
}

func (a answer) limit() string {
	switch {
	case a.atLeast > 0:
		return fmt.Sprintf("at least %g× as fast", a.atLeast)
	case a.other == "":
		return "at most " + amount(a.atMost, a.unit)
	default:
		return fmt.Sprintf("at most %g×", a.atMost)
	}
}

// verdict tells how the medians stand to the limit, and whether the intervals around them would allow for another answer.
func (a answer) verdict() (value, word string) {
	low, high := a.mine.bounds()
	ratio, limit := a.mine.median(), a.atMost
	value = amount(ratio, a.unit) + interval(a.mine)
	if a.other != "" {
		first, last := a.theirs.bounds()
		ratio, low, high = ratio/a.theirs.median(), low/last, high/first
		if a.atLeast > 0 {
			limit = 1 / a.atLeast
		}
		value = fmt.Sprintf("%s: %s against %s%s", a.against(ratio), value, amount(a.theirs.median(), a.unit), interval(a.theirs))
	}
	word = "**missed**"
	if ratio <= limit {
		word = "met"
	}
	if low <= limit && limit < high {
		word += ", within the noise"
	}
	return value, word
}
