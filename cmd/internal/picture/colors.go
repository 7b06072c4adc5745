package picture

import (
	"image/color"
	"math"
)

// Colors returns the colour of a number from 0 to 1. Numbers outside that range have the colour of
// the nearer end.
type Colors func(x float64) color.RGBA

// NaN is the colour of NaN. It occurs in none of the Colors.
var NaN = color.RGBA{214, 39, 40, 255}

// viridis has nine colours of matplotlib's map of that name, at equal distances. Equal steps look
// equal, also to people with colour blindness, and in print.
var viridis = []color.RGBA{
	{68, 1, 84, 255}, {71, 45, 123, 255}, {59, 82, 139, 255}, {44, 114, 142, 255}, {33, 145, 140, 255},
	{40, 174, 128, 255}, {94, 201, 98, 255}, {173, 220, 48, 255}, {253, 231, 37, 255},
}

// Viridis ranges from dark blue through green to yellow.
func Viridis(x float64) color.RGBA {
	x = limit(x) * float64(len(viridis)-1)
	i := min(int(x), len(viridis)-2)
	from, to, part := viridis[i], viridis[i+1], x-float64(i)
	between := func(a, b uint8) uint8 { return uint8(math.Round(float64(a) + part*(float64(b)-float64(a)))) }
	return color.RGBA{between(from.R, to.R), between(from.G, to.G), between(from.B, to.B), 255}
}

// Grey ranges from black to white.
func Grey(x float64) color.RGBA {
	level := uint8(math.Round(limit(x) * 255))
	return color.RGBA{level, level, level, 255}
}

// limit clamps a number to the range from 0 to 1. NaN becomes 0.
func limit(x float64) float64 {
	if !(x > 0) {
		return 0
	}
	return min(1, x)
}

// part returns the position of a number between low, which is 0, and high, which is 1.
func part(x, low, high float64) float64 {
	switch extent := high - low; {
	case extent == 0:
		return 0.5
	case math.IsInf(extent, 0): // overflows float64
		return (x/2 - low/2) / (high/2 - low/2)
	default:
		return (x - low) / extent
	}
}
