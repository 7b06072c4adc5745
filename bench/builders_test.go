package bench

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestBuilders checks that every builder writes the entries it is given, in one part or in several,
// and refuses a directory that exists.
func TestBuilders(t *testing.T) {
	for _, size := range []Size{RowSize, Sizes[3]} {
		d := NewDataset(size, size.Short)
		values, err := NewValues(d.Elements(), len(d.Once))
		require.NoError(t, err)
		for _, w := range builders {
			for goroutines := 1; goroutines <= 2 && (goroutines == 1 || w.parts); goroutines++ {
				t.Run(fmt.Sprintf("%s/size=%s/goroutines=%d", w.Name, size.Name, goroutines), func(t *testing.T) {
					dir := filepath.Join(t.TempDir(), "db")
					c := Config{TableBytes: 2 << 20}
					order := sequence(len(d.Once))
					require.NoError(t, w.run(dir, c, d.Keys, order, values, goroutines))
					require.NoError(t, w.checkBuilt(dir, values, len(d.Once), d.Total()))
					require.ErrorContains(t, w.checkBuilt(dir, values, len(d.Once)+1, d.Total()), "entries")
					require.ErrorContains(t, w.checkBuilt(dir, values, len(d.Once), d.Total()+1), "sum")
					if w.reader.Open != nil {
						requireDataset(t, w.reader, dir, c, d)
					}
					require.Error(t, w.run(dir, c, d.Keys, order, values, goroutines))
				})
			}
		}
	}
}
