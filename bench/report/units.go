package main

import (
	"fmt"
	"math"
	"strings"

	"golang.org/x/perf/benchunit"
)

// amount writes a value with three digits, the prefix of its size and its unit, without what it is per.
func amount(value float64, unit string) string {
	what, _, _ := strings.Cut(unit, "/")
	switch {
	case value == 0:
		return strings.TrimSpace("0 " + symbol(what))
	case what == "sec":
		return spaced(benchunit.Scale(value, benchunit.Decimal), "s")
	case isBytes(what):
		return spaced(benchunit.Scale(value, benchunit.Binary), "B")
	case value == math.Trunc(value) && value < 1e4:
		return fmt.Sprintf("%.0f", value)
	default:
		return spaced(benchunit.Scale(value, benchunit.Decimal), symbol(what))
	}
}

// isBytes tells units of bytes, such as rss-anon-B and copied-B.
func isBytes(what string) bool { return what == "B" || strings.HasSuffix(what, "-B") }

func symbol(what string) string {
	switch {
	case what == "sec":
		return "s"
	case isBytes(what):
		return "B"
	default:
		return ""
	}
}

// spaced puts a space between a number and the prefix of its unit.
func spaced(number, symbol string) string {
	digits := strings.TrimRight(number, "TGMkKiµnm")
	return strings.TrimSpace(digits + " " + number[len(digits):] + symbol)
}

// times writes a ratio with two or three digits.
func times(ratio float64) string {
	switch {
	case ratio >= 100:
		return fmt.Sprintf("%.0f×", ratio)
	case ratio >= 10:
		return fmt.Sprintf("%.1f×", ratio)
	case ratio < 0.1:
		return fmt.Sprintf("%.3f×", ratio)
	default:
		return fmt.Sprintf("%.2f×", ratio)
	}
}

// perWhat says what a unit's values are per, as an op or an entry.
func perWhat(unit string) string {
	what, per, found := strings.Cut(unit, "/")
	name := map[string]string{"sec": "time", "B": "bytes", "allocs": "allocations", "cgo": "crossings into C"}[what]
	if name == "" {
		name = what
	}
	if !found {
		return name
	}
	if per == "op" {
		per = "operation"
	}
	return name + " per " + per
}

func beforeSlash(unit string) string {
	what, _, _ := strings.Cut(unit, "/")
	return what
}

// roundAmount writes a round value without digits that say nothing.
func roundAmount(value float64, unit string) string {
	number, rest, _ := strings.Cut(amount(value, unit), " ")
	if strings.Contains(number, ".") {
		number = strings.TrimRight(strings.TrimRight(number, "0"), ".")
	}
	return strings.TrimSpace(number + " " + rest)
}
