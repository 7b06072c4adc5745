package server

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
)

// answerRig returns an answer without a connection, and a recorder of what is written to it.
func answerRig(t *testing.T, h *Handler) (*answer, *httptest.ResponseRecorder) {
	t.Helper()
	w := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodGet, wire.PathHealth, nil)
	a := h.begin(w, r)
	t.Cleanup(func() { h.end(a, r) })
	return a, w
}

// newAnswerHandler returns a Handler without databases.
func newAnswerHandler(t *testing.T) *Handler {
	h := NewHandler(Opened{}, &HandlerOptions{Logger: serverQuiet()})
	t.Cleanup(func() { require.NoError(t, h.Close()) })
	return h
}

// The status of a response is the first final status written. It determines the recorded result.
func TestAnswerStatus(t *testing.T) {
	h := newAnswerHandler(t)
	for _, c := range []struct {
		statuses []int
		write    bool
		want     int
		result   string
	}{
		{nil, false, 0, aborted},
		{nil, true, 200, succeeded},
		{[]int{100}, false, 0, aborted},
		{[]int{103, 200}, false, 200, succeeded},
		{[]int{200, 500}, true, 200, succeeded},
		{[]int{399}, false, 399, succeeded},
		{[]int{400}, true, 400, aborted},
		{[]int{500}, false, 500, aborted},
	} {
		a, _ := answerRig(t, h)
		for _, status := range c.statuses {
			a.WriteHeader(status)
		}
		if c.write {
			_, err := a.Write([]byte("x"))
			require.NoError(t, err)
		}
		require.Equal(t, c.want, a.status, c)
		require.Equal(t, c.result, a.result(), c)
	}
	a, _ := answerRig(t, h)
	a.code = "busy"
	require.Equal(t, "busy", a.result())
}

// Long responses are written in pieces, complete and counted. After abortWrites, nothing is
// written.
func TestAnswerWrites(t *testing.T) {
	h := newAnswerHandler(t)
	for _, size := range []int{0, 1, pieceSize - 1, pieceSize, pieceSize + 1, 2*pieceSize + 1} {
		a, w := answerRig(t, h)
		text := []byte(strings.Repeat("0123456789", size/10+1)[:size])
		n, err := a.Write(text)
		require.NoError(t, err)
		require.Equal(t, size, n)
		require.EqualValues(t, size, a.sent)
		require.True(t, bytes.Equal(text, w.Body.Bytes()))
		require.NoError(t, a.FlushError())
		require.True(t, w.Flushed)
		a.abortWrites()
		n, err = a.Write([]byte("more"))
		require.ErrorIs(t, err, errAborted)
		require.Zero(t, n)
		require.ErrorIs(t, a.FlushError(), errAborted)
		require.Len(t, w.Body.Bytes(), size)
		require.PanicsWithError(t, http.ErrAbortHandler.Error(), func() { a.text(500, "more") })
		require.Equal(t, aborted, a.result())
		require.PanicsWithError(t, http.ErrAbortHandler.Error(), func() { _ = a.send([]byte("more")) })
	}
	a, w := answerRig(t, h)
	require.NoError(t, a.send([]byte("one "), nil, []byte("two")))
	require.Equal(t, "7", w.Header().Get("Content-Length"))
	require.Equal(t, "one two", w.Body.String())
	require.Same(t, w, a.Unwrap())
}

// A slow client uses up its time without progress. A fast client regains it, up to the maximum.
func TestAnswerPatience(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := stallBudget{time.Minute, time.Minute, 1000}
		spend := func(took time.Duration, n int) time.Duration {
			began := time.Now()
			time.Sleep(took)
			p.spend(began, n)
			return p.left
		}
		require.Equal(t, 50*time.Second, spend(10*time.Second, 0))
		require.Equal(t, 45*time.Second, spend(10*time.Second, 5000))
		require.Equal(t, 55*time.Second, spend(10*time.Second, 20_000))
		require.Equal(t, time.Minute, spend(time.Second, 1_000_000))
	})
}

// leavingStore is a database whose cursors cancel the request while they read a page.
type leavingStore struct {
	driver.Store
	leave func()
}

type leavingCursor struct {
	driver.Cursor
	leave func()
}

func (s leavingStore) Scan(ctx context.Context, span driver.Span, o leveldb.ReadOptions) (driver.Cursor, error) {
	c, err := s.Store.Scan(ctx, span, o)
	return leavingCursor{c, s.leave}, err
}

func (s leavingStore) Lookup(ctx context.Context, keys []string, o leveldb.ReadOptions) (driver.Cursor, error) {
	c, err := s.Store.Lookup(ctx, keys, o)
	return leavingCursor{c, s.leave}, err
}

func (c leavingCursor) Next(ctx context.Context) (*driver.Page, error) {
	page, err := c.Cursor.Next(ctx)
	c.leave()
	return page, err
}

// If the client has gone, the response is aborted after the current page, even if nothing has been
// written to the connection yet.
func TestStreamOfClientThatLeft(t *testing.T) {
	for call, body := range map[string][]byte{
		wire.CallRange: wire.RangeRequest{}.Append(nil), wire.CallLookup: wire.AppendKeys(nil, []string{"a", "b"}),
		wire.CallGather: wire.GatherRequest{Row: 1, Keys: []string{"a", "b"}}.Append(nil),
	} {
		s := serverStart(t, nil)
		s.store("a", "s")
		s.store("b", "s")
		ctx, cancel := context.WithCancel(t.Context())
		s.handler.databases = Opened{"db": leveldb.New(leavingStore{s.db.Driver(), cancel}, "leaving", nil)}
		r := httptest.NewRequest(http.MethodPost, wire.Prefix+call+"?db=db", bytes.NewReader(append(wire.Options{}.Append(nil), body...)))
		r.Header.Set("Content-Type", wire.ContentType)
		w := httptest.NewRecorder()
		require.PanicsWithError(t, http.ErrAbortHandler.Error(), func() { s.handler.ServeHTTP(w, r.WithContext(ctx)) }, call)
		require.Empty(t, w.Body.Bytes())
		require.EqualValues(t, 1, s.handler.metrics.calls[call].aborted(s.handler.metrics), call)
		require.Zero(t, s.handler.ranges.len())
	}
}

// A request that was not admitted to the budget uses none of it.
func TestAnswerWithoutBudget(t *testing.T) {
	a, _ := answerRig(t, newAnswerHandler(t))
	require.NoError(t, a.hold(t.Context(), 1<<60))
	require.True(t, a.tryHold(1<<60))
	a.drop(1 << 60)
	a.memory = newBudget(10, 10).account("a")
	require.ErrorIs(t, a.hold(t.Context(), 11), leveldb.ErrTooLarge)
	require.NoError(t, a.hold(t.Context(), 10))
	require.NoError(t, a.hold(t.Context(), 0))
	require.True(t, a.tryHold(-1))
	require.False(t, a.tryHold(1))
	a.drop(1)
	require.True(t, a.tryHold(1))
}

// Rows found before an error are sent before the error.
func TestFramesBeforeError(t *testing.T) {
	a, w := answerRig(t, newAnswerHandler(t))
	f := newFrameWriter(a)
	require.Equal(t, io.EOF, f.fail(io.EOF), "nothing was sent yet: it is the error of the call")
	require.True(t, f.failed)
	require.NoError(t, f.row(driver.RowCopied, make([]byte, aloneSize)))
	require.NoError(t, f.row(driver.RowMissing, nil))
	require.NoError(t, f.row(driver.RowCopied, []byte("row")))
	require.NoError(t, f.fail(leveldb.ErrCorrupt))
	require.Equal(t, "corrupt", a.result())
	frames := wire.FrameReader{R: w.Body}
	for _, want := range [][]driver.RowState{{driver.RowCopied}, {driver.RowMissing, driver.RowCopied}} {
		kind, err := frames.Next()
		require.NoError(t, err)
		require.EqualValues(t, wire.FrameRows, kind)
		states, err := frames.ReadStates()
		require.NoError(t, err)
		require.Equal(t, want, states)
		size := len("row")
		if len(want) == 1 {
			size = aloneSize
		}
		_, err = io.CopyN(io.Discard, w.Body, int64(size))
		require.NoError(t, err)
	}
	_, err := frames.Next()
	require.ErrorIs(t, err, leveldb.ErrCorrupt)
	f.free()
}

// A request that waits in vain for the whole budget returns its own share.
func TestBudgetReturnsItsShare(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBudget(100, 60)
		one, two, waits := b.account("a"), b.account("b"), b.account("c")
		require.NoError(t, one.take(t.Context(), 60))
		require.NoError(t, two.take(t.Context(), 20))
		require.NoError(t, waits.take(t.Context(), 0))
		require.ErrorIs(t, waits.take(t.Context(), 30), wire.ErrBusy)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		require.ErrorIs(t, waits.take(ctx, 30), wire.ErrBusy)
		require.True(t, waits.tryTake(20))
		require.False(t, waits.tryTake(1))
		one.close()
		require.True(t, waits.tryTake(40), "nothing of its share was lost")
		require.False(t, waits.tryTake(1))
		two.close()
		waits.close()
		require.True(t, b.total.TryAcquire(100))
	})
}
