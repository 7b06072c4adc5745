package main

import (
	"fmt"
	"strings"
	"text/template"
)

// claim is a sentence made of figures.
type claim struct {
	text      string
	peerAhead bool // it says that a store one could choose instead is faster
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
		case s.role == floor:
			if span, found := t.span(t.baseline, row, t.columns); found {
				below = append(below, fmt.Sprintf("%s of %s", span, row))
			}
		case len(columns) > 0:
			span, _ := t.span(row, t.baseline, columns)
			all = append(all, claim{fmt.Sprintf("**%s** is ahead of %s %s, with %s of its %s%s.",
				row, t.baseline, t.at(columns), span, t.measure(), because(reasons, row)), s.role == peer})
		}
		if s.role == peer && len(columns) < len(t.columns) {
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
		all = append(all, claim{text: fmt.Sprintf("Against the floor, %s takes %s.", t.baseline, strings.Join(below, ", "))})
	}
	return all
}

// because gives the reason why a row is ahead, with what joins it to the sentence.
func because(reasons map[string]string, row string) string {
	s := storeOf(row)
	reason := reasons[s.name]
	if reason == "" {
		reason = s.faster
	}
	if reason == "" {
		return ""
	}
	return ": " + reason
}

// measure says what is less where a row is ahead.
func (t *table) measure() string {
	what, _, _ := strings.Cut(perWhat(t.unit), " per ")
	return what
}

// at names columns.
func (t *table) at(columns []string) string {
	if len(columns) == len(t.columns) && len(columns) > 1 {
		return "everywhere"
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
