package main

import (
	"fmt"
	"log"
	"os"
	"path/filepath"
	"slices"

	"gonum.org/v1/plot/vg"
)

// chart is a picture of several panels.
type chart struct {
	name   string // base of the file names
	alt    string // alternative text
	panels []panel
	dots   bool // one panel per column with a dot per row, instead of lines
	across int  // panels per row
}

// panel is one table of a chart. Its fields are those of a section.
type panel struct {
	title, filter, rows, column, unit string
}

const (
	smallScale = `.name:Scale /size:128B`
	largeScale = `.name:Scale -/size:128B`
)

var charts = []chart{
	{
		name: "reads", alt: "Time of a random read against the size of the array, for each store", across: 2,
		panels: []panel{
			{"Copied", `.name:ReadRandom ` + copying, "/store", "/size", "sec/op"},
			{"Borrowed", `.name:ReadRandom ` + borrowing, "/store", "/size", "sec/op"},
		},
	},
	{
		name: "scans", alt: "Time per entry of scans, for each store", dots: true, across: 3,
		panels: []panel{
			{"Scan forward", `.name:ReadSeq ` + local, "/store", "/size", "sec/entry"},
			{"Scan backward", `.name:ReadReverse ` + local, "/store", "/size", "sec/entry"},
		},
	},
	{
		name: "writes", alt: "Time per put, for each store", dots: true, across: 3,
		panels: []panel{
			{"Put in the order of the keys", `.name:FillSeq /size:(128B OR 64KiB OR 1MiB)`, "/store", "/size", "sec/op"},
			{"Put in random order", `.name:FillRandom /size:(128B OR 64KiB OR 1MiB)`, "/store", "/size", "sec/op"},
			{"Put over what is there", `.name:Overwrite /size:(128B OR 64KiB OR 1MiB)`, "/store", "/size", "sec/op"},
			{"Put of 128 B, synced", `.name:FillSync /sync:true`, "/store", "/goroutines", "sec/op"},
		},
	},
	{
		name: "server", alt: "Time of a read through a server against the size of the array", across: 2,
		panels: []panel{
			{"Random reads", `.name:ReadRandom ` + remotes, "/store", "/size", "sec/op"},
			{"Scans", `.name:ReadSeq ` + remotes, "/store", "/size", "sec/entry"},
		},
	},
	{
		name: "memory", alt: "Resident memory after reading all entries, for each store", dots: true, across: 3,
		panels: []panel{
			{"", `.name:Resident`, "/store", "/size", "rss-anon-B"},
			{"", `.name:Resident`, "/store", "/size", "rss-file-B"},
		},
	},
	{
		name: "cold", alt: "Time per entry of reads from the disk and of builds, for each store", dots: true, across: 2,
		panels: []panel{
			{"Rows gathered at random, from the disk", `.name:ColdGatherRows`, "/store", "/goroutines", "sec/entry"},
			{"Scan, from the disk", `.name:ColdReadSeq`, "/store", "/size", "sec/entry"},
			{"Random read, from the disk", `.name:ColdReadRandom`, "/store", "/size", "sec/entry"},
			{"Build of a database on the disk", `.name:Build /goroutines:1`, "/store", "/size", "sec/entry"},
		},
	},
	{
		name: "scale", alt: "Time per operation and resident memory against the number of entries", across: 2,
		panels: []panel{
			{"", smallScale, "/options", "/entries", "sec/read"},
			{"", smallScale, "/options", "/entries", "sec/read-cached"},
			{"", smallScale, "/options", "/entries", "sec/scanned"},
			{"", smallScale, "/options", "/entries", "sec/written"},
			{"", smallScale, "/options", "/entries", "sec/open"},
			{"", smallScale, "/options", "/entries", "rss-anon-B"},
		},
	},
	{
		name: "scale-large", alt: "Time per operation and resident memory against the number of large arrays", across: 2,
		panels: []panel{
			{"", largeScale, "/options", "/entries", "sec/view"},
			{"", largeScale, "/options", "/entries", "sec/into"},
			{"", largeScale, "/options", "/entries", "sec/scanned"},
			{"", largeScale, "/options", "/entries", "sec/written"},
			{"", largeScale, "/options", "/entries", "sec/open"},
			{"", largeScale, "/options", "/entries", "rss-anon-B"},
		},
	},
}

const chartsDirectory = "charts" // next to the report

// chartPath returns the path of a chart relative to the report.
func chartPath(name string, th theme) string {
	return chartsDirectory + "/" + name + "-" + th.name + ".svg"
}

func chartNamed(name string) chart {
	return charts[slices.IndexFunc(charts, func(c chart) bool { return c.name == name })]
}

// drawn is a panel with its table.
type drawn struct {
	title string
	table *table
}

// tables returns the panels that have results. A panel without a unit is repeated for each unit
// that the benchmarks define themselves.
func (c chart) tables(r *results) ([]drawn, error) {
	var all []drawn
	for _, p := range c.panels {
		each, err := section{filter: p.filter, rows: p.rows, column: p.column, unit: p.unit}.units(r)
		if err != nil {
			return nil, err
		}
		for _, s := range each {
			t, err := newTable(r, s.filter, s.rows, s.column, s.unit)
			if err != nil {
				return nil, err
			}
			title := p.title
			if title != "" {
				title += ": "
			}
			title = capital(title + unitName(s.unit))
			if low, high := rangeOf(t, t.columns); low <= high {
				all = append(all, drawn{title, t})
			}
		}
	}
	return all, nil
}

// drawCharts draws the charts that have results, in both themes, into the charts directory next to
// the report. It returns their names.
func drawCharts(r *results, reportDirectory string) (names []string, err error) {
	if err := os.MkdirAll(filepath.Join(reportDirectory, chartsDirectory), 0o755); err != nil {
		return nil, fmt.Errorf("report: %w", err)
	}
	for _, c := range charts {
		tables, err := c.tables(r)
		if err != nil {
			return nil, err
		}
		if len(tables) == 0 {
			log.Printf("chart %s: left out: no results", c.name)
			continue
		}
		for _, th := range []theme{light, dark} {
			d, err := c.draw(tables, th)
			if err != nil {
				return nil, fmt.Errorf("report: chart %s: %w", c.name, err)
			}
			if err := d.save(filepath.Join(reportDirectory, chartPath(c.name, th))); err != nil {
				return nil, err
			}
		}
		names = append(names, c.name)
	}
	return names, nil
}

func (c chart) draw(tables []drawn, th theme) (*drawing, error) {
	if c.dots {
		return c.drawDots(tables, th), nil
	}
	const height = vg.Length(330)
	down := (len(tables) + c.across - 1) / c.across
	d := newDrawing(th, height*vg.Length(down))
	for i, p := range tables {
		if err := d.lines(p.table, p.title, d.cellOf(i, c.across, down)); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// drawDots draws a row of panels for each table, with one panel for each column. Panels that do not
// fit continue in the next row.
func (c chart) drawDots(tables []drawn, th theme) *drawing {
	const heading, between, names = vg.Length(24), vg.Length(52), vg.Length(150)
	type strip struct {
		drawn
		columns []string
		first   bool // of its table
	}
	var strips []strip
	var height vg.Length
	for _, p := range tables {
		height += heading
		for columns := range slices.Chunk(p.table.columns, c.across) {
			strips = append(strips, strip{p, columns, len(strips) == 0 || strips[len(strips)-1].table != p.table})
			height += between + dotRow*vg.Length(len(p.table.rows))
		}
	}
	d := newDrawing(th, height)
	width := (chartWidth - names) / vg.Length(c.across)
	top := height
	for _, s := range strips {
		if s.first {
			top -= heading
			d.text(style(d.theme.text, titleSize, true, 0, 0), 8, top+6, s.title)
		}
		high := between + dotRow*vg.Length(len(s.table.rows))
		for i, column := range s.columns {
			area := vg.Rectangle{
				Min: vg.Point{X: names + width*vg.Length(i), Y: top - high}, Max: vg.Point{X: names + width*vg.Length(i+1), Y: top},
			}
			named := vg.Length(0)
			if i == 0 {
				area.Min.X, named = 0, names
			}
			d.dots(s.table, column, column, s.table.rows, area, named)
		}
		top -= high
	}
	return d
}
