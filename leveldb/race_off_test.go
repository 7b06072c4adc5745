//go:build !race

package leveldb_test

const raceEnabled = false
