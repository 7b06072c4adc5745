package main

import (
	"fmt"
	"math"
	"strings"

	"golang.org/x/perf/benchunit"
)

// amount writes a value with three digits, the prefix of its size and its unit, without what it is per.
func amount(value float64, unit string) string {
	what := beforeSlash(unit)
	switch {
	case value == 0:
		return strings.TrimSpace("0 " + symbol(what))
	case isTime(what):
		return scaled(value, benchunit.Decimal, "s")
	case isBytes(what):
		return scaled(value, benchunit.Binary, "B")
	case value == math.Trunc(value) && value < 1e4:
		return fmt.Sprintf("%.0f", value)
	case math.Abs(value) < 1: // a thousandth of a call is no milli-call
		return fmt.Sprintf("%.3g", value)
	default:
		return scaled(value, benchunit.Decimal, symbol(what))
	}
}

// isBytes tells units of bytes, such as rss-anon-B and copied-B.
func isBytes(what string) bool { return what == "B" || strings.HasSuffix(what, "-B") }

// isTime tells units of time, such as sec and open-sec.
func isTime(what string) bool { return what == "sec" || strings.HasSuffix(what, "-sec") }

func symbol(what string) string {
	switch {
	case isTime(what):
		return "s"
	case isBytes(what):
		return "B"
	default:
		return ""
	}
}

// scaled writes a value with three digits and the prefix of its size. benchunit's scale has one digit more.
func scaled(value float64, class benchunit.Class, symbol string) string {
	s := benchunit.CommonScale([]float64{value}, class)
	digits := max(s.Prec-1, 0)
	if value/s.Factor >= 99.95 {
		digits = 0 // where benchunit still sees two before the point
	}
	return strings.TrimSpace(fmt.Sprintf("%.*f %s%s", digits, value/s.Factor, s.Prefix, symbol))
}

// times writes a ratio with two or three digits.
func times(ratio float64) string {
	switch {
	case ratio >= 100:
		return fmt.Sprintf("%.0f×", ratio)
	case ratio >= 10:
		return fmt.Sprintf("%.1f×", ratio)
	case ratio < 0.0995:
		return fmt.Sprintf("%.3f×", ratio)
	default:
		return fmt.Sprintf("%.2f×", ratio)
	}
}

// unitName names what a unit measures.
func unitName(unit string) string {
	what := beforeSlash(unit)
	if name := map[string]string{"sec": "time", "B": "bytes", "allocs": "allocations", "cgo": "crossings into C"}[what]; name != "" {
		return name
	}
	of := what
	switch {
	case isTime(what):
		return "time to " + strings.TrimSuffix(what, "-sec")
	case isBytes(what):
		of = strings.TrimSuffix(what, "-B") + " bytes"
	}
	for prefix, name := range map[string]string{"rss-anon": "memory of its own", "rss-file": "memory of mapped files"} {
		if rest, found := strings.CutPrefix(of, prefix); found {
			if strings.HasPrefix(rest, "-open") {
				return name + ", after opening"
			}
			return name + ", after reading"
		}
	}
	return strings.ReplaceAll(of, "-", " ")
}

// perWhat says what a unit's values are per, as an op or an entry.
func perWhat(unit string) string {
	_, per, found := strings.Cut(unit, "/")
	name := unitName(unit)
	if !found || strings.HasPrefix(name, "time to ") {
		return name
	}
	if long := map[string]string{
		"op": "operation", "open": "opening", "scanned": "entry scanned", "written": "entry written", "payload": "byte of keys and values",
		"read-cached": "read, all in the block cache", "read-levigo": "read by levigo",
		"into": "read into the caller's memory", "s": "second",
	}[per]; long != "" {
		per = long
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
