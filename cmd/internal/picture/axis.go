package picture

import (
	"math"
	"strconv"
)

// Axis is one side of a chart: its label and its range.
type Axis struct {
	Label     string
	Low, High float64
	Whole     bool                   // place ticks at whole numbers only
	Down      bool                   // values grow downwards
	Text      func(x float64) string // formats a tick; nil formats numbers
}

// widened returns the axis, with a range of positive length even if it had none.
func (a Axis) widened() Axis {
	if a.Low < a.High {
		return a
	}
	by := max(0.5, math.Abs(a.Low)*1e-3)
	a.Low, a.High = max(a.Low-by, -math.MaxFloat64), min(a.High+by, math.MaxFloat64)
	return a
}

// ticks returns about n ticks at round numbers, and their texts.
func (a Axis) ticks(n int) (places []float64, texts []string) {
	step := roundStep((a.High/2 - a.Low/2) / float64(n) * 2)
	if a.Whole {
		step = max(step, 1)
	}
	const slack = 1e-9 // fraction of a step: a round number at an end is a tick, despite rounding
	for i := math.Ceil(a.Low/step - slack); i*step <= a.High+slack*step && len(places) < 3*n; i++ {
		places = append(places, i*step)
	}
	for _, x := range places {
		switch {
		case a.Text != nil:
			texts = append(texts, a.Text(x))
		case math.Abs(x) < step/2: // 0, apart from rounding
			texts = append(texts, "0")
		default:
			// As many digits as distinguish a step from the next.
			digits := 1 + int(math.Floor(math.Log10(math.Abs(x)))-math.Floor(math.Log10(step)))
			texts = append(texts, strconv.FormatFloat(x, 'g', min(max(digits, 6), 15), 64))
		}
	}
	return places, texts
}

// roundStep returns the nearest of 1, 2, 5 and 10 times a power of ten.
func roundStep(step float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(step)))
	switch ratio := step / power; {
	case ratio < 1.5:
		return power
	case ratio < 3.5:
		return 2 * power
	case ratio < 7.5:
		return 5 * power
	}
	return 10 * power
}
