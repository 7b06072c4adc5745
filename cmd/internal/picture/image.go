package picture

import (
	"fmt"
	"image"
	"image/color"
	"math"

	"github.com/openleveldb/openleveldb/cmd/internal/summary"
	"github.com/openleveldb/openleveldb/ndarray"
)

// OfGrid draws each cell of a grid as a pixel. The colour of a cell with one channel depends on its
// position between low and high. 3 and 4 channels are red, green, blue and opacity from 0 to 255,
// on a black background.
func OfGrid(g *summary.Grid, low, high float64, colors Colors) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, g.Columns, g.Rows))
	for y := range g.Rows {
		for x := range g.Columns {
			img.SetRGBA(x, y, cellColor(g.At(y, x), low, high, colors))
		}
	}
	return img
}

func cellColor(cell []float64, low, high float64, colors Colors) color.RGBA {
	if len(cell) == 1 {
		if math.IsNaN(cell[0]) {
			return NaN
		}
		return colors(part(cell[0], low, high))
	}
	opacity := 1.
	if len(cell) == 4 {
		opacity = cell[3] / 255
	}
	level := func(x float64) uint8 { return uint8(math.Round(x * opacity)) }
	return color.RGBA{level(cell[0]), level(cell[1]), level(cell[2]), 255}
}

// IsPixels reports whether an array already is a picture: bytes with axes for rows, columns, and
// red, green, blue and optionally opacity.
func IsPixels(a *ndarray.Array) bool {
	return a.NDim() == 3 && a.DType() == ndarray.Uint8 && (a.Dim(2) == 3 || a.Dim(2) == 4) && a.Size() > 0
}

// OfPixels returns the picture that an array represents (see IsPixels), pixel for pixel. If the
// array is in C order, the picture borrows its elements.
func OfPixels(a *ndarray.Array) (image.Image, error) {
	if !IsPixels(a) {
		return nil, fmt.Errorf("%w: %v %v is not a picture", ndarray.ErrShape, a.DType(), a.Shape())
	}
	elements, err := a.AsCContiguous().Bytes()
	if err != nil {
		return nil, err
	}
	bounds := image.Rect(0, 0, a.Dim(1), a.Dim(0))
	if a.Dim(2) == 4 {
		return &image.NRGBA{Pix: elements, Stride: 4 * a.Dim(1), Rect: bounds}, nil
	}
	return &rgb{elements, bounds}, nil
}

// rgb is an image over bytes of red, green and blue, for which package image has no type.
type rgb struct {
	elements []byte
	bounds   image.Rectangle
}

func (p *rgb) ColorModel() color.Model { return color.RGBAModel }
func (p *rgb) Bounds() image.Rectangle { return p.bounds }
func (p *rgb) Opaque() bool            { return true }

func (p *rgb) At(x, y int) color.Color {
	i := (y*p.bounds.Dx() + x) * 3
	return color.RGBA{p.elements[i], p.elements[i+1], p.elements[i+2], 255}
}

// Enlarged replaces each pixel of an image with a square, as large as possible without making the
// longer side exceed side pixels. It returns an image unchanged if its longer side is already more
// than half of side.
func Enlarged(img *image.RGBA, side int) *image.RGBA {
	size := img.Bounds().Size()
	times := side / max(size.X, size.Y)
	if times < 2 {
		return img
	}
	large := image.NewRGBA(image.Rect(0, 0, size.X*times, size.Y*times))
	for y := range size.Y * times {
		for x := range size.X * times {
			large.SetRGBA(x, y, img.RGBAAt(x/times, y/times))
		}
	}
	return large
}
