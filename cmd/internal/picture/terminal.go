package picture

import (
	"fmt"
	"image"
	"image/color"
	"math"

	"github.com/openleveldb/openleveldb/cmd/internal/summary"
)

// Depth is the range of colours that a terminal supports.
type Depth int

const (
	NoColors   Depth = iota
	Colors256        // xterm's cube of 6 × 6 × 6 colours and 24 greys
	TrueColors       // 8 bits of red, green and blue
)

// HalfBlocks appends lines of half blocks. Each character shows two pixels, one above the other.
func HalfBlocks(dst []byte, img *image.RGBA, depth Depth) []byte {
	size := img.Bounds().Size()
	for y := 0; y < size.Y; y += 2 {
		var upper, lower []byte // the current colour sequences
		for x := range size.X {
			if next := appendColor(nil, '3', img.RGBAAt(x, y), depth); string(next) != string(upper) {
				dst, upper = append(dst, next...), next
			}
			if y+1 < size.Y {
				if next := appendColor(nil, '4', img.RGBAAt(x, y+1), depth); string(next) != string(lower) {
					dst, lower = append(dst, next...), next
				}
			}
			dst = append(dst, "▀"...)
		}
		dst = append(dst, "\x1b[0m\n"...)
	}
	return dst
}

// appendColor appends the sequence (ECMA-48, ISO 8613-6) that selects the foreground ('3') or
// background ('4') colour.
func appendColor(dst []byte, layer byte, c color.RGBA, depth Depth) []byte {
	if depth == TrueColors {
		return fmt.Appendf(dst, "\x1b[%c8;2;%d;%d;%dm", layer, c.R, c.G, c.B)
	}
	return fmt.Appendf(dst, "\x1b[%c8;5;%dm", layer, xterm(c))
}

// xterm returns the nearest of those of xterm's 256 colours that are the same on every terminal:
// the cube, whose levels are 0, 95, 135, … 255, and the greys 8, 18, … 238.
func xterm(c color.RGBA) int {
	level := func(x uint8) (index, value int) {
		if x < 48 {
			return 0, 0
		}
		if index = (int(x) - 35) / 40; index < 1 {
			index = 1
		}
		return index, 55 + 40*index
	}
	r, red := level(c.R)
	g, green := level(c.G)
	b, blue := level(c.B)
	grey := max(0, min(23, ((int(c.R)+int(c.G)+int(c.B))/3-3)/10))
	distance := func(red, green, blue int) int {
		dr, dg, db := int(c.R)-red, int(c.G)-green, int(c.B)-blue
		return dr*dr + dg*dg + db*db
	}
	if v := 8 + 10*grey; distance(v, v, v) < distance(red, green, blue) {
		return 232 + grey
	}
	return 16 + 36*r + 6*g + b
}

// Ramp holds the characters that represent numbers from low to high without colours. NaNMark
// represents NaN.
const (
	Ramp    = " .:-=+*#%@"
	NaNMark = "×"
)

// Shades appends lines of characters. Each character represents two cells of a grid, one above the
// other.
func Shades(dst []byte, g *summary.Grid, low, high float64) []byte {
	for y := 0; y < g.Rows; y += 2 {
		for x := range g.Columns {
			value := brightness(g.At(y, x), low, high)
			if y+1 < g.Rows {
				switch below := brightness(g.At(y+1, x), low, high); {
				case math.IsNaN(value):
					value = below
				case !math.IsNaN(below):
					value = (value + below) / 2
				}
			}
			if math.IsNaN(value) {
				dst = append(dst, NaNMark...)
			} else {
				dst = append(dst, Ramp[min(int(value*float64(len(Ramp))), len(Ramp)-1)])
			}
		}
		dst = append(dst, '\n')
	}
	return dst
}

// brightness returns the brightness of a cell, from 0 to 1.
func brightness(cell []float64, low, high float64) float64 {
	if len(cell) > 1 {
		c := color.GrayModel.Convert(cellColor(cell, low, high, nil)).(color.Gray)
		return float64(c.Y) / 255
	}
	if math.IsNaN(cell[0]) {
		return cell[0]
	}
	return limit(part(cell[0], low, high))
}
