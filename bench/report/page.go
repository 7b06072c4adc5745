package main

import (
	"fmt"
	"strings"
)

// page is a Markdown page.
type page struct {
	strings.Builder
	results *results
	charts  []string // the charts that were drawn
}

func (p *page) printf(format string, args ...any) { fmt.Fprintf(&p.Builder, format, args...) }

// table writes a Markdown table.
func (p *page) table(head []string, rows [][]string) {
	p.printf("| %s |\n|%s\n", strings.Join(head, " | "), strings.Repeat(" --- |", len(head)))
	for _, row := range rows {
		p.printf("| %s |\n", strings.Join(row, " | "))
	}
	p.printf("\n")
}

// picture embeds a chart in the reader's color scheme.
func (p *page) picture(name string) {
	p.printf("<picture>\n  <source media=\"(prefers-color-scheme: dark)\" srcset=\"%[1]s\">\n  <img alt=\"%[3]s\" src=\"%[2]s\">\n</picture>\n\n",
		chartPath(name, dark), chartPath(name, light), chartNamed(name).alt)
}

// warnings writes a warning if the figures are incomplete or are not from a full run.
func (p *page) warnings() {
	if p.results.get("short") == "true" {
		p.printf("> **A short run** on small databases. It shows that the report works, not how fast anything is.\n\n")
	}
	for _, name := range p.results.failed {
		p.printf("> **Failed**: %s\n>\n", name)
	}
}

// or returns the first of two strings that is not empty.
func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// lower returns a title with a lower-case first letter, unless it starts with an abbreviation such
// as JSON.
func lower(title string) string {
	if strings.ToUpper(title[:2]) == title[:2] {
		return title
	}
	return strings.ToLower(title[:1]) + title[1:]
}

func capital(title string) string { return strings.ToUpper(title[:1]) + title[1:] }
