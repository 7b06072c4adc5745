package show

import (
	"image"
	"os"

	"github.com/openleveldb/openleveldb/cmd/internal/picture"
)

// colorDepth returns the colours of a terminal that supports colours. Terminals that support all of
// them declare it in COLORTERM.
func colorDepth() picture.Depth {
	if c := os.Getenv("COLORTERM"); c == "truecolor" || c == "24bit" {
		return picture.TrueColors
	}
	return picture.Colors256
}

// ramp draws the colours of the heat map from low to high in one line.
func (s *Printer) ramp(steps int) string {
	img := image.NewRGBA(image.Rect(0, 0, steps, 2))
	for x := range steps {
		c := s.colors()(float64(x) / float64(steps-1))
		img.SetRGBA(x, 0, c)
		img.SetRGBA(x, 1, c)
	}
	return halfBlocksInLine(img)
}

// nan draws the colour of NaN.
func (s *Printer) nan() string {
	img := image.NewRGBA(image.Rect(0, 0, 2, 2))
	for i := range 4 {
		img.SetRGBA(i%2, i/2, picture.NaN)
	}
	return halfBlocksInLine(img)
}

// halfBlocksInLine is HalfBlocks for an image of two rows, without the line break.
func halfBlocksInLine(img *image.RGBA) string {
	line := picture.HalfBlocks(nil, img, colorDepth())
	return string(line[:len(line)-1])
}
