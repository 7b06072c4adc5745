package main

import (
	"fmt"
	"strings"
)

// lead is a peer that is faster than openleveldb's best in some columns of a section.
type lead struct {
	section
	peer, baseline string
	columns        []string
	table          *table
}

// leads returns the peers that are ahead in a section.
func (s section) leads(t *table) []lead {
	var all []lead
	for _, row := range t.rows {
		if columns := t.beaten(row); len(columns) > 0 && storeOf(row).role == peer {
			all = append(all, lead{s, row, t.baseline, columns, t})
		}
	}
	return all
}

// row returns the lead as a row of a Markdown table.
func (l lead) row(r *results) ([]string, error) {
	widest := l.widest()
	theirs, _ := l.table.cell(l.peer, widest)
	ours, _ := l.table.cell(l.baseline, widest)
	counted, err := l.counted(r, widest)
	if err != nil {
		return nil, err
	}
	work := fmt.Sprintf("%s: %s", l.group, lower(l.title))
	if l.unit != "sec/op" && l.unit != "sec/entry" { // one of several times
		work += ", " + unitName(l.unit)
	}
	return []string{
		work, at(l.columns), l.peer, l.span(),
		fmt.Sprintf("%s, %s %s", amount(theirs.median(), l.unit), l.baseline, amount(ours.median(), l.unit)), counted,
	}, nil
}

// widest returns the column where the peer is furthest ahead.
func (l lead) widest() (column string) {
	least := 1.0
	for _, c := range l.columns {
		if ratio := l.ratio(c); ratio < least {
			least, column = ratio, c
		}
	}
	return column
}

// span formats the smallest and largest ratio of the peer's time to ours.
func (l lead) span() string {
	low, high := 1.0, 0.0
	for _, c := range l.columns {
		ratio := l.ratio(c)
		low, high = min(low, ratio), max(high, ratio)
	}
	if times(low) == times(high) {
		return times(low)
	}
	return times(low) + " to " + times(high)
}

func (l lead) ratio(column string) float64 {
	theirs, _ := l.table.cell(l.peer, column)
	ours, _ := l.table.cell(l.baseline, column)
	ratio, _ := theirs.against(ours)
	return ratio
}

// counters are the figures that explain a time. Each is taken from the same benchmark as the time.
var counters = []struct{ unit, what string }{
	{"cgo/op", "calls into C"}, {"cgo/entry", "calls into C per entry"}, {"allocs/op", "allocations"}, {"B/op", "allocated"},
}

// counted lists the counters that differ between the peer and openleveldb, for one column. The
// second figure of each is openleveldb's.
func (l lead) counted(r *results, column string) (string, error) {
	var parts []string
	add := func(s section, unit, what string) error {
		t, err := newTable(r, s.filter, s.rows, s.column, unit)
		if err != nil {
			return err
		}
		theirs, found := t.cell(l.peer, column)
		ours, compared := t.cell(l.baseline, column)
		if !found || !compared || amount(theirs.median(), unit) == amount(ours.median(), unit) {
			return nil
		}
		parts = append(parts, fmt.Sprintf("%s: %s, %s", what, amount(theirs.median(), unit), amount(ours.median(), unit)))
		return nil
	}
	for _, c := range counters {
		if err := add(l.section, c.unit, c.what); err != nil {
			return "", err
		}
	}
	if strings.HasPrefix(l.filter, ".name:ReadRandom ") {
		copied := section{filter: ".name:Copied", rows: l.rows, column: l.column}
		if err := add(copied, "copied-B/op", "copied"); err != nil {
			return "", err
		}
	}
	if len(parts) == 0 {
		return "–", nil
	}
	return strings.Join(parts, "; "), nil
}

// at names columns of a table.
func at(columns []string) string {
	if len(columns) == 1 && columns[0] == "" {
		return ""
	}
	return strings.Join(columns, ", ")
}
