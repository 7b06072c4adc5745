package picture

import (
	"image"
	"image/color"
	"image/draw"

	"golang.org/x/image/font"
	"golang.org/x/image/font/basicfont"
	"golang.org/x/image/math/fixed"
)

// The size of a chart and of the margins of its plot, in pixels. The characters of the font are 7 ×
// 13.
const (
	width, height = 960, 540
	top, bottom   = 40, 56
	right         = 32
	characterX    = 7
	characterY    = 13
	tickLength    = 5
)

var (
	ink  = color.RGBA{38, 38, 38, 255}
	rule = color.RGBA{226, 226, 226, 255}
	blue = color.RGBA{31, 119, 180, 255}

	transparent = color.RGBA{}
)

// barRoom is the space between a heat map and its scale; barWidth is the width of the scale.
const (
	barRoom  = 20
	barWidth = 16
)

// Columns is the maximum number of pixel columns in a chart's plot. More detail is not visible.
const Columns = width - right - 40

// chart is a plot with axes.
type chart struct {
	*image.RGBA
	plot image.Rectangle
	x, y Axis
}

// newChart draws everything except the plotted data. Only ASCII text is visible.
func newChart(title string, x, y Axis) *chart {
	c := &chart{x: x.widened(), y: y.widened()}
	c.plot = image.Rect(min(c.leftMargin(), width/2), top, width-right, height-bottom)
	c.frame(title, image.Pt(width, height), rule)
	return c
}

// leftMargin returns the width of the labels and ticks of the y axis. The label is above its axis.
func (c *chart) leftMargin() int {
	_, texts := c.y.ticks(6)
	return max(len(c.y.Label), longest(texts))*characterX + 2*tickLength + 6
}

func longest(texts []string) (n int) {
	for _, text := range texts {
		n = max(n, len(text))
	}
	return n
}

// frame makes the picture and draws everything around the plot, and the lines of a grid if their
// colour is not transparent.
func (c *chart) frame(title string, size image.Point, lines color.RGBA) {
	c.RGBA = image.NewRGBA(image.Rectangle{Max: size})
	draw.Draw(c, c.Bounds(), image.White, image.Point{}, draw.Src)
	xs, xTexts := c.x.ticks(6)
	ys, yTexts := c.y.ticks(6)
	free := 0 // position from which there is space for the next text
	for i, value := range xs {
		x := int(c.across(value))
		c.line(image.Rect(x, c.plot.Min.Y, x+1, c.plot.Max.Y), lines)
		c.fill(image.Rect(x, c.plot.Max.Y, x+1, c.plot.Max.Y+tickLength), ink)
		if begin := x - len(xTexts[i])*characterX/2; begin >= free {
			c.write(xTexts[i], begin, c.plot.Max.Y+tickLength+characterY)
			free = begin + (len(xTexts[i])+2)*characterX
		}
	}
	lowest, highest := c.Bounds().Max.Y, 0 // of the texts so far
	for i, value := range ys {
		y := int(c.down(value))
		c.line(image.Rect(c.plot.Min.X, y, c.plot.Max.X, y+1), lines)
		c.fill(image.Rect(c.plot.Min.X-tickLength, y, c.plot.Min.X, y+1), ink)
		if y > lowest-characterY && y < highest+characterY {
			continue // it would overlap another text
		}
		lowest, highest = min(lowest, y), max(highest, y)
		c.write(yTexts[i], c.plot.Min.X-tickLength-3-len(yTexts[i])*characterX, y+characterY/2-1)
	}
	c.fill(image.Rect(c.plot.Min.X-1, c.plot.Min.Y, c.plot.Min.X, c.plot.Max.Y+1), ink)
	c.fill(image.Rect(c.plot.Min.X-1, c.plot.Max.Y, c.plot.Max.X, c.plot.Max.Y+1), ink)
	middle := (c.plot.Min.X + c.plot.Max.X) / 2
	c.write(c.x.Label, middle-len(c.x.Label)*characterX/2, c.plot.Max.Y+bottom-12)
	c.write(c.y.Label, c.plot.Min.X-tickLength-3-len(c.y.Label)*characterX, top-12)
	if room := (size.X - 4) / characterX; len(title) > room {
		title = title[:max(room-3, 0)] + "..."
	}
	c.write(title, middle-len(title)*characterX/2, 20)
}

// line draws a line of the grid.
func (c *chart) line(r image.Rectangle, with color.RGBA) {
	if with.A > 0 {
		c.fill(r, with)
	}
}

// across and down return the pixel of a value on the axes.
func (c *chart) across(x float64) float64 {
	return float64(c.plot.Min.X) + part(x, c.x.Low, c.x.High)*float64(c.plot.Dx()-1)
}

func (c *chart) down(y float64) float64 {
	at := part(y, c.y.Low, c.y.High) * float64(c.plot.Dy()-1)
	if c.y.Down {
		return float64(c.plot.Min.Y) + at
	}
	return float64(c.plot.Max.Y-1) - at
}

func (c *chart) fill(r image.Rectangle, with color.RGBA) {
	draw.Draw(c, r, image.NewUniform(with), image.Point{}, draw.Src)
}

// write draws a text starting at x; y is its baseline. Text that would leave the picture is moved
// into it.
func (c *chart) write(text string, x, y int) {
	x = max(2, min(x, c.Bounds().Dx()-2-len(text)*characterX))
	d := font.Drawer{Dst: c, Src: image.NewUniform(ink), Face: basicfont.Face7x13, Dot: fixed.P(x, y)}
	d.DrawString(text)
}
