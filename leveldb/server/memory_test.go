package server

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
)

// pinWatch is a database that records how values are read, and may stop each read.
type pinWatch struct {
	driver.Store
	mu   sync.Mutex
	pins []leveldb.ReadOptions
	stop chan struct{} // nil: reads are not stopped
	now  atomic.Int64  // reads in progress
}

func (w *pinWatch) Pin(ctx context.Context, key string, o leveldb.ReadOptions) (driver.Value, error) {
	w.mu.Lock()
	w.pins = append(w.pins, o)
	w.mu.Unlock()
	w.now.Add(1)
	defer w.now.Add(-1)
	if w.stop != nil {
		<-w.stop
	}
	return w.Store.Pin(ctx, key, o)
}

// read returns how values were read since the last call.
func (w *pinWatch) read() (pins []leveldb.ReadOptions) {
	w.mu.Lock()
	defer w.mu.Unlock()
	pins, w.pins = w.pins, nil
	return pins
}

// watchPins serves the database through a pinWatch.
func (s *serverRig) watchPins() *pinWatch {
	w := &pinWatch{Store: s.db.Driver()}
	s.handler.databases = Opened{"db": leveldb.New(w, "watched", nil)}
	return w
}

// After the first long value, values enter LevelDB's cache only if they turn out to be short.
func TestLongValuesAreNotCached(t *testing.T) {
	s := serverStart(t, nil)
	s.store("short", strings.Repeat("v", freeValue))
	s.store("long", strings.Repeat("v", freeValue+1))
	w := s.watchPins()
	get := func(key string, o wire.Options) []leveldb.ReadOptions {
		s.must(wire.CallGet, "db", o, []byte(key))
		return w.read()
	}
	filling, careful := leveldb.ReadOptions{}, leveldb.ReadOptions{DontFillCache: true}
	require.Equal(t, []leveldb.ReadOptions{filling}, get("short", wire.Options{}))
	require.Equal(t, []leveldb.ReadOptions{filling}, get("long", wire.Options{}), "nobody knew that it is long")
	require.Equal(t, []leveldb.ReadOptions{careful}, get("long", wire.Options{}))
	require.Equal(t, []leveldb.ReadOptions{careful, filling}, get("short", wire.Options{}))
	require.Equal(t, []leveldb.ReadOptions{careful}, get("short", wire.Options{DontFillCache: true}))
	_, err := s.call(wire.CallGet, "db", wire.Options{}, []byte("none"))
	require.ErrorIs(t, err, leveldb.ErrNotFound)
	require.Equal(t, []leveldb.ReadOptions{careful}, w.read())
}

// The number of values of unknown size read at once starts at one, grows after short values, and
// shrinks after a long one.
func TestReadsOfUnknownSize(t *testing.T) {
	s := serverStart(t, nil)
	s.store("k", "sv")
	for name, c := range map[string]struct {
		short, longest int64
		reads          int64
	}{
		"at first":              {0, 0, 1},
		"one short value less":  {shortReads - 1, 0, 1},
		"after short values":    {shortReads, 0, atATime},
		"after a longer value":  {shortReads, s.handler.unknownSize / 3, 3},
		"after one beyond all":  {shortReads, s.handler.unknownSize * 3, 1},
		"after one of freeSize": {shortReads, freeValue, atATime},
	} {
		t.Run(name, func(t *testing.T) {
			s.handler.short.Store(c.short)
			s.handler.longest.Store(c.longest)
			w := s.watchPins()
			w.stop = make(chan struct{})
			var group sync.WaitGroup
			for range c.reads + 1 {
				r := s.request(wire.CallGet, "db", append(wire.Options{}.Append(nil), "k"...))
				group.Go(func() {
					response, err := s.client.Do(r)
					if err == nil {
						_, err = io.Copy(io.Discard, response.Body)
						response.Body.Close()
					}
					if err != nil {
						t.Error(err)
					}
				})
			}
			s.eventually(func() bool { return w.now.Load() == c.reads && s.handler.metrics.inFlight.Load() == c.reads+1 }, "they read")
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			_, err := s.handler.reading(ctx)
			require.ErrorIs(t, err, wire.ErrBusy, "there is no room for another")
			close(w.stop)
			group.Wait()
			require.True(t, s.handler.unknown.TryAcquire(s.handler.unknownSize), "all is given back")
			s.handler.unknown.Release(s.handler.unknownSize)
		})
	}
}

// Short values are counted up to a limit, and the length of the longest value is recorded.
func TestWeighedValues(t *testing.T) {
	h := newAnswerHandler(t)
	weigh := func(size int) int64 { return h.weigh(driver.ValueOf(bytes.Repeat([]byte{1}, size))) }
	for range shortReads + 5 {
		require.Zero(t, weigh(freeValue))
	}
	require.EqualValues(t, shortReads, h.short.Load())
	for _, c := range [][2]int{{freeValue + 1, freeValue + 1}, {1 << 20, 1 << 20}, {freeValue + 1, 1 << 20}, {1 << 20, 1 << 20}} {
		require.EqualValues(t, c[0], weigh(c[0]))
		require.EqualValues(t, c[1], h.longest.Load())
	}
	require.EqualValues(t, shortReads, h.short.Load())
}

// A long value that does not fit into the budget waits for memory and is not pinned. It may change
// before it is read.
func TestLongValueWaits(t *testing.T) {
	s := serverStart(t, nil)
	s.store("k", strings.Repeat("v", 1<<20))
	w := s.watchPins()
	other := s.handler.memory.account("another client")
	full := s.handler.memory.account("a third client")
	all := s.handler.options.free()
	require.True(t, other.tryTake(all/2))
	require.True(t, full.tryTake(all-all/2))
	answers := make(chan int, 1)
	r := s.request(wire.CallGet, "db", append(wire.Options{}.Append(nil), "k"...))
	go func() {
		response, err := s.client.Do(r)
		if err != nil {
			answers <- -1
			return
		}
		defer response.Body.Close()
		n, _ := io.Copy(io.Discard, response.Body)
		answers <- int(n)
	}()
	s.eventually(func() bool {
		if len(w.read()) == 0 || !s.handler.unknown.TryAcquire(s.handler.unknownSize) {
			return false
		}
		s.handler.unknown.Release(s.handler.unknownSize)
		return true
	}, "it was read, and waits")
	require.Empty(t, answers)
	s.store("k", strings.Repeat("v", 2<<20))
	other.close()
	require.Equal(t, 2<<20, <-answers)
	full.close()
	s.eventually(s.nothingHeld, "its memory is given back")
}

// A range over long values reserves memory for each, and fails if there is not enough.
func TestRangeOfLongValues(t *testing.T) {
	s := serverStart(t, nil)
	for i := range 5 {
		s.store(fmt.Sprintf("%d", i), strings.Repeat("v", 1<<20))
	}
	for range 2 { // the second time, the length of the longest value is known
		all, _, err := s.scan("db", wire.Options{}, wire.RangeRequest{})
		require.NoError(t, err)
		require.Len(t, all, 5)
		s.eventually(s.nothingHeld, "its memory is given back")
		require.EqualValues(t, 1<<20, s.handler.longest.Load())
	}
	s.store("5", strings.Repeat("v", 8<<20))
	first, second := s.handler.memory.account("one"), s.handler.memory.account("two")
	all := s.handler.options.free()
	require.True(t, first.tryTake(all/2))
	require.True(t, second.tryTake(all-all/2-streamMemory-4<<20))
	got, _, err := s.scan("db", wire.Options{}, wire.RangeRequest{})
	require.ErrorIs(t, err, wire.ErrBusy)
	require.Len(t, got, 5)
	first.close()
	second.close()
	s.eventually(s.nothingHeld, "its memory is given back")
}

// The memory for a large number of keys counts, in addition to the body that contains them.
func TestManyKeysCount(t *testing.T) {
	const share, requests = 2_500_000, 1
	s := serverStart(t, &HandlerOptions{MaxRequests: requests, MaxMemory: (2*share + requests*requestMemory) * unknownPart / (unknownPart - 1)})
	require.InDelta(t, share, s.handler.options.share(), 10)
	keys := make([]string, 100_000)
	for i := range keys {
		keys[i] = "k"
	}
	for call, body := range map[string]func(keys []string) []byte{
		wire.CallLookup: func(keys []string) []byte { return wire.AppendKeys(nil, keys) },
		wire.CallGather: func(keys []string) []byte { return wire.GatherRequest{Keys: keys}.Append(nil) },
	} {
		_, err := s.call(call, "db", wire.Options{}, body(keys))
		require.ErrorIs(t, err, leveldb.ErrTooLarge, call)
		require.ErrorContains(t, err, "bytes of memory", call)
		s.must(call, "db", wire.Options{}, body(keys[:len(keys)/2]))
		_, err = s.call(call, "db", wire.Options{}, append(body(keys), make([]byte, share/keysCost)...))
		require.ErrorIs(t, err, leveldb.ErrTooLarge, call)
		require.ErrorContains(t, err, fmt.Sprint("the server accepts at most ", s.handler.options.share()/keysCost), call)
		s.eventually(s.nothingHeld, "its memory is given back")
	}
}

// Memory reserved for the next entry of a range is returned if the entry is shorter.
func TestRangeReturnsReservedMemory(t *testing.T) {
	s := serverStart(t, &HandlerOptions{MaxMemory: 64 << 20})
	const length = 100_000
	step := s.handler.options.share() / 4
	s.handler.longest.Store(step)
	for i := range 20 {
		s.store(fmt.Sprintf("%02d", i), strings.Repeat("v", length))
	}
	all, _, err := s.scan("db", wire.Options{}, wire.RangeRequest{})
	require.NoError(t, err)
	require.Len(t, all, 20)
	s.eventually(s.nothingHeld, "its memory is given back")
}

// A call of locate on a link counts a long value once, although it reads it twice.
func TestMemoryOfLocate(t *testing.T) {
	const requests, share = 2, 1 << 20
	s := serverStart(t, &HandlerOptions{MaxRequests: requests, MaxMemory: (2*share + requests*requestMemory) * unknownPart / (unknownPart - 1)})
	size := int(s.handler.memory.share) * 3 / 4
	require.NoError(t, s.db.PutRaw("k", make([]byte, size)))
	l := s.link("db")
	l.send(linkFrame(1, wire.CallLocate, 'k'))
	l.receives(1, string(wire.AppendLocation(nil, driver.Location{Size: int64(size)})))
}
