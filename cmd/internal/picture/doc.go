// Package picture draws arrays: as images, as half blocks or shades of characters in a terminal,
// and as charts with axes.
//
//	grid, err := summary.GridOf(array, 80, 40)
//	image := picture.OfGrid(grid, low, high, picture.Viridis)
//	text := picture.HalfBlocks(nil, image, picture.TrueColors)
//
// It needs image/draw and golang.org/x/image, which add less than a megabyte to a program.
// gonum.org/v1/plot would add nine megabytes, mostly fonts and formats that are not needed here,
// and eight modules for every importer of the database.
//
// All functions may be called from many goroutines.
package picture
