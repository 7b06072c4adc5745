package server

import (
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
)

func TestServerPage(t *testing.T) {
	s := serverStart(t, &HandlerOptions{
		Credentials: TokenCredentials("secret", Access{}),
		Page: fstest.MapFS{
			"index.html":   {Data: []byte("<p>")},
			"page/main.js": {Data: []byte("main()")},
			"page/other":   {Data: []byte("of an unknown type")},
		},
	})
	get := func(path string, header ...string) *http.Response {
		r, err := http.NewRequest(http.MethodGet, s.server.URL+path, nil)
		require.NoError(t, err)
		for i := 0; i < len(header); i += 2 {
			r.Header.Set(header[i], header[i+1])
			if header[i] == "Host" {
				r.Host = header[i+1]
			}
		}
		return s.do(r)
	}
	body := func(r io.Reader) string {
		b, err := io.ReadAll(r)
		require.NoError(t, err)
		return string(b)
	}
	index := get("/")
	assert.Equal(t, "<p>", body(index.Body))
	assert.Equal(t, "text/html; charset=utf-8", index.Header.Get("Content-Type"))
	assert.Contains(t, index.Header.Get("Content-Security-Policy"), "default-src 'none'; script-src 'self';")
	assert.NotContains(t, index.Header.Get("Content-Security-Policy"), "unsafe-eval")
	assert.Equal(t, 304, get("/", "If-None-Match", index.Header.Get("ETag")).StatusCode)
	script := get("/page/main.js", "Accept-Encoding", "br, gzip")
	assert.Equal(t, "text/javascript; charset=utf-8", script.Header.Get("Content-Type"))
	packed, err := gzip.NewReader(script.Body)
	require.NoError(t, err)
	assert.Equal(t, "main()", body(packed))

	// A link on another page may lead to the page, but not to data, and not by another name.
	assert.Equal(t, 200, get("/", "Sec-Fetch-Site", "cross-site").StatusCode)
	assert.Equal(t, 403, get("/v1/databases", "Sec-Fetch-Site", "cross-site", "Authorization", "Bearer secret").StatusCode)
	assert.Equal(t, 403, get("/", "Host", "evil.example").StatusCode)
	for _, path := range []string{"/page/other", "/page/", "/page/../index.html", "/index.html"} {
		assert.Equal(t, 401, get(path).StatusCode, path) // like any path that does not exist
	}
	r, err := http.NewRequest(http.MethodPost, s.server.URL+"/", nil)
	require.NoError(t, err)
	assert.Equal(t, 405, s.do(r).StatusCode)
}

// Without the option, the paths of the page are like any other path that does not exist. Such an
// error breaks off the response, for the Python client.
func TestServerNoPage(t *testing.T) {
	s := serverStart(t, nil)
	for _, path := range []string{"/", "/page/main.js"} {
		r, err := s.client.Get(s.server.URL + path)
		require.NoError(t, err, path)
		assert.Equal(t, 404, r.StatusCode, path)
		assert.Equal(t, "protocol", r.Header.Get(wire.HeaderError), path)
		assert.Empty(t, r.Header.Get("Content-Security-Policy"), path)
		body, err := io.ReadAll(r.Body)
		require.NoError(t, r.Body.Close())
		assert.ErrorIs(t, err, io.ErrUnexpectedEOF, path)
		assert.Equal(t, fmt.Sprintf("error: no call %q\n", path), string(body))
	}
}
