package picture

import (
	"image"
	"math"

	"github.com/openleveldb/openleveldb/cmd/internal/summary"
	"golang.org/x/image/vector"
)

// halfStroke is half the width of a line, in pixels.
const halfStroke = 0.8

// fewPoints is the maximum number of points that are marked individually.
const fewPoints = 60

// Line draws an envelope: a line, or a band if a column represents many elements. x ranges from the
// first column to the last.
func Line(e *summary.Envelope, title string, x, y Axis) image.Image {
	c := newChart(title, x, y)
	n := len(e.Low)
	place := func(i int, value float64) (float32, float32) {
		at := c.x.Low/2 + c.x.High/2 // position of a single point
		if n > 1 {
			at = c.x.Low + (c.x.High-c.x.Low)*float64(i)/float64(n-1)
		}
		return float32(c.across(at) + 0.5), float32(c.down(value) + 0.5)
	}
	known := func(i int) bool { return i >= 0 && i < n && !math.IsNaN(e.Low[i]) }

	var strokes, bands vector.Rasterizer
	strokes.Reset(width, height)
	bands.Reset(width, height)
	for i := range n {
		if !known(i) {
			continue
		}
		lowX, lowY := place(i, e.Low[i])
		highX, highY := place(i, e.High[i])
		if n <= fewPoints || !known(i-1) && !known(i+1) {
			strokes.MoveTo(lowX-2.5, lowY)
			strokes.LineTo(lowX, lowY-2.5)
			strokes.LineTo(lowX+2.5, lowY)
			strokes.LineTo(lowX, lowY+2.5)
			strokes.ClosePath()
		}
		stroke(&strokes, lowX, lowY, highX, highY)
		if known(i + 1) {
			nextLowX, nextLowY := place(i+1, e.Low[i+1])
			nextHighX, nextHighY := place(i+1, e.High[i+1])
			stroke(&strokes, lowX, lowY, nextLowX, nextLowY)
			stroke(&strokes, highX, highY, nextHighX, nextHighY)
			bands.MoveTo(lowX, lowY)
			bands.LineTo(highX, highY)
			bands.LineTo(nextHighX, nextHighY)
			bands.LineTo(nextLowX, nextLowY)
			bands.ClosePath()
		}
	}
	strokes.Draw(c, c.Bounds(), image.NewUniform(blue), image.Point{})
	bands.Draw(c, c.Bounds(), image.NewUniform(blue), image.Point{})
	return c
}

// stroke adds a line as a rectangle. All rectangles have the same orientation, so that they add up
// where they overlap.
func stroke(r *vector.Rasterizer, x0, y0, x1, y1 float32) {
	dx, dy := x1-x0, y1-y0
	length := float32(math.Hypot(float64(dx), float64(dy)))
	if length == 0 {
		return
	}
	dx, dy = dx/length*halfStroke, dy/length*halfStroke
	r.MoveTo(x0-dy, y0+dx)
	r.LineTo(x0+dy, y0-dx)
	r.LineTo(x1+dy, y1-dx)
	r.LineTo(x1-dy, y1+dx)
	r.ClosePath()
}

// Bars draws a histogram. text formats the whole numbers below the bars; nil
// formats any numbers.
func Bars(h *summary.Histogram, title, label string, text func(x float64) string) image.Image {
	most := 0
	for _, n := range h.Counts {
		most = max(most, n)
	}
	c := newChart(title,
		Axis{Label: label, Low: h.Edges[0], High: h.Edges[len(h.Counts)], Whole: text != nil, Text: text},
		Axis{Label: "elements", Low: 0, High: float64(most) * 1.05, Whole: true})
	for i, n := range h.Counts {
		left, right := int(c.across(h.Edges[i])), int(c.across(h.Edges[i+1]))
		c.fill(image.Rect(left, int(c.down(float64(n))), max(right-1, left+1), c.plot.Max.Y), blue)
	}
	return c
}
