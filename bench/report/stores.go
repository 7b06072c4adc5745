package main

import (
	"image/color"
	"slices"
	"strings"
)

// role tells what a row stands for.
type role int

const (
	peer  role = iota // another store that one could choose
	own               // a way to use openleveldb
	floor             // no store: what none can fall below
)

// store is what the report knows about a row.
type store struct {
	name  string
	role  role
	color color.RGBA
	// faster is why it is, where it is; sections may say it more closely.
	faster string
}

// stores are in the order of tables, and have the same colour in all charts: of medium lightness, to be seen on white and black.
var stores = []store{
	{"openleveldb-view", own, rgb(0x1f6feb), "a view copies nothing and allocates nothing"},
	{"openleveldb-into", own, rgb(0x1298b8), "it copies once, into memory that is there already"},
	{"openleveldb", own, rgb(0x6b8fd6), ""},
	{"openleveldb-dynamic", own, rgb(0x8e7cc3), "a value whose type is not asked for needs no conversion"},
	{"openleveldb-remote", own, rgb(0x7f56d9), ""},
	{"openleveldb-remote-into", own, rgb(0xa371f7), "it reads from the connection into memory that is there already"},
	{"native", floor, rgb(0x767e87), "its loop is in C++ and crosses from Go once for some thousand operations"},
	{"native-view", floor, rgb(0x8c8c5a), "its loop is in C++ and crosses from Go once for some thousand operations"},
	{"memcpy", floor, rgb(0x8a7a6d), "it only copies: nothing is looked up"},
	{"npy-mmap", floor, rgb(0x9a8478), "each array is a file of its own that is mapped already: nothing is looked up in an index"},
	{"http-floor", floor, rgb(0x767e87), "its server has the answer in memory and does nothing but send it"},
	{"levigo", peer, rgb(0xd1690e), "it is the same LevelDB with less around it: handles are not counted and misuse is not caught"},
	{"goleveldb", peer, rgb(0x2da44e), "it is all in Go: no call into C, and its iterator hands out bytes of the block that it has decoded"},
	{"pebble", peer, rgb(0xe0475b), "it is all in Go: no call into C, and its memtable and iterators are newer designs than LevelDB's"},
	{"bbolt", peer, rgb(0xb8860b), "it finds a key in one B+tree of a mapped file and hands out a slice of that: no levels to merge, no call into C"},
	{"badger", peer, rgb(0xc837ab), "values of 1 MiB and more are slices of its mapped log of values, and smaller ones are copied without a call into C"},
	{"python", peer, rgb(0x3d9970), ""},
}

func rgb(hex uint32) color.RGBA {
	return color.RGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: 0xff}
}

// storeOf finds the store that a row's label begins with, or one of that name.
func storeOf(row string) store {
	name, _, _ := strings.Cut(row, " ")
	if i := slices.IndexFunc(stores, func(s store) bool { return s.name == name }); i >= 0 {
		return stores[i]
	}
	return store{name: row}
}

// isStore tells rows that begin with the name of a store from others, such as decoders.
func isStore(row string) bool { return rank(row) < len(stores) }

// rank is the place of a row in tables; rows that are no stores keep their order, at the end.
func rank(row string) int {
	name, _, _ := strings.Cut(row, " ")
	if i := slices.IndexFunc(stores, func(s store) bool { return s.name == name }); i >= 0 {
		return i
	}
	return len(stores)
}

// spare are the colours of rows that are no stores, in the order they come in a chart.
var spare = []color.RGBA{rgb(0x1f6feb), rgb(0xd1690e), rgb(0x2da44e), rgb(0xc837ab), rgb(0xb8860b), rgb(0x7f56d9), rgb(0x767e87)}

// colorOf gives the colour of the i-th row of a chart.
func colorOf(row string, i int) color.RGBA {
	if s := storeOf(row); s.color != (color.RGBA{}) {
		return s.color
	}
	return spare[i%len(spare)]
}
