package test

import (
	"bytes"
	"encoding/binary"
	"encoding/csv"
	"image/png"
	"math/cmplx"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/emulation"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// texts returns an array of texts.
func texts(t *testing.T, shape []int, elements ...string) *ndarray.Array {
	t.Helper()
	longest := 1
	for _, text := range elements {
		longest = max(longest, utf8.RuneCountInString(text))
	}
	dtype, err := ndarray.ParseDType("<U" + strconv.Itoa(longest))
	require.NoError(t, err)
	var data []byte
	for _, text := range elements {
		runes := append([]rune(text), make([]rune, longest)...)
		for _, r := range runes[:longest] {
			data = binary.LittleEndian.AppendUint32(data, uint32(r))
		}
	}
	array, err := ndarray.FromBytes(dtype, shape, data)
	require.NoError(t, err)
	return array
}

// downloads returns a function that clicks on something and returns the file that the browser saves.
func (b *tab) downloads() func(name, button string) []byte {
	b.t.Helper()
	dir := b.t.TempDir()
	call(b, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{Behavior: browser.SetDownloadBehaviorBehaviorAllow, DownloadPath: dir})
	return func(name, button string) []byte {
		b.t.Helper()
		b.press(button)
		file := filepath.Join(dir, name)
		require.Eventually(b.t, func() bool { _, err := os.Stat(file); return err == nil }, limit, 20*time.Millisecond, "%s of %s", name, button)
		content, err := os.ReadFile(file)
		require.NoError(b.t, err)
		require.NoError(b.t, os.Remove(file))
		return content
	}
}

// press clicks on the button, or the link that looks like one, with that text.
func (b *tab) press(text string) {
	b.t.Helper()
	found := `[...document.querySelectorAll('main button, main a, [role=menu] button')].find((r) => ` +
		`(r.getAttribute('aria-label') ?? r.innerText.trim()) === ` + quote(text) + ` && !r.disabled)`
	b.wait("!!" + found)
	eval[any](b, found+".click()")
}

// show chooses a key and a tab, and waits until nothing is left of what was shown before.
func (b *tab) show(key, tab string) {
	b.t.Helper()
	b.choose(key)
	b.wait(`document.querySelector('main h2')?.innerText === ` + quote(key))
	if tab == "" {
		return
	}
	b.tab(tab)
	canvas := "!document.querySelector('main canvas')"
	if tab == "Line" || tab == "Heatmap" || tab == "RGB" {
		canvas = "!" + canvas
	}
	b.wait(canvas + ` && document.querySelector('main [role=tab][aria-selected=true]')?.innerText.trim() === ` + quote(tab))
}

// selected returns the .npy file of a part of an array, as numpy.save writes it.
func selected(t *testing.T, db *leveldb.DB, key string, spans ...ndarray.Span) []byte {
	t.Helper()
	array, err := leveldb.Get[*ndarray.Array](db, key)
	require.NoError(t, err)
	array, err = array.Select(spans...)
	require.NoError(t, err)
	npy, err := array.AsCContiguous().AppendNPY(nil)
	require.NoError(t, err)
	return npy
}

func rowsOf(t *testing.T, text []byte) [][]string {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	require.NoError(t, err, "%.300s", text)
	return rows
}

// Every file that the menus of the page save has the values that are shown.
func TestDownloads(t *testing.T) {
	db := example(t)
	words := texts(t, []int{2, 3}, "plain", "with, comma", `"quoted"`, "two\nlines", "", "ä")
	require.NoError(t, db.Put("run/2/words", words))
	require.NoError(t, db.Put("run/2/square", texts(t, []int{2, 2}, "a,b", "c", "d", "e")))
	dtype, err := ndarray.ParseDType("[('name, unit', '<U4'), ('z', '<c16'), ('n', '<i8')]")
	require.NoError(t, err)
	table, err := ndarray.New(dtype, 2)
	require.NoError(t, err)
	require.NoError(t, db.Put("run/2/table", table))
	s := serve(t, db, nil)
	b := open(t, s.url, s.url)
	// A narrow toolbar hides the menu in another one.
	call(b, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: 2200, Height: 900, DeviceScaleFactor: 1})
	download := b.downloads()
	export := func(format string, menu string) []byte {
		t.Helper()
		b.press(menu)
		return download("data."+strings.ToLower(format), "Export to "+format)
	}

	t.Run("matrix", func(t *testing.T) {
		b.choose("run/", "run/1/")
		b.show("run/1/heat", "Matrix")
		assert.Equal(t, selected(t, db, "run/1/heat"), export("NPY", "Export"))
		rows := rowsOf(t, export("CSV", "Export"))
		heat, err := leveldb.Get[[][]float32](db, "run/1/heat")
		require.NoError(t, err)
		require.Len(t, rows, len(heat))
		for i, row := range rows {
			require.Len(t, row, len(heat[i]))
			for j, cell := range row {
				value, err := strconv.ParseFloat(cell, 32)
				require.NoError(t, err)
				require.Equal(t, heat[i][j], float32(value))
			}
		}
	})
	t.Run("slice", func(t *testing.T) {
		b.show("run/1/cube", "Matrix")
		assert.Equal(t, selected(t, db, "run/1/cube", ndarray.Span{Drop: true}), export("NPY", "Export slice"))
		assert.Len(t, rowsOf(t, export("CSV", "Export slice")), 80)
		b.show("run/1/cube", "Heatmap")
		assert.Equal(t, selected(t, db, "run/1/cube", ndarray.Span{Drop: true}), export("NPY", "Export slice"))
	})
	t.Run("line", func(t *testing.T) {
		b.show("run/1/loss", "Line")
		assert.Equal(t, selected(t, db, "run/1/loss"), export("NPY", "Export"))
		rows := rowsOf(t, export("CSV", "Export"))
		loss, err := leveldb.Get[[]float64](db, "run/1/loss")
		require.NoError(t, err)
		require.Len(t, rows, 1+len(loss))
		for i, row := range rows[1:] {
			require.Equal(t, strconv.Itoa(i), row[0])
			value, err := strconv.ParseFloat(row[1], 64)
			require.NoError(t, err)
			require.Equal(t, loss[i], value)
		}
	})
	t.Run("kinds", func(t *testing.T) {
		b.show("run/1/wide", "Matrix")
		assert.Equal(t, [][]string{{"9223372036854775807"}, {"-1"}}, rowsOf(t, export("CSV", "Export")))
		b.show("run/1/days", "Matrix")
		assert.Equal(t, [][]string{{"1970-01-01"}, {"1970-02-01"}}, rowsOf(t, export("CSV", "Export")))
		assert.Equal(t, selected(t, db, "run/1/days"), export("NPY", "Export"))
		b.show("run/1/spectrum", "Matrix")
		rows := rowsOf(t, export("CSV", "Export"))
		require.Len(t, rows, 3)
		for i, want := range []complex128{1 + 2i, 3 - 4i, 0.5i} {
			value, err := strconv.ParseComplex(strings.ReplaceAll(rows[i][0], "j", "i"), 128)
			require.NoError(t, err, rows)
			assert.Zero(t, cmplx.Abs(value-want))
		}
	})
	t.Run("tables", func(t *testing.T) {
		b.show("run/1/table", "Compound")
		assert.Equal(t, [][]string{{"id", "score"}, {"9007199254740993", "0.5"}, {"2", "1.5"}}, rowsOf(t, export("CSV", "Export")))
		assert.Equal(t, selected(t, db, "run/1/table"), export("NPY", "Export"))
		b.choose("run/2/")
		b.show("run/2/table", "Compound")
		assert.Equal(t, [][]string{{"name, unit", "z", "n"}, {"", "0+0j", "0"}, {"", "0+0j", "0"}}, rowsOf(t, export("CSV", "Export")))
	})
	t.Run("texts", func(t *testing.T) {
		b.show("run/2/words", "Matrix")
		assert.Equal(t, [][]string{{"plain", "with, comma", `"quoted"`}, {"two\nlines", "", "ä"}}, rowsOf(t, export("CSV", "Export")))
		assert.Equal(t, selected(t, db, "run/2/words"), export("NPY", "Export"))
		b.show("run/2/square", "Matrix")
		exchange := `[...document.querySelectorAll('main [role=radiogroup][aria-label*="x axis"] [role=radio]')][0]`
		b.wait("!!" + exchange)
		eval[any](b, exchange+".click()")
		assert.Equal(t, [][]string{{"a,b", "d"}, {"c", "e"}}, rowsOf(t, export("CSV", "Export")))
	})
	t.Run("pictures", func(t *testing.T) {
		for _, shown := range [][2]string{{"run/1/heat", "Heatmap"}, {"run/1/loss", "Line"}, {"run/1/image", "RGB"}} {
			b.show(shown[0], shown[1])
			b.colors("shown", 3)
			if shown[1] == "Heatmap" {
				assert.Contains(t, string(download("snapshot.png", "Snapshot")), "PNG")
			}
			picture, err := png.Decode(bytes.NewReader(download(strings.ReplaceAll(shown[0], "/", "_")+".png", ".png")))
			require.NoError(t, err)
			size := eval[[2]int](b, `(({width, height}) => [width, height])(document.querySelector('main canvas'))`)
			assert.Equal(t, size, [2]int{picture.Bounds().Dx(), picture.Bounds().Dy()})
			colors := map[any]bool{}
			for y := range size[1] {
				for x := range size[0] {
					colors[picture.At(x, y)] = true
				}
			}
			assert.Greater(t, len(colors), 2, "the picture of %s is empty", shown[0])
		}
	})
	t.Run("entries", func(t *testing.T) {
		b.show("run/1/heat", "Matrix")
		b.press(".png")
		b.see("choose Line, Heatmap or RGB")
		assert.Equal(t, selected(t, db, "run/1/heat"), download("run_1_heat.npy", ".npy"))
		b.show("note", "")
		assert.Equal(t, "two\nlines: äöü", string(download("note.txt", ".txt")))
		b.show("settings", "")
		assert.Equal(t, `{"layers":[64,null],"rate":0.001}`+"\n", string(download("settings.json", ".json")))
		b.show("blob", "")
		assert.Equal(t, "\x00\x01binary", string(download("blob.bin", "bytes")))
		b.show("damaged", "")
		assert.Equal(t, "n\x93NUMPY\x01\x00v\x00{bad", string(download("damaged.bin", "bytes")))
	})
}
