package main

import (
	"io"
	"log"
	"slices"
)

// highlights are the charts of REPORT.md. RESULTS.md has all of them.
var highlights = []string{"reads", "scans", "writes", "cold", "memory", "scale"}

// writeReport writes REPORT.md: what to choose, the charts, and where other stores are better.
func writeReport(w io.Writer, r *results, charts []string) error {
	p := &page{results: r, charts: charts}
	p.printf("# Benchmark report\n\n")
	p.warnings()
	p.printf("Measured on %s with %s cores, %s of memory, %s and LevelDB %s,\non %s, at commit %s. "+
		"Each figure is the median of %s rounds,\n± the distance to the end of its 95 %% confidence interval. "+
		"[RESULTS.md](RESULTS.md) has every table,\nthe versions of all stores, and how to read them. "+
		"[README.md](README.md) describes how to run the\nbenchmarks. This page is generated; no figure is typed by hand.\n\n",
		or(r.get("processor"), "an unknown processor"), r.get("cores"), r.get("memory"), r.get("go"), r.get("leveldb"),
		r.get("date"), r.get("commit"), r.get("rounds"))
	if err := p.choices(); err != nil {
		return err
	}
	p.printf("## Charts\n\n")
	for _, name := range highlights {
		if slices.Contains(charts, name) {
			p.printf("%s.\n\n", chartNamed(name).alt)
			p.picture(name)
		}
	}
	if err := p.ahead(); err != nil {
		return err
	}
	_, err := io.WriteString(w, p.String())
	return err
}

// choices writes the fastest store for each need.
func (p *page) choices() error {
	var rows [][]string
	for _, c := range choices {
		row, found, err := c.row(p.results)
		if err != nil {
			return err
		}
		if !found {
			log.Printf("choice %q: no results", c.need)
			continue
		}
		rows = append(rows, row)
	}
	p.printf("## What to choose\n\nThe fastest local store for each need. openleveldb-view is `leveldb.View`, " +
		"openleveldb-into is\n`leveldb.ReadInto`, and openleveldb is everything else.\n\n")
	p.table([]string{"to", "choose", "openleveldb's best", "the best other"}, rows)
	return nil
}

// ahead writes where other stores are faster, with the counters that explain it.
func (p *page) ahead() error {
	p.printf("## Where others are better\n\n")
	var rows [][]string
	for _, declared := range sections {
		each, err := declared.units(p.results)
		if err != nil {
			return err
		}
		for _, s := range each {
			t, err := newTable(p.results, s.filter, s.rows, s.column, s.unit, s.baselines...)
			if err != nil {
				return err
			}
			for _, l := range s.leads(t) {
				row, err := l.row(p.results)
				if err != nil {
					return err
				}
				rows = append(rows, row)
			}
		}
	}
	if len(rows) == 0 {
		p.printf("No other store is faster in these rounds.\n")
		return nil
	}
	p.printf("Every case in which another store takes less time and the rounds show a difference " +
		"(Mann-Whitney\nU test, p < 0.05). The times are those of the case with the lowest ratio. " +
		"The last column lists the\ncounters of the same benchmark that differ: the other store first, then openleveldb.\n\n")
	p.table([]string{"work", "where", "store", "its time to ours", "times", "counted"}, rows)
	return nil
}
