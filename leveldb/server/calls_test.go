package server

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
)

func serverPut(key, value string) []byte {
	return append(wire.PutRequest{Key: key}.AppendHead(nil), value...)
}

// Every call works on a whole database and on a sub-database. The sub-database does not see the
// entries around it.
func TestServerCalls(t *testing.T) {
	s := serverStart(t, nil)
	for key, value := range map[string]string{"": "s0", "a": "s1", "p": "s2", "q": "s3"} {
		s.store(key, value) // around the sub-database
	}
	before := serverContent(t, s.db)
	for _, database := range []string{"sub", "db"} {
		t.Run(database, func(t *testing.T) {
			db := s.db
			if database == "sub" {
				db = s.sub
			}
			none := wire.Options{}
			large := strings.Repeat("l", 3<<20)
			for key, value := range map[string]string{"": "sempty", "k": "s1", "\xff\xff": "b\x00", "large": large, "nothing": ""} {
				require.Empty(t, s.must(wire.CallPut, database, wire.Options{Sync: key == "k"}, serverPut(key, value)))
				assert.Equal(t, value, string(s.must(wire.CallGet, database, none, []byte(key))))
				assert.Equal(t, value, string(s.must(wire.CallGet, database, wire.Options{VerifyChecksums: true, DontFillCache: true}, []byte(key))))
				raw, err := db.AppendRaw(nil, key)
				require.NoError(t, err)
				require.Equal(t, value, string(raw))
				assert.Equal(t, []byte{1}, s.must(wire.CallHas, database, none, []byte(key)))
			}
			require.Empty(t, s.must(wire.CallDelete, database, none, []byte("\xff\xff")))
			require.Empty(t, s.must(wire.CallDelete, database, none, []byte("\xff\xff")), "of nothing")
			assert.Equal(t, []byte{0}, s.must(wire.CallHas, database, none, []byte("\xff\xff")))
			_, err := s.call(wire.CallGet, database, none, []byte("\xff\xff"))
			require.Equal(t, leveldb.ErrNotFound, err)

			batch := new(driver.Batch)
			require.NoError(t, batch.Put("w1", []byte("s1")))
			require.NoError(t, batch.Delete("k"))
			require.NoError(t, batch.Put("", []byte("sother")))
			require.NoError(t, batch.Put("w2", nil))
			require.Empty(t, s.must(wire.CallWrite, database, none, batch.Packed()))
			require.Empty(t, s.must(wire.CallWrite, database, none, nil), "an empty batch")

			want := serverContent(t, db)
			got, _, err := s.scan(database, none, wire.RangeRequest{})
			require.NoError(t, err)
			require.Equal(t, want, got)
			count, err := wire.ParseNumber(s.must(wire.CallCount, database, none, wire.Span{}.Append(nil)))
			require.NoError(t, err)
			require.EqualValues(t, len(want), count)
			count, err = wire.ParseNumber(s.must(wire.CallCount, database, none, wire.Span{Lower: "l", Upper: "x", Limit: 2}.Append(nil)))
			require.NoError(t, err)
			require.EqualValues(t, 2, count)

			wanted := []string{"w1", "none", "large", "", "w2", "large"}
			response := s.stream(wire.CallLookup, database, none, wire.AppendKeys(nil, wanted))
			found, err := serverPages(response.Body, wanted)
			require.NoError(t, err)
			require.Equal(t, []serverPair{{Key: "w1", Value: "s1"}, {Key: "none", Missing: true}, {Key: "large", Value: large},
				{Value: "sother"}, {Key: "w2"}, {Key: "large", Value: large}}, found)
			response = s.stream(wire.CallLookup, database, none, nil)
			found, err = serverPages(response.Body, []string{})
			require.NoError(t, err)
			require.Empty(t, found)

			require.Empty(t, s.must(wire.CallCompact, database, none, wire.Span{}.Append(nil)))
			size, err := wire.ParseNumber(s.must(wire.CallSize, database, none, wire.Span{}.Append(nil)))
			require.NoError(t, err)
			local, err := db.ApproximateSize(nil)
			require.NoError(t, err)
			require.Equal(t, local, size)
			require.Positive(t, size)
			cuts, err := wire.ParseKeys(s.must(wire.CallSplit, database, none, wire.Span{Lower: "l", Limit: 1 << 40}.Append(nil)))
			require.NoError(t, err)
			parts, err := db.Split(&leveldb.Range{Start: "l"}, 1<<40)
			require.NoError(t, err)
			require.Len(t, cuts, len(parts)-1)
			require.Equal(t, "nothing", cuts[0], "after the large value")
			for i, key := range cuts {
				require.Equal(t, parts[i+1].Start, key)
			}
			_, err = s.call(wire.CallSplit, database, none, wire.Span{}.Append(nil))
			require.ErrorIs(t, err, leveldb.ErrInvalidArgument, "no parts")
			for _, limit := range []uint64{0, 1, 1 << 40} {
				estimate, err := wire.ParseNumber(s.must(wire.CallEstimate, database, none, wire.Span{Lower: "l", Limit: limit}.Append(nil)))
				require.NoError(t, err)
				n, err := db.Count(&leveldb.Range{Start: "l", Limit: int(limit)})
				require.NoError(t, err)
				require.EqualValues(t, n, estimate)
			}
			assert.Contains(t, string(s.must(wire.CallProperty, database, none, []byte("leveldb.stats"))), "Compactions")
			_, err = s.call(wire.CallProperty, database, none, []byte("leveldb.none"))
			require.Equal(t, leveldb.ErrNotFound, err)
			answer, err := wire.ParseOpenAnswer(s.must(wire.CallOpen, database, none, wire.OpenRequest{Create: true}.Append(nil)))
			require.NoError(t, err)
			require.False(t, answer.ReadOnly)
		})
		if database == "sub" {
			require.Equal(t, before, serverOutside(t, s.db))
		}
	}
}

// serverContent returns all entries, read directly from the database.
func serverContent(t testing.TB, db *leveldb.DB) (all []serverPair) {
	t.Helper()
	for e, err := range db.Entries(nil) {
		require.NoError(t, err)
		value, err := e.AppendRaw(nil)
		require.NoError(t, err)
		all = append(all, serverPair{Key: strings.Clone(e.Key()), Value: string(value)})
	}
	return all
}

// serverOutside returns the entries outside the sub-database.
func serverOutside(t testing.TB, db *leveldb.DB) (all []serverPair) {
	for _, pair := range serverContent(t, db) {
		if !strings.HasPrefix(pair.Key, serverPrefix) {
			all = append(all, pair)
		}
	}
	return all
}

// Spans end where the sub-database ends, for every kind of bound and prefix.
func TestServerScope(t *testing.T) {
	s := serverStart(t, nil)
	for _, key := range []string{"", "a", "p", "p\xfe", serverPrefix, serverPrefix + "\x00", serverPrefix + "b", serverPrefix + "\xff", "q", "q\x00"} {
		s.store(key, "s"+key)
	}
	all := []string{"", "\x00", "b", "\xff"}
	for _, lower := range append(all, "a", "c", "\xff\xff") {
		for _, upper := range append(all, "a", "c", "\xff\xff") {
			for _, reverse := range []bool{false, true} {
				var want []serverPair
				for _, key := range all {
					if key >= lower && (upper == "" || key < upper) {
						want = append(want, serverPair{Key: key, Value: "s" + serverPrefix + key})
					}
				}
				if reverse {
					for i, j := 0, len(want)-1; i < j; i, j = i+1, j-1 {
						want[i], want[j] = want[j], want[i]
					}
				}
				got, _, err := s.scan("sub", wire.Options{}, wire.RangeRequest{Span: wire.Span{Lower: lower, Upper: upper, Reverse: reverse}})
				require.NoError(t, err)
				require.Equal(t, want, got, "%q to %q, reverse %v", lower, upper, reverse)
			}
		}
	}
	for prefix, end := range map[scope]string{"": "", "a": "b", "a\xff": "b", "\xff\xff": "", "\xfe\xff": "\xff"} {
		assert.Equal(t, end, prefix.span(wire.Span{}).Upper, "%q", prefix)
	}
}

// A keys-only span sends no values. Pages of every size arrive, including sizes at the limits of
// the buffer.
func TestServerPages(t *testing.T) {
	s := serverStart(t, nil)
	i := 0
	var want []serverPair
	for _, size := range []int{0, 1, 100, 4095, 4096, 4097, aloneSize - 1, aloneSize, aloneSize + 1, togetherSize, togetherSize + 1, 1 << 20, pieceSize*3 + 1} {
		for range 5 {
			pair := serverPair{Key: fmt.Sprintf("%03d", i), Value: strings.Repeat(string(rune('a'+i%26)), size)}
			s.store(pair.Key, pair.Value)
			want = append(want, pair)
			i++
		}
	}
	long := serverPair{Key: strings.Repeat("k", 1<<20), Value: "s"}
	s.store(long.Key, long.Value)
	want = append(want, long)
	got, _, err := s.scan("db", wire.Options{}, wire.RangeRequest{})
	require.NoError(t, err)
	require.True(t, equalPairs(want, got))
	got, _, err = s.scan("db", wire.Options{}, wire.RangeRequest{Span: wire.Span{KeysOnly: true}})
	require.NoError(t, err)
	keys := make([]string, len(want))
	for i := range want {
		keys[i] = want[i].Key
		require.Equal(t, serverPair{Key: want[i].Key}, got[i])
	}
	response := s.stream(wire.CallLookup, "db", wire.Options{}, wire.AppendKeys(nil, keys))
	got, err = serverPages(response.Body, keys)
	require.NoError(t, err)
	require.True(t, equalPairs(want, got))
}

// equalPairs avoids failure messages of several megabytes.
func equalPairs(a, b []serverPair) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// A small response has a Content-Length and is sent in one write.
func TestServerSmallRangeIsOneWrite(t *testing.T) {
	s := serverStart(t, nil)
	for i := range 300 {
		s.store(fmt.Sprintf("%03d", i), strings.Repeat("v", 100))
	}
	response := s.stream(wire.CallRange, "db", wire.Options{}, wire.RangeRequest{}.Append(nil))
	require.Positive(t, response.ContentLength)
	got, err := serverPages(response.Body, nil)
	require.NoError(t, err)
	require.Len(t, got, 300)
}

// Gather finds rows of every size.
func TestServerGather(t *testing.T) {
	s := serverStart(t, nil)
	for _, row := range []int{0, 1, 100, 5000, aloneSize - 1, aloneSize, aloneSize + 1, 1 << 20} {
		header := "nheader"
		value := func(i int) string { return strings.Repeat(string(rune('a'+i%26)), row) }
		var keys []string
		for i := range 12 {
			key := fmt.Sprintf("%d/%d", row, i)
			keys = append(keys, key, key, "none")
			switch {
			case i%4 == 2:
				s.store(key, header+value(i)+"more")
			case i%4 == 3:
				s.store(key, "other"+value(i))
			default:
				s.store(key, header+value(i))
			}
		}
		response := s.stream(wire.CallGather, "db", wire.Options{}, wire.GatherRequest{Header: []byte(header), Row: uint64(row), Keys: keys}.Append(nil))
		frames := &wire.FrameReader{R: response.Body}
		n := 0
		for {
			kind, err := frames.Next()
			if err != nil {
				require.ErrorContains(t, err, "EOF")
				break
			}
			require.Equal(t, wire.FrameRows, kind)
			states, err := frames.ReadStates()
			require.NoError(t, err)
			for _, state := range states {
				i := n / 3
				want := driver.RowCopied
				switch {
				case n%3 == 2:
					want = driver.RowMissing
				case i%4 >= 2:
					want = driver.RowDifferent
				}
				require.Equal(t, want, state, "%d of row %d", n, row)
				if state == driver.RowCopied {
					got, err := wire.ReadBody(response.Body, nil, int64(row), int64(row))
					require.NoError(t, err)
					require.Equal(t, value(i), string(got))
				}
				n++
			}
		}
		require.Equal(t, len(keys), n)
	}
}

// More rows than fit into a frame.
func TestServerGatherManyEmptyRows(t *testing.T) {
	s := serverStart(t, nil)
	s.store("k", "h")
	keys := make([]string, wire.MaxRows+10)
	for i := range keys {
		keys[i] = "k"
	}
	response := s.stream(wire.CallGather, "db", wire.Options{}, wire.GatherRequest{Header: []byte("h"), Keys: keys}.Append(nil))
	frames := &wire.FrameReader{R: response.Body}
	var sizes []int
	for {
		if _, err := frames.Next(); err != nil {
			break
		}
		states, err := frames.ReadStates()
		require.NoError(t, err)
		sizes = append(sizes, len(states))
	}
	require.Equal(t, []int{wire.MaxRows, 10}, sizes)
}

func TestServerOverview(t *testing.T) {
	s := serverStart(t, nil)
	get := func(path string) (*http.Response, []byte) {
		response, err := s.client.Get(s.server.URL + path)
		require.NoError(t, err)
		b, err := serverAnswer(t, response)
		require.NoError(t, err)
		return response, b
	}
	response, b := get(wire.PathDatabases)
	assert.Equal(t, "application/json", response.Header.Get("Content-Type"))
	var names []string
	require.NoError(t, json.Unmarshal(b, &names))
	assert.Equal(t, []string{"db", "sub"}, names)
	_, b = get(wire.PathHealth)
	assert.JSONEq(t, `{"status": "ok"}`, string(b))
	for _, path := range []string{wire.PathDatabases, wire.PathHealth, wire.PathMetrics} {
		response, err := s.client.Post(s.server.URL+path, wire.ContentType, nil)
		require.NoError(t, err)
		_, err = serverAnswer(t, response)
		require.ErrorIs(t, err, wire.ErrProtocol)
		require.Equal(t, http.StatusMethodNotAllowed, response.StatusCode)
		require.Equal(t, "GET", response.Header.Get("Allow"))
	}
}

func TestServerMetrics(t *testing.T) {
	s := serverStart(t, nil)
	s.must(wire.CallPut, "db", wire.Options{}, serverPut("k", "svalue"))
	s.must(wire.CallGet, "db", wire.Options{}, []byte("k"))
	for range 3 {
		_, err := s.call(wire.CallGet, "db", wire.Options{}, []byte("none"))
		require.Equal(t, leveldb.ErrNotFound, err)
	}
	lease, err := wire.ParseLease(s.must(wire.CallSnapshot, "db", wire.Options{}, nil))
	require.NoError(t, err)
	_, _, err = s.scan("db", wire.Options{}, wire.RangeRequest{})
	require.NoError(t, err)
	text := func() string {
		response, err := s.client.Get(s.server.URL + wire.PathMetrics)
		require.NoError(t, err)
		b, err := serverAnswer(t, response)
		require.NoError(t, err)
		return string(b)
	}
	// A request is counted after its response is sent. The client may see the response first.
	s.eventually(func() bool { return strings.Contains(text(), `openleveldb_requests_total{call="range",code="ok"} 1`) }, "the range is counted")
	got := text()
	for _, line := range []string{
		`openleveldb_requests_total{call="put",code="ok"} 1`, `openleveldb_requests_total{call="get",code="ok"} 1`,
		`openleveldb_requests_total{call="get",code="not_found"} 3`, `openleveldb_request_seconds_count{call="get"} 4`,
		`openleveldb_request_seconds_bucket{call="get",le="+Inf"} 4`, `openleveldb_snapshots 1`, `openleveldb_ranges 1`,
		`openleveldb_requests_in_flight 1`, "go_goroutines ", "process_resident_memory_bytes ", "openleveldb_sent_bytes_total ",
	} {
		assert.Contains(t, "\n"+got, "\n"+line)
	}
	assert.NotContains(t, got, `openleveldb_request_seconds_count{call="array"}`)
	s.must(wire.CallRelease, "db", wire.Options{Snapshot: lease.ID}, nil)
	assert.Contains(t, text(), "openleveldb_snapshots 0")
}

func TestServerRequestLog(t *testing.T) {
	s := serverStart(t, &HandlerOptions{LogRequests: true})
	s.must(wire.CallPut, "db", wire.Options{}, serverPut("k", "svalue"))
	s.eventually(func() bool { return strings.Contains(s.log.String(), "path=/v1/put") }, "the line is there")
	line := s.log.String()
	for _, word := range []string{"method=POST", "database=db", "status=200", "code=ok", "received=20", "sent=0", "seconds="} {
		assert.Contains(t, line, word)
	}
	assert.Equal(t, 1, strings.Count(line, "\n"))
}

// Many concurrent requests to one database return consistent results.
func TestServerConcurrent(t *testing.T) {
	s := serverStart(t, &HandlerOptions{MaxRequests: 8})
	const workers, turns = 32, 40
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for i := range turns {
				key, value := fmt.Sprintf("%02d/%02d", w, i), strings.Repeat(string(rune('a'+w%26)), 1+i*100)
				if !serverPost(t, s, wire.CallPut, serverPut(key, value), nil) ||
					!serverPost(t, s, wire.CallGet, []byte(key), []byte(value)) ||
					!serverPost(t, s, wire.CallCount, wire.Span{Lower: fmt.Sprintf("%02d/", w), Upper: fmt.Sprintf("%02d0", w)}.Append(nil), wire.AppendNumber(nil, uint64(i+1))) {
					return
				}
			}
		})
	}
	wg.Wait()
	n, err := s.db.Count(nil)
	require.NoError(t, err)
	require.Equal(t, workers*turns, n)
}

// serverPost makes a call from any goroutine and checks the returned bytes.
func serverPost(t *testing.T, s *serverRig, call string, body, want []byte) bool {
	response, err := s.client.Do(s.request(call, "db", append(wire.Options{}.Append(nil), body...)))
	if !assert.NoError(t, err) {
		return false
	}
	got, err := serverAnswer(t, response)
	return assert.NoError(t, err) && assert.True(t, bytes.Equal(want, got), "%s gives %d bytes", call, len(got))
}
