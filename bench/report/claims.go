package main

import (
	"fmt"
	"strings"
	"text/template"
)

// claim is a sentence made of figures.
type claim struct {
	text  string
	ahead *lead // if it says that a store one could choose instead is faster
}

// lead is where a store that one could choose is faster than ours.
type lead struct {
	row, baseline, span, at, measure, reason string
	group, title                             string // of the section
}

// leadTexts makes a sentence of the leads of one store in one group of sections, for one reason.
func leadTexts(leads []lead) []string {
	type subject struct{ group, row, baseline, measure, reason string }
	var subjects []subject
	parts := map[subject][]string{}
	for _, l := range leads {
		s := subject{l.group, l.row, l.baseline, l.measure, l.reason}
		if parts[s] == nil {
			subjects = append(subjects, s)
		}
		where := l.title
		if l.at != "" {
			where += ", " + l.at
		}
		parts[s] = append(parts[s], fmt.Sprintf("%s (%s)", l.span, where))
	}
	texts := make([]string, len(subjects))
	for i, s := range subjects {
		texts[i] = fmt.Sprintf("%s: **%s** takes %s of the %s of %s.", s.group, s.row, strings.Join(parts[s], ", "), s.measure, s.baseline)
		if s.reason != "" {
			texts[i] += " Why: " + s.reason + "."
		}
	}
	return texts
}

// claims are the sentences that say who is faster in a table. They are made of its figures; reasons are those that the section or
// the store declares, and are given only where the figures show what they explain.
func claims(t *table, reasons map[string]string) []claim {
	if t.baseline == "" || t.rounds() < 2 {
		return nil
	}
	var all []claim
	var slower, below []string
	for _, row := range t.rows {
		columns := t.beaten(row)
		s := storeOf(row)
		switch {
		case row == t.baseline:
		case s.role == floor && isStore(row):
			if span, found := t.span(t.baseline, row, t.columns); found {
				below = append(below, fmt.Sprintf("%s the %s of %s", span, t.measure(), row))
			}
		case len(columns) > 0:
			span, _ := t.span(row, t.baseline, columns)
			l := lead{row: row, baseline: t.baseline, span: span, at: t.at(columns), measure: t.measure(), reason: because(reasons, row)}
			c := claim{text: l.String()}
			if s.role == peer {
				c.ahead = &l
			}
			all = append(all, c)
		}
		if s.role == peer && row != t.baseline && len(columns) < len(t.columns) {
			if behind := t.behind(row); len(behind) > 0 {
				span, _ := t.span(row, t.baseline, behind)
				slower = append(slower, fmt.Sprintf("%s %s", row, span))
			}
		}
	}
	if len(slower) > 0 {
		all = append(all, claim{text: fmt.Sprintf("Behind %s, where they differ: %s.", t.baseline, strings.Join(slower, ", "))})
	}
	if len(below) > 0 {
		all = append(all, claim{text: fmt.Sprintf("Against the floors: %s takes %s.", t.baseline, strings.Join(below, ", "))})
	}
	return all
}

// String is the lead as a sentence of its section.
func (l lead) String() string {
	text := fmt.Sprintf("**%s** is ahead of %s", l.row, l.baseline)
	if l.at != "" {
		text += " " + l.at
	}
	text += fmt.Sprintf(", with %s of its %s", l.span, l.measure)
	if l.reason != "" {
		text += ": " + l.reason
	}
	return text + "."
}

// because gives the reason why a row is ahead, empty if none is declared.
func because(reasons map[string]string, row string) string {
	s := storeOf(row)
	if reason := reasons[s.name]; reason != "" {
		return reason
	}
	return s.faster
}

// measure says what is less where a row is ahead.
func (t *table) measure() string {
	return unitName(t.unit)
}

// at names columns.
func (t *table) at(columns []string) string {
	if len(columns) == len(t.columns) && len(columns) > 1 {
		return "everywhere"
	}
	if len(columns) == 1 && columns[0] == "" {
		return ""
	}
	return "at " + strings.Join(columns, ", ")
}

// behind tells in which columns a row's median is above the baseline's and the samples differ.
func (t *table) behind(row string) []string {
	var columns []string
	for _, column := range t.columns {
		c, found := t.cell(row, column)
		base, compared := t.cell(t.baseline, column)
		if !found || !compared {
			continue
		}
		if ratio, differs := c.against(base); differs && ratio > 1 {
			columns = append(columns, column)
		}
	}
	return columns
}

// span gives the smallest and largest ratio of a row to another, over those of the columns that have both.
func (t *table) span(row, other string, columns []string) (text string, found bool) {
	var low, high float64
	for _, column := range columns {
		c, found1 := t.cell(row, column)
		base, found2 := t.cell(other, column)
		if !found1 || !found2 || base.median() == 0 {
			continue
		}
		ratio, _ := c.against(base)
		if !found || ratio < low {
			low = ratio
		}
		if !found || ratio > high {
			high = ratio
		}
		found = true
	}
	if times(low) == times(high) {
		return times(low), found
	}
	return times(low) + " to " + times(high), found
}

// sentence fills in the measured figures of a table: {{ratio "row" "other row" "column"}} and {{value "row" "column"}}. It fails if
// one of them was not measured.
func sentence(t *table, text string) (string, error) {
	need := func(row, column string) (cell, error) {
		c, found := t.cell(row, column)
		if !found {
			return c, fmt.Errorf("%s at %s was not measured", row, column)
		}
		return c, nil
	}
	filled, err := template.New("sentence").Funcs(template.FuncMap{
		"value": func(row, column string) (string, error) {
			c, err := need(row, column)
			if err != nil {
				return "", err
			}
			return amount(c.median(), t.unit), nil
		},
		"ratio": func(row, other, column string) (string, error) {
			c, err := need(row, column)
			if err != nil {
				return "", err
			}
			base, err := need(other, column)
			if err != nil {
				return "", err
			}
			ratio, _ := c.against(base)
			return times(ratio), nil
		},
	}).Parse(text)
	if err != nil {
		return "", fmt.Errorf("report: %w", err)
	}
	var b strings.Builder
	if err := filled.Execute(&b, nil); err != nil {
		return "", fmt.Errorf("report: %w", err)
	}
	return b.String(), nil
}
