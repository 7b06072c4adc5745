package main

import (
	"fmt"
	"strings"
	"text/template"
)

// sentence fills in measured figures of a table: {{ratio "row" "other row" "column"}} and
// {{value "row" "column"}}. The error names the figure that was not measured.
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
