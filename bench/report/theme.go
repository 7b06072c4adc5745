package main

import (
	"image/color"

	xfont "golang.org/x/image/font"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/font/liberation"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// theme holds the colors of a chart on a light or a dark page. The page provides the background.
// Stores have the same colors in both.
type theme struct {
	name string
	text color.Color // labels
	mute color.Color // axes and leaders
	grid color.Color
}

var (
	light = theme{"light", rgb(0x1f2328), rgb(0x59636e), rgb(0xdde2e8)}
	dark  = theme{"dark", rgb(0xe6edf3), rgb(0x9198a1), rgb(0x30363d)}
)

const (
	fontSize  = vg.Length(11)
	titleSize = vg.Length(12.5)
	lineWidth = vg.Length(1.6)
	ownWidth  = vg.Length(2.6) // of the lines of openleveldb
)

var fonts = font.NewCache(liberation.Collection())

// style returns a text style with the given color and size.
func style(c color.Color, size vg.Length, bold bool, x, y float64) draw.TextStyle {
	f := font.Font{Typeface: "Liberation", Variant: "Sans", Size: size}
	if bold {
		f.Weight = xfont.WeightBold
	}
	return draw.TextStyle{
		Color: c, Font: f, XAlign: text.XAlignment(x), YAlign: text.YAlignment(y), Handler: text.Plain{Fonts: fonts},
	}
}
