package main

import (
	"fmt"
	"slices"
	"strings"
)

// choice is a need that a user chooses a store for.
type choice struct {
	need   string
	filter string
	unit   string
}

var choices = []choice{
	{"read small arrays (128 B) at random and keep them", `.name:ReadRandom /size:128B ` + copying, "sec/op"},
	{"read small arrays (128 B) at random and look at them", `.name:ReadRandom /size:128B ` + local, "sec/op"},
	// badger returns a slice of its mapped log.
	{"read large arrays (1 MiB) at random and keep them", `.name:ReadRandom /size:1MiB -/store:badger ` + copying, "sec/op"},
	{"read large arrays (1 MiB) at random and look at them", `.name:ReadRandom /size:1MiB ` + local, "sec/op"},
	{"gather rows into one tensor", `.name:GatherRows ` + local, "sec/op"},
	{"scan small arrays (128 B)", `.name:ReadSeq /size:128B ` + local, "sec/entry"},
	{"scan large arrays (1 MiB)", `.name:ReadSeq /size:1MiB ` + local, "sec/entry"},
	{"write small arrays (128 B) at random", `.name:FillRandom /size:128B ` + local, "sec/op"},
	{"write large arrays (1 MiB) in order", `.name:FillSeq /size:1MiB ` + local, "sec/op"},
	{"write in batches", `.name:FillBatch /size:128B ` + local, "sec/entry"},
	{"write synced to the disk, one goroutine", `.name:FillSync /sync:true /goroutines:1 ` + local, "sec/op"},
	{"write synced to the disk, 1000 goroutines", `.name:FillSync /sync:true /goroutines:1000 ` + local, "sec/op"},
	{"gather rows that are not in memory", `.name:ColdGatherRows /goroutines:1`, "sec/entry"},
	{"gather rows that are not in memory, by 32 goroutines", `.name:ColdGatherRows /goroutines:32`, "sec/entry"},
	{"scan rows (4 KiB) that are not in memory", `.name:ColdReadSeq /size:4KiB`, "sec/entry"},
	{"read large arrays (1 MiB) that are not in memory", `.name:ColdReadRandom /size:1MiB`, "sec/entry"},
	{"build a database of rows (4 KiB)", `.name:Build /size:4KiB /goroutines:1`, "sec/entry"},
	{"open databases often", `.name:Open /size:128B ` + local, "open-sec/op"},
}

// row returns a row of a Markdown table: the fastest store, and how openleveldb compares. found is
// false if openleveldb was not measured.
func (c choice) row(r *results) (row []string, found bool, err error) {
	t, err := newTable(r, c.filter, "/store", "goos", c.unit)
	if err != nil || len(t.columns) == 0 {
		return nil, false, err
	}
	column := t.columns[0]
	mine, found := t.fastest(column, own)
	if !found {
		return nil, false, nil
	}
	ours, _ := t.cell(mine, column)
	other, compared := t.fastest(column, peer)
	if !compared {
		return []string{c.need, mine, amount(ours.median(), t.unit) + interval(ours), "no other was measured"}, true, nil
	}
	theirs, _ := t.cell(other, column)
	choose := []string{mine}
	_, differs := theirs.against(ours)
	mineFigure := amount(ours.median(), t.unit) + interval(ours)
	var remark string
	switch {
	case len(theirs.sample.Values) < 4 || len(ours.sample.Values) < 4:
		choose = []string{"–"}
		remark = fmt.Sprintf("%s, %s: too few rounds to compare", other, amount(theirs.median(), t.unit))
	case !differs:
		choose = append(choose, other)
		remark = fmt.Sprintf("%s, %s%s: no difference found", other, amount(theirs.median(), t.unit), interval(theirs))
	case theirs.median() < ours.median():
		choose = []string{other}
		remark = fmt.Sprintf("%s, %s%s: **%s faster**", other, amount(theirs.median(), t.unit), interval(theirs), times(ours.median()/theirs.median()))
	default:
		remark = fmt.Sprintf("%s, %s%s: %s slower", other, amount(theirs.median(), t.unit), interval(theirs), times(theirs.median()/ours.median()))
	}
	return []string{c.need, strings.Join(choose, " or "), mine + ", " + mineFigure, remark}, true, nil
}

// fastest returns the row of a role with the smallest median.
func (t *table) fastest(column string, r role) (row string, found bool) {
	rows := slices.DeleteFunc(slices.Clone(t.rows), func(row string) bool {
		_, measured := t.cell(row, column)
		return !measured || storeOf(row).role != r || !isStore(row)
	})
	if len(rows) == 0 {
		return "", false
	}
	return slices.MinFunc(rows, func(a, b string) int {
		first, _ := t.cell(a, column)
		second, _ := t.cell(b, column)
		if first.median() < second.median() {
			return -1
		}
		return 1
	}), true
}
