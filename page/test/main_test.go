package test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/server"
	"github.com/openleveldb/openleveldb/leveldb/server/page"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// limit is how long a test may wait. It only ends tests that would fail.
const limit = 60 * time.Second

// chromium returns the path of the browser.
func chromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{os.Getenv("OPENLEVELDB_CHROMIUM"), "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); name != "" && err == nil {
			return path
		}
	}
	require.FailNow(t, "no chromium", "these tests need Chromium: run scripts/install-leveldb.sh --with-chromium, or set OPENLEVELDB_CHROMIUM")
	return ""
}

// request is a request that the server received.
type request struct {
	path, query string
	sent        int64
}

// site is a server with its page.
type site struct {
	t   *testing.T
	url string

	mu       sync.Mutex
	requests []request
}

// serve serves a database with the page.
func serve(t *testing.T, db *leveldb.DB, credentials *server.Credentials) *site {
	t.Helper()
	handler := server.NewHandler(server.Opened{"runs": db}, &server.HandlerOptions{
		Page: page.Files, ReadOnly: true, Credentials: credentials, Logger: slog.New(slog.DiscardHandler),
	})
	s := &site{t: t}
	counted := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := &counter{ResponseWriter: w}
		handler.ServeHTTP(c, r)
		s.mu.Lock()
		defer s.mu.Unlock()
		s.requests = append(s.requests, request{r.URL.Path, r.URL.RawQuery, c.sent})
	})
	web := httptest.NewServer(counted)
	s.url = web.URL
	t.Cleanup(func() {
		web.CloseClientConnections()
		web.Close()
		assert.NoError(t, handler.Close())
	})
	return s
}

// counter counts the bytes of a response.
type counter struct {
	http.ResponseWriter
	sent int64
}

func (c *counter) Write(b []byte) (int, error) {
	n, err := c.ResponseWriter.Write(b)
	c.sent += int64(n)
	return n, err
}

func (c *counter) Unwrap() http.ResponseWriter { return c.ResponseWriter }

// calls returns the requests with that path since the last call.
func (s *site) calls(path string) []request {
	s.mu.Lock()
	defer s.mu.Unlock()
	var found []request
	for _, r := range s.requests {
		if r.path == path {
			found = append(found, r)
		}
	}
	s.requests = nil
	return found
}

// tab is a tab of the browser.
type tab struct {
	t   *testing.T
	ctx context.Context

	mu       sync.Mutex
	foreign  []string // requests to anything but the site
	problems []string // errors in the console
}

// open starts a browser and opens an address of a site.
func open(t *testing.T, origin, address string) *tab {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chromium(t)),
		chromedp.UserDataDir(t.TempDir()),
		chromedp.NoSandbox,                               // containers have none
		chromedp.Flag("use-angle", "swiftshader"),        // no graphics processor is needed
		chromedp.Flag("enable-unsafe-swiftshader", true), // the same
		chromedp.Flag("disable-dev-shm-usage", true),     // small in containers
		chromedp.WindowSize(1280, 800),
		chromedp.WSURLReadTimeout(limit),
	)
	allocator, stop := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(stop)
	ctx, end := chromedp.NewContext(allocator)
	t.Cleanup(end)
	ctx, cancel := context.WithTimeout(ctx, 5*limit)
	t.Cleanup(cancel)
	b := &tab{t: t, ctx: ctx}
	require.NoError(t, chromedp.Listen(ctx, func(event any) { b.record(event, origin) }))
	call(b, log.Enable, cdp.Empty{})
	call(b, network.Enable, network.EnableParams{})
	b.do(chromedp.Navigate(address))
	t.Cleanup(func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		assert.Empty(t, b.foreign, "requests left the machine")
		assert.Empty(t, b.problems, "the console has errors")
	})
	return b
}

func (b *tab) record(event any, origin string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if url := e.Request.URL; !strings.HasPrefix(url, origin) && !strings.HasPrefix(url, "data:") && url != "about:blank" && !strings.HasPrefix(url, "blob:"+origin) {
			b.foreign = append(b.foreign, url)
		}
	case *log.EventEntryAdded:
		// Chromium logs each response with an error, and advice about the drawing.
		if e.Entry.Level == log.EntryLevelError && e.Entry.Source != log.EntrySourceNetwork {
			b.problems = append(b.problems, e.Entry.Text)
		}
	case *runtime.EventExceptionThrown:
		b.problems = append(b.problems, fmt.Sprint(e.ExceptionDetails.Text, " ", e.ExceptionDetails.Exception))
	}
}

// do runs actions.
func (b *tab) do(actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	b.check(chromedp.Do(b.ctx, actions...))
}

// check ends the test with a picture if there is an error.
func (b *tab) check(err error) {
	b.t.Helper()
	if err != nil {
		if b.ctx.Err() == nil {
			b.picture("failed")
		}
		require.NoError(b.t, err)
	}
}

// call calls a command of the browser.
func call[P, R any](b *tab, command cdp.Command[P, R], params P) {
	b.t.Helper()
	_, err := chromedp.Call(b.ctx, command, params)
	b.check(err)
}

// eval returns the value of an expression in the language of the page.
func eval[T any](b *tab, expression string) T {
	b.t.Helper()
	value, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression))
	b.check(err)
	return value
}

// dark makes the browser prefer dark pages.
func (b *tab) dark() {
	b.t.Helper()
	call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}},
	})
}

// wait waits until a condition in the language of the page is true.
func (b *tab) wait(condition string) {
	b.t.Helper()
	for deadline := time.Now().Add(limit); !eval[bool](b, condition); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			b.picture("failed")
			require.FailNow(b.t, "the page never fulfils the condition", "%s\nit shows:\n%s", condition, eval[string](b, "document.body.innerText"))
		}
	}
}

// see waits until the page shows a text.
func (b *tab) see(text string) {
	b.t.Helper()
	b.wait("document.body.innerText.includes(" + quote(text) + ")")
}

// quote returns a string of the language of the page.
func quote(text string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`, "\n", `\n`).Replace(text) + "'"
}

// row returns the selector of a row in the tree by the first line of its title.
func row(title string) string {
	return `[...document.querySelectorAll('nav button.row')].find((r) => r.title.split('\n')[0] === ` + quote(title) + `)`
}

// choose clicks on rows of the tree, one after the other.
func (b *tab) choose(titles ...string) {
	b.t.Helper()
	for _, title := range titles {
		b.wait("!!" + row(title))
		eval[any](b, row(title)+".click()")
	}
}

// tab clicks on one of H5Web's tabs.
func (b *tab) tab(name string) {
	b.t.Helper()
	found := `[...document.querySelectorAll('main [role=tab]')].find((r) => r.innerText.trim() === ` + quote(name) + `)`
	b.wait("!!" + found)
	eval[any](b, found+".click()")
}

// picture takes a picture, and saves it if OPENLEVELDB_SCREENSHOTS is set.
func (b *tab) picture(name string) image.Image {
	b.t.Helper()
	shot, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	require.NoError(b.t, err)
	if dir := os.Getenv("OPENLEVELDB_SCREENSHOTS"); dir != "" {
		file := strings.ReplaceAll(b.t.Name(), "/", "-") + "-" + name + ".png"
		require.NoError(b.t, os.WriteFile(filepath.Join(dir, file), shot, 0o644))
	}
	picture, err := png.Decode(bytes.NewReader(shot))
	require.NoError(b.t, err)
	return picture
}

// colors waits until the page has drawn a canvas with at least n colors.
func (b *tab) colors(name string, n int) {
	b.t.Helper()
	b.wait(`!!document.querySelector('main canvas')`)
	most := 0
	for deadline := time.Now().Add(limit); most < n && time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		most = max(most, b.countColors(b.picture(name)))
	}
	require.GreaterOrEqual(b.t, most, n, "the canvas of %s is nearly empty", name)
}

// countColors returns the number of colors in the canvas.
func (b *tab) countColors(picture image.Image) int {
	b.t.Helper()
	box := eval[[4]float64](b, `(({left, top, right, bottom}) => [left, top, right, bottom])(document.querySelector('main canvas').getBoundingClientRect())`)
	found := map[[3]uint32]bool{}
	for y := int(box[1]); y < int(box[3]); y++ {
		for x := int(box[0]); x < int(box[2]); x++ {
			r, g, b, _ := picture.At(x, y).RGBA()
			found[[3]uint32{r >> 8, g >> 8, b >> 8}] = true
		}
	}
	return len(found)
}
