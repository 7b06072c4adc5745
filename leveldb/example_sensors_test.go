package leveldb_test

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
)

// Store a log of sensor readings. A key is the sensor and the time, in a form that is ordered by
// time. A time span is therefore a range of keys, and the latest entry is the last key. Each value
// is an array of the readings of one minute.
func Example_sensorLog() {
	dir, err := os.MkdirTemp("", "example")
	check(err)
	defer os.RemoveAll(dir)
	db, err := leveldb.Open(filepath.Join(dir, "log"), nil)
	check(err)
	defer db.Close()

	const minute = "2006-01-02T15:04" // in UTC
	start := time.Date(2026, 3, 1, 23, 57, 0, 0, time.UTC)
	batch := db.NewBatch() // after a crash, all of it is present, or nothing
	for _, sensor := range []string{"inlet/", "outlet/"} {
		for m := range 6 {
			readings, err := ndarray.FromSlice([]float32{20 + float32(m), 20.5 + float32(m)}, -1)
			check(err)
			check(batch.Put(leveldb.Key(sensor, start.Add(time.Duration(m)*time.Minute).Format(minute)), readings))
		}
	}
	check(batch.Write())

	inlet := db.Sub("inlet/") // keys are times

	// Read a time span: the last minutes before midnight.
	for v, err := range leveldb.Views[float32](inlet, &leveldb.Range{Start: "2026-03-01T23:58", Stop: "2026-03-02"}) {
		check(err)
		fmt.Println(v.Key(), v.Elements)
	}

	// A day is a prefix. Gather its readings into one tensor, one row per minute.
	day, err := inlet.GatherRange(&leveldb.Range{StartingBy: "2026-03-02"}, nil)
	check(err)
	fmt.Println(day)

	// Read the latest entry.
	for e, err := range inlet.Entries(&leveldb.Range{Reverse: true, Limit: 1}) {
		check(err)
		value, err := e.Value()
		check(err)
		fmt.Println("latest:", e.Key(), value)
	}

	// Delete everything older than a day.
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
