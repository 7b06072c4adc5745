package summary

import (
	"fmt"
	"math"

	"github.com/openleveldb/openleveldb/ndarray"
)

// Grid is a reduced picture. Each cell is the mean of the elements that fall into it, row by row
// from the top. NaN elements are ignored, but a cell is NaN if more than half of its elements are
// NaN.
type Grid struct {
	Columns, Rows, Channels int
	Cells                   []float64
}

// At returns the channels of a cell. Rows and columns are counted from 0.
func (g *Grid) At(row, column int) []float64 {
	i := (row*g.Columns + column) * g.Channels
	return g.Cells[i : i+g.Channels]
}

// GridOf averages a matrix of numbers, or a picture whose last axis holds its channels, down to at
// most the given columns and rows, and roughly keeps its proportions. A small array keeps its size.
// The error wraps ndarray.ErrShape if the array has neither two nor three axes, or no elements, and
// ndarray.ErrDType if they are not numbers.
func GridOf(a *ndarray.Array, columns, rows int) (*Grid, error) {
	if a.NDim() != 2 && a.NDim() != 3 || a.Size() == 0 {
		return nil, fmt.Errorf("%w: the shape %v is not that of a picture with elements", ndarray.ErrShape, a.Shape())
	}
	height, width, channels := a.Dim(0), a.Dim(1), 1
	if a.NDim() == 3 {
		channels = a.Dim(2)
	}
	g := newGrid(width, height, columns, rows)
	g.Channels = channels
	g.Cells = make([]float64, g.Columns*g.Rows*channels)
	if read := inMemoryOrder(a); a.NDim() == 2 && read != a {
		t := &Grid{Columns: g.Rows, Rows: g.Columns, Channels: 1, Cells: make([]float64, len(g.Cells))}
		if err := t.fill(read, height, width); err != nil {
			return nil, err
		}
		for i := range g.Cells {
			g.Cells[i] = t.At(i%g.Columns, i/g.Columns)[0]
		}
		return g, nil
	}
	return g, g.fill(a, width, height)
}

// newGrid chooses the size of the grid for a picture of width × height elements that must fit
// columns × rows.
func newGrid(width, height, columns, rows int) *Grid {
	shrink := max(1, float64(width)/float64(columns), float64(height)/float64(rows))
	// A long strip would lose its short side, so that side keeps at least this many cells, or all
	// that it has.
	const least = 16
	fit := func(length, room int) int {
		return min(room, max(int(math.Round(float64(length)/shrink)), min(length, least)))
	}
	return &Grid{Columns: fit(width, columns), Rows: fit(height, rows)}
}

// fill averages the elements of a picture of width × height in one pass, or in two if a sum
// overflows float64.
func (g *Grid) fill(a *ndarray.Array, width, height int) error {
	overflow, err := g.average(a, width, height, 1)
	if err == nil && overflow {
		clear(g.Cells)
		// A stored array has fewer than 2^32 elements.
		_, err = g.average(a, width, height, 1.0/(1<<32))
	}
	return err
}

// average sums scaled elements and divides. It reports whether a sum of finite elements overflowed
// to infinity.
func (g *Grid) average(a *ndarray.Array, width, height int, scale float64) (overflow bool, err error) {
	blocks, err := a.Floats()
	if err != nil {
		return false, err
	}
	numbers, missing := make([]uint32, len(g.Cells)), make([]uint32, len(g.Cells))
	x, y, cell, channel := 0, 0, 0, 0
	// filled is the fill level of a cell. A cell is full after as many elements as the picture has
	// per cell of the grid.
	filled := 0
	for block := range blocks {
		for _, value := range block {
			if value == value {
				sum := g.Cells[cell+channel] + value*scale
				overflow = overflow || isFinite(value) && isFinite(g.Cells[cell+channel]) && !isFinite(sum)
				g.Cells[cell+channel] = sum
				numbers[cell+channel]++
			} else {
				missing[cell+channel]++
			}
			if channel++; channel < g.Channels {
				continue
			}
			channel = 0
			if filled += g.Columns; filled >= width {
				filled -= width
				cell += g.Channels
			}
			if x++; x == width {
				x = 0
				y++
				cell = int(int64(y)*int64(g.Rows)/int64(height)) * g.Columns * g.Channels
			}
		}
	}
	for i := range g.Cells {
		if missing[i] > numbers[i] {
			g.Cells[i] = math.NaN()
		} else {
			g.Cells[i] = g.Cells[i] / float64(numbers[i]) / scale
		}
	}
	return overflow, nil
}
