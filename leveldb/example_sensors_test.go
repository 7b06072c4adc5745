package leveldb_test

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
)

// A log of sensors. A key is the sensor and the time, written so that the order of the bytes is the order in time: so a span of
// time is a range of keys, and the latest entry is the first one from the end. Each entry is an array of a minute's readings.
func Example_sensorLog() {
	dir, err := os.MkdirTemp("", "example")
	check(err)
	defer os.RemoveAll(dir)
	db, err := leveldb.Open(filepath.Join(dir, "log"), nil)
	check(err)
	defer db.Close()

	const minute = "2006-01-02T15:04" // in UTC
	start := time.Date(2026, 3, 1, 23, 57, 0, 0, time.UTC)
	batch := db.NewBatch() // all of it is there after a crash, or nothing
	for _, sensor := range []string{"inlet/", "outlet/"} {
		for m := range 6 {
			readings, err := ndarray.FromSlice([]float32{20 + float32(m), 20.5 + float32(m)}, -1)
			check(err)
			check(batch.Put(leveldb.Key(sensor, start.Add(time.Duration(m)*time.Minute).Format(minute)), readings))
		}
	}
	check(batch.Write())

	inlet := db.Sub("inlet/") // its keys are times

	// A span of time: the last minutes before midnight.
	for v, err := range leveldb.Views[float32](inlet, &leveldb.Range{Start: "2026-03-01T23:58", Stop: "2026-03-02"}) {
		check(err)
		fmt.Println(v.Key(), v.Elements)
	}

	// A day is a prefix, and its readings are one tensor: a row a minute.
	day, err := inlet.GatherRange(&leveldb.Range{StartingBy: "2026-03-02"}, nil)
	check(err)
	fmt.Println(day)

	// The latest.
	for e, err := range inlet.Entries(&leveldb.Range{Reverse: true, Limit: 1}) {
		check(err)
		value, err := e.Value()
		check(err)
		fmt.Println("latest:", e.Key(), value)
	}

	// What is older than a day goes.
	old := inlet.NewBatch()
	for key, err := range inlet.Keys(&leveldb.Range{Stop: "2026-03-02"}) {
		check(err)
		check(old.Delete(key))
	}
	check(old.Write())
	left, err := inlet.Count(nil)
	check(err)
	fmt.Println("left:", left)
	// Output:
	// 2026-03-01T23:58 [21 21.5]
	// 2026-03-01T23:59 [22 22.5]
	// [[23.  23.5]
	//  [24.  24.5]
	//  [25.  25.5]]
	// latest: 2026-03-02T00:02 [25.  25.5]
	// left: 3
}
