package tabular

import (
	"strings"
	"testing"

	"github.com/mattn/go-runewidth"
	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestEntry(t *testing.T) {
	e, err := Of("k\n", []byte("sone line"), false, 3)
	require.NoError(t, err)
	assert.Equal(t, "\"k\\n\"\tstr\tone…\n", string(e.AppendLine(nil, false)))
	assert.Equal(t, "\"k\\n\"\tstr\t9\tone…\n", string(e.AppendLine(nil, true)))
	e, err = Of("k", []byte("sone line"), true, 4)
	require.NoError(t, err)
	assert.Equal(t, Entry{"k", "raw", 9, "b'sone'…"}, e)
	e, err = Of("k", []byte("\x00x"), false, 40)
	require.NoError(t, err)
	assert.Equal(t, Entry{"k", "raw", 2, `b'\x00x'`}, e)
	e, err = Of("k", []byte("s\xff"), false, 40)
	require.Error(t, err)
	assert.Equal(t, Unreadable, e.Kind)
}

// No line is wider than the terminal, whatever the keys and values are, and everything is printed in
// full where there is room.
func TestColumnsFit(t *testing.T) {
	long := strings.Repeat("key/", 30)
	entries := []Entry{{long + "end", "str", 12345, strings.Repeat("v", 300)}, {"k", "ndarray", 1, strings.Repeat("漢", 100)}, {"漢字/漢字", "?", 0, "text"}}
	for _, width := range []int{1, 10, 20, 40, 80, 200, 1000} {
		for _, isLong := range []bool{false, true} {
			var out strings.Builder
			c := &Columns{Out: &out, Width: width, Long: isLong}
			for _, e := range entries {
				require.NoError(t, c.Add(e))
			}
			require.NoError(t, c.Flush())
			printed := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
			require.Len(t, printed, 3)
			if width < 40 {
				continue // too narrow for the types
			}
			for _, line := range printed {
				assert.LessOrEqual(t, runewidth.StringWidth(line), width, line)
			}
			assert.Contains(t, printed[0], "/end  str")
			assert.Equal(t, width >= 1000, strings.Contains(out.String(), long))
			assert.Equal(t, width >= 1000, strings.Contains(out.String(), entries[0].Text))
			at := runewidth.StringWidth(printed[0][:strings.Index(printed[0], "str")])
			assert.Equal(t, at, runewidth.StringWidth(printed[1][:strings.Index(printed[1], "ndarray")]), "columns are aligned")
			assert.Equal(t, at, runewidth.StringWidth(printed[2][:strings.Index(printed[2], "?")]))
		}
	}
}

// A long listing begins to show before it is complete.
func TestColumnsInGroups(t *testing.T) {
	var out strings.Builder
	c := &Columns{Out: &out, Width: 80}
	for range 300 {
		require.NoError(t, c.Add(Entry{"key", "int", 2, "1"}))
	}
	assert.Equal(t, 256, strings.Count(out.String(), "\n"))
	require.NoError(t, c.Flush())
	assert.Equal(t, 300, strings.Count(out.String(), "key  int  1\n"))
}

func TestColumnsHaveColours(t *testing.T) {
	var out strings.Builder
	c := &Columns{Out: &out, Style: cli.Style{Coloured: true}, Long: true}
	for _, e := range []Entry{{"a", "int", 2, "1"}, {"b", "ndarray", 100, "x"}, {"c", "?", 1, "y"}, {"d", "raw", 1, "z"}} {
		require.NoError(t, c.Add(e))
	}
	require.NoError(t, c.Flush())
	assert.Equal(t, "a  \x1b[33mint\x1b[0m        2  1\n"+
		"b  \x1b[35mndarray\x1b[0m  100  x\n"+
		"c  \x1b[31m?\x1b[0m          1  y\n"+
		"d  \x1b[2mraw\x1b[0m        1  z\n", out.String())
}
