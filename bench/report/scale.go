package main

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"

	"gonum.org/v1/plot/vg"
)

var quantity = regexp.MustCompile(`^(?:[a-z]+=)?([0-9.]+(?:e[0-9]+)?)(Ki|Mi|Gi|k|M|G)?B?$`)

// parseQuantity parses a size or count from the name of a benchmark, such as 64KiB, 10000 or
// entries=10000.
func parseQuantity(label string) (float64, error) {
	m := quantity.FindStringSubmatch(label)
	if m == nil {
		return 0, fmt.Errorf("report: %q is not a quantity", label)
	}
	value, err := strconv.ParseFloat(m[1], 64)
	if err != nil {
		return 0, fmt.Errorf("report: %q is not a quantity: %w", label, err)
	}
	return value * map[string]float64{"": 1, "Ki": 1 << 10, "Mi": 1 << 20, "Gi": 1 << 30, "k": 1e3, "M": 1e6, "G": 1e9}[m[2]], nil
}

// shortCount formats a count, with a prefix if it is a multiple of a thousand.
func shortCount(value float64) string {
	if math.Mod(value, 1000) != 0 {
		return strconv.FormatFloat(value, 'f', -1, 64)
	}
	for _, p := range []struct {
		factor float64
		prefix string
	}{{1e9, "G"}, {1e6, "M"}, {1e3, "k"}} {
		if value >= p.factor {
			return strconv.FormatFloat(value/p.factor, 'g', 4, 64) + p.prefix
		}
	}
	return strconv.FormatFloat(value, 'g', 4, 64)
}

// axis is a logarithmic axis from low to high, drawn between two places.
type axis struct {
	low, high float64
	from, to  vg.Length
}

func (a axis) at(value float64) vg.Length {
	share := (math.Log(value) - math.Log(a.low)) / (math.Log(a.high) - math.Log(a.low))
	return a.from + vg.Length(share)*(a.to-a.from)
}

// tick is a place on a logarithmic axis and its label.
type tick struct {
	value float64
	label string
}

// ticks returns round values of an axis, which are powers of ten, or of two for bytes. It returns
// as many as fit with the given gap between them.
func (a axis) ticks(unit string, gap vg.Length) []tick {
	for _, values := range steps(a.low, a.high, isBytes(beforeSlash(unit))) {
		values = slices.DeleteFunc(values, func(v float64) bool { return v < a.low*(1-1e-9) || v > a.high*(1+1e-9) })
		if len(values) < 2 {
			continue
		}
		apart := true
		ticks := make([]tick, len(values))
		for i, v := range values {
			ticks[i] = tick{v, roundAmount(v, unit)}
			apart = apart && (i == 0 || a.at(v)-a.at(values[i-1]) >= gap)
		}
		if apart {
			return ticks
		}
	}
	return []tick{{a.low, amount(a.low, unit)}, {a.high, amount(a.high, unit)}}
}

// steps returns the possible sets of ticks, the densest first.
func steps(low, high float64, binary bool) (ways [][]float64) {
	if binary {
		for _, power := range []float64{1, 2, 3, 4, 5, 10} {
			ways = append(ways, powers(math.Pow(2, power), low, high, 1))
		}
		return ways
	}
	for _, digits := range [][]float64{{1, 2, 3, 4, 5, 6, 7, 8, 9}, {1, 2, 3, 5}, {1, 2, 5}, {1, 3}, {1}} {
		ways = append(ways, powers(10, low, high, digits...))
	}
	return append(ways, powers(100, low, high, 1), powers(1000, low, high, 1))
}

func powers(base, low, high float64, digits ...float64) []float64 {
	var all []float64
	for n := math.Floor(math.Log(low) / math.Log(base)); n <= math.Ceil(math.Log(high)/math.Log(base)); n++ {
		for _, d := range digits {
			all = append(all, d*math.Pow(base, n))
		}
	}
	slices.Sort(all)
	return all
}
