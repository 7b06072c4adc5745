package main

import (
	"slices"

	"golang.org/x/perf/benchfmt"
)

// section is a table of RESULTS.md. A section without results is left out, and logged.
type section struct {
	group  string // the heading above; sections of a group follow each other
	title  string
	filter string // which benchmarks, in the syntax of benchproc
	rows   string // a projection, as benchstat's -row
	column string // a projection, as benchstat's -col
	// unit has no prefix: sec/op, B. If it is empty, the section is repeated for every unit that
	// the benchmarks define themselves.
	unit string
	// baselines are names of rows. Others are compared with the first one that was measured.
	baselines []string
	// about describes the table. A sentence may refer to figures (see sentence). It is left out if
	// one of them was not measured.
	about []string
	chart string // the chart above the table
}

// units returns the section for each unit that it has results in.
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
				one.chart, one.about = "", nil // only for the first unit
			}
			each = append(each, one)
		}
	}
	return each, nil
}

// testingUnits are the units of the testing package and cgo/op, which have sections of their own.
var testingUnits = []string{"sec/op", "B/op", "allocs/op", "B/s", "cgo/op"}

// ownUnits returns the units that benchmarks define themselves, or sec/op if there are none.
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
