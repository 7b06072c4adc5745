package remote

import (
	"io"
	"net/http"
	"strconv"

	"github.com/openleveldb/openleveldb/leveldb/remote/internal/wire"
)

// The Python client never checks the status of a response. It decodes whatever it receives by the
// first byte, and ignores the response to a write. It does notice a chunked response that was cut
// off. It does not notice a body shorter than Content-Length (requests with urllib3 before 2.0,
// measured with 2.28 and 1.26), and would use a truncated value. Therefore:
//
//   - A refusal is a response that is cut off, for every call.
//   - A response that takes more than one write to the connection is chunked, so that the client
//     notices if it is incomplete.

// refusePython ends a call with an error that makes the client raise an exception. The status, text
// and headers are the same as for any error, for other clients to show. Headers that were set
// before remain. It does not return: it panics with http.ErrAbortHandler.
func refusePython(w http.ResponseWriter, r *http.Request, status int, err error) {
	text := wire.Text(err)
	if text == "" {
		text = err.Error()
	}
	// The first byte is not the tag of a value, in case a proxy completes the response.
	body := "error: " + text + "\n"
	header := w.Header()
	header.Set("Content-Type", "text/plain; charset=utf-8")
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Connection", "close")
	header.Set(wire.HeaderError, wire.CodeOf(err).Name)
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
func (p *pythonRequest) head(contentType string) {
	p.w.Header().Set("Content-Type", contentType)
	p.w.Header().Set("X-Content-Type-Options", "nosniff") // a value is never a web page
}

// answer sends a successful response.
func (p *pythonRequest) answer(contentType string, body []byte) {
	p.head(contentType)
	if !p.r.ProtoAtLeast(1, 1) {
		p.w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	}
	// Otherwise net/http sets the length if the body fits its buffer, and uses chunks if not.
	if _, err := p.w.Write(body); err != nil {
		p.w.abort()
	}
}
