// Package picture draws arrays: as images, as half blocks or shades of characters in a terminal,
// and as charts with axes.
//
//	grid, err := summary.GridOf(array, 80, 40)
//	image := picture.OfGrid(grid, low, high, picture.Viridis)
//	text := picture.HalfBlocks(nil, image, picture.TrueColors)
//
// It needs image/draw and golang.org/x/image, which a program pays with less than a megabyte.
// gonum.org/v1/plot would bring nine megabytes, mostly of fonts and of formats that nobody asks
// for, and eight modules to everybody who imports the database.
//
// All functions may be called from many goroutines.
package picture
