package main

import (
	"fmt"
	"math"
	"strings"

	"golang.org/x/perf/benchunit"
)

// amount formats a value with three digits, the prefix of its size and its unit.
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
	case math.Abs(value) < 1: // no milli prefix for a fraction of a call
		return fmt.Sprintf("%.3g", value)
	default:
		return scaled(value, benchunit.Decimal, symbol(what))
	}
}

// isBytes reports whether a unit counts bytes, such as rss-anon-B and copied-B.
func isBytes(what string) bool { return what == "B" || strings.HasSuffix(what, "-B") }

// isTime reports whether a unit is a time, such as sec and open-sec.
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

// scaled formats a value with three digits and the prefix of its size. benchunit's scale has one
// digit more.
func scaled(value float64, class benchunit.Class, symbol string) string {
	s := benchunit.CommonScale([]float64{value}, class)
	digits := max(s.Prec-1, 0)
	if value/s.Factor >= 99.95 {
		digits = 0 // benchunit still counts two digits before the point
	}
	return strings.TrimSpace(fmt.Sprintf("%.*f %s%s", digits, value/s.Factor, s.Prefix, symbol))
}

// times formats a ratio with two or three digits.
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

// unitNames describes the units that benchmarks report.
var unitNames = map[string]string{
	"sec/op": "time per operation", "sec/entry": "time per entry", "B/op": "bytes allocated per operation",
	"allocs/op": "allocations per operation", "cgo/op": "calls into C per operation",
	"cgo/entry": "calls into C per entry", "writes/s": "writes per second",
	"open-sec/op": "time to open", "read-sec/op": "time to read the first array", "close-sec/op": "time to close",
	"rss-anon-B": "resident memory of the process after reading", "rss-file-B": "resident mapped files after reading",
	"rss-anon-open-B": "resident memory of the process after opening", "rss-file-open-B": "resident mapped files after opening",
	"disk-B": "size on disk", "disk/payload": "size on disk per byte of keys and values",
	"disk-written/payload": "bytes that reached the disk per byte of keys and values",
	"written/payload":      "bytes written to files per byte of keys and values",
	"copied-B/op":          "bytes copied per read", "copied-c-B/op": "bytes copied in C per read",
	"copied-go-B/op": "bytes copied in Go per read", "copied-kernel-B/op": "bytes copied by system calls per read",
	"copies/array": "copies of the array per read",
	"sec/open":     "time to open", "sec/read": "time per random read",
	"sec/read-cached": "time per random read from the block cache", "sec/read-levigo": "time per random read with levigo",
	"sec/scanned": "time per entry scanned", "sec/written": "time per entry written",
	"sec/into": "time per ReadInto", "sec/view": "time per View", "tables": "number of tables",
	"disk-read-B/op":     "bytes read from the disk per operation",
	"read-growth":        "random read, relative to the smallest database",
	"read-cached-growth": "random read from the block cache, relative to the smallest database",
}

// unitName describes a unit. A unit that is not in unitNames is returned unchanged, which
// TestUnitsHaveNames does not allow for the units of the committed results.
func unitName(unit string) string { return or(unitNames[unit], unit) }

func beforeSlash(unit string) string {
	what, _, _ := strings.Cut(unit, "/")
	return what
}

// roundAmount formats a value without trailing zeros.
func roundAmount(value float64, unit string) string {
	number, rest, _ := strings.Cut(amount(value, unit), " ")
	if strings.Contains(number, ".") {
		number = strings.TrimRight(strings.TrimRight(number, "0"), ".")
	}
	return strings.TrimSpace(number + " " + rest)
}
