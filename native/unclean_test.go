package native

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// The tables that a compaction has to rewrite are grouped in runs of bounded size without clean
// tables.
func TestRunsOfUncleanTables(t *testing.T) {
	m := dbfile.NewManifest()
	for i, keys := range [][2]string{{"a", "b"}, {"c", "d"}, {"e", "f"}, {"g", "h"}, {"i", "j"}} {
		number := uint64(10 + i)
		m.Tables[number] = dbfile.Table{Number: number, Size: 1 << 20, First: keys[0], Last: keys[1]}
	}
	numbers := func(r driver.Span, cleanAfter uint64) (runs [][]uint64) {
		for _, p := range (*ordering)(nil).unclean(m, r, cleanAfter, compactedAtOnce) {
			var all []uint64
			for _, t := range p.touch {
				all = append(all, t.Number)
			}
			runs = append(runs, all)
		}
		return runs
	}
	require.Equal(t, [][]uint64{{10, 11, 12, 13, 14}}, numbers(driver.Span{}, 0))
	require.Equal(t, [][]uint64{{11, 12, 13}}, numbers(driver.Span{Lower: "d", Upper: "h"}, 0))
	require.Equal(t, [][]uint64{{11, 12}}, numbers(driver.Span{Lower: "d", Upper: "g"}, 0), "the upper bound is exclusive")
	require.Empty(t, numbers(driver.Span{Lower: "k"}, 0))

	m.Merged[12] = true
	require.Equal(t, [][]uint64{{10, 11}, {13, 14}}, numbers(driver.Span{}, 0))
	require.Equal(t, [][]uint64{{10, 11}, {13, 14}}, numbers(driver.Span{}, 11))
	require.Equal(t, [][]uint64{{10, 11, 12, 13, 14}}, numbers(driver.Span{}, 12), "it was written under a snapshot")
	require.Equal(t, [][]uint64{{10, 11, 12, 13, 14}}, numbers(driver.Span{}, math.MaxUint64))

	m = dbfile.NewManifest()
	for number := uint64(1); number <= 3; number++ {
		m.Tables[number] = dbfile.Table{Number: number, Size: compactedAtOnce / 2, First: "a", Last: "b"}
	}
	require.Equal(t, [][]uint64{{1, 2}, {3}}, numbers(driver.Span{}, 0))
}
