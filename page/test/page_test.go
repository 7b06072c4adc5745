package test

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/server"
	"github.com/openleveldb/openleveldb/ndarray"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// measurement is an element of a structured array.
type measurement struct {
	ID    int64   `npy:"id"`
	Score float32 `npy:"score"`
}

// example returns a database with a value of every kind.
func example(t *testing.T) *leveldb.DB {
	t.Helper()
	db, err := leveldb.Open(filepath.Join(t.TempDir(), "runs"), nil)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, db.Close()) })
	put := func(key string, value any) { t.Helper(); require.NoError(t, db.Put(key, value)) }
	heat := make([]float32, 60*90)
	for i := range heat {
		heat[i] = float32(math.Sin(float64(i%90)/9) * math.Cos(float64(i/90)/7))
	}
	require.NoError(t, leveldb.PutArray(db, "run/1/heat", heat, 60, 90))
	loss := make([]float64, 300)
	for i := range loss {
		loss[i] = math.Exp(-float64(i)/70) + 0.03*math.Sin(float64(i))
	}
	put("run/1/loss", loss)
	picture := make([]uint8, 32*48*3)
	for i := range picture {
		picture[i] = uint8(i / 3 % 48 * 5 * (i % 3))
	}
	require.NoError(t, leveldb.PutArray(db, "run/1/image", picture, 32, 48, 3))
	cube := make([]float32, 5*80*120)
	for i := range cube {
		x, y, z := float64(i%120)/30-2, float64(i/120%80)/30-1.3, float64(i/120/80)+1
		cube[i] = float32(math.Exp(-x*x-y*y) * math.Cos(z*(x+y*y)*3))
	}
	require.NoError(t, leveldb.PutArray(db, "run/1/cube", cube, 5, 80, 120))
	put("run/1/spectrum", []complex128{1 + 2i, 3 - 4i, 0.5i})
	table, err := ndarray.FromStructs([]measurement{{9007199254740993, 0.5}, {2, 1.5}}, 2)
	require.NoError(t, err)
	put("run/1/table", table)
	day, err := ndarray.ParseDType("<M8[D]")
	require.NoError(t, err)
	days, err := ndarray.FromBytes(day, []int{2}, []byte{0, 0, 0, 0, 0, 0, 0, 0, 31, 0, 0, 0, 0, 0, 0, 0})
	require.NoError(t, err)
	put("run/1/days", days)
	put("run/1/mask", []bool{true, false, true})
	put("run/1/wide", []int64{math.MaxInt64, -1})
	put("note", "two\nlines: äöü")
	put("count", 1234567)
	put("blob", []byte("\x00\x01binary"))
	put("settings", codec.JSON{V: map[string]any{"rate": 0.001, "layers": []any{int64(64), nil}}})
	require.NoError(t, db.PutRaw("damaged", []byte("n\x93NUMPY\x01\x00v\x00{bad")))
	require.NoError(t, db.PutRaw("foreign", []byte("xyz")))
	require.NoError(t, db.Driver().Put(t.Context(), "bin/\xff\x00", []byte("shi"), leveldb.WriteOptions{}))
	return db
}

// The page shows each kind of value as it should look.
func TestKinds(t *testing.T) {
	s := serve(t, example(t), nil)
	b := open(t, s.url, s.url)
	b.see("Select a key.")

	b.choose("note")
	b.see("two\nlines: äöü")
	b.choose("count")
	b.see("1234567")
	b.choose("blob")
	b.see("00000000  00 01 62 69 6e 61 72 79")
	b.choose("settings")
	b.see("\"layers\": [\n    64,\n    null\n  ],\n  \"rate\": 0.001")
	b.choose(`bin/`, `bin/\xff\x00`)
	b.see("hi")
	b.choose("damaged")
	b.see("The value is damaged")
	b.see("invalid .npy header")
	b.see("6e 93 4e 55 4d 50 59")
	b.picture("damaged")
	b.choose("foreign")
	b.see("Not a value of this package")
	b.see("78 79 7a")

	b.choose("run/", "run/1/", "run/1/heat")
	b.see("float32")
	b.see("(60, 90)")
	b.tab("Heatmap")
	b.colors("heatmap", 200)
	b.tab("Matrix")
	b.see("0.11088") // sin(1 / 9)
	b.choose("run/1/loss")
	b.tab("Line")
	b.colors("line", 3)
	b.choose("run/1/image")
	b.tab("RGB")
	b.colors("image", 100)
	b.choose("run/1/spectrum")
	b.tab("Matrix")
	b.see("3 − 4 i")
	b.choose("run/1/table")
	b.see("9007199254740993")
	b.see("score")
	b.picture("table")
	b.choose("run/1/days")
	b.see("1970-02-01")
	b.choose("run/1/wide")
	b.tab("Matrix")
	b.see("9223372036854775807")
	b.choose("run/1/mask")
	b.tab("Matrix")
	b.see("true")
}

// A slice of an array is all that is sent.
func TestSlice(t *testing.T) {
	s := serve(t, example(t), nil)
	b := open(t, s.url, s.url)
	b.choose("run/", "run/1/", "run/1/cube")
	b.colors("first", 100) // a heat map, if nothing else was chosen before
	calls := s.calls("/v1/value")
	require.Len(t, calls, 1)
	require.Contains(t, calls[0].query, "select=0%2C%3A%2C%3A")
	require.EqualValues(t, 4*80*120, calls[0].sent)

	b.do(chromedp.Focus(chromedp.CSS(`main [role=slider][aria-orientation=vertical]`)), chromedp.KeyEvent(kb.ArrowUp))
	require.Eventually(t, func() bool { calls = s.calls("/v1/value"); return len(calls) > 0 }, limit, 20*time.Millisecond)
	require.Contains(t, calls[0].query, "select=1%2C%3A%2C%3A")
	require.EqualValues(t, 4*80*120, calls[0].sent)
	b.picture("second")
}

// A wrong password is refused, and the right one is kept for a reload.
func TestPassword(t *testing.T) {
	file := filepath.Join(t.TempDir(), "users")
	require.NoError(t, os.WriteFile(file, []byte("user alice read-only correct horse\ntoken ci read-only abcdef\n"), 0o600))
	credentials, err := server.ReadCredentials(file)
	require.NoError(t, err)
	s := serve(t, example(t), credentials)
	b := open(t, s.url, s.url)
	login := func(name, secret string) {
		b.do(chromedp.WaitVisible(chromedp.CSS(`input[name=secret]`)), chromedp.SetValue(chromedp.CSS(`input[name=name]`), name),
			chromedp.SetValue(chromedp.CSS(`input[name=secret]`), secret), chromedp.Click(chromedp.CSS(`.login button`)))
	}
	login("alice", "wrong")
	b.see("The name or the password is wrong.")
	b.picture("wrong")
	assert.Empty(t, s.calls("/v1/list"))
	login("alice", "correct horse")
	b.see("settings")
	b.do(chromedp.Reload())
	b.see("settings")

	eval[any](b, `sessionStorage.clear()`)
	b.do(chromedp.Navigate("about:blank"), chromedp.Navigate(s.url+"/#token=abcdef"))
	b.see("settings")
	assert.NotContains(t, eval[string](b, `location.href`), "abcdef", "the token stays in the history")
}

// A database of a million keys opens as quickly as a small one: only the children that are visible
// are read.
func TestMillionKeys(t *testing.T) {
	const n = 1_000_000
	path := filepath.Join(t.TempDir(), "runs")
	builder, err := leveldb.Build(path, nil)
	require.NoError(t, err)
	for i := range n {
		require.NoError(t, builder.Put(fmt.Sprintf("flat/%07d", i), i))
	}
	for i := range 1000 {
		require.NoError(t, builder.Put(fmt.Sprintf("group/%04d/x", i), i))
	}
	require.NoError(t, builder.Close())
	db, err := leveldb.Open(path, &leveldb.Options{ReadOnly: true})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, db.Close()) })
	s := serve(t, db, nil)
	b := open(t, s.url, s.url)
	b.choose("flat/")
	b.wait("!!" + row("flat/0000100"))
	lists := s.calls("/v1/list")
	require.NotEmpty(t, lists)
	for _, l := range lists {
		assert.Less(t, l.sent, int64(64<<10), l.query)
	}
	// The next children are read when the end of the list is near.
	eval[any](b, `document.querySelector('nav').scrollTo(0, 1e6)`)
	b.wait("!!" + row("flat/0000300"))

	search := chromedp.CSS(`input[aria-label="Keys that start with"]`)
	b.do(chromedp.SendKeys(search, "flat/0999"))
	b.wait(`document.querySelector('nav').scrollTop === 0`)
	b.choose("flat/0999001")
	b.see("999001")
	b.picture("search")
	b.do(chromedp.SendKeys(search, "nothing"))
	b.see("No keys.")
}

// Keys that are plain concatenations, without a separator, are grouped by their beginnings.
func TestConcatenatedKeys(t *testing.T) {
	db, err := leveldb.Open(filepath.Join(t.TempDir(), "runs"), nil)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, db.Close()) })
	batch := db.NewBatch()
	for _, run := range []string{"run1", "run2", "run3ä"} {
		for i := range 30 {
			require.NoError(t, batch.Put(fmt.Sprintf("%sstep%02d", run, i), i))
		}
	}
	require.NoError(t, batch.Put("run2", "the run"))
	require.NoError(t, batch.Put("settings", 1))
	require.NoError(t, batch.Write())
	s := serve(t, db, nil)
	b := open(t, s.url, s.url+"/#separator=")
	b.choose("run", "run2", "run2step")
	b.wait("!!" + row("run2step29"))
	assert.Equal(t, []string{"run2", "run2", "run2step", "run2step00"}, eval[[]string](b,
		`[...document.querySelectorAll('nav button.row')].map((r) => r.title.split('\n')[0]).filter((r) => r.startsWith('run2')).slice(0, 4)`))
	b.choose("run3ästep", "run3ästep12")
	b.see("12")
	b.picture("tree")
	search := chromedp.CSS(`input[aria-label="Keys that start with"]`)
	b.do(chromedp.SendKeys(search, "run1"))
	b.choose("run1step07") // the only group is open
}

// The page follows the system's preference for dark pages.
func TestDark(t *testing.T) {
	s := serve(t, example(t), nil)
	b := open(t, s.url, s.url)
	b.choose("run/", "run/1/", "run/1/heat")
	b.tab("Heatmap")
	b.colors("light", 200)
	b.dark()
	b.colors("dark", 200)
	assert.Equal(t, "rgb(0, 0, 0)", eval[string](b, `getComputedStyle(document.body).backgroundColor`))
}
