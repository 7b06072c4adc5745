package main

import (
	"bytes"
	"cmp"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"
)

const (
	chartWidth = vg.Length(840)
	lineHeight = fontSize * 1.35
)

// drawing is a chart in one theme.
type drawing struct {
	theme
	canvas draw.Canvas
	svg    *vgsvg.Canvas
}

func newDrawing(th theme, height vg.Length) *drawing {
	svg := vgsvg.New(chartWidth, height)
	return &drawing{th, draw.New(svg), svg}
}

// save writes the picture. Each font is followed by alternatives of the same widths, for systems
// without Liberation.
func (d *drawing) save(path string) error {
	var b bytes.Buffer
	if _, err := d.svg.WriteTo(&b); err != nil {
		return fmt.Errorf("report: draw %s: %w", path, err)
	}
	named := bytes.ReplaceAll(b.Bytes(), []byte("font-family:Liberation Sans;"),
		[]byte("font-family:'Liberation Sans',Arimo,Arial,Helvetica,sans-serif;"))
	if err := os.WriteFile(path, named, 0o644); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	return nil
}

func (d *drawing) text(s draw.TextStyle, x, y vg.Length, txt string) {
	d.canvas.FillText(s, vg.Point{X: x, Y: y}, txt)
}

// cellOf returns cell i, counted from the top left, of a canvas that is divided into columns and
// rows.
func (d *drawing) cellOf(i, columns, rows int) vg.Rectangle {
	width, height := d.canvas.Size().X/vg.Length(columns), d.canvas.Size().Y/vg.Length(rows)
	x, y := vg.Length(i%columns)*width, d.canvas.Max.Y-vg.Length(i/columns+1)*height
	return vg.Rectangle{Min: vg.Point{X: d.canvas.Min.X + x, Y: y}, Max: vg.Point{X: d.canvas.Min.X + x + width, Y: y + height}}
}

// rangeOf returns the range of the medians and finite intervals of a table, with a margin at both
// ends.
func rangeOf(t *table, columns []string) (low, high float64) {
	low, high = math.Inf(1), 0
	for at, c := range t.cells {
		if !slices.Contains(columns, at.column) || c.median() <= 0 {
			continue
		}
		first, last := c.bounds()
		low, high = min(low, first), max(high, last)
	}
	low, high = low/1.15, high*1.15
	if low > high || high >= low*narrow {
		return low, high
	}
	middle := math.Sqrt(low * high)
	return middle / math.Sqrt(narrow), middle * math.Sqrt(narrow)
}

// narrow is the smallest ratio of an axis's ends. A smaller one would exaggerate small differences.
const narrow = 6

// bounds returns the interval around the median, or the median twice if there is no interval.
func (c cell) bounds() (low, high float64) {
	s := c.summary
	if s.Lo <= 0 || math.IsInf(s.Lo, 0) || math.IsInf(s.Hi, 0) || math.IsNaN(s.Lo) {
		return s.Center, s.Center
	}
	return s.Lo, s.Hi
}

// line is the series of a row.
type line struct {
	row    string
	index  int
	points []vg.Point
}

// lines draws a table as lines over its columns, which must be quantities, into a rectangle. Each
// line has its name at its end.
func (d *drawing) lines(t *table, title string, area vg.Rectangle) error {
	low, high := rangeOf(t, t.columns)
	xs := make([]float64, len(t.columns))
	for i, column := range t.columns {
		var err error
		if xs[i], err = parseQuantity(column); err != nil {
			return err
		}
	}
	const left, top, bottom = 58, 30, 40
	right := vg.Length(0)
	for _, row := range t.rows {
		right = max(right, d.nameStyle(row, 0).Width(row))
	}
	right += nameGap + 6
	x := axis{slices.Min(xs) / 1.2, slices.Max(xs) * 1.2, area.Min.X + left, area.Max.X - right}
	y := axis{low, high, area.Min.Y + bottom, area.Max.Y - top}

	d.text(style(d.theme.text, titleSize, true, 0, 0), x.from-left+8, y.to+14, title)
	for _, tick := range y.ticks(t.unit, 28) {
		at := y.at(tick.value)
		d.canvas.StrokeLine2(draw.LineStyle{Color: d.grid, Width: 0.8}, x.from, at, x.to, at)
		d.text(style(d.mute, fontSize, false, -1, -0.35), x.from-6, at, tick.label)
	}
	for i, column := range t.columns {
		at := x.at(xs[i])
		d.canvas.StrokeLine2(draw.LineStyle{Color: d.grid, Width: 0.8}, at, y.from, at, y.to)
		if !isSize(column) {
			column = shortCount(xs[i])
		}
		d.text(style(d.mute, fontSize, false, -0.5, -1), at, y.from-6, column)
	}
	d.text(style(d.mute, fontSize, false, -0.5, 0), (x.from+x.to)/2, area.Min.Y+6, xName(t.columns[0]))

	var drawn []line
	for i, row := range t.rows {
		l := line{row: row, index: i}
		for j, column := range t.columns {
			if c, found := t.cell(row, column); found && c.median() > 0 {
				l.points = append(l.points, vg.Point{X: x.at(xs[j]), Y: y.at(c.median())})
			}
		}
		if len(l.points) > 0 {
			drawn = append(drawn, l)
		}
	}
	// openleveldb's lines are drawn last, over the others.
	slices.SortStableFunc(drawn, func(a, b line) int { return cmp.Compare(d.weight(a.row), d.weight(b.row)) })
	for _, l := range drawn {
		sty := draw.LineStyle{Color: colorOf(l.row, l.index), Width: d.weight(l.row)}
		if isStore(l.row) && storeOf(l.row).role == floor {
			sty.Dashes = []vg.Length{5, 3}
		}
		d.canvas.StrokeLines(sty, l.points)
		for _, p := range l.points {
			d.canvas.DrawGlyph(draw.GlyphStyle{Color: sty.Color, Radius: d.weight(l.row) + 0.6, Shape: draw.CircleGlyph{}}, p)
		}
	}
	d.names(drawn, x.to, y)
	return nil
}

// isSize reports whether a column is a size, not a count.
func isSize(column string) bool { return strings.HasSuffix(column, "B") }

// xName returns what the columns count.
func xName(column string) string {
	if isSize(column) {
		return "size of an array"
	}
	return "entries in the database"
}

// weight is the width of a row's line.
func (d *drawing) weight(row string) vg.Length {
	if isStore(row) && storeOf(row).role == own {
		return ownWidth
	}
	return lineWidth
}

const nameGap = vg.Length(15) // between the lines and their names

// nameStyle returns the text style of row i's name next to its line.
func (d *drawing) nameStyle(row string, i int) draw.TextStyle {
	return style(colorOf(row, i), fontSize, d.weight(row) == ownWidth, 0, -0.35)
}

// names writes the name of each line to the right of its end, moved up or down to avoid overlaps.
func (d *drawing) names(lines []line, edge vg.Length, y axis) {
	slices.SortStableFunc(lines, func(a, b line) int {
		return cmp.Compare(a.points[len(a.points)-1].Y, b.points[len(b.points)-1].Y)
	})
	places := make([]vg.Length, len(lines))
	for i, l := range lines {
		places[i] = l.points[len(l.points)-1].Y
	}
	spread(places, lineHeight, y.from, y.to)
	for i, l := range lines {
		end := l.points[len(l.points)-1]
		c := colorOf(l.row, l.index)
		d.canvas.StrokeLines(draw.LineStyle{Color: c, Width: 0.6},
			[]vg.Point{{X: end.X + 4, Y: end.Y}, {X: edge + 8, Y: places[i]}, {X: edge + 12, Y: places[i]}})
		d.text(d.nameStyle(l.row, l.index), edge+nameGap, places[i], l.row)
	}
}

// spread moves ascending places so that they are at least gap apart and stay between low and high.
// It moves them as little as possible.
func spread(places []vg.Length, gap, low, high vg.Length) {
	// Places that touch form a run, which is centered on their original places.
	type run struct{ first, count, sum vg.Length }
	var runs []run
	for _, p := range places {
		runs = append(runs, run{first: p, count: 1, sum: p})
		for len(runs) > 1 {
			a, b := runs[len(runs)-2], runs[len(runs)-1]
			if a.first+a.count*gap <= b.first {
				break
			}
			joined := run{count: a.count + b.count, sum: a.sum + b.sum}
			joined.first = joined.sum/joined.count - (joined.count-1)*gap/2
			runs = append(runs[:len(runs)-2], joined)
		}
	}
	i := 0
	for _, r := range runs {
		for n := range int(r.count) {
			places[i] = r.first + vg.Length(n)*gap
			i++
		}
	}
	for i := range places {
		places[i] = max(places[i], low+vg.Length(i)*gap)
	}
	for i := len(places) - 1; i >= 0; i-- {
		places[i] = min(places[i], high-vg.Length(len(places)-1-i)*gap)
	}
}

const dotRow = vg.Length(17) // height of a row of dots

// dots draws one column of a table into a rectangle, with one dot per row on a logarithmic axis,
// its interval and its value. The names of the rows are at the left if they are requested.
func (d *drawing) dots(t *table, column, title string, rows []string, area vg.Rectangle, names vg.Length) {
	const top, right = 24, 58
	low, high := rangeOf(t, []string{column})
	x := axis{low, high, area.Min.X + names + 8, area.Max.X - right}
	bottomY, topY := area.Max.Y-top-dotRow*vg.Length(len(rows)), area.Max.Y-top
	d.text(style(d.theme.text, fontSize, false, 0, 0), x.from, topY+7, title)
	for _, tick := range x.ticks(t.unit, 44) {
		at := x.at(tick.value)
		d.canvas.StrokeLine2(draw.LineStyle{Color: d.grid, Width: 0.8}, at, bottomY, at, topY)
		d.text(style(d.mute, fontSize-1, false, -0.5, -1), at, bottomY-4, tick.label)
	}
	for i, row := range rows {
		y := topY - dotRow*(vg.Length(i)+0.5)
		color := colorOf(row, i)
		isOwn := isStore(row) && storeOf(row).role == own
		d.canvas.StrokeLine2(draw.LineStyle{Color: d.grid, Width: 0.5}, x.from, y, x.to, y)
		if names > 0 {
			d.text(style(d.theme.text, fontSize, isOwn, 0, -0.35), area.Min.X+8, y, row)
		}
		c, found := t.cell(row, column)
		if !found {
			continue
		}
		if c.median() <= 0 { // a logarithmic axis has no place for it
			d.text(style(d.mute, fontSize-1, false, 0, -0.35), x.from+8, y, amount(c.median(), t.unit))
			continue
		}
		first, last := c.bounds()
		d.canvas.StrokeLine2(draw.LineStyle{Color: color, Width: 2}, x.at(first), y, x.at(last), y)
		shape := draw.GlyphDrawer(draw.CircleGlyph{})
		if isStore(row) && storeOf(row).role == floor {
			shape = draw.BoxGlyph{}
		}
		d.canvas.DrawGlyph(draw.GlyphStyle{Color: color, Radius: 4, Shape: shape}, vg.Point{X: x.at(c.median()), Y: y})
		d.text(style(d.theme.text, fontSize-1, isOwn, 0, -0.35), max(x.at(last), x.at(c.median()))+8, y, amount(c.median(), t.unit))
	}
}
