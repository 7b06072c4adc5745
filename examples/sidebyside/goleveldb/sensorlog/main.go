// Appends samples every minute, reads a time range and the newest entry.
package main

import (
	"encoding/binary"
	"fmt"
	"log"
	"os"
	"slices"

	"github.com/syndtr/goleveldb/leveldb"
	"github.com/syndtr/goleveldb/leveldb/util"
)

func main() {
	db := must(leveldb.OpenFile(os.Args[1], nil))
	defer db.Close()
	for minute := range 180 {
		time := fmt.Sprintf("%02d:%02d", 12+minute/60, minute%60)
		samples := []float32{float32(minute), float32(minute) + 0.5, float32(minute) + 0.25}
		check(db.Put([]byte(time), must(binary.Append(nil, binary.LittleEndian, samples)), nil))
	}
	entries := db.NewIterator(&util.Range{Start: []byte("12:58"), Limit: []byte("13:01")}, nil)
	defer entries.Release()
	for entries.Next() {
		fmt.Printf("%s %.2f\n", entries.Key(), slices.Max(decoded(entries.Value())))
	}
	check(entries.Error())
	all := db.NewIterator(nil, nil)
	defer all.Release()
	if all.Last() {
		fmt.Printf("newest: %s %.2f\n", all.Key(), slices.Max(decoded(all.Value())))
	}
	check(all.Error())
}

func decoded(stored []byte) []float32 {
	samples := make([]float32, len(stored)/4)
	must(binary.Decode(stored, binary.LittleEndian, samples))
	return samples
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func must[T any](value T, err error) T {
	check(err)
	return value
}
