package remote

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
)

// attempt is one attempt at a call, from the start of the request to the end of the response.
// client.begin starts it and finish ends it. It also ends when the caller's context is done, when
// the client is closed, and when there is no progress for Options.Timeout.
type attempt struct {
	c      *client
	user   context.Context // the caller's
	ctx    context.Context
	cancel context.CancelCauseFunc
	unbind func() bool // removes it from the client's context, or nil
	watch  *time.Timer // nil: no limit on the time without progress
}

// errNoProgress is the cause of an attempt that was cancelled because there was no progress.
var errNoProgress = errors.New("no progress")

func (c *client) begin(user context.Context, k *call) *attempt {
	a := &attempt{c: c, user: user}
	switch {
	case user.Done() == nil && !k.closing:
		a.ctx, a.cancel = context.WithCancelCause(c.ctx)
	default:
		a.ctx, a.cancel = context.WithCancelCause(user)
		if !k.closing {
			a.unbind = context.AfterFunc(c.ctx, func() { a.cancel(context.Cause(c.ctx)) })
		}
	}
	if !k.slow {
		a.watch = time.AfterFunc(c.options.Timeout, func() { a.cancel(errNoProgress) })
	}
	return a
}

// progressed restarts the progress timeout.
func (a *attempt) progressed() {
	if a.watch != nil {
		a.watch.Reset(a.c.options.Timeout)
	}
}

// pauseTimeout stops the progress timeout, while the caller has control.
func (a *attempt) pauseTimeout() {
	if a.watch != nil {
		a.watch.Stop()
	}
}

func (a *attempt) finish() {
	a.pauseTimeout()
	if a.unbind != nil {
		a.unbind()
	}
	a.cancel(nil)
}

// explain returns the reason that the connection failed.
func (a *attempt) explain(err error) error {
	if cause := a.user.Err(); cause != nil {
		return cause
	}
	switch context.Cause(a.ctx) {
	case nil:
	case errNoProgress:
		return a.c.noProgress()
	case leveldb.ErrClosed:
		return leveldb.ErrClosed
	}
	return fmt.Errorf("%w: %w", ErrUnavailable, err)
}

func (c *client) noProgress() error {
	return fmt.Errorf("%w: no progress for %v: %w", ErrUnavailable, c.options.Timeout, os.ErrDeadlineExceeded)
}

// reply is the response to a call. Read reads its body.
type reply struct {
	*attempt
	response *http.Response
	broken   bool // the connection failed
	ended    bool // the body was read completely
	kept     bool // the response outlives the call; its keeper must close it
}

func (r *reply) Read(p []byte) (int, error) {
	r.progressed()
	n, err := r.response.Body.Read(p)
	r.pauseTimeout()
	if err == io.EOF {
		r.ended = true
	} else if err != nil {
		r.broken = true
		err = r.explain(err)
	}
	return n, err
}

// close returns the connection for reuse if the response was read completely, and closes it
// otherwise.
func (r *reply) close() {
	if !r.ended {
		r.cancel(nil)
	}
	// The error concerns a connection that nobody reads from any more.
	_ = r.response.Body.Close()
	r.finish()
}

// try makes a call once.
func (c *client) try(ctx context.Context, k *call, read func(r *reply) error) *failure {
	if err := ctx.Err(); err != nil {
		return &failure{err: err}
	}
	if c.ctx.Err() != nil && !k.closing {
		return &failure{err: context.Cause(c.ctx)}
	}
	a := c.begin(ctx, k)
	request := &http.Request{
		Method: http.MethodPost, URL: c.url(k), Header: c.header, Host: c.endpoint.base.Host, ProtoMajor: 1, ProtoMinor: 1,
	}
	if k.method != "" {
		request.Method = k.method
	}
	stop := a.load(request, k)
	response, err := c.transport.RoundTrip(request.WithContext(a.ctx))
	sent := stop()
	if err != nil {
		a.finish()
		err = a.explain(err)
		return &failure{err: err, broken: c.disconnected(err), arrived: sent}
	}
	r := &reply{attempt: a, response: response, ended: response.ContentLength == 0}
	if failed := r.check(k); failed != nil {
		r.close()
		failed.arrived = failed.arrived && sent
		return failed
	}
	err = read(r)
	if err == nil && r.kept {
		r.pauseTimeout()
		return nil
	}
	r.close()
	if err == nil {
		return nil
	}
	return r.failed(err)
}

// failed classifies an error of reading a response: of the connection, of the protocol, or another.
func (r *reply) failed(err error) *failure {
	switch {
	case r.broken || errors.Is(err, io.ErrUnexpectedEOF):
		if !errors.Is(err, ErrUnavailable) && !r.broken {
			err = r.explain(err)
		}
		// The response had begun, so a write was done. Its result is unknown.
		return &failure{err: err, broken: r.c.disconnected(err), arrived: true}
	case errors.Is(err, wire.ErrProtocol):
		return &failure{err: err, arrived: true}
	}
	return &failure{err: err}
}

// disconnected handles a connection, of a call or a stream, that ended with err. It returns
// retryable(err). If that is true, it closes the idle connections: what broke this one has probably
// broken them too, and each would make the outcome of a write unknown.
func (c *client) disconnected(err error) (broken bool) {
	if broken = retryable(err); broken {
		c.closeIdle()
	}
	return broken
}

// retryable reports whether a call may be retried after a connection error. It may not if it was
// cancelled, if it made no progress for Options.Timeout, or if the server is not the expected one.
func retryable(err error) bool {
	var certificate *tls.CertificateVerificationError
	return errors.Is(err, ErrUnavailable) && !errors.Is(err, os.ErrDeadlineExceeded) && !errors.As(err, &certificate)
}

// maxErrorText is the maximum number of bytes that are read of an error's text.
const maxErrorText = 8 << 10

// check checks the status and the headers of a response.
func (r *reply) check(k *call) *failure {
	header := r.response.Header
	status := r.response.StatusCode
	name := header.Get(wire.HeaderError)
	if status != http.StatusOK && name != "" {
		text, err := io.ReadAll(io.LimitReader(r, maxErrorText))
		if err != nil {
			return r.failed(err)
		}
		err = wire.Error(name, strings.ToValidUTF8(string(text), "\uFFFD"))
		if status == http.StatusNotFound && errors.Is(err, wire.ErrProtocol) {
			err = fmt.Errorf("%w by this server: %w", driver.ErrNotSupported, err) // it is older
		}
		return &failure{err: err, refused: tryLater(status), wait: retryAfterOf(header)}
	}
	kind := k.kind
	if kind == "" {
		kind = wire.ContentType
	}
	given, wrong := header.Get("Content-Type"), ""
	var err error
	if given != kind {
		given, _, err = mime.ParseMediaType(given)
	}
	switch {
	case status != http.StatusOK:
		wrong = fmt.Sprintf("status %d without %s: is there a proxy in between?", status, wire.HeaderError)
	case name != "":
		wrong = fmt.Sprintf("status %d with the error %.40q", status, name)
	case err != nil || given != kind:
		wrong = fmt.Sprintf("content type %.80q, not %s", header.Get("Content-Type"), kind)
	case header.Get("Content-Encoding") != "":
		wrong = fmt.Sprintf("unrequested content encoding %.40q", header.Get("Content-Encoding"))
	case r.response.ContentLength < 0 && len(r.response.TransferEncoding) == 0:
		wrong = "neither Content-Length nor chunks"
	default:
		return nil
	}
	err = fmt.Errorf("%w: response with %s", wire.ErrProtocol, wrong)
	return &failure{err: err, refused: tryLater(status) && !k.write, arrived: true, wait: retryAfterOf(header)}
}

// tryLater reports whether a status asks the client to try later.
func tryLater(status int) bool {
	return status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable
}

// retryAfterOf returns the time that the server asks to wait. It ignores a date, because the clocks
// may differ.
func retryAfterOf(header http.Header) time.Duration {
	seconds, err := strconv.ParseUint(header.Get("Retry-After"), 10, 31)
	if err != nil {
		return 0
	}
	return time.Duration(seconds) * time.Second
}
