package main

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"golang.org/x/perf/benchfmt"
	"golang.org/x/perf/benchmath"
	"golang.org/x/perf/benchproc"
)

// table holds the measurements that a section compares. Rows are stores or other alternatives for
// the same work. Columns are kinds of work.
type table struct {
	unit     string // without prefix: sec/op, B
	baseline string // the row that others are compared with; empty if it was not measured
	rows     []string
	columns  []string
	cells    map[position]cell
}

type position struct{ row, column string }

// cell holds the measurements of one row and column.
type cell struct {
	sample  *benchmath.Sample
	summary benchmath.Summary // the median, and its interval
}

func newCell(values []float64) cell {
	sample := benchmath.NewSample(values, &benchmath.DefaultThresholds)
	return cell{sample, benchmath.AssumeNothing.Summary(sample, 0.95)}
}

// median returns the median in the unit of the table.
func (c cell) median() float64 { return c.summary.Center }

// against compares the cell with another one. It returns the ratio of the medians and whether the
// samples differ (p < 0.05). Samples of fewer than four values never differ.
func (c cell) against(base cell) (ratio float64, differs bool) {
	comparison := benchmath.AssumeNothing.Compare(base.sample, c.sample)
	return c.median() / base.median(), comparison.P < comparison.Alpha
}

// newTable returns a table of the results that match the filter. rows and columns are projections
// in the syntax of benchstat's -row and -col. The baseline is the first row named in baselines that
// was measured.
func newTable(r *results, filter, rows, columns, unit string, baselines ...string) (*table, error) {
	t := &table{unit: unit, cells: map[position]cell{}}
	var parser benchproc.ProjectionParser
	byRow, err := parser.Parse(rows, nil)
	if err != nil {
		return nil, fmt.Errorf("report: rows %s: %w", rows, err)
	}
	byColumn, err := parser.Parse(columns, nil)
	if err != nil {
		return nil, fmt.Errorf("report: columns %s: %w", columns, err)
	}
	values := map[position][]float64{}
	err = r.each(filter, unit, func(result *benchfmt.Result, value float64) {
		at := position{label(byRow, byRow.Project(result)), label(byColumn, byColumn.Project(result))}
		values[at] = append(values[at], value)
		if !slices.Contains(t.rows, at.row) {
			t.rows = append(t.rows, at.row)
		}
		if !slices.Contains(t.columns, at.column) {
			t.columns = append(t.columns, at.column)
		}
	})
	if err != nil {
		return nil, err
	}
	for at, v := range values {
		t.cells[at] = newCell(v)
	}
	slices.SortStableFunc(t.rows, func(a, b string) int { return cmp.Compare(rank(a), rank(b)) })
	for _, name := range baselines {
		if t.baseline == "" && slices.Contains(t.rows, name) {
			t.baseline = name
		}
	}
	return t, nil
}

// plainFields are the fields whose values are shown without their names.
var plainFields = []string{".name", "/store", "/size", "/kind", "/api", "/decoder", "/parser", "/encoder", "/value", "/options"}

// label returns the text for a key.
func label(p *benchproc.Projection, key benchproc.Key) string {
	var parts []string
	for _, field := range p.Fields() {
		value := key.Get(field)
		switch {
		case value == "":
		case slices.Contains(plainFields, field.Name):
			parts = append(parts, value)
		default:
			parts = append(parts, strings.TrimPrefix(field.Name, "/")+"="+value)
		}
	}
	return strings.Join(parts, " ")
}

// cell returns the cell at a row and column.
func (t *table) cell(row, column string) (cell, bool) {
	c, found := t.cells[position{row, column}]
	return c, found
}

// rounds returns the size of the largest sample.
func (t *table) rounds() int {
	most := 0
	for _, c := range t.cells {
		most = max(most, len(c.sample.Values))
	}
	return most
}

// beaten returns the columns in which a row's median is below the baseline's and the samples
// differ.
func (t *table) beaten(row string) []string {
	var columns []string
	for _, column := range t.columns {
		c, found := t.cell(row, column)
		base, compared := t.cell(t.baseline, column)
		if !found || !compared || row == t.baseline {
			continue
		}
		if ratio, differs := c.against(base); differs && ratio < 1 {
			columns = append(columns, column)
		}
	}
	return columns
}

// text returns the text of a cell: the median, its interval, and the ratio to the baseline.
func (t *table) text(row, column string) string {
	c, found := t.cell(row, column)
	if !found {
		return "–"
	}
	text := amount(c.median(), t.unit) + interval(c)
	base, compared := t.cell(t.baseline, column)
	if !compared || row == t.baseline || base.median() == 0 || len(c.sample.Values) < 2 {
		return text
	}
	ratio, differs := c.against(base)
	switch {
	case !differs:
		return text + " (~)"
	case ratio < 1:
		return text + " (**" + times(ratio) + "**)"
	default:
		return text + " (" + times(ratio) + ")"
	}
}

// interval returns the distance from the median to the end of its interval, in percent. It is empty
// for a single measurement and for a count that was equal in every round.
func interval(c cell) string {
	s := c.summary
	if len(c.sample.Values) < 2 || s.Lo == s.Hi {
		return ""
	}
	if math.IsInf(s.Lo, 0) || math.IsInf(s.Hi, 0) || math.IsNaN(s.Lo) {
		return " ±∞"
	}
	return " ±" + strings.TrimLeft(s.PctRangeString(), "±")
}
