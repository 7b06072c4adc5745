package native

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// A seek is a point read: it brings in the block of its entry, and neither the next one nor what a
// scan would read ahead, even after a scan.
func TestColdSeek(t *testing.T) {
	const rows, size = 8192, 4000
	db, dir := coldDB(t, rows, size, Options{})
	it := lazily(t, db, driver.Span{})
	seek := func(i int, reverse bool) {
		require.NoError(t, it.Seek(driver.Position{Place: driver.AtKey, Key: key(i), Reverse: reverse}))
		page, err := it.Next(ctx)
		require.NoError(t, err)
		require.Equal(t, key(i), page.Key(0))
	}
	seek(0, false)
	for range 20 { // scans
		_, err := it.Next(ctx)
		require.NoError(t, err)
	}
	for _, reverse := range []bool{false, true} {
		before := settled(t, dir, 1)
		seeks := 0
		for i := 1000; i < rows; i += 200 {
			at := i
			if reverse {
				at += 100
			}
			if at < rows {
				seek(at, reverse)
				seeks++
			}
		}
		read := settled(t, dir, before) - before
		require.LessOrEqual(t, read, 3*seeks, "blocks of up to 3 pages")
		require.GreaterOrEqual(t, read, seeks/2)
	}
}
