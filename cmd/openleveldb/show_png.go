package main

import (
	"errors"
	"fmt"
	"image"
	"image/png"
	"os"
	"strconv"

	"github.com/openleveldb/openleveldb/cmd/openleveldb/internal/picture"
	"github.com/openleveldb/openleveldb/cmd/openleveldb/internal/summary"
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

// draw draws an array to a PNG file, or to standard output for "-". It removes an incomplete file.
func (s *shower) draw(name, key string, stored []byte) error {
	value, tag, err := decode(stored)
	if err != nil {
		return err
	}
	if tag != codec.Array {
		return fmt.Errorf("only an ndarray can be drawn, and the value is of type %v", tag)
	}
	img, err := s.imageOf(value.(*ndarray.Array), key)
	if err != nil {
		return err
	}
	if name == "-" {
		return png.Encode(s.out, img)
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

// removeRegular removes a regular file. It does not remove a device that was written to.
func removeRegular(name string) error {
	if info, err := os.Lstat(name); err != nil || !info.Mode().IsRegular() {
		return err
	}
	return os.Remove(name)
}

// imageOf draws an array as described in the help of show.
func (s *shower) imageOf(a *ndarray.Array, key string) (image.Image, error) {
	d := a.DType()
	if a.Size() == 0 || !summary.Numeric(d) && !isTime(d) {
		return nil, fmt.Errorf("%s has no numbers to draw", describe(a))
	}
	if picture.IsPixels(a) && !s.histogram {
		return picture.OfPixels(a)
	}
	sum, err := summary.Of(a, int(s.bins))
	if err != nil {
		return nil, err
	}
	if sum.Histogram == nil {
		return nil, fmt.Errorf("%s has no finite numbers to draw", describe(a))
	}
	title := strconv.QuoteToASCII(key + "  " + describe(a))
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
	case s.histogram || a.NDim() != 1 && (a.NDim() != 2 || isTime(d)):
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
