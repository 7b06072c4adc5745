package show

import (
	"errors"
	"fmt"
	"image"
	"image/png"
	"os"
	"strconv"

	"github.com/openleveldb/openleveldb/cmd/internal/picture"
	"github.com/openleveldb/openleveldb/cmd/internal/summary"
	"github.com/openleveldb/openleveldb/cmd/internal/valuetext"
	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/ndarray"
)

// An image of a matrix has a pixel for each element. If a side would be longer than largest,
// elements are averaged. If the image would be smaller than smallest, each element is a square of
// several pixels.
const (
	largest  = 2048
	smallest = 512
)

// Draw draws an array to a PNG file, or to standard output for "-". It removes an incomplete file.
func (s *Printer) Draw(name, key string, stored []byte) error {
	value, tag, err := valuetext.Decode(stored)
	if err != nil {
		return err
	}
	if tag != codec.KindArray {
		return fmt.Errorf("only an ndarray can be drawn, and the value is of type %v", tag)
	}
	img, err := s.ImageOf(value.(*ndarray.Array), key)
	if err != nil {
		return err
	}
	if name == "-" {
		return png.Encode(s.Out, img)
	}
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	if err := errors.Join(png.Encode(file, img), file.Close()); err != nil {
		return errors.Join(fmt.Errorf("%s: %w", name, err), removeRegular(name))
	}
	return nil
}

// removeRegular removes a file if it is a regular file. It does not remove a device that was
// written to.
func removeRegular(name string) error {
	if info, err := os.Lstat(name); err != nil || !info.Mode().IsRegular() {
		return err
	}
	return os.Remove(name)
}

// ImageOf draws an array as described in the help of show.
func (s *Printer) ImageOf(a *ndarray.Array, key string) (image.Image, error) {
	d := a.DType()
	if a.Size() == 0 || !summary.Numeric(d) && !isTime(d) {
		return nil, fmt.Errorf("%s has no numbers to draw", valuetext.Describe(a))
	}
	if picture.IsPixels(a) && !s.Histogram {
		return picture.OfPixels(a)
	}
	sum, err := summary.Of(a, int(s.Bins))
	if err != nil {
		return nil, err
	}
	if sum.Histogram == nil {
		return nil, fmt.Errorf("%s has no finite numbers to draw", valuetext.Describe(a))
	}
	title := strconv.QuoteToASCII(key + "  " + valuetext.Describe(a))
	title = title[1 : len(title)-1]
	text := edgeText(d)
	if !isTime(d) {
		text = nil
	}
	value := "value"
	if d.Kind() == ndarray.KindComplex {
		value = "magnitude"
	}
	switch {
	case s.Histogram || a.NDim() != 1 && (a.NDim() != 2 || isTime(d)):
		return picture.Bars(sum.Histogram, title, value, text), nil
	case a.NDim() == 2:
		grid, err := summary.GridOf(a, largest, largest)
		if err != nil {
			return nil, err
		}
		return picture.Enlarged(picture.OfGrid(grid, sum.Low, sum.High, s.colors()), smallest), nil
	default:
		line, err := summary.EnvelopeOf(a, picture.Columns)
		if err != nil {
			return nil, err
		}
		return picture.Line(line, title,
			picture.Axis{Label: "index", Low: 0, High: float64(a.Size() - 1), Whole: true},
			picture.Axis{Label: value, Low: sum.Low, High: sum.High, Text: text}), nil
	}
}
