package server

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"sync"

	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
)

// pageFile is a file of the page.
type pageFile struct {
	content []byte
	kind    string // its Content-Type
	tag     string // its ETag
	packed  func() []byte
}

// pagePolicy is the content security policy of the page: nothing is loaded from, or sent to, any
// other origin, no text is compiled as a script, and no other page can frame it. Libraries of the page
// set styles of elements and draw to images that they make.
const pagePolicy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; " +
	"font-src 'self' data:; connect-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// pageTypes holds the content types of the files, by extension. The system's table of types may be
// missing.
var pageTypes = map[string]string{
	".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
	".svg": "image/svg+xml", ".txt": "text/plain; charset=utf-8", ".woff2": "font/woff2",
}

// readPage returns the files of the page by the path of their address. It logs an error, because a
// server is more useful without its page than not at all.
func (h *Handler) readPage() map[string]*pageFile {
	files := map[string]*pageFile{}
	if h.options.Page == nil {
		return files
	}
	err := fs.WalkDir(h.options.Page, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		content, err := fs.ReadFile(h.options.Page, name)
		if err != nil {
			return err
		}
		kind, known := pageTypes[path.Ext(name)]
		if !known {
			return nil
		}
		address := "/" + name
		if name == "index.html" {
			address = "/"
		} else if !strings.HasPrefix(name, "page/") {
			address = "/page/" + name
		}
		sum := sha256.Sum256(content)
		files[address] = &pageFile{content, kind, `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`, sync.OnceValue(func() []byte { return pack(content) })}
		return nil
	})
	if err != nil {
		h.options.Logger.Error("the page cannot be served", "error", err)
		return map[string]*pageFile{}
	}
	return files
}

// pack compresses a file.
func pack(content []byte) []byte {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	// A bytes.Buffer returns no errors.
	_, _ = w.Write(content)
	_ = w.Close()
	return packed.Bytes()
}

// servePage serves a file of the page. A link on another page may lead here, so only the Host
// header is checked.
func (h *Handler) servePage(a *answer, r *http.Request, file *pageFile) error {
	if err := checkHost(r, h.options.Hosts); err != nil {
		return fmt.Errorf("%w: %w", fs.ErrPermission, err)
	}
	if err := asGet(a, r, "page"); err != nil {
		return err
	}
	if h.stopping.Load() {
		return wire.ErrStopping
	}
	header := a.Header()
	header.Set("Content-Security-Policy", pagePolicy)
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Referrer-Policy", "no-referrer")
	header.Set("Cross-Origin-Opener-Policy", "same-origin")
	header.Set("Cross-Origin-Resource-Policy", "same-origin")
	header.Set("Cache-Control", "no-cache")
	header.Set("Vary", "Accept-Encoding")
	header.Set("ETag", file.tag)
	if r.Header.Get("If-None-Match") == file.tag {
		a.WriteHeader(http.StatusNotModified)
		return nil
	}
	header.Set("Content-Type", file.kind)
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		header.Set("Content-Encoding", "gzip")
		return a.send(file.packed())
	}
	return a.send(file.content)
}
