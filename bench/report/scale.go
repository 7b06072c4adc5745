package main

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"

	"gonum.org/v1/plot"
)

var quantity = regexp.MustCompile(`^(?:[a-z]+=)?([0-9.]+(?:e[0-9]+)?)(Ki|Mi|Gi|k|M|G)?B?$`)

// parseQuantity reads a size or count as benchmarks are named by, such as 64KiB, 10000 or entries=10000.
func parseQuantity(label string) (float64, error) {
	m := quantity.FindStringSubmatch(label)
	if m == nil {
		return 0, fmt.Errorf("report: %q is no quantity", label)
	}
	value, err := strconv.ParseFloat(m[1], 64)
	if err != nil {
		return 0, fmt.Errorf("report: %q is no quantity: %w", label, err)
	}
	return value * map[string]float64{"": 1, "Ki": 1 << 10, "Mi": 1 << 20, "Gi": 1 << 30, "k": 1e3, "M": 1e6, "G": 1e9}[m[2]], nil
}

// shortCount writes a count with the prefix of its thousands.
func shortCount(value float64) string {
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

// decades are the ticks of a logarithmic axis: powers of ten, or of two where bytes are counted; more of them if the axis is
// short, fewer if it is long. Not more than fit are labelled.
type decades struct {
	unit string
	most int
}

// Ticks implements plot.Ticker.
func (d decades) Ticks(low, high float64) []plot.Tick {
	for _, steps := range d.steps() {
		var at []float64
		for _, v := range steps(low, high) {
			if v >= low*(1-1e-9) && v <= high*(1+1e-9) {
				at = append(at, v)
			}
		}
		if len(at) >= 2 && len(at) <= d.most {
			ticks := make([]plot.Tick, len(at))
			for i, v := range at {
				ticks[i] = plot.Tick{Value: v, Label: roundAmount(v, d.unit)}
			}
			return ticks
		}
	}
	return []plot.Tick{{Value: low, Label: amount(low, d.unit)}, {Value: high, Label: amount(high, d.unit)}}
}

// steps are the ways to set ticks, the densest first.
func (d decades) steps() []func(low, high float64) []float64 {
	if isBytes(beforeSlash(d.unit)) {
		var ways []func(low, high float64) []float64
		for _, power := range []float64{1, 2, 3, 4, 5, 10} {
			ways = append(ways, func(low, high float64) []float64 { return powers(math.Pow(2, power), low, high, 1) })
		}
		return ways
	}
	return []func(low, high float64) []float64{
		func(low, high float64) []float64 { return powers(10, low, high, 1, 2, 3, 4, 5, 6, 7, 8, 9) },
		func(low, high float64) []float64 { return powers(10, low, high, 1, 2, 5) },
		func(low, high float64) []float64 { return powers(10, low, high, 1, 3) },
		func(low, high float64) []float64 { return powers(10, low, high, 1) },
		func(low, high float64) []float64 { return powers(100, low, high, 1) },
		func(low, high float64) []float64 { return powers(1000, low, high, 1) },
	}
}

func powers(base, low, high float64, times ...float64) []float64 {
	var all []float64
	for n := math.Floor(math.Log(low) / math.Log(base)); n <= math.Ceil(math.Log(high)/math.Log(base)); n++ {
		for _, t := range times {
			all = append(all, t*math.Pow(base, n))
		}
	}
	slices.Sort(all)
	return all
}
