package show

import (
	"errors"
	"fmt"
	"image"
	"image/png"
	"os"
	"strconv"

	"github.com/openleveldb/openleveldb/cmd/internal/exchange"
	"github.com/openleveldb/openleveldb/cmd/internal/part"
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

// Draw draws an array to a PNG file, or to standard output for "-". It replaces an existing file only
// if Force is set. The file appears when it is complete.
func (s *Printer) Draw(name, key string, stored []byte) error {
	if err := s.checkFile(name); err != nil {
		return err
	}
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
	out, err := s.create(name)
	if err != nil {
		return err
	}
	if err := png.Encode(out, img); err != nil {
		return errors.Join(fmt.Errorf("%s: %w", name, err), out.Abort())
	}
	// A file may have appeared while the image was encoded.
	return errors.Join(existing(name, out.Commit()), out.Abort())
}

// checkFile returns an error early if something exists that must not be replaced.
func (s *Printer) checkFile(name string) error {
	if _, err := os.Lstat(name); err == nil && !s.Force && name != "-" && !isDevice(name) {
		return existing(name, exchange.ErrExists)
	}
	return nil
}

// create opens the file for the image. A device or a pipe is written to in place.
func (s *Printer) create(name string) (exchange.Output, error) {
	if isDevice(name) {
		f, err := os.OpenFile(name, os.O_WRONLY, 0)
		return device{f}, err
	}
	partial, err := exchange.CreatePartial(name, s.Force)
	if err != nil {
		return nil, existing(name, err)
	}
	return partial, nil
}

// isDevice reports whether name is something that is neither a file nor missing, such as a device or
// a pipe, or a symbolic link to it.
func isDevice(name string) bool {
	info, err := os.Stat(name)
	return err == nil && !info.Mode().IsRegular() && !info.IsDir()
}

// existing explains the error that a file exists.
func existing(name string, err error) error {
	if errors.Is(err, exchange.ErrExists) {
		return fmt.Errorf("%s exists: --force replaces it", name)
	}
	return err
}

// device is an Output that cannot be undone.
type device struct{ *os.File }

func (d device) Commit() error { return d.Close() }

func (d device) Abort() error {
	if err := d.Close(); !errors.Is(err, os.ErrClosed) {
		return err
	}
	return nil
}

// ImageOf draws an array as described in the help of show.
func (s *Printer) ImageOf(a *ndarray.Array, key string) (image.Image, error) {
	d := a.DType()
	if fields := part.Fields(d); fields != "" {
		return nil, fmt.Errorf("%s has no numbers to draw: --field draws one field of %s", valuetext.Describe(a), fields)
	}
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
	text, whole := timeText(d, sum), isTime(d)
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
		if s.NoAxes {
			return picture.Enlarged(picture.OfGrid(grid, sum.Low, sum.High, s.colors()), smallest), nil
		}
		return picture.HeatMap(grid, a.Dim(0), a.Dim(1), sum.Low, sum.High, s.colors(), smallest, title, value), nil
	}
	line, err := summary.EnvelopeOf(a, picture.Columns)
	low, high := sum.Low, sum.High
	if whole {
		first, last := summary.CountOf(sum.Min), summary.CountOf(sum.Max)
		line, err = summary.TimeEnvelopeOf(a, first, picture.Columns)
		low, high = 0, float64(uint64(last)-uint64(first))
	}
	if err != nil {
		return nil, err
	}
	return picture.Line(line, title,
		picture.Axis{Label: "index", Low: 0, High: float64(a.Size() - 1), Whole: true},
		picture.Axis{Label: value, Low: low, High: high, Whole: whole, Text: text}), nil
}

// timeText returns the function that formats the distance to the first datetime or timedelta, or nil
// for numbers.
func timeText(d ndarray.DType, sum *summary.Summary) func(x float64) string {
	if !isTime(d) {
		return nil
	}
	first := summary.CountOf(sum.Min)
	return func(x float64) string { return fmt.Sprint(summary.Time(d, int64(uint64(first)+uint64(x)))) }
}
