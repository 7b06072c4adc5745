package picture

import (
	"image"
	"image/draw"

	"github.com/openleveldb/openleveldb/cmd/internal/summary"
)

// The least size of a heat map with its axes: narrower maps are surrounded by white.
const (
	leastWidth = 360
	leastBar   = 120
)

// HeatMap draws a grid as an image with axes and a scale. The axes count the rows and columns of the
// array that the grid was made from. Cells are squares of several pixels if the longer side of the
// map would be shorter than side pixels.
func HeatMap(g *summary.Grid, rows, columns int, low, high float64, colors Colors, side int, title, label string) image.Image {
	cells := Enlarged(OfGrid(g, low, high, colors), side)
	c := &chart{
		x: Axis{Label: "column", Low: -0.5, High: float64(columns) - 0.5, Whole: true},
		y: Axis{Label: "row", Low: -0.5, High: float64(rows) - 0.5, Whole: true, Down: true},
	}
	left := c.leftMargin()
	c.plot = image.Rectangle{Max: cells.Bounds().Size()}.Add(image.Pt(left, top))
	scale := &chart{plot: image.Rect(c.plot.Max.X+barRoom, top, c.plot.Max.X+barRoom+barWidth, max(c.plot.Max.Y, top+leastBar)),
		y: Axis{Label: label, Low: low, High: high}.widened()}
	ticks, texts := scale.y.ticks(min(6, scale.plot.Dy()/40))
	end := scale.plot.Max.X + 2*tickLength + max(longest(texts), len(label), len(missingLabel)+3)*characterX + 8
	c.frame(title, image.Pt(max(end, leastWidth), scale.plot.Max.Y+bottom), transparent)
	draw.Draw(c, c.plot, cells, image.Point{}, draw.Src)

	scale.RGBA = c.RGBA
	for y := scale.plot.Min.Y; y < scale.plot.Max.Y; y++ {
		value := float64(scale.plot.Max.Y-1-y) / float64(scale.plot.Dy()-1)
		c.fill(image.Rect(scale.plot.Min.X, y, scale.plot.Max.X, y+1), colors(value))
	}
	for i, value := range ticks {
		y := int(scale.down(value))
		c.fill(image.Rect(scale.plot.Max.X, y, scale.plot.Max.X+tickLength, y+1), ink)
		c.write(texts[i], scale.plot.Max.X+tickLength+4, y+characterY/2-1)
	}
	c.write(label, scale.plot.Min.X, top-12)
	if hasNaN(g) {
		box := image.Rect(scale.plot.Min.X, scale.plot.Max.Y+16, scale.plot.Max.X, scale.plot.Max.Y+16+characterY)
		c.fill(box, NaN)
		c.write(missingLabel, box.Max.X+tickLength+4, box.Max.Y-2)
	}
	return c
}

const missingLabel = "NaN"

func hasNaN(g *summary.Grid) bool {
	for _, x := range g.Cells {
		if x != x {
			return true
		}
	}
	return false
}
