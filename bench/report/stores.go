package main

import (
	"image/color"
	"slices"
	"strings"
)

// role is what a row of a table stands for.
type role int

const (
	peer  role = iota // another store, which a user could choose
	own               // a way to use openleveldb
	floor             // not a store, but a lower bound for all of them
)

// store is what the report knows about a row.
type store struct {
	name  string
	role  role
	color color.RGBA
}

// stores lists the rows in the order of the tables. A store has the same color in all charts, with
// a lightness that is visible on white and on black.
var stores = []store{
	{"openleveldb-view", own, rgb(0x1f6feb)},
	{"openleveldb-into", own, rgb(0x1298b8)},
	{"openleveldb", own, rgb(0x6b8fd6)},
	{"openleveldb-dynamic", own, rgb(0x8e7cc3)},
	{"openleveldb-struct", own, rgb(0x6b8fd6)},
	{"openleveldb-decoder", own, rgb(0x1298b8)},
	{"openleveldb-batches", own, rgb(0x8e7cc3)},
	{"openleveldb-remote", own, rgb(0x7f56d9)},
	{"openleveldb-remote-into", own, rgb(0xa371f7)},
	{"native", floor, rgb(0x767e87)},
	{"native-view", floor, rgb(0x8c8c5a)},
	{"memcpy", floor, rgb(0x8a7a6d)},
	{"npy-mmap", floor, rgb(0x9a8478)},
	{"http-floor", floor, rgb(0x767e87)},
	{"pread", floor, rgb(0x8a7a6d)},
	{"pread-direct", floor, rgb(0x9a8478)},
	{"io_uring", floor, rgb(0x8c8c5a)},
	{"io_uring-direct", floor, rgb(0x767e87)},
	{"sequential", floor, rgb(0x8a7a6d)},
	{"sequential-direct", floor, rgb(0x9a8478)},
	{"copy", floor, rgb(0x9a8478)},
	{"write", floor, rgb(0x767e87)},
	{"levigo", peer, rgb(0xd1690e)},
	{"goleveldb", peer, rgb(0x2da44e)},
	{"pebble", peer, rgb(0xe0475b)},
	{"bbolt", peer, rgb(0xb8860b)},
	{"badger", peer, rgb(0xc837ab)},
	{"python", peer, rgb(0x3d9970)},
}

func rgb(hex uint32) color.RGBA {
	return color.RGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: 0xff}
}

// storeOf returns the store that a row's label starts with. For other rows it returns a peer of
// that name.
func storeOf(row string) store {
	name, _, _ := strings.Cut(row, " ")
	if i := slices.IndexFunc(stores, func(s store) bool { return s.name == name }); i >= 0 {
		return stores[i]
	}
	return store{name: row}
}

// isStore reports whether a row's label starts with the name of a store.
func isStore(row string) bool { return rank(row) < len(stores) }

// rank is the position of a row in a table. Rows that are not stores come last.
func rank(row string) int {
	name, _, _ := strings.Cut(row, " ")
	if i := slices.IndexFunc(stores, func(s store) bool { return s.name == name }); i >= 0 {
		return i
	}
	return len(stores)
}

// spare holds the colors of rows that are not stores.
var spare = []color.RGBA{rgb(0x1f6feb), rgb(0xd1690e), rgb(0x2da44e), rgb(0xc837ab), rgb(0xb8860b), rgb(0x7f56d9), rgb(0x767e87)}

// colorOf returns the color of row i of a chart.
func colorOf(row string, i int) color.RGBA {
	if s := storeOf(row); s.color != (color.RGBA{}) {
		return s.color
	}
	return spare[i%len(spare)]
}
