package show

import (
	"bufio"
	"bytes"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/openleveldb/openleveldb/internal/tests/testdb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// shown returns what a printer prints.
func shown(t *testing.T, p Printer, stored string) string {
	t.Helper()
	var b bytes.Buffer
	p.Out, p.Terminal = bufio.NewWriter(&b), io.Discard
	if p.Bins == 0 {
		p.Bins = 10
	}
	require.NoError(t, p.Show([]byte(stored)))
	require.NoError(t, p.Out.Flush())
	return b.String()
}

func TestShow(t *testing.T) {
	assert.Equal(t, "5\n", shown(t, Printer{}, "i\x05"))
	assert.Equal(t, "a\tb\nc\\x1b\\u202e\\U000e0001\n", shown(t, Printer{}, "sa\tb\nc\x1b\u202e\U000e0001"))
	assert.Equal(t, "3 bytes\n00000000  61 62 00                                          |ab.|\n", shown(t, Printer{}, "bab\x00"))
	long := "b" + strings.Repeat("x", dumped+1000)
	assert.Contains(t, shown(t, Printer{}, long), "… 1,000 more bytes, which --all shows\n")
	assert.NotContains(t, shown(t, Printer{All: true}, long), "…")
	assert.Equal(t, "{\n  \"b\": [\n    1.50,\n    null\n  ],\n  \"a\": {}\n}\n", shown(t, Printer{}, `j{"b":[1.50,null],"a":{ }}`))
	coloured := shown(t, Printer{Style: cli.Style{Coloured: true}}, `j{"b":["x",1,null]}`)
	assert.Contains(t, coloured, "\x1b[36m\"b\"\x1b[0m")
	assert.Contains(t, coloured, "\x1b[32m\"x\"\x1b[0m")
	assert.Equal(t, "2 bytes without a type tag, as another program stored them\n"+
		"00000000  78 00                                             |x.|\n", shown(t, Printer{}, "x\x00"))
	assert.Equal(t, "2 bytes, as stored\n00000000  69 05                                             |i.|\n", shown(t, Printer{Hex: true}, "i\x05"))
	assert.ErrorContains(t, (&Printer{}).Show([]byte("j{")), "--hex prints the stored bytes")
}

// Tokens are unchanged, except for characters that could affect a terminal. Deep containers are on
// one line.
func TestShowDocuments(t *testing.T) {
	assert.Equal(t, "[\n  NaN,\n  -Inf,\n  -1.50e+07,\n  \"\\u009b\\u00E9\\\"]\",\n  {},\n  []\n]\n",
		shown(t, Printer{}, "j [NaN , -Inf,-1.50e+07,\"\u009b\\u00E9\\\"]\",{ },[\t\n]\r] "))
	depth := 10_000
	deep := shown(t, Printer{}, "j"+strings.Repeat("[", depth)+"1, 2"+strings.Repeat("]", depth))
	assert.Equal(t, 2*maxIndented+1, strings.Count(deep, "\n"))
	assert.Contains(t, deep, strings.Repeat("[", depth-maxIndented)+"1, 2"+strings.Repeat("]", depth-maxIndented)+"\n")
	long := strings.Repeat("9", 4300)
	assert.Equal(t, long+"\n", shown(t, Printer{}, "j"+long))
	coloured := shown(t, Printer{Style: cli.Style{Coloured: true}}, "j{\"\u202e\" :[\"\x7f\",-Infinity,true]}")
	assert.Contains(t, coloured, "\x1b[36m\"\\u202e\"\x1b[0m")
	assert.Contains(t, coloured, "\x1b[32m\"\\u007f\"\x1b[0m")
	assert.Contains(t, coloured, "\x1b[33m-Infinity\x1b[0m")
}

func TestShowArrays(t *testing.T) {
	text := shown(t, Printer{Bins: 2}, testdb.StoredArray(t, []float64{1, 2, 3, 4}))
	for _, want := range []string{"dtype  float64", "shape  (4,)", "min    1.0", "mean   2.5", "NaN    0", "[1. 2. 3. 4.]", "[1.0, 2.5)"} {
		assert.Contains(t, strings.ReplaceAll(text, "[  1, 2.5)", "[1.0, 2.5)"), want)
	}
	matrix := testdb.StoredArray(t, []float64{0, 1, 2, 3}, 2, 2)
	assert.Contains(t, shown(t, Printer{}, matrix), "\n0 ")
	coloured := shown(t, Printer{Style: cli.Style{Coloured: true}}, matrix)
	assert.Contains(t, coloured, "\x1b[")
	assert.NotEqual(t, coloured, shown(t, Printer{Style: cli.Style{Coloured: true}, Grey: true}, matrix))
	assert.Contains(t, shown(t, Printer{Histogram: true, Bins: 2}, matrix), "█")
}

// An array is drawn to a file or to the output. If it cannot be drawn, no file remains.
func TestDraw(t *testing.T) {
	var b bytes.Buffer
	p := Printer{Bins: 10, Out: bufio.NewWriter(&b)}
	dir := t.TempDir()
	for name, stored := range map[string]string{
		"line.png": testdb.StoredArray(t, []float64{1, 2, 3}), "matrix.png": testdb.StoredArray(t, []float64{1, 2, 3, 4}, 2, 2),
		"pixels.png": testdb.StoredArray(t, make([]uint8, 12), 2, 2, 3), "cube.png": testdb.StoredArray(t, []int64{1, 2, 3, 4, 5, 6, 7, 8}, 2, 2, 2),
	} {
		file := filepath.Join(dir, name)
		require.NoError(t, p.Draw(file, "key", []byte(stored)))
		content, err := os.ReadFile(file)
		require.NoError(t, err)
		img, err := png.Decode(bytes.NewReader(content))
		require.NoError(t, err)
		assert.False(t, img.Bounds().Empty())
	}
	require.NoError(t, p.Draw("-", "key", []byte(testdb.StoredArray(t, []float64{1, 2}))))
	require.NoError(t, p.Out.Flush())
	_, err := png.Decode(&b)
	require.NoError(t, err)
	none := filepath.Join(dir, "none.png")
	assert.ErrorContains(t, p.Draw(none, "key", []byte("s1")), "only an ndarray can be drawn")
	assert.ErrorContains(t, p.Draw(none, "key", []byte(testdb.StoredArray(t, []float64{}))), "no numbers to draw")
	assert.Error(t, p.Draw(none, "key", []byte("x")))
	assert.ErrorContains(t, p.Draw(filepath.Join(dir, "no", "x.png"), "key", []byte(testdb.StoredArray(t, []float64{1, 2}))),
		"there is no directory "+filepath.Join(dir, "no"))
	assert.NoFileExists(t, none)
	assert.ErrorContains(t, p.Draw("/dev/full", "key", []byte(testdb.StoredArray(t, []float64{1, 2}))), "no space left")
	assert.FileExists(t, "/dev/full", "a device is not removed")
}

// Without Force nothing is replaced, not even through a symbolic link that leads nowhere.
func TestDrawReplaces(t *testing.T) {
	p := Printer{Bins: 10}
	stored := []byte(testdb.StoredArray(t, []float64{1, 2, 3}))
	dir := t.TempDir()
	target, dangling := filepath.Join(dir, "target.png"), filepath.Join(dir, "dangling.png")
	require.NoError(t, os.Symlink(target, dangling))
	assert.ErrorContains(t, p.Draw(dangling, "key", stored), "dangling.png exists: --force replaces it")
	assert.NoFileExists(t, target)
	require.NoError(t, os.WriteFile(target, []byte("mine"), 0o600))
	for _, name := range []string{target, dangling} {
		assert.ErrorContains(t, p.Draw(name, "key", stored), "exists: --force replaces it")
	}
	p.Force = true
	assert.ErrorContains(t, p.Draw(dangling, "key", stored), "not a regular file")
	content, err := os.ReadFile(target)
	require.NoError(t, err)
	assert.Equal(t, "mine", string(content))
	require.NoError(t, p.Draw(target, "key", stored))
	content, err = os.ReadFile(target)
	require.NoError(t, err)
	_, err = png.Decode(bytes.NewReader(content))
	require.NoError(t, err)
	names, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Len(t, names, 2, "no incomplete file is left")
}
