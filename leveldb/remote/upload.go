package remote

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"sync"
	"sync/atomic"
)

// together is the maximum length of a body, in bytes, that is sent in one piece with the headers.
const together = 32 << 10

// load sets the body of a request. The caller must call stop when the transport has returned. stop
// ends the use of the caller's bytes, and reports whether the server may have received the complete
// request. It cannot have if there was no connection, or if the body was not read to its end. (If
// nothing at all could be written to a connection, the transport detects that and uses another one.
// It then calls GetBody.)
func (a *attempt) load(request *http.Request, k *call) (stop func() (sent bool)) {
	size := len(k.head) + len(k.payload)
	request.ContentLength = int64(size)
	switch {
	case size == 0:
		request.Body = http.NoBody
		return func() bool { return true }
	case size > together:
		body := &upload{parts: [2][]byte{k.head, k.payload}, attempt: a}
		request.Body = body
		request.GetBody = func() (io.ReadCloser, error) {
			body.stop()
			body = &upload{parts: [2][]byte{k.head, k.payload}, attempt: a}
			return body, nil
		}
		return func() bool { return body.stop() }
	}
	whole := k.head
	if len(k.payload) > 0 {
		whole = append(k.head[:len(k.head):len(k.head)], k.payload...)
	}
	// Use a reader that package http knows. For other readers it sends the headers separately.
	request.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(whole)), nil }
	request.Body = io.NopCloser(bytes.NewReader(whole))
	if !k.write {
		return func() bool { return true } // not relevant for a read
	}
	var connected atomic.Bool
	a.ctx = httptrace.WithClientTrace(a.ctx, &httptrace.ClientTrace{
		GetConn: func(string) { connected.Store(false) },
		GotConn: func(httptrace.GotConnInfo) { connected.Store(true) },
	})
	return connected.Load
}

// upload is a long request body. The transport may read it in its own goroutine, even after the
// call is over.
type upload struct {
	mu      sync.Mutex
	parts   [2][]byte // what is left to send
	attempt *attempt
	over    bool
}

var errOver = errors.New("the call has ended")

func (u *upload) Read(p []byte) (n int, err error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.over && !u.empty() {
		return 0, errOver
	}
	for i := range u.parts {
		m := copy(p[n:], u.parts[i])
		u.parts[i] = u.parts[i][m:]
		n += m
	}
	if n == 0 && len(p) > 0 {
		return 0, io.EOF
	}
	u.attempt.progressed()
	return n, nil
}

func (u *upload) empty() bool { return len(u.parts[0])+len(u.parts[1]) == 0 }

func (u *upload) Close() error { return nil }

// stop ends the use of the caller's bytes and reports whether all of them were read for sending.
func (u *upload) stop() (sent bool) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.over = true
	return u.empty()
}
