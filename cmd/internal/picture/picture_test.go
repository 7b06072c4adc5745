package picture

import (
	"image"
	"image/color"
	"math"
	"strings"
	"testing"

	"github.com/openleveldb/openleveldb/cmd/internal/summary"
	"github.com/openleveldb/openleveldb/ndarray"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestColors(t *testing.T) {
	assert.Equal(t, color.RGBA{68, 1, 84, 255}, Viridis(0))
	assert.Equal(t, color.RGBA{33, 145, 140, 255}, Viridis(0.5))
	assert.Equal(t, color.RGBA{253, 231, 37, 255}, Viridis(1))
	assert.Equal(t, color.RGBA{128, 128, 128, 255}, Grey(0.5))
	for _, colors := range []Colors{Viridis, Grey} {
		assert.Equal(t, colors(0), colors(-3))
		assert.Equal(t, colors(0), colors(math.Inf(-1)))
		assert.Equal(t, colors(0), colors(math.NaN()))
		assert.Equal(t, colors(1), colors(math.Inf(1)))
	}
}

func TestPart(t *testing.T) {
	assert.Equal(t, 0.25, part(1, 0, 4))
	assert.Equal(t, 0.5, part(7, 7, 7))
	assert.Equal(t, 0.5, part(0, -math.MaxFloat64, math.MaxFloat64))
	assert.Equal(t, 1., part(5e-324, 0, 5e-324))
}

// Every colour of xterm's palette is mapped to itself.
func TestXterm(t *testing.T) {
	levels := []uint8{0, 95, 135, 175, 215, 255}
	for r := range levels {
		for g := range levels {
			for b := range levels {
				assert.Equal(t, 16+36*r+6*g+b, xterm(color.RGBA{levels[r], levels[g], levels[b], 255}))
			}
		}
	}
	for i := range 24 {
		v := uint8(8 + 10*i)
		assert.Equal(t, 232+i, xterm(color.RGBA{v, v, v, 255}))
	}
}

func grid(t *testing.T, columns int, cells ...float64) *summary.Grid {
	t.Helper()
	return &summary.Grid{Columns: columns, Rows: len(cells) / columns, Channels: 1, Cells: cells}
}

func TestHalfBlocks(t *testing.T) {
	g := grid(t, 2, 0, 0, 1, math.NaN(), 1, 1)
	img := OfGrid(g, 0, 1, Grey)
	assert.Equal(t, "\x1b[38;2;0;0;0m\x1b[48;2;255;255;255m▀\x1b[48;2;214;39;40m▀\x1b[0m\n"+
		"\x1b[38;2;255;255;255m▀▀\x1b[0m\n", string(HalfBlocks(nil, img, TrueColors)))
	assert.Equal(t, "\x1b[38;5;16m\x1b[48;5;231m▀\x1b[48;5;160m▀\x1b[0m\n\x1b[38;5;231m▀▀\x1b[0m\n",
		string(HalfBlocks(nil, img, Colors256)))
}

func TestShades(t *testing.T) {
	nan := math.NaN()
	assert.Equal(t, " @+\n×@ \n", string(Shades(nil, grid(t, 3, 0, 1, 0, 0, 1, 1, nan, nan, 0, nan, 1, nan), 0, 1)))
	g := &summary.Grid{Columns: 2, Rows: 1, Channels: 4, Cells: []float64{255, 255, 255, 255, 255, 255, 255, 0}}
	assert.Equal(t, "@ \n", string(Shades(nil, g, 0, 0)))
}

func TestOfPixels(t *testing.T) {
	data := []uint8{1, 2, 3, 4, 5, 6, 7, 8}
	a, err := ndarray.FromSlice(data, 1, 2, 4)
	require.NoError(t, err)
	img, err := OfPixels(a)
	require.NoError(t, err)
	assert.Equal(t, color.NRGBA{5, 6, 7, 8}, img.At(1, 0))

	a, err = ndarray.FromSlice(data[:6], 2, 1, 3)
	require.NoError(t, err)
	for range 2 { // the second time with different strides
		img, err = OfPixels(a)
		require.NoError(t, err)
		assert.Equal(t, image.Rect(0, 0, 1, 2), img.Bounds())
		assert.Equal(t, color.RGBA{4, 5, 6, 255}, img.At(0, 1))
		a = a.Transpose().Clone().Transpose()
	}
	a, err = ndarray.FromSlice(data, 2, 2, 2)
	require.NoError(t, err)
	_, err = OfPixels(a)
	assert.ErrorIs(t, err, ndarray.ErrShape)
}

func TestEnlarged(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 3, 2))
	img.SetRGBA(2, 1, NaN)
	large := Enlarged(img, 10)
	assert.Equal(t, image.Pt(9, 6), large.Bounds().Size())
	assert.Equal(t, NaN, large.RGBAAt(8, 5))
	assert.Equal(t, NaN, large.RGBAAt(6, 3))
	assert.NotEqual(t, NaN, large.RGBAAt(5, 5))
	assert.Same(t, img, Enlarged(img, 5))
}

func TestTicks(t *testing.T) {
	for _, c := range []struct {
		axis Axis
		want string
	}{
		{Axis{Low: 0, High: 1}, "0 0.2 0.4 0.6 0.8 1"},
		{Axis{Low: -0.3, High: 0.31}, "-0.3 -0.2 -0.1 0 0.1 0.2 0.3"},
		{Axis{Low: 0, High: 3, Whole: true}, "0 1 2 3"},
		{Axis{Low: 1e9, High: 1e9 + 3}, "1000000000 1000000000.5 1000000001 1000000001.5 1000000002 1000000002.5 1000000003"},
		{Axis{Low: -1.7e308, High: 1.7e308}, "-1.5e+308 -1e+308 -5e+307 0 5e+307 1e+308 1.5e+308"},
		{Axis{Low: 5, High: 5}.widened(), "4.6 4.8 5 5.2 5.4"},
	} {
		_, texts := c.axis.ticks(6)
		assert.Equal(t, c.want, strings.Join(texts, " "))
	}
}

// A chart shows the values at their positions, and accepts values of any magnitude.
func TestCharts(t *testing.T) {
	nan := math.NaN()
	line := Line(&summary.Envelope{Low: []float64{0, 10, nan, 0}, High: []float64{0, 10, nan, 10}}, "title",
		Axis{Label: "index", Low: 0, High: 3, Whole: true}, Axis{Label: "value", Low: 0, High: 10})
	bounds := line.Bounds()
	drawn := func(img image.Image, r image.Rectangle) (n int) {
		for y := r.Min.Y; y < r.Max.Y; y++ {
			for x := r.Min.X; x < r.Max.X; x++ {
				if img.At(x, y) == color.Color(blue) {
					n++
				}
			}
		}
		return n
	}
	third := bounds.Dx() / 3
	left := image.Rect(0, 0, third, bounds.Dy())
	assert.Positive(t, drawn(line, left), "the line from 0 to 10")
	assert.Zero(t, drawn(line, left.Add(image.Pt(third+30, 0)).Intersect(image.Rect(0, 0, 2*third, bounds.Dy()))), "the gap at NaN")
	assert.Positive(t, drawn(line, left.Add(image.Pt(2*third, 0))), "the last column, from 0 to 10")

	bars := Bars(&summary.Histogram{Counts: []int{1, 0, 3}, Edges: []float64{0, 1, 2, 3}}, "title", "value", nil)
	one, three := drawn(bars, left), drawn(bars, left.Add(image.Pt(2*third, 0)))
	assert.InDelta(t, 3, float64(three)/float64(one), 0.6)

	for _, high := range []float64{0, 5e-324, 1e-300, 1, 1 << 62, math.MaxFloat64} {
		e := &summary.Envelope{Low: []float64{-high, high}, High: []float64{high, high}}
		Line(e, "", Axis{High: high, Whole: true}, Axis{Low: -high, High: high})
	}
}

// A heat map has the cells at their positions, a scale beside them, and marks for NaN if there are
// any.
func TestHeatMap(t *testing.T) {
	count := func(img image.Image, want color.Color) (n int, box image.Rectangle) {
		for y := range img.Bounds().Dy() {
			for x := range img.Bounds().Dx() {
				if img.At(x, y) == want {
					n++
					box = box.Union(image.Rect(x, y, x+1, y+1))
				}
			}
		}
		return n, box
	}
	img := HeatMap(grid(t, 2, 0, 1, 0.5, math.NaN()), 2, 2, 0, 1, Viridis, 200, "title", "value")
	n, box := count(img, NaN)
	assert.Equal(t, 100*100+barWidth*characterY, n, "a cell, and its mark in the legend")
	cells := image.Rect(box.Min.X-100, box.Min.Y-100, box.Min.X+100, box.Min.Y+100)
	for want, at := range map[color.RGBA]image.Point{Viridis(0): {50, 50}, Viridis(1): {150, 50}, Viridis(0.5): {50, 150}, NaN: {150, 150}} {
		assert.Equal(t, color.Color(want), img.At(cells.Min.X+at.X, cells.Min.Y+at.Y))
	}
	scale := cells.Max.X + barRoom + barWidth/2
	assert.Equal(t, color.Color(Viridis(0)), img.At(scale, cells.Max.Y-1))
	assert.Equal(t, color.Color(Viridis(1)), img.At(scale, cells.Min.Y))

	axis := &chart{plot: cells, y: Axis{Low: -0.5, High: 1.5, Down: true}}
	assert.InDelta(t, cells.Min.Y+50, axis.down(0), 1, "rows are counted from the top")
	assert.InDelta(t, cells.Min.Y+150, axis.down(1), 1)

	without := HeatMap(grid(t, 2, 0, 1, 0.5, 1), 2, 2, 0, 1, Viridis, 200, "title", "value")
	n, _ = count(without, NaN)
	assert.Zero(t, n)

	// Extreme shapes and values have room for the scale.
	for _, columns := range []int{1, 12} {
		for _, high := range []float64{0, 5e-324, 1, math.MaxFloat64} {
			img := HeatMap(grid(t, columns, make([]float64, 12)...), 12/columns, columns, -high, high, Grey, 50, strings.Repeat("long title ", 50), "value")
			assert.GreaterOrEqual(t, img.Bounds().Dx(), leastWidth)
			assert.GreaterOrEqual(t, img.Bounds().Dy(), leastBar)
		}
	}
}
