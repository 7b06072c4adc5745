package remote

import (
	"io"
	"net/http"
	"strconv"

	"github.com/openleveldb/openleveldb/leveldb/remote/internal/wire"
)

// The Python client never looks at the status of an answer: it decodes whatever came, by its first byte, and does not look at
// the answer to a write at all. What it does notice is a chunked answer that was cut off. A Content-Length that does not come
// true it passes over (requests with urllib3 before 2.0, measured with 2.28 and 1.26): the value is then a shorter one. So
//
//   - a refusal is an answer that is cut off, whatever the call was;
//   - an answer that takes more than one write to the connection is chunked, so that it is noticed if it does not come whole.

// refusePython ends a call with an error, and makes the client raise. Its status, text and header are those of any error, for
// other clients to show; headers that were set before stay. It does not return: it panics with http.ErrAbortHandler.
func refusePython(w http.ResponseWriter, r *http.Request, status int, err error) {
	text := wire.Text(err)
	if text == "" {
		text = err.Error()
	}
	body := "error: " + text + "\n" // its first byte is no tag of a value, should a proxy make the answer whole
	header := w.Header()
	header.Set("Content-Type", "text/plain; charset=utf-8")
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Connection", "close")
	header.Set(wire.HeaderError, wire.CodeOf(err).Name)
	header.Del("Content-Length")
	if !r.ProtoAtLeast(1, 1) {
		header.Set("Content-Length", strconv.Itoa(len(body)+1)) // there are no chunks to break off
	}
	w.WriteHeader(status)
	// Neither may fail for a reason other than that the client is gone.
	_, _ = io.WriteString(w, body)
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}

// head sets the headers of a good answer.
func (p *pythonRequest) head(contentType string) {
	p.w.Header().Set("Content-Type", contentType)
	p.w.Header().Set("X-Content-Type-Options", "nosniff") // no value is a page
}

// answer gives a good answer.
func (p *pythonRequest) answer(contentType string, body []byte) {
	p.head(contentType)
	if !p.r.ProtoAtLeast(1, 1) {
		p.w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	}
	// Otherwise net/http gives the length of what fits its buffer, and chunks the rest.
	if _, err := p.w.Write(body); err != nil {
		p.w.abort()
	}
}
