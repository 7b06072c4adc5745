package commands

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/openleveldb/openleveldb/internal/tests/testdb"
	"github.com/openleveldb/openleveldb/ndarray"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestShowPlainValues(t *testing.T) {
	path := database(t, map[string]string{
		"i": "i\x2a", "s": "stab\there\nand \x1b[31m \u202e", "none": "",
		"b": "bhello\x00world and more\n", "long": "b" + strings.Repeat("x", 600), "empty": "b", "bad": "q",
	})
	assert.Equal(t, "42\n", output(t, "show", path, "i"))
	assert.Equal(t, "tab\there\nand \\x1b[31m \\u202e\n", output(t, "show", path, "s"))
	assert.Equal(t, "null\n", output(t, "show", path, "none"))
	assert.Equal(t, lines("21 bytes",
		"00000000  68 65 6c 6c 6f 00 77 6f  72 6c 64 20 61 6e 64 20  |hello.world and |",
		"00000010  6d 6f 72 65 0a                                    |more.|",
	), output(t, "show", path, "b"))
	assert.Equal(t, "0 bytes\n", output(t, "show", path, "empty"))
	long := output(t, "show", path, "long")
	assert.Equal(t, 34, strings.Count(long, "\n"))
	assert.Contains(t, long, "\n… 88 more bytes, which --all shows\n")
	all := output(t, "show", path, "long", "--all")
	assert.Equal(t, 39, strings.Count(all, "\n"))
	assert.NotContains(t, all, "more bytes")
	assert.Equal(t, "1 bytes without a type tag, as another program stored them\n00000000  71                                                |q|\n", output(t, "show", path, "bad"))
	assert.Equal(t, "{\"type\":\"raw\",\"bytes\":1}\n", output(t, "show", path, "bad", "--json"))
	assert.Contains(t, output(t, "show", path, "i", "--hex"), "2 bytes, as stored\n00000000  69 2a  ")
	requireFailure(t, runTool(t, "show", path, "missing"), `show "missing": not found`)
	assert.Equal(t, "{\"type\":\"int\",\"bytes\":1}\n", output(t, "show", path, "i", "--json"))
}

func TestShowJSON(t *testing.T) {
	path := database(t, map[string]string{
		"j": `j{ "z" : 1.50,"a":[ ],"b":[1e+16,{}, {"x":null}], "q\"\u001b":"\\\"é\u202e ", "n":[NaN,-Infinity,true]}`,
		"s": `j 1.0 `,
	})
	assert.Equal(t, `{
  "z": 1.50,
  "a": [],
  "b": [
    1e+16,
    {},
    {
      "x": null
    }
  ],
  "q\"\u001b": "\\\"é\u202e ",
  "n": [
    NaN,
    -Infinity,
    true
  ]
}
`, output(t, "show", path, "j"))
	assert.Equal(t, "1.0\n", output(t, "show", path, "s"))
}

func TestShowArray(t *testing.T) {
	ramp := make([]float32, 6)
	for i := range ramp {
		ramp[i] = float32(i)
	}
	path := database(t, map[string]string{
		"line": testdb.StoredArray(t, []int16{1, 2, 2, 9}), "matrix": testdb.StoredArray(t, ramp, 2, 3), "cube": testdb.StoredArray(t, ramp, 1, 2, 3),
		"image": testdb.StoredArray(t, bytes.Repeat([]byte{255, 0, 0, 0}, 8), 4, 2, 4), "empty": testdb.StoredArray(t, []float64{}, 0, 3),
		"axes": testdb.StoredArray(t, make([]bool, 4<<20), 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4),
	})
	assert.Equal(t, lines("dtype  int16", "shape  (4,)", "bytes  8", "min    1", "max    9", "mean   3.5", "std    3.20156", "",
		"[1, 5)  "+strings.Repeat("█", 50)+" 3",
		"[5, 9]  "+strings.Repeat("█", 16)+"▋"+strings.Repeat(" ", 33)+" 1", "",
		"[1 2 2 9]",
	), output(t, "show", path, "line", "--bins", "2"))
	assert.Equal(t, lines("dtype  float32", "shape  (2, 3)", "bytes  24", "min    0.0", "max    5.0", "mean   2.5", "std    1.70783", "NaN    0", "",
		"-+#", "0  .:-=+*#%@ 5", "", "[[0. 1. 2.]", " [3. 4. 5.]]",
	), output(t, "show", path, "matrix"))
	assert.Contains(t, output(t, "show", path, "matrix", "--histogram"), "[  0, 0.5)  ██████")
	assert.Contains(t, output(t, "show", path, "cube"), "[  0, 0.5)  ██████")
	assert.Contains(t, output(t, "show", path, "image"), "\n\n  \n  \n\n[[[255", "it is transparent")
	assert.Equal(t, lines("dtype  float64", "shape  (0, 3)", "bytes  0", "NaN    0"), output(t, "show", path, "empty"))
	assert.Less(t, len(output(t, "show", path, "axes")), 500)
}

func TestShowSummaryAsJSON(t *testing.T) {
	path := database(t, map[string]string{"a": testdb.StoredArray(t, []uint64{1, 1<<64 - 1}), "b": testdb.StoredArray(t, []bool{true, false})})
	text := output(t, "show", path, "a", "--json", "--bins", "1")
	assert.Contains(t, text, `"max":18446744073709551615,`, "every digit")
	var got map[string]any
	require.NoError(t, json.Unmarshal([]byte(text), &got))
	for name, want := range map[string]any{"type": "ndarray", "dtype": "<u8", "size": 2., "bytes": 16., "nans": 0., "infs": 0., "min": 1.} {
		assert.Equal(t, want, got[name], name)
	}
	assert.Equal(t, map[string]any{"counts": []any{2.}, "edges": []any{1., float64(1<<63) * 2}}, got["histogram"])
	assert.Contains(t, output(t, "show", path, "b", "--json"), `"true":1,"mean":0.5`)
}

func TestShowPNG(t *testing.T) {
	path := database(t, map[string]string{
		"line": testdb.StoredArray(t, []int16{1, 2, 2, 9}), "cube": testdb.StoredArray(t, []float64{1, 2, 3, 4}, 1, 2, 2), "s": "stext",
		"image":  testdb.StoredArray(t, []uint8{255, 0, 0, 0, 255, 0}, 1, 2, 3),
		"matrix": testdb.StoredArray(t, []float64{0, 1, 1, 0, 0, 0}, 2, 3),
	})
	for key, size := range map[string]image.Point{"line": {960, 540}, "cube": {960, 540}, "image": {2, 1}, "matrix": {510, 340}} {
		file := filepath.Join(t.TempDir(), key+".png")
		args := []string{"show", path, key, "--grey", "--no-axes", "--png"}
		assert.Empty(t, output(t, append(args, file)...))
		content, err := os.ReadFile(file)
		require.NoError(t, err)
		img, err := png.Decode(bytes.NewReader(content))
		require.NoError(t, err)
		assert.Equal(t, size, img.Bounds().Size(), key)
		if key == "image" {
			assert.Equal(t, color.RGBA{0, 255, 0, 255}, color.RGBAModel.Convert(img.At(1, 0)))
		}
		if key == "matrix" {
			assert.Equal(t, color.RGBA{255, 255, 255, 255}, color.RGBAModel.Convert(img.At(200, 10)))
			assert.Equal(t, color.RGBA{0, 0, 0, 255}, color.RGBAModel.Convert(img.At(200, 200)))
		}
		assert.Equal(t, string(content), output(t, append(args, "-")...))
	}
	// With axes the map is in the middle of a larger picture.
	file := filepath.Join(t.TempDir(), "axes.png")
	output(t, "show", path, "matrix", "--png", file, "--grey")
	content, err := os.ReadFile(file)
	require.NoError(t, err)
	img, err := png.Decode(bytes.NewReader(content))
	require.NoError(t, err)
	assert.Greater(t, img.Bounds().Dx(), 510+100)
	assert.Greater(t, img.Bounds().Dy(), 340+50)

	// An existing file is replaced only on request.
	requireFailure(t, runTool(t, "show", path, "line", "--png", file), "axes.png exists: --force replaces it")
	unchanged, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, content, unchanged)
	output(t, "show", path, "line", "--png", file, "--force")
	replaced, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.NotEqual(t, content, replaced)

	file = filepath.Join(t.TempDir(), "none.png")
	requireFailure(t, runTool(t, "show", path, "s", "--png", file), "only an ndarray can be drawn")
	assert.NoFileExists(t, file)
	requireFailure(t, runTool(t, "show", path, "line", "--png", filepath.Join(file, "x")), "there is no directory "+file)
	requireFailure(t, runTool(t, "show", path, "line", "--png", "/dev/full"), "no space left on device")
	assert.FileExists(t, "/dev/full")
}

// Values close to the largest float64 have a histogram, a mean and a picture.
func TestLargestDoublesAreShown(t *testing.T) {
	path := database(t, map[string]string{
		"one":    testdb.StoredArray(t, []float64{math.MaxFloat64, math.MaxFloat64}),
		"both":   testdb.StoredArray(t, []float64{math.MaxFloat64, -math.MaxFloat64, math.MaxFloat64, -math.MaxFloat64}),
		"matrix": testdb.StoredArray(t, slices.Repeat([]float64{math.MaxFloat64, -math.MaxFloat64}, 5000), 5000, 2),
		"time":   "n" + npyOfCounts(t, "<M8[ns]", []int64{math.MaxInt64, ndarray.NaT + 1}),
	})
	assert.Contains(t, output(t, "show", path, "one", "--bins", "1"), "[1.79769e+308, 1.79769e+308]  ██████████")
	text := output(t, "show", path, "both", "--bins", "2")
	assert.Contains(t, text, "[-1.79769e+308,             0)  ██████████")
	assert.Contains(t, text, "[            0,  1.79769e+308]  ██████████")
	text = output(t, "show", path, "matrix")
	assert.Contains(t, text, "@ \n@ \n@ \n")
	assert.NotContains(t, text, "×")
	text = output(t, "show", path, "time", "--bins", "1")
	assert.Contains(t, text, "[1677-09-21T00:12:43.145224193, 2262-04-11T23:47:16.854775807]  ██████")
}

// npyOfCounts returns the bytes of a .npy file with an array of one axis over counts.
func npyOfCounts(t *testing.T, descr string, counts []int64) string {
	t.Helper()
	dtype, err := ndarray.ParseDType(descr)
	require.NoError(t, err)
	var data []byte
	for _, n := range counts {
		data = binary.LittleEndian.AppendUint64(data, uint64(n))
	}
	a, err := ndarray.FromBytes(dtype, []int{len(counts)}, data)
	require.NoError(t, err)
	npy, err := a.AppendNPY(nil)
	require.NoError(t, err)
	return string(npy)
}
