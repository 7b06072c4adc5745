package python

import (
	"io"
	"net/http"
	"strconv"

	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
)

// Refuse ends a call with an error that makes the client raise an exception. The status, the name
// of the error's code, and the text are for other clients to show. Headers that were set before
// remain. Refuse does not return: it panics with http.ErrAbortHandler.
func Refuse(w http.ResponseWriter, r *http.Request, status int, code, text string) {
	// The first byte is not the tag of a value, in case a proxy completes the response.
	body := "error: " + text + "\n"
	header := w.Header()
	header.Set("Content-Type", "text/plain; charset=utf-8")
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Connection", "close")
	header.Set(wire.HeaderError, code)
	header.Del("Content-Length")
	if !r.ProtoAtLeast(1, 1) {
		header.Set("Content-Length", strconv.Itoa(len(body)+1)) // too long, as there are no chunks
	}
	w.WriteHeader(status)
	// Both can fail only if the client is gone.
	_, _ = io.WriteString(w, body)
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}

// head sets the headers of a successful response.
func (p *request) head(contentType string) {
	p.w.Header().Set("Content-Type", contentType)
	p.w.Header().Set("X-Content-Type-Options", "nosniff") // a value is never a web page
}

// answer sends a successful response.
func (p *request) answer(contentType string, body []byte) {
	p.head(contentType)
	if !p.r.ProtoAtLeast(1, 1) {
		p.w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	}
	// Otherwise net/http sets the length if the body fits its buffer, and uses chunks if not.
	if _, err := p.w.Write(body); err != nil {
		p.Abort()
	}
}
