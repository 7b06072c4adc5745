package server

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
	"github.com/openleveldb/openleveldb/native"
)

// fill stores entries of many sizes in the sub-database.
func (s *serverRig) fill(rng *rand.Rand, n int) {
	for i := range n {
		size := rng.IntN(200)
		switch rng.IntN(100) {
		case 0:
			size = rng.IntN(2 * aloneSize)
		case 1:
			size = rng.IntN(10 << 10)
		}
		s.store(fmt.Sprintf("%s%06d%s", serverPrefix, i, strings.Repeat("k", rng.IntN(30))), strings.Repeat(string(rune('a'+i%26)), size))
	}
}

// A range may be cut off at any byte, on either side, any number of times. Resumed after the last
// received entry, it returns every entry once, in the state of the first call.
func TestServerResume(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 0))
	s := serverStart(t, nil)
	s.fill(rng, 4000)
	for _, span := range []wire.Span{
		{}, {Reverse: true}, {KeysOnly: true}, {KeysOnly: true, Reverse: true}, {Limit: 1500}, {Limit: 1500, Reverse: true},
		{Lower: "0005", Upper: "003"}, {Lower: "0005", Upper: "003", Reverse: true, Limit: 700}, {Limit: 1}, {Lower: "x"},
	} {
		for _, wait := range []bool{true, false} { // whether to wait until the server notices
			want, _, err := s.scan("sub", wire.Options{}, wire.RangeRequest{Span: span})
			require.NoError(t, err)
			whole := 0
			for _, pair := range want {
				whole += len(pair.Key) + len(pair.Value) + 8
			}
			var got []serverPair
			request := wire.RangeRequest{Span: span}
			for turn := 0; ; turn++ {
				response := s.stream(wire.CallRange, "sub", wire.Options{}, request.Append(nil))
				require.Equal(t, http.StatusOK, response.StatusCode)
				id, err := strconv.ParseUint(response.Header.Get(wire.HeaderRange), 10, 64)
				require.NoError(t, err)
				require.True(t, request.Resume == 0 || request.Resume == id, "it keeps its id")
				if turn == 0 {
					for i := range 20 { // later writes are not visible
						s.store(fmt.Sprintf("%s%06d later", serverPrefix, rng.IntN(4000)), "s")
						require.NoError(t, s.db.Delete(fmt.Sprintf("%s%06d", serverPrefix, i)))
					}
				}
				most := int64(rng.IntN(whole/4 + 100))
				if turn > 12 {
					most = 1 << 40
				}
				part, err := serverPages(io.LimitReader(response.Body, most), nil)
				got = append(got, part...)
				if err == nil {
					response.Body.Close()
					break
				}
				require.ErrorIs(t, err, io.ErrUnexpectedEOF)
				response.Body.Close() // before the end, which breaks the connection
				if wait {
					s.eventually(func() bool { return s.handler.metrics.inFlight.Load() == 0 }, "the server notices")
				}
				request = wire.RangeRequest{Span: span, Resume: id, Taken: uint64(len(got))}
				if len(got) > 0 {
					request.After = got[len(got)-1].Key
				}
			}
			require.True(t, equalPairs(want, got), "%+v: %d entries of %d", span, len(got), len(want))
		}
	}
}

// A connection stalls without an error while writes continue. The resumed range takes the iterator
// from the blocked handler.
func TestServerResumeTakesAway(t *testing.T) {
	s := serverStart(t, nil)
	for i := range 200 {
		s.store(fmt.Sprintf("%03d", i), strings.Repeat("v", 200<<10))
	}
	stuck, id := s.stall("db", wire.RangeRequest{})
	defer stuck.Close()
	require.Equal(t, 1, s.handler.ranges.len())
	began := time.Now()
	got, again, err := s.scan("db", wire.Options{}, wire.RangeRequest{Resume: id, Taken: 100, After: "099"})
	require.NoError(t, err)
	require.Equal(t, id, again)
	require.Len(t, got, 100)
	require.Equal(t, "100", got[0].Key)
	s.eventually(func() bool { return s.handler.metrics.inFlight.Load() == 0 }, "the stuck one is gone")
	require.Less(t, time.Since(began), defaultProgress, "and not because it stood still for too long")
}

// stall starts a range and reads only the header of the response, so that the server blocks.
func (s *serverRig) stall(database string, r wire.RangeRequest) (connection net.Conn, id uint64) {
	s.t.Helper()
	connection, err := net.Dial("tcp", s.server.Listener.Addr().String())
	require.NoError(s.t, err)
	require.NoError(s.t, connection.(*net.TCPConn).SetReadBuffer(4<<10))
	request := s.request(wire.CallRange, database, append(wire.Options{}.Append(nil), r.Append(nil)...))
	require.NoError(s.t, request.Write(connection))
	response, err := http.ReadResponse(bufio.NewReaderSize(connection, 512), request)
	require.NoError(s.t, err)
	require.Equal(s.t, http.StatusOK, response.StatusCode)
	id, err = strconv.ParseUint(response.Header.Get(wire.HeaderRange), 10, 64)
	require.NoError(s.t, err)
	return connection, id
}

// A client that reads nothing is disconnected. Its range is kept for a while.
func TestServerSlowReader(t *testing.T) {
	s := serverStart(t, &HandlerOptions{Progress: 500 * time.Millisecond})
	live := native.LiveHandles()
	for i := range 200 {
		s.store(fmt.Sprintf("%03d", i), strings.Repeat("v", 200<<10))
	}
	connection, id := s.stall("db", wire.RangeRequest{})
	defer connection.Close()
	s.eventually(func() bool { return s.handler.metrics.inFlight.Load() == 0 }, "the handler gives up")
	require.Equal(t, live+1, native.LiveHandles())
	s.must(wire.CallRenew, "db", wire.Options{}, wire.AppendNumber(nil, id))
	l, err := s.handler.ranges.take(id, owner{"db", ""}, nil)
	require.NoError(t, err)
	s.handler.ranges.release(l, time.Nanosecond)
	s.eventually(func() bool { return native.LiveHandles() == live }, "the iterator is given up, too")
	_, _, err = s.scan("db", wire.Options{}, wire.RangeRequest{Resume: id, Taken: 1, After: "000"})
	require.Equal(t, wire.ErrExpired, err)
	_, err = s.call(wire.CallRenew, "db", wire.Options{}, wire.AppendNumber(nil, id))
	require.Equal(t, wire.ErrExpired, err)
	require.NotContains(t, s.log.String(), "panic")
}

// Other responses are cut off too, and release what they hold.
func TestServerSlowReaderOfOthers(t *testing.T) {
	s := serverStart(t, &HandlerOptions{Progress: 500 * time.Millisecond})
	live := native.LiveHandles()
	s.store("k", strings.Repeat("v", 30<<20))
	for call, body := range map[string][]byte{
		wire.CallGet: []byte("k"), wire.CallLookup: wire.AppendKeys(nil, []string{"k"}),
		wire.CallGather: wire.GatherRequest{Row: 30 << 20, Keys: []string{"k"}}.Append(nil),
	} {
		connection, err := net.Dial("tcp", s.server.Listener.Addr().String())
		require.NoError(t, err)
		require.NoError(t, connection.(*net.TCPConn).SetReadBuffer(4<<10))
		require.NoError(t, s.request(call, "db", append(wire.Options{}.Append(nil), body...)).Write(connection))
		s.eventually(func() bool {
			return s.handler.metrics.calls[call].aborted(s.handler.metrics) == 1 && native.LiveHandles() == live
		}, call)
		connection.Close()
	}
}

// aborted returns the number of aborted calls.
func (c *callMetrics) aborted(m *handlerMetrics) uint64 {
	return m.set.GetOrCreateCounter(requestsName(c.name, aborted)).Get()
}

// A client that disconnects is noticed long before the stall timeout.
func TestServerVanishedReader(t *testing.T) {
	s := serverStart(t, nil) // with a stall timeout of a minute
	for i := range 200 {
		s.store(fmt.Sprintf("%03d", i), strings.Repeat("v", 200<<10))
	}
	began := time.Now()
	connection, id := s.stall("db", wire.RangeRequest{})
	require.NoError(t, connection.Close())
	s.eventually(func() bool { return s.handler.metrics.inFlight.Load() == 0 }, "the handler gives up")
	require.Less(t, time.Since(began), defaultProgress)
	s.must(wire.CallAbandon, "db", wire.Options{}, wire.AppendNumber(nil, id))
	_, _, err := s.scan("db", wire.Options{}, wire.RangeRequest{Resume: id, Taken: 1, After: "000"})
	require.Equal(t, wire.ErrExpired, err)
}

// An abandoned range ends even while it is being sent. Closing the handler ends all ranges.
func TestServerAbandonAndCloseUnderWay(t *testing.T) {
	s := serverStart(t, nil)
	live := native.LiveHandles()
	for i := range 200 {
		s.store(fmt.Sprintf("%03d", i), strings.Repeat("v", 200<<10))
	}
	first, id := s.stall("db", wire.RangeRequest{})
	defer first.Close()
	s.must(wire.CallAbandon, "db", wire.Options{}, wire.AppendNumber(nil, id))
	s.eventually(func() bool { return native.LiveHandles() == live }, "abandoned")
	second, _ := s.stall("db", wire.RangeRequest{Span: wire.Span{Reverse: true}})
	defer second.Close()
	require.Equal(t, 1, s.handler.ranges.len())
	require.NoError(t, s.handler.Close())
	s.eventually(func() bool { return native.LiveHandles() == live && s.handler.metrics.inFlight.Load() == 0 }, "closed")
	require.Zero(t, s.handler.ranges.len())
}

// The number of idle ranges is limited. Beyond the limit, the one with the least time left ends.
func TestServerParkedLimit(t *testing.T) {
	s := serverStart(t, &HandlerOptions{ClientShare: 100})
	s.store("a", "s1")
	s.store("b", "s2")
	live := native.LiveHandles()
	var ids []uint64
	for range maxParked + 10 {
		_, id, err := s.scan("db", wire.Options{}, wire.RangeRequest{})
		require.NoError(t, err)
		ids = append(ids, id)
		s.eventually(func() bool { return s.handler.metrics.inFlight.Load() == 0 }, "it is kept")
	}
	require.Equal(t, maxParked, s.handler.ranges.len())
	require.Equal(t, live+maxParked, native.LiveHandles())
	_, _, err := s.scan("db", wire.Options{}, wire.RangeRequest{Resume: ids[9], Taken: 1, After: "a"})
	require.Equal(t, wire.ErrExpired, err)
	got, _, err := s.scan("db", wire.Options{}, wire.RangeRequest{Resume: ids[10], Taken: 1, After: "a"})
	require.NoError(t, err)
	require.Equal(t, []serverPair{{Key: "b", Value: "s2"}}, got)
	// The end of a range may have been lost in transit too.
	got, _, err = s.scan("db", wire.Options{}, wire.RangeRequest{Resume: ids[10], Taken: 2, After: "b"})
	require.NoError(t, err)
	require.Empty(t, got)
	for _, id := range ids[10:] {
		s.must(wire.CallAbandon, "db", wire.Options{}, wire.AppendNumber(nil, id))
	}
	require.Equal(t, live, native.LiveHandles())
}

// A range cannot be resumed beyond its limit or in another database.
func TestServerResumeRefused(t *testing.T) {
	s := serverStart(t, nil)
	s.store("a", "s1")
	_, id, err := s.scan("db", wire.Options{}, wire.RangeRequest{Span: wire.Span{Limit: 3}})
	require.NoError(t, err)
	_, _, err = s.scan("sub", wire.Options{}, wire.RangeRequest{Resume: id, Taken: 1, After: "a"})
	require.Equal(t, wire.ErrExpired, err)
	_, _, err = s.scan("db", wire.Options{}, wire.RangeRequest{Resume: id, Taken: 4, After: "a"})
	require.ErrorIs(t, err, leveldb.ErrInvalidArgument)
	got, _, err := s.scan("db", wire.Options{}, wire.RangeRequest{Resume: id})
	require.NoError(t, err)
	require.Equal(t, []serverPair{{Key: "a", Value: "s1"}}, got, "and it is still there")
}

// The database is closed while a range is kept.
func TestServerResumeOfClosed(t *testing.T) {
	s := serverStart(t, nil)
	s.store("a", "s1")
	_, id, err := s.scan("db", wire.Options{}, wire.RangeRequest{})
	require.NoError(t, err)
	require.NoError(t, s.db.Close())
	_, _, err = s.scan("db", wire.Options{}, wire.RangeRequest{Resume: id, Taken: 1, After: "a"})
	require.ErrorIs(t, err, wire.ErrExpired)
	for call, body := range serverBodies {
		if call != wire.CallOpen && !ofLease(call) {
			_, err := s.call(call, "db", wire.Options{}, body)
			require.ErrorIs(t, err, leveldb.ErrClosed, call)
		}
	}
}

// serverCursor returns pages and then an error, like the cursor of a damaged table.
type serverCursor struct {
	driver.Cursor
	pages int
}

func (c *serverCursor) Next(ctx context.Context) (*driver.Page, error) {
	if c.pages--; c.pages < 0 {
		return nil, &driver.Error{Class: driver.ErrCorrupt, Text: "block 7"}
	}
	return c.Cursor.Next(ctx)
}

type serverDamaged struct {
	driver.Store
	pages int
}

func (d serverDamaged) Scan(ctx context.Context, s driver.Span, o leveldb.ReadOptions) (driver.Cursor, error) {
	c, err := d.Store.Scan(ctx, s, o)
	return &serverCursor{c, d.pages}, err
}

func (d serverDamaged) Lookup(ctx context.Context, keys []string, o leveldb.ReadOptions) (driver.Cursor, error) {
	c, err := d.Store.Lookup(ctx, keys, o)
	return &serverCursor{c, d.pages}, err
}

func (d serverDamaged) Close() error { return nil }

// An error in the middle is sent as a frame after the entries before it. An error at the beginning
// is the error of the call. A cursor that cannot be resumed has no id.
func TestServerErrorInTheMiddle(t *testing.T) {
	s := serverStart(t, nil)
	var keys []string
	for i := range 3000 {
		keys = append(keys, fmt.Sprintf("%04d", i))
		s.store(keys[i], strings.Repeat("v", 1000))
	}
	for _, pages := range []int{0, 1, 30} {
		damaged := leveldb.New(serverDamaged{s.db.Driver(), pages}, "damaged", nil)
		s.handler.databases = Opened{"db": damaged}
		for call, body := range map[string][]byte{
			wire.CallRange: wire.RangeRequest{}.Append(nil), wire.CallLookup: wire.AppendKeys(nil, keys),
			wire.CallGather: wire.GatherRequest{Row: 1000, Keys: keys}.Append(nil),
		} {
			response := s.stream(call, "db", wire.Options{}, body)
			require.Empty(t, response.Header.Get(wire.HeaderRange))
			b, err := io.ReadAll(response.Body)
			require.NoError(t, err)
			if pages < 30 { // nothing has been sent yet
				require.Equal(t, http.StatusInternalServerError, response.StatusCode)
				require.Equal(t, "corrupt", response.Header.Get(wire.HeaderError))
				require.Equal(t, "block 7", string(b))
				continue
			}
			require.Equal(t, http.StatusOK, response.StatusCode)
			last := wire.AppendError(nil, wire.CodeOf(driver.ErrCorrupt), "block 7")
			require.True(t, bytes.HasSuffix(b, last), call)
			require.Greater(t, len(b), 2*togetherSize)
		}
	}
	require.Zero(t, s.handler.ranges.len())
}

// Entries are not kept after they are sent: ranges of many or large entries allocate very little.
func TestServerRangeMemory(t *testing.T) {
	s := serverStart(t, nil)
	for i := range 64 {
		b := s.db.NewBatch()
		for j := range 1000 {
			require.NoError(t, b.PutRaw(fmt.Sprintf("%02d%04d", i, j), make([]byte, 1<<10)))
		}
		require.NoError(t, b.Write())
	}
	for i := range 8 {
		s.store(fmt.Sprintf("large%d", i), strings.Repeat("v", 16<<20))
	}
	const sent = 64000<<10 + 128<<20
	keys := make([]string, 8)
	for i := range keys {
		keys[i] = fmt.Sprintf("large%d", i)
	}
	request := s.request(wire.CallRange, "db", append(wire.Options{}.Append(nil), wire.RangeRequest{}.Append(nil)...))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	response := s.do(request)
	n, err := io.CopyBuffer(struct{ io.Writer }{io.Discard}, response.Body, make([]byte, 64<<10))
	require.NoError(t, err)
	runtime.ReadMemStats(&after)
	require.Greater(t, n, int64(sent))
	require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(8<<20), "of %d bytes sent", n)

	runtime.ReadMemStats(&before)
	response = s.stream(wire.CallGather, "db", wire.Options{}, wire.GatherRequest{Row: 16 << 20, Keys: keys}.Append(nil))
	n, err = io.CopyBuffer(struct{ io.Writer }{io.Discard}, response.Body, make([]byte, 64<<10))
	require.NoError(t, err)
	runtime.ReadMemStats(&after)
	require.Greater(t, n, int64(128<<20))
	require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(8<<20), "of %d bytes sent", n)
}
