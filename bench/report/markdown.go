package main

import (
	"fmt"
	"io"
	"log"
	"slices"
	"strings"
)

// page is a report that is written.
type page struct {
	strings.Builder
	results *results
	charts  []string // that were drawn
}

// writeReport writes the report of the results. charts names those that were drawn, in chartsDirectory beside it.
func writeReport(w io.Writer, r *results, charts []string) error {
	p := &page{results: r, charts: charts}
	p.opening()
	if err := p.summary(); err != nil {
		return err
	}
	body := &page{results: r, charts: charts}
	ahead, err := body.sections()
	if err != nil {
		return err
	}
	p.ahead(ahead)
	p.WriteString(body.String())
	p.method()
	_, err = io.WriteString(w, p.String())
	return err
}

func (p *page) printf(format string, args ...any) { fmt.Fprintf(&p.Builder, format, args...) }

func (p *page) opening() {
	p.printf("# Benchmarks: what was measured\n\n")
	p.printf("Written by `%s` from what it measured; no figure and no comparison is typed by hand. [README.md](README.md) says how to run it.\n\n", or(p.results.get("command"), "go run ./report"))
	if p.results.get("short") == "true" {
		p.printf("> **A short run**, on small databases: it shows that the report works, and nothing about speed.\n\n")
	}
	for _, name := range p.results.failed {
		p.printf("> **Failed**: %s\n>\n", name)
	}
	p.printf("## Where and how\n\n")
	rows := [][]string{}
	add := func(name string, keys ...string) {
		var values []string
		for _, key := range keys {
			if value := p.results.get(key); value != "" {
				values = append(values, value)
			}
		}
		if len(values) > 0 {
			rows = append(rows, []string{name, strings.Join(values, ", ")})
		}
	}
	add("date", "date")
	add("commit", "commit")
	add("took", "took")
	add("processor", "processor")
	add("cores", "cores")
	add("memory", "memory")
	add("system", "system", "kernel")
	add("file system", "file-system")
	add("Go", "go")
	add("C++ compiler", "compiler")
	add("LevelDB", "leveldb")
	add("Snappy", "libsnappy")
	add("Python", "python")
	add("Plyvel", "plyvel")
	add("numpy", "numpy")
	for _, s := range p.results.settings {
		if name, found := strings.CutPrefix(s.key, modulePrefix); found {
			rows = append(rows, []string{name, s.value})
		}
	}
	add("block cache of each store", "cache")
	add("Snappy compression", "snappy")
	add("bits a key of filters", "filter")
	add("rounds", "rounds")
	add("time given to a benchmark in each", "benchtime")
	p.table([]string{"", ""}, rows)
}

// or gives the first text that is not empty.
func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// table writes a table in Markdown.
func (p *page) table(head []string, rows [][]string) {
	p.printf("| %s |\n|%s\n", strings.Join(head, " | "), strings.Repeat(" --- |", len(head)))
	for _, row := range rows {
		p.printf("| %s |\n", strings.Join(row, " | "))
	}
	p.printf("\n")
}

func (p *page) summary() error {
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
	p.printf("## What to choose\n\nThe fastest store for a need, of those that one could choose; floors such as LevelDB in a C++ loop stand in the sections.\n\n")
	p.table([]string{"if you", "choose", "openleveldb's best", "the best other"}, rows)

	rows = nil
	for _, b := range bars {
		a, err := b.answer(p.results)
		if err != nil {
			return err
		}
		rows = append(rows, a.row())
	}
	p.printf("## What was promised\n\nLimits that were set before the code was written, against medians. " +
		"The last column is what LevelDB alone comes to: in a C++ loop, or, for how reads grow, in levigo.\n\n")
	p.table([]string{"work", "limit", "measured", "", "LevelDB alone"}, rows)
	return nil
}

// ahead says where others are better.
func (p *page) ahead(leads []lead) {
	p.printf("## Where others are better, and why\n\n")
	if len(leads) == 0 {
		p.printf("Nowhere that these rounds could tell.\n\n")
		return
	}
	for _, text := range leadTexts(leads) {
		p.printf("- %s\n", text)
	}
	p.printf("\n")
}

// sections writes the tables, and gives the sentences that say where peers are ahead.
func (p *page) sections() (ahead []lead, err error) {
	var group string
	for _, declared := range sections {
		each, err := declared.units(p.results)
		if err != nil {
			return nil, err
		}
		for _, s := range each {
			t, err := newTable(p.results, s.filter, s.rows, s.column, s.unit, s.baselines...)
			if err != nil {
				return nil, err
			}
			if len(t.rows) == 0 {
				continue
			}
			if s.group != group {
				group = s.group
				p.printf("## %s\n\n", group)
			}
			ahead = append(ahead, p.section(s, t)...)
		}
		if len(each) == 0 {
			log.Printf("section %s: %s: left out, there are no results", declared.group, declared.title)
		}
	}
	return ahead, nil
}

// section writes one table with its sentences, and gives those that say where peers are ahead.
func (p *page) section(s section, t *table) (ahead []lead) {
	p.printf("### %s: %s\n\n", s.title, perWhat(s.unit))
	for _, text := range s.about {
		filled, err := sentence(t, text)
		if err != nil {
			log.Printf("section %s: %s: a sentence is left out: %v", s.group, s.title, err)
			continue
		}
		p.printf("%s\n", filled)
	}
	p.printf("\n")
	if slices.Contains(p.charts, s.chart) {
		p.picture(s.chart)
	}
	for _, claim := range claims(t, s.faster) {
		p.printf("- %s\n", claim.text)
		if claim.ahead != nil {
			lead := *claim.ahead
			lead.group, lead.title = s.group, lower(s.title)
			ahead = append(ahead, lead)
		}
	}
	p.printf("\n")
	var rows [][]string
	for _, row := range t.rows {
		line := []string{shown(row, t.baseline)}
		for _, column := range t.columns {
			line = append(line, t.text(row, column))
		}
		rows = append(rows, line)
	}
	p.table(append([]string{""}, t.columns...), rows)
	return ahead
}

// shown is the name of a row, in bold for ours.
func shown(row, baseline string) string {
	name := row
	if isStore(row) && storeOf(row).role == own {
		name = "**" + row + "**"
	}
	if row == baseline {
		name += " (1×)"
	}
	return name
}

// lower begins a title with a small letter, unless an abbreviation such as JSON is there.
func lower(title string) string {
	if strings.ToUpper(title[:2]) == title[:2] {
		return title
	}
	return strings.ToLower(title[:1]) + title[1:]
}

func capital(title string) string { return strings.ToUpper(title[:1]) + title[1:] }

// picture embeds a chart in the theme that the page is seen in.
func (p *page) picture(name string) {
	p.printf("<picture>\n  <source media=\"(prefers-color-scheme: dark)\" srcset=\"%[1]s\">\n  <img alt=\"%[3]s\" src=\"%[2]s\">\n</picture>\n\n",
		chartPath(name, dark), chartPath(name, light), chartNamed(name).alt)
}

func (p *page) method() {
	p.printf(`## How to read it

- A cell is the median over the rounds, ± how far its 95 %% confidence interval reaches. In brackets the ratio to the row marked
  (1×), bold where it is less; (~) where the rounds do not show a difference (Mann-Whitney U test, p < 0.05). A figure without ± was
  measured once, or was the same in every round. ±∞ is an interval that so few rounds cannot bound.
- Rounds run the same benchmarks in turn, every other one backwards. Each benchmark gets the same time in all rounds.
- Every store reads and writes the same arrays under the same keys in the same order, with the same cache; sums of the elements
  are checked before and after. [doc.go](doc.go) lists what is equal, and what is not because it is what the stores differ in.
- native and native-view are LevelDB in a C++ loop, memcpy a copy of as many bytes, npy-mmap a mapped file for each array,
  http-floor a bare HTTP server: floors, no stores to choose.
`)
	if len(p.results.skipped) > 0 {
		p.printf("- What a store cannot do, or this machine, is left out: %s.\n", strings.Join(p.results.skipped, ", "))
	}
}
