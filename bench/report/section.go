package main

import (
	"slices"

	"golang.org/x/perf/benchfmt"
)

// section is a table of the report, and what it says. One without results is left out, and the log says so.
type section struct {
	group  string // the heading above; sections of a group follow each other
	title  string
	filter string // which benchmarks, as benchproc has it
	rows   string // what takes turns at the same work, as benchstat's -row
	column string // kinds of work, as benchstat's -col
	// unit has no prefix: sec/op, B. Without it, the section is repeated for each unit that a benchmark reports of its own.
	unit      string
	baselines []string // the first of these rows that was measured is what others are compared with; none compares nothing
	about     []string // what it means: sentences, with figures filled in as sentence does; one without its figure is left out
	faster    map[string]string
	chart     string // the picture that stands above it
}

// units gives the section for each unit that it has results in.
func (s section) units(r *results) ([]section, error) {
	units := []string{s.unit}
	if s.unit == "" {
		var err error
		if units, err = ownUnits(r, s.filter); err != nil {
			return nil, err
		}
	}
	var each []section
	for _, unit := range units {
		found := false
		err := r.each(s.filter, unit, func(*benchfmt.Result, float64) { found = true })
		if err != nil {
			return nil, err
		}
		if found {
			one := s
			one.unit = unit
			if len(each) > 0 {
				one.chart, one.about = "", nil // above the first only
			}
			each = append(each, one)
		}
	}
	return each, nil
}

// testingUnits are those of the testing package, and that of crossings, which have a section of their own.
var testingUnits = []string{"sec/op", "B/op", "allocs/op", "B/s", "cgo/op"}

// ownUnits gives the units that benchmarks report beside those of the testing package, or its time if there are no others.
func ownUnits(r *results, filter string) ([]string, error) {
	var units []string
	for _, result := range r.all {
		for _, v := range result.Values {
			if slices.Contains(testingUnits, v.Unit) || slices.Contains(units, v.Unit) {
				continue
			}
			found := false
			if err := r.each(filter, v.Unit, func(*benchfmt.Result, float64) { found = true }); err != nil {
				return nil, err
			}
			if found {
				units = append(units, v.Unit)
			}
		}
	}
	if len(units) == 0 {
		units = []string{"sec/op"}
	}
	return units, nil
}
